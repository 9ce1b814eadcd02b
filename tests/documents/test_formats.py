"""Each kind of document, made here: words, places, looks, what is blocked and what is said."""

from __future__ import annotations

import io
import json
import time
import zipfile

import pytest
from PIL import Image

from fieldkit.documents import display
from fieldkit.documents.display_json import from_json, to_json
from fieldkit.documents.outlook_rtf import unpacked
from fieldkit.documents.parse import open_document
from fieldkit.documents.picture import PictureFile
from fieldkit.errors import FieldkitError
from tests.documents import samples


@pytest.mark.parametrize("name", samples.one_of_each())
def test_each_kind_survives_the_wire(name: str) -> None:
    document = open_document(samples.one_of_each()[name], name)
    parts: list[object] = [document.opened, document.survey()]
    if document.opened.shape == "pages":
        parts.append(document.page(1))
    elif document.opened.shape == "flow":
        parts.append(document.flow())
    else:
        parts.append(document.sheets())
    for part in parts:
        sent = json.loads(json.dumps(to_json(part)))
        back = from_json(type(part), sent)
        if isinstance(part, display.PageText):
            assert back.text == part.text  # type: ignore[attr-defined]
        else:
            assert back == part


def test_content_decides_before_the_name() -> None:
    assert open_document(samples.pdf(), "a.docx").opened.kind == "pdf"
    assert open_document(samples.word(), "a.pdf").opened.kind == "word"
    assert open_document(samples.letter(), "no ending").opened.kind == "email"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "document.empty"),
        (b"\x00\x01\x02\x03" * 50, "a.xyz", "document.unknown_kind"),
        (b"\x00\x01\x02\x03" * 50, "a.pdf", "document.damaged"),
        (b"%PDF-1.7 and no more", "a.pdf", "document.damaged"),
        (b"PK\x03\x04 and no more", "a.docx", "document.damaged"),
        (b"{broken", "a.json", "document.damaged"),
        (b"\x89PNG\r\n\x1a\nxx", "a.png", "document.damaged"),
    ],
)
def test_refusals(data: bytes, name: str, code: str) -> None:
    with pytest.raises(FieldkitError) as refusal:
        open_document(data, name)
    assert refusal.value.code in (code, "document.unknown_kind" if name == "a.json" else code)


def test_zip_bomb_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (64 << 20))
    with pytest.raises(FieldkitError, match=r"document\.too_large"):
        open_document(out.getvalue(), "bomb.docx")


