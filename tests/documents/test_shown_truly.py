"""Nothing of a file is lost or changed unseen: it is shown as it was meant, or a note says so.

1. Words in any code page and of any program are read as their writer saw them.
2. Every part of an e-mail that says something of its own is shown.
3. Boxes, choices and values of forms are shown as they were filled in.
4. Cells stand in their columns; what a workbook hides or cannot show is counted.
5. What stands beside a text (notes, remarks, changes) is shown with it.
6. Pictures have their shape and their shades.
"""

from __future__ import annotations

import datetime as dt
import io
from email.message import EmailMessage

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image as SheetPicture
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from fieldkit.documents.display import Run
from fieldkit.documents.parse import open_document
from tests.documents import samples


def words(data: bytes, name: str) -> str:
    return open_document(data, name).flow().text


def runs(data: bytes, name: str) -> list[Run]:
    return [run for block in open_document(data, name).flow().blocks for run in block.runs]


def mail(body: bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    return (
        b"From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\n"
        b"Content-Type: " + kind.encode() + b"\n\n" + body
    )


# 1


@pytest.mark.parametrize("named", ["iso-8859-1", "ISO_8859-1", "latin1", "windows-1252"])
def test_smart_quotes_of_letters_that_call_themselves_latin(named: str) -> None:
    made = mail(b"She said \x93I\x92m afraid\x94 \x96 twice", f"text/plain; charset={named}")
    assert "She said “I’m afraid” – twice" in words(made, "a.eml")


def test_two_code_pages_in_one_file() -> None:
    made = "Date,Note\r\n05/03/2024,Café\r\n".encode() + b"06/03/2024,Caf\xe9\r\n"
    sheet = open_document(made, "a.csv").sheets()
    assert [row[1] for row in sheet.tables[0].rows] == ["Café", "Café"]
    assert "naïve £5" in words("naïve £5".encode("cp1252"), "a.txt")


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_text_with_and_without_its_mark(code: str) -> None:
    made = "Date,Contact\r\n05/03/2024,Visit\r\n06/03/2024,Llŷn\r\n".encode(code)
    table = open_document(made, "a.csv").sheets().tables[0]
    assert table.header == ("Date", "Contact")
    assert table.rows[1][1] == "Llŷn"


def test_characters_in_two_halves_become_one_and_never_stop_the_index() -> None:
    rich = rb"{\rtf1\ansi Sent \u-10179?\u-8704? and half \u-10179?.\par}"
    assert "Sent \N{GRINNING FACE} and half \ufffd." in words(rich, "a.rtf")
    tree = words(b'{"a\\ud83d": "\\ud83d\\ude00 \\ud83d"}', "a.json")
    tree.encode()
    assert "\N{GRINNING FACE} \ufffd" in tree


def test_records_keep_numbers_as_written_and_names_given_twice() -> None:
    text = words(b'{"crn": 0.10, "big": 1e400, "note": "first", "note": "second"}', "a.json")
    assert "Crn: 0.10" in text
    assert "Big: 1e400" in text
    assert "Note: first" in text
    assert "Note: second" in text


def test_the_line_that_names_the_separator_is_obeyed_and_not_shown() -> None:
    made = b"sep=;\r\nDate;Note\r\n05/03/2024;one, two, three\r\n06/03/2024;a, b, c\r\n"
    table = open_document(made, "a.csv").sheets().tables[0]
    assert table.header == ("Date", "Note")
    assert table.above == ()
    assert table.rows[0] == ("05/03/2024", "one, two, three")


# 2


def test_all_bodies_of_an_email_are_shown_once() -> None:
    parts = (
        b"--B\nContent-Type: multipart/alternative; boundary=C\n\n"
        b"--C\nContent-Type: text/plain\n\nsaid twice\n"
        b"--C\nContent-Type: multipart/mixed; boundary=D\n\n"
        b"--D\nContent-Type: text/html\n\n<p>said twice</p>\n"
        b"--D\nContent-Type: application/pdf; name=a.pdf\n\n%PDF\n"
        b"--D\nContent-Type: text/html\n\n<p>below the file</p>\n--D--\n--C--\n"
        b"--B\nContent-Type: text/plain\n\nadded <by> the list\n--B--\n"
    )
    document = open_document(mail(parts, "multipart/mixed; boundary=B"), "a.eml")
    text = document.flow().text
    assert text.count("said twice") == 1
    assert text.index("said twice") < text.index("below the file")
    assert "added <by> the list" in text
    assert [one.name for one in document.opened.attachments] == ["a.pdf"]


def test_an_empty_rich_part_leaves_the_plain_one() -> None:
    parts = (
        b"--B\nContent-Type: text/plain\n\nonly here\n--B\nContent-Type: text/html\n\n  \n--B--\n"
    )
    assert "only here" in words(mail(parts, "multipart/alternative; boundary=B"), "a.eml")


def test_meetings_and_reports_of_delivery_are_files_that_open() -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "MARAC"
    made.set_content("Please come")
    made.add_alternative("BEGIN:VCALENDAR\nLOCATION:High Street\nEND:VCALENDAR\n", "calendar")
    document = open_document(made.as_bytes(), "a.eml")
    assert document.opened.attachments[0].name.endswith(".ics")
    name, content = document.attachment(0)
    assert "High Street" in words(content, name)
    parts = (
        b"--B\nContent-Type: text/plain\n\nNot delivered\n"
        b"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1\n"
        b"--B--\n"
    )
    kind = "multipart/report; report-type=delivery-status; boundary=B"
    name, content = open_document(mail(parts, kind), "a.eml").attachment(0)
    assert name.endswith(".txt")
    assert "Status: 5.1.1" in words(content, name)


# 3


def _legacy(field: str, kind: str) -> str:
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{field}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText> {kind} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:r><w:t> home visited</w:t></w:r></w:p>"
    )


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', "☒"),
        ('<w:checkBox><w:default w:val="1"/></w:checkBox>', "☒"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "☐"),
        ("<w:checkBox/>", "☐"),
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Low"/>'
            '<w:listEntry w:val="Very high"/></w:ddList>',
            "Very high",
        ),
        ('<w:ddList><w:listEntry w:val="Low"/></w:ddList>', "Low"),
        ('<w:ddList><w:result w:val="9"/></w:ddList>', ""),
    ],
)
def test_old_forms_of_word_show_their_boxes_and_choices(field: str, shown: str) -> None:
    made = samples.word_of(_legacy(field, "FORM"))
    assert words(made, "a.docx").startswith(f"{shown} home visited")


