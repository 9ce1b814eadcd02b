"""Requirements of reports.

1. Every quote of a PDF is found by text extraction on the page that the index says.
2. The Word file holds the same words; both carry the marking on every page.
3. On pictures of pages names are blacked out and quotes marked; a page without text stays out.
4. The letter tells in plain words what the figures of that office allow, and nothing of few cases.
5. The annexe has native charts, and its figures are those of the ratings.
6. Text of any sort can be set: long quotes, wide words, letters the font lacks.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from fieldkit import settings
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import names, report_parts
from fieldkit.inspection.annexe_book import annexe_book
from fieldkit.inspection.grid import GridCase, GridEvidence
from fieldkit.inspection.report import Heading, Paragraph, Picture, Quote, Report, Table
from fieldkit.steps import leaving, read, report, report_pages
from fieldkit.steps.leaving import Choices, Leaving
from fieldkit.steps.session import Session
from fieldkit.store import report_pdf, report_word, workbook
from tests import exported
from tests.documents import samples
from tests.inspection.test_grid import FROM, PDU, rated, some_cases

FONTS = settings.resources() / "fonts"
STRANGE = (
    "plain words",
    "a quote “with quotes” and – dashes, £ and é",
    "smile \U0001f600 and \u05d0\u05d1\u05d2 right to left",
    "w" * 300,
    "half \ud83d a pair, a bell \x07, a tab\there",
    "line one\nline two",
    "<b>not bold</b> &amp; _x000D_ =1+1",
    "long " * 900,
)


@pytest.fixture(scope="module")
def lead(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = exported.centre(tmp_path_factory.mktemp("centre"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def found(lead: Session) -> Leaving:
    return leaving.gather(lead)


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    return [plain(page.get_textpage().get_text_bounded()) for page in document]


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\ufffe", "").replace("\x02", ""))


def many(number: int) -> Report:
    """An evidence pack of strange quotes of many cases."""
    cases = some_cases(PDU, number)
    made = tuple(
        replace(
            case,
            evidence=tuple(
                GridEvidence(code, "supports", f"log {at}", "3", STRANGE[(at + n) % len(STRANGE)])
                for n, code in enumerate(("P 2.1.1", "P 2.1.2", "P 2.4.3"))
            ),
        )
        for at, case in enumerate(cases)
    )
    grid = leaving.of_parts(PDU, made, rated(PDU, made), FROM)
    return report_parts.evidence_pack(grid, "Evidence", (), None, {})


def test_1_6_every_quote_is_on_its_page() -> None:
    made = many(12)
    data = report_pdf.write(made, FONTS)
    told = pages(data)
    assert len(made.quotes) == 36 and len(told) > 5
    index = "".join(told)
    for one in made.quotes:
        words = plain(report_pdf.drawable(one.text))
        where = [
            at
            for at, page in enumerate(told, start=1)
            if f"{one.number}.{plain(one.about)}.{plain(one.source)}" in page
        ]
        assert len(where) == 1, one.number
        at = where[0]
        if len(one.text) < 4000:
            assert words in told[at - 1], (one.number, one.text[:40])
        else:
            assert words in re.sub(
                r"Evidence|NorthvalePDU|Page\d+|OFFICIAL-SENSITIVE",
                "",
                "".join(told[at - 1 : at + 2]),
            )
        assert f"{one.number}{plain(one.about)}{plain(one.source)}{at}" in index, one.number


def test_2_marking_on_every_page_and_the_same_words() -> None:
    made = many(6)
    told = pages(report_pdf.write(made, FONTS))
    assert all(page.count("OFFICIAL-SENSITIVE") == 2 for page in told)
    document = docx.Document(io.BytesIO(report_word.write(made)))
    text = "\n".join(one.text for one in document.paragraphs)
    for one in made.quotes:
        assert one.text in text
    for section in document.sections:
        for part in (section.header, section.footer):
            assert "OFFICIAL-SENSITIVE" in part.paragraphs[0].text
    assert [row.cells[0].text for row in document.tables[0].rows][1:4] == ["1", "2", "3"]
    core = document.core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")


def test_2_same_report_same_bytes() -> None:
    for write in (lambda one: report_pdf.write(one, FONTS), report_word.write):
        assert write(many(4)) == write(many(4))
    with zipfile.ZipFile(io.BytesIO(report_word.write(many(2)))) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def dark(picture: Picture) -> int:
    image = Image.open(io.BytesIO(picture.data)).convert("L")
    return sum(image.histogram()[:60])


def test_3_names_are_blacked_out_on_pictures(lead: Session, found: Leaving) -> None:
    with worker_of(lead) as worker:
        masked = report_pages.pictures(found, worker, None)
        kept = report_pages.pictures(leaving.gather(lead, Choices(names=names.KEEP)), worker, None)
        assert report_pages.pictures(found, worker, ["P 2.4.3"]) == {}
    (one,), (other,) = (
        [made for made in every.values() if isinstance(made, Picture)] for every in (masked, kept)
    )
    # What lies inside another file, as one passage of the fixture does, has no picture of a page.
    assert [made for made in masked.values() if made == report_pages.NO_PAGES]
    assert dark(one) > dark(other) + 500
    raw = Image.open(io.BytesIO(other.data)).convert("RGB").tobytes()
    yellow = sum(raw[at] > 230 and raw[at + 2] < 215 for at in range(0, len(raw), 3))
    assert yellow > 300


def test_3_a_page_without_text_stays_out(tmp_path: Path) -> None:
    from tests import kit

    made = exported.centre(tmp_path, 2, unfinished=0)
    now = leaving.gather(made)
    subject = next(one.source.split("/")[0] for c in now.cases for one in c.evidence)
    kit.add_documents(made, subject, tmp_path / "scan", {"scan.pdf": samples.scanned_pdf()})
    document = next(d for d in read.readings.documents(made.present()) if d.name == "scan.pdf")
    place = GridEvidence("P 2.1.1", "supports", "scan", "1", "", f"{subject}/{document.sha256}", 1)
    scan = replace(now, cases=(replace(now.cases[0], evidence=(place,)),))
    with worker_of(made) as worker:
        assert list(report_pages.pictures(scan, worker, None).values()) == [report_pages.NO_TEXT]
        broken = replace(place, number=99)
        paged = now.paged | {place.source}
        gone = replace(now, cases=(replace(now.cases[0], evidence=(broken,)),), paged=paged)
        assert list(report_pages.pictures(gone, worker, None).values()) == [report_pages.NOT_SHOWN]
    made.close()


class worker_of:
    """A document worker for one block."""

    def __init__(self, session: Session) -> None:
        self.worker = DocumentWorker(read.fetcher(session))

    def __enter__(self) -> DocumentWorker:
        return self.worker

    def __exit__(self, *_: object) -> None:
        self.worker.stop()


def words_of(made: Report) -> str:
    return "\n".join(one.text for one in made.blocks if isinstance(one, Heading | Paragraph))


def test_4_the_letter(lead: Session, found: Leaving) -> None:
    told = words_of(report.make(lead, "letter", found, office="High Street"))
    for question in PDU.key_questions("cases"):
        counts = found.ratings.key_question(question.code)
        assert counts is not None
        line = (
            f"{question.text} Well enough in {counts.counts.yes} of {counts.counts.judged} cases."
        )
        assert line in told
    assert "P 2." not in told and "{" not in told
    with pytest.raises(FieldkitError, match=r"report\.office"):
        report.make(lead, "letter", found, office="Nowhere")


def test_4_the_letter_says_nothing_of_few_cases(found: Leaving, lead: Session) -> None:
    split = tuple(
        replace(one, attributes={**one.attributes, "office": "Small" if at < 3 else "Large"})
        for at, one in enumerate(found.cases)
    )
    some = replace(found, cases=split)
    small = words_of(report.make(lead, "letter", some, office="Small"))
    assert "On 12 questions there were too few cases" in small and "Well enough in" not in small
    large = words_of(report.make(lead, "letter", some, office="Large"))
    assert "Well enough in" not in large, "it would tell the small office's figures"


def test_5_the_annexe(found: Leaving) -> None:
    data = workbook.write(annexe_book(found.grid))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:2] == ["Shares", "Ratings"] and book.sheetnames[-1] == "Provenance"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        charts = [one for one in package.namelist() if one.startswith("xl/charts/")]
    assert len(charts) >= len(book.sheetnames) - 1
    for row in book["Shares"].iter_rows(min_row=3, values_only=True):
        one = found.ratings.key_question(str(row[0]))
        assert one is not None and row[2:4] == (one.counts.yes, one.counts.judged)
        assert row[4] == float(one.percent or 0) and row[7] == one.rating
    rows = [t for t in report_parts.annexe(found.grid, "A").blocks if isinstance(t, Table)]
    assert any("under 5" in cell for row in rows[2].rows for cell in row)


def test_5_the_wrong_ending_is_refused(lead: Session, tmp_path: Path) -> None:
    for kind, name in (("letter", "a.xlsx"), ("case", "a"), ("nonsense", "a.pdf")):
        with pytest.raises(FieldkitError, match=r"report\."):
            report.report(lead, kind, tmp_path / name, Choices())
    with pytest.raises(FieldkitError, match=r"moderate\.standard"):
        report.report(lead, "evidence", tmp_path / "a.pdf", Choices(), standard="Z 9")
    assert list(tmp_path.iterdir()) == []


def test_6_tables_and_pictures_of_any_size() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 4000), (10, 200, 10)).save(picture, "JPEG")
    blocks = (
        Heading("x" * 400),
        Picture(picture.getvalue(), 400, 4000, "tall"),
        Table(("a", "b"), tuple((str(n), "word " * n) for n in range(0, 900, 30)), (1, 3)),
        Quote(1, "", "", ""),
    )
    made = Report("t", "M", "f", blocks)
    assert len(pages(report_pdf.write(made, FONTS))) > 3
    assert docx.Document(io.BytesIO(report_word.write(made))).tables


def test_case_read_out_holds_every_answer(lead: Session, found: Leaving) -> None:
    one = leaving.gather(lead, Choices(numbers=("002",)))
    told = words_of(report.make(lead, "case", one))
    case: GridCase = one.cases[0]
    assert told.count("Answer: Yes") == sum(a == "yes" for a in case.answers.values())
    assert told.count("Answer: No") == sum(a == "no" for a in case.answers.values())