def test_xml_entities_are_refused() -> None:
    made = samples.word_of("<w:p/>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                text = b'<!DOCTYPE a [<!ENTITY b "c">]>' + text
            new.writestr(name, text)
    with pytest.raises(ValueError, match=r"DTD|Entit"):
        open_document(out.getvalue(), "a.docx")


def test_pixel_bomb_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(FieldkitError, match=r"document\.too_large"):
        open_document(out.getvalue(), "a.png")


def test_pdf_contents_links_and_text() -> None:
    document = open_document(samples.pdf(3), "a.pdf")
    assert [(one.title, one.page) for one in document.opened.outline] == [
        ("Part 1", 1),
        ("Part 2", 2),
        ("Part 3", 3),
    ]
    page = document.page(2)
    assert "Risk of harm reviewed 2" in page.text
    at = page.text.index("Risk")
    left, top, _, bottom = page.boxes[at]
    assert left == pytest.approx(72, abs=2)
    assert top < page.height - 700 < bottom
    assert page.links[0].address == "https://example.org/a"
    assert document.survey() == display.Survey(len("".join(document.texts())), False)


def test_passwords_are_asked_for_tried_and_refused() -> None:
    if not samples.FILES:
        return
    name = "odd-libreoffice-writer-password.pdf"
    data = samples.casefile(name)
    with pytest.raises(FieldkitError, match=r"document\.wrong_password"):
        open_document(data, name, "not it")
    assert open_document(data, name, "openpassword").page(1).text


@pytest.mark.parametrize(
    ("stream", "name", "code"),
    [
        ("WordDocument", "a.doc", "document.old_word"),
        ("Something", "a.docx", "document.damaged"),
        ("Something", "a.bin", "document.unknown_kind"),
    ],
)
def test_old_office_files_are_named_with_their_size(stream: str, name: str, code: str) -> None:
    if not samples.FILES:
        return
    data = bytearray(samples.casefile("odd-password.docx"))
    at = data.index("EncryptedPackage".encode("utf-16-le"))
    named = stream.encode("utf-16-le").ljust(64, b"\0")
    data[at : at + 66] = named + bytes([len(stream) * 2 + 2, 0])
    with pytest.raises(FieldkitError) as refusal:
        open_document(bytes(data), name)
    assert refusal.value.code == code
    if "old" in code:
        assert refusal.value.facts["size"] == "14 KB"


def test_strict_word_files_open() -> None:
    made = samples.word_of("<w:p><w:r><w:t>Strict words</w:t></w:r></w:p>", strict=True)
    assert open_document(made, "a.docx").flow().text == "Strict words"


def test_scan_is_told() -> None:
    document = open_document(samples.scanned_pdf(), "a.pdf")
    assert document.survey().scan
    assert document.page(1).scan


def test_word_headings_lists_tables_pictures() -> None:
    document = open_document(samples.word(), "a.docx")
    kinds = [block.kind for block in document.flow().blocks]
    assert kinds == ["heading", "paragraph", "item", "item", "table", "picture"]
    assert document.flow().blocks[1].runs[1] == display.Run("J Smith", bold=True)
    assert [block.text for block in document.flow().blocks[2:4]] == ["• First", "1. Second"]
    assert "cell 0\tcell 1\ncell 2\tcell 3" in document.flow().text
    assert document.picture(0).width == 30


def test_word_tracked_changes_remarks_and_notes() -> None:
    body = (
        "<w:p><w:r><w:t>Risk is </w:t></w:r>"
        '<w:del w:author="A Lee" w:date="2024-01-02T03:04:05Z"><w:r><w:delText>low</w:delText>'
        '</w:r></w:del><w:ins w:author="A Lee" w:date="2024-01-02T03:04:05Z"><w:r><w:t>high'
        '</w:t></w:r></w:ins><w:commentRangeStart w:id="7"/><w:r><w:t> now</w:t></w:r>'
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    extra = {
        "word/comments.xml": f'<w:comments {samples.W}><w:comment w:id="7" w:author="B Ray" '
        'w:date="2024-02-03T00:00:00Z"><w:p><w:r><w:t>Why?</w:t></w:r></w:p></w:comment>'
        "</w:comments>",
        "word/footnotes.xml": f'<w:footnotes {samples.W}><w:footnote w:id="2"><w:p><w:r>'
        "<w:t>See OASys</w:t></w:r></w:p></w:footnote></w:footnotes>",
    }
    links = (
        '<Relationship Id="a" Type="OFFICE/comments" Target="comments.xml"/>'
        '<Relationship Id="b" Type="OFFICE/footnotes" Target="footnotes.xml"/>'
        '<Relationship Id="c" Type="OFFICE/image" Target="//x/p" TargetMode="External"/>'
    )
    document = open_document(samples.word_of(body, extra, links), "a.docx")
    runs = document.flow().blocks[0].runs
    assert runs[1] == display.Run("low", deleted="A Lee, 2024-01-02")
    assert runs[2] == display.Run("high", inserted="A Lee, 2024-01-02")
    assert runs[3].comment == 7
    assert set(document.opened.notes) == {"tracked_changes", "comments:1", "remote_blocked:1"}
    remark = document.flow().comments[0]
    assert (remark.author, remark.text) == ("B Ray", "Why?")
    assert document.flow().text.startswith("B Ray, 2024-02-03: Why?", remark.start)
    assert "[1] See OASys" in document.flow().text


def test_letter_fields_quotes_pictures_and_what_is_blocked() -> None:
    document = open_document(samples.letter(), "a.eml")
    assert document.opened.title == "Pré-sentence report"
    assert document.opened.date == "2024-03-05T14:30:00+00:00"
    assert document.opened.notes == ("remote_blocked:1",)
    text = document.flow().text
    assert "Rich words" in text
    assert "alert" not in text
    kinds = [block.kind for block in document.flow().blocks]
    assert kinds.count("quote") == 1
    assert kinds.count("picture") == 1
    name, data = document.attachment(1)
    inner = open_document(data, name)
    assert (name, inner.opened.title) == ("Inner.eml", "Inner")


def test_plain_letter_quotes_have_depths() -> None:
    data = b"From: a@b\nTo: c\nSubject: x\n\nNew\n> old\n> > older\n"
    blocks = open_document(data, "a.eml").flow().blocks
    assert [(block.kind, block.level) for block in blocks[-3:]] == [
        ("paragraph", 0),
        ("quote", 1),
        ("quote", 2),
    ]


def test_nested_outlook_letter_opens() -> None:
    if not samples.FILES:
        return
    document = open_document(samples.casefile("odd-nested.msg"), "odd-nested.msg")
    name, data = document.attachment(0)
    inner = open_document(data, name)
    assert inner.opened.kind == "email"
    assert inner.opened.title
    _, pdf = document.attachment(1)
    assert pdf.startswith(b"%PDF")


def test_packed_rich_text_of_outlook() -> None:
    # The two examples of MS-OXRTFCP section 4.
    first = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900"
        "20627705b06c647d0a800fa0"
    )
    assert unpacked(first) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    second = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(second) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert unpacked(b"") == b""


def test_web_page_blocks() -> None:
    document = open_document(samples.HTML, "a.html")
    assert document.opened.title == "Record"
    assert document.opened.notes == ("remote_blocked:1",)
    blocks = document.flow().blocks
    assert [block.kind for block in blocks] == [
        "heading",
        "paragraph",
        "item",
        "item",
        "table",
        "pre",
    ]
    assert blocks[3].level == 1
    assert "bad()" not in document.flow().text


def test_deep_nesting_does_not_stop_a_page() -> None:
    deep = b"<html>" + b"<div>" * 20_000 + b"words" + b"</div>" * 20_000
    assert "words" in open_document(deep, "a.html").flow().text


def test_sheet_header_dates_and_starts() -> None:
    document = open_document(samples.workbook(), "a.xlsx")
    sheets = document.sheets()
    table = sheets.tables[0]
    assert table.header == ("Date", "Type", "Notes")
    assert table.rows[0] == ("05/03/2024 14:30", "Office visit", "Note 0")
    for number, row in enumerate(table.rows):
        assert sheets.text.startswith("\t".join(row), table.row_start(number))


def test_title_rows_stay_above_the_header() -> None:
    data = b"Contact log\n\nDate,Type,Notes\n05/03/2024,Visit,Fine\n"
    sheets = open_document(data, "a.csv").sheets()
    table = sheets.tables[0]
    assert table.above == (("Contact log",), ())
    assert table.header == ("Date", "Type", "Notes")
    assert sheets.text.startswith("05/03/2024", table.row_start(0))


def test_csv_separator_and_code_page() -> None:
    table = open_document(samples.CSV, "a.csv").sheets().tables[0]
    assert table.header == ("Date", "Contact", "Notes")
    assert table.rows[0][2] == "Café"


def test_rtf_json_and_text() -> None:
    assert "Café visit" in open_document(samples.RTF, "a.rtf").flow().text
    tree = open_document(samples.JSON, "a.json").flow()
    assert "Date of birth: 1990-01-01" in tree.text
    wide = "Straße".encode("utf-16")
    assert open_document(wide, "a.txt").flow().text == "Straße"


def test_pictures_pages_rotation_and_transparency() -> None:
    assert open_document(samples.tiff(3), "a.tif").opened.pages == 3
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "white").save(out, "JPEG", exif=exif)
    document = PictureFile(out.getvalue(), "a.jpg")
    assert document.opened.notes == ("rotated",)
    assert document.page(1).height > document.page(1).width
    shown = document.render(1, 1.0)
    assert shown.height > shown.width
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    assert set(open_document(out.getvalue(), "a.png").render(1, 1.0).pixels) == {255}


def test_very_deep_and_very_long_files_open_quickly() -> None:
    """Nothing keeps a reader waiting: 40,000 open elements, 600,000 lines."""
    from fieldkit.documents.plain import MOST_BLOCKS
    from fieldkit.documents.tree import shallow

    unclosed = "<p>one<br>two<li>three" * 3_000
    assert shallow(unclosed) == unclosed
    deep = "".join(f"<div>{n} " for n in range(40_000))
    began = time.perf_counter()
    opened = open_document(deep.encode(), "deep.html")
    assert time.perf_counter() - began < 5
    assert "0 1 2" in " ".join(opened.texts()[0].split()) and "39999" in opened.texts()[0]
    lines = "".join(f"line {n}\n" for n in range(600_000))
    opened = open_document(lines.encode(), "long.txt")
    assert len(opened.flow().blocks) <= MOST_BLOCKS and opened.flow().text == lines[:-1]


def test_lines_of_json_and_xml_are_shown_as_text() -> None:
    """What is plain text inside is shown, not refused for its name."""
    for name in ("a.jsonl", "a.xml", "a.ics"):
        opened = open_document(b'{"note": "seen"}\n{"note": "again"}\n', name)
        assert opened.opened.kind == "text" and "again" in opened.texts()[0]