def test_saved_pages_show_their_fields_as_filled_in() -> None:
    page = (
        b'<p>Risk <input value="HIGH"> <input type=checkbox checked> agreed '
        b"<input type=radio> not <select><option>Low<option selected>Medium</select>"
        b'<textarea>long\nwords</textarea><input type=hidden value="token"></p>'
    )
    assert words(page, "a.html") == "Risk HIGH ☒ agreed ☐ not Medium long words"


def filled_pdf() -> bytes:
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=A4, invariant=1)
    made.drawString(72, 700, "Referral")
    made.textAnnotation("Manager: not visited", Rect=[300, 690, 320, 710])
    form = made.acroForm
    form.textfield(name="risk", value="Very high MARAC", x=72, y=600, width=200, height=20)
    form.checkbox(name="a", tooltip="Agreed by manager", x=72, y=560, checked=True)
    form.checkbox(name="b", tooltip="Never ticked", x=72, y=530, checked=False)
    made.showPage()
    made.setPageRotation(90)
    made.setCropBox((50, 50, 400, 500))
    made.textAnnotation("Turned remark", Rect=[200, 300, 220, 320])
    made.showPage()
    made.save()
    return out.getvalue()


def test_values_and_remarks_of_a_pdf_are_words_of_its_page() -> None:
    document = open_document(filled_pdf(), "a.pdf")
    page = document.page(1)
    assert page.text.startswith("Referral\n")
    assert "Very high MARAC" in page.text
    assert "Ticked: Agreed by manager" in page.text
    assert "Never ticked" not in page.text
    assert page.remarks == ("Remark: Manager: not visited",)
    assert len(page.text) == len(page.boxes)
    left, top, right, bottom = page.boxes[page.text.index("MARAC")]
    assert 72 < left < right < 272
    assert (top, bottom) == pytest.approx((A4[1] - 620, A4[1] - 600), abs=1)
    turned = document.page(2)
    assert turned.remarks == ("Remark: Turned remark",)
    left, top, right, bottom = turned.boxes[-1]
    assert 0 < left <= right < turned.width
    assert 0 < top <= bottom < turned.height
    assert document.texts() == tuple(document.page(number).text for number in (1, 2))
    assert document.survey().characters == sum(map(len, document.texts()))


