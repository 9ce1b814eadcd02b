"""Dates in documents, found in the real worker.

1. Dates as offices write them are read day first; what cannot be a date is none.
2. Rows of a contact log: date, time, type with outcome, notes, and the very range of the row.
3. Lines that begin with a date, under their heading; dates elsewhere in a line do not count.
4. A letter's date stands alone near its top.
5. Words that a program reads from a picture have a box for every character; a broken table of
   words never raises.
6. The program cannot write files and is ended when told so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from fieldkit.documents import ocr
from fieldkit.documents.dates import date_in
from fieldkit.documents.display import DatedParts
from fieldkit.documents.ocr import Ocr
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError


@pytest.fixture(scope="module")
def worker() -> Iterator[DocumentWorker]:
    made = DocumentWorker(lambda key: (b"", key, None))
    yield made
    made.stop()


def dated(worker: DocumentWorker, name: str, data: bytes) -> DatedParts:
    worker.open(name, data, name)
    return worker.dated(name)


@pytest.mark.parametrize(
    ("words", "iso", "time"),
    [
        ("12/03/2025", "2025-03-12", ""),
        ("1.2.25 at 9:05", "2025-02-01", "09:05"),
        ("Wed 2nd April 2025, 14:30", "2025-04-02", "14:30"),
        ("Friday, 4 Apr. 2025", "2025-04-04", ""),
        ("2025-08-14T10:00:00", "2025-08-14", "10:00"),
        ("31/06/2025", None, ""),
        ("version 1.2.3 of 2025", None, ""),
        ("99/99/2025", None, ""),
    ],
)
def test_dates(words: str, iso: str | None, time: str) -> None:
    """1."""
    found = date_in(words)
    assert (found[:2] if found else (None, "")) == (iso, time)


def test_rows_of_a_log(worker: DocumentWorker) -> None:
    """2."""
    log = (
        "Ref,Date,Time,Type,Outcome/Attended,Notes\n"
        "7,05/03/2025,14:30,Office visit,Attended,Talked about the letter and the plan\n"
        "8,06/03/2025,9:05,Telephone,No reply,Left word\n"
        "9,,,,,no date here\n"
    )
    found = dated(worker, "log.csv", log.encode()).parts
    assert [(one.date, one.time, one.title, one.where) for one in found] == [
        ("2025-03-05", "14:30", "Office visit, attended", "row 1"),
        ("2025-03-06", "09:05", "Telephone, no reply", "row 2"),
    ]
    text = worker.text("log.csv")[0]
    assert text[found[1].start : found[1].end].startswith("8\t06/03/2025")
    assert found[0].words == "Talked about the letter and the plan"


def test_lines_of_a_text(worker: DocumentWorker) -> None:
    """3."""
    page = (
        "<html><body><h2>Record of visits</h2><p>12 March 2025: seen at home, calm</p>"
        "<p>He was last seen on 14 March 2025.</p><p>2025-04-01</p></body></html>"
    )
    found = dated(worker, "record.html", page.encode()).parts
    assert [(one.date, one.title, one.where) for one in found] == [
        ("2025-03-12", "seen at home, calm", "Record of visits")
    ]
    text = worker.text("record.html")[0]
    assert text[found[0].start : found[0].end] == "12 March 2025: seen at home, calm"


def test_date_of_a_letter(worker: DocumentWorker) -> None:
    """4."""
    letter = b"Northvale Probation\n\n14 August 2025\n\nDear Sir\n\nYou were seen on 1 May 2025.\n"
    assert dated(worker, "letter.txt", letter).date == "2025-08-14"
    assert dated(worker, "no.txt", b"Seen on 1 May 2025, and after.\n").date == ""


# Words of pictures

needs_program = pytest.mark.skipif(ocr.program() is None, reason="tesseract is not installed")


def scan(words: str = "No contact with the children") -> bytes:
    picture = Image.new("RGB", (1654, 700), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((120, 200), words, fill="black", font=ImageFont.load_default(64))
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


@needs_program
def test_words_of_a_picture(worker: DocumentWorker) -> None:
    """5."""
    worker.open("scan.png", scan(), "scan.png")
    page = worker.page("scan.png", 1)
    program = ocr.program()
    assert program is not None and page.scan and not page.text
    read = Ocr(program).read(worker.render("scan.png", 1, ocr.SCALE), page)
    assert read.ocr and read.scan and "contact with the children" in read.text
    assert len(read.boxes) == len(read.text)
    place = read.text.index("contact")
    left, top, right, bottom = read.boxes[place]
    assert 0 < left < right < page.width and 0 < top < bottom < page.height


@given(st.text(alphabet="5\t\n0123456789.-abc", max_size=400))
def test_any_table_of_words(said: str) -> None:
    """5."""
    text, boxes = ocr.words_of("head\n" + said, 0.24, 0.24)
    assert len(text) == len(boxes)


@needs_program
def test_stopped_program(worker: DocumentWorker) -> None:
    """6."""
    program = ocr.program()
    assert program is not None
    worker.open("scan.png", scan(), "scan.png")
    reader = Ocr(program)
    reader.stop()
    with pytest.raises(FieldkitError) as why:
        reader.read(worker.render("scan.png", 1, 1.0), worker.page("scan.png", 1))
    assert why.value.code == "document.stopped"


@needs_program
@pytest.mark.skipif(not ocr.limited(), reason="not limited on this system")
def test_program_cannot_write(tmp_path_factory: pytest.TempPathFactory) -> None:
    """6. The same limits on another program: it cannot make a file anywhere."""
    import subprocess
    from pathlib import Path

    goal = tmp_path_factory.mktemp("goal") / "made"
    limits = ocr.command(Path("/bin/sh"), 1 << 30)
    asked = [*limits[: limits.index("/bin/sh") + 1], "-c", f"echo words > {goal}; echo here"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert "here" in said.stdout
    assert not goal.exists() or not goal.read_bytes()