# 4


def test_cells_of_web_tables_stay_in_their_columns() -> None:
    page = (
        b"<table><tr><td rowspan=2>Mon<td colspan=2>Office</tr><tr><td>10:00<td>Seen</tr>"
        b"<tr><td>Tue<td>11:00<td rowspan=99999>Missed</table>"
    )
    (table,) = open_document(page, "a.html").flow().blocks
    said = [["".join(run.text for run in cell) for cell in row] for row in table.rows]
    assert said == [["Mon", "Office", ""], ["", "10:00", "Seen"], ["Tue", "11:00", "Missed"]]


def test_cells_of_word_tables_stay_in_their_columns() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    spans = '<w:gridSpan w:val="2"/>'
    body = (
        f"<w:tbl><w:tr>{cell('Wide', spans)}{cell('Right')}</w:tr>"
        f"<w:tr>{cell('a')}{cell('b')}{cell('c')}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("d")}{cell("e")}</w:tr></w:tbl>'
    )
    (table,) = open_document(samples.word_of(body), "a.docx").flow().blocks
    said = [["".join(run.text for run in one) for one in row] for row in table.rows]
    assert said == [["Wide", "", "Right"], ["a", "b", "c"], ["", "d", "e"]]


def odd_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Hours", "Number"])
    sheet.append([dt.datetime(2024, 3, 5), dt.timedelta(hours=30, minutes=5), 123])
    sheet["C2"].number_format = "00000"
    sheet["A3"] = "=SUM(C2:C2)"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.add_image(SheetPicture(io.BytesIO(samples.png())), "E5")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2))
    book.create_chartsheet("Chart").add_chart(chart)
    secret = book.create_sheet("Secret")
    secret.append(["words", "more"])
    secret.sheet_state = "veryHidden"
    far = book.create_sheet("Far")
    far.cell(1, 2_500, "far away")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_says_what_its_rows_do_not() -> None:
    document = open_document(odd_workbook(), "a.xlsx")
    assert set(document.opened.notes) == {
        "hidden_sheets:1",
        "hidden_rows:1",
        "hidden_columns:1",
        "no_values:1",
        "pictures_not_shown:1",
        "charts_not_shown:1",
        "columns_cut",
    }
    assert document.sheets().tables[0].rows[0] == ("05/03/2024", "30:05", "00123")
    assert open_document(samples.workbook(), "a.xlsx").opened.notes == ()


def test_dates_counted_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = dt.datetime(1904, 1, 1)
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Note"])
    sheet.append([dt.datetime(2024, 3, 5, 14, 30), "x"])
    out = io.BytesIO()
    book.save(out)
    table = open_document(out.getvalue(), "a.xlsx").sheets().tables[0]
    assert table.rows[0][0] == "05/03/2024 14:30"


# 5

RICH = (
    rb"{\rtf1\ansi\ansicpg1252{\*\revtbl{Unknown;}{P Officer;}{M Manager;}}{\header X123456}"
    rb"Risk is {\deleted\revauthdel1 low}{\revised\revauth2 high} {\strike gone}{\footnote Here.}"
    rb" {\b bold\b0 not}"
    rb"{\v secret}.{\footnote See the plan.} Next\par "
    rb"{\*\atnid PO}{\*\atnauthor P Officer}\chatn{\*\annotation{\*\atnref 1}Not so.} end\par"
    rb"{\shp{\*\shpinst{\shptxt In a box}}}{\pict\pngblip 8950}}"
)


def test_rich_text_shows_who_changed_what_and_what_stands_beside_it() -> None:
    document = open_document(RICH, "a.rtf")
    made = {run.text: run for block in document.flow().blocks for run in block.runs}
    assert made["low"].deleted == "P Officer"
    assert made["high"].inserted == "M Manager"
    assert made["gone"].struck
    (note,) = [run for run in document.flow().blocks[0].runs if "[1]" in run.text]
    assert not note.struck
    assert made["bold"].bold
    assert not made["not"].bold
    text = document.flow().text
    for said in ("secret.[2] Next", "[2] See the plan.", "Not so.", "X123456", "In a box"):
        assert said in text
    assert set(document.opened.notes) == {
        "looks_left_out",
        "tracked_changes",
        "hidden_text",
        "comments:1",
        "pictures_left_out",
    }
    assert open_document(samples.RTF, "a.rtf").opened.notes == ("looks_left_out",)


def test_rich_text_that_is_broken_keeps_its_words() -> None:
    for data in (
        rb"{\rtf1 {\footnote open",
        rb"{\rtf1 a}}}}\b b",
        rb"{\rtf1\bin99999 x}",
        b"{\\rtf1\\",
    ):
        open_document(data, "a.rtf").flow()
    deep = rb"{\rtf1 " + b"{" * 5_000 + b"deep words" + b"}" * 5_001
    assert "deep words" in words(deep, "a.rtf")


def test_words_struck_by_hand_look_struck_and_are_no_tracked_change() -> None:
    body = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>gone</w:t></w:r></w:p>"
    (run,) = runs(samples.word_of(body), "a.docx")
    assert run.struck
    assert run.deleted is None


def test_pages_put_into_a_word_file_are_read_and_charts_counted() -> None:
    body = (
        '<w:altChunk r:id="r5"/><w:altChunk r:id="r6"/><w:p><w:r><w:drawing>'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="r7"/>'
        "</w:drawing></w:r></w:p>"
    )
    links = (
        '<Relationship Id="r5" Type="OFFICE/aFChunk" Target="a.htm"/>'
        '<Relationship Id="r6" Type="OFFICE/aFChunk" Target="b.rtf"/>'
    )
    extra = {"word/a.htm": "<p>Put in <b>later</b></p>", "word/b.rtf": "{\\rtf1 x}"}
    document = open_document(samples.word_of(body, extra, links), "a.docx")
    assert "Put in later" in document.flow().text
    assert set(document.opened.notes) == {"charts_not_shown:1", "parts_not_shown:1"}


def test_pictures_beside_a_saved_page_are_counted() -> None:
    page = b'<img src="x_files/a.png"><img src="cid:b"><img src="http://example.org/c.png"><p>x'
    notes = open_document(page, "a.html").opened.notes
    assert notes == ("remote_blocked:1", "pictures_missing:1")


# 6


def test_a_fax_has_its_shape() -> None:
    out = io.BytesIO()
    Image.new("1", (1728, 1100), 1).save(out, "TIFF", dpi=(204, 98))
    page = open_document(out.getvalue(), "a.tif").page(1)
    assert (page.width, page.height) == pytest.approx((610, 808), abs=1)


@pytest.mark.parametrize(("mode", "shade", "seen"), [("I;16", 30_000, 116), ("I", 200, 200)])
def test_shades_beyond_those_of_a_screen(mode: str, shade: int, seen: int) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20), shade).save(out, "TIFF")
    pixels = open_document(out.getvalue(), "a.tif").render(1, 1.0).pixels
    assert abs(pixels[0] - seen) <= 1
