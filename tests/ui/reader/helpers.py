"""Small real documents and a source that reads them through the real document worker."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen import canvas

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import Document
from fieldkit.steps.read import Listed
from fieldkit.store.journal import Place
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.source import WorkerSource

ROOT = Path(__file__).resolve().parents[3]
CASEFILES = ROOT.parent / "shared" / "casefiles"
with_casefiles = pytest.mark.skipif(not CASEFILES.is_dir(), reason="no shared case files here")


def pdf(pages: int = 12, wide_page: int = 0) -> bytes:
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=A4, invariant=1)
    for number in range(1, pages + 1):
        made.setPageSize(landscape(A4) if number == wide_page else A4)
        made.setFont("Helvetica", 14)
        for line in range(20):
            made.drawString(72, 500 - 20 * line, f"Page {number} line {line}: risk to known adult")
        made.showPage()
    made.save()
    return out.getvalue()


def word(paragraphs: int = 60) -> bytes:
    made = docx.Document()
    made.add_heading("Sentence plan", level=1)
    for number in range(paragraphs):
        paragraph = made.add_paragraph(
            f"Paragraph {number}: he was seen at home \N{GRINNING FACE} "
        )
        paragraph.add_run("and said nothing new").bold = True
    table = made.add_table(rows=3, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}" if number != 3 else ""
    made.add_paragraph("After the table")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def log(rows: int = 400) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Contacts"
    sheet.append(["Date", "Contact", "Note"])
    for number in range(rows):
        police = "Police called." if number % 40 == 7 else "Nothing new."
        note = "\n".join([police, *(["More."] * (20 if number == 3 else number % 5))])
        sheet.append([f"{1 + number % 28:02}/{1 + number % 12:02}/2025", f"Kind {number}", note])
    other = book.create_sheet("Other")
    other.append(["Who", "What"])
    other.append(["A. Marsh", "asked for the map"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Shelf:
    """Documents by hash, and the reader that shows them."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.worker = DocumentWorker(self.again)
        self.operations = Operations()
        self.source = WorkerSource(self.worker, lambda one: self.held[one.document.sha256])

    def again(self, key: str) -> tuple[bytes, str, str | None]:
        return self.held[key.split("/")[1]], key, None

    def put(
        self,
        name: str,
        content: bytes,
        *,
        kind: str = "pdf",
        pages: int = 1,
        characters: int = 100,
        refusal: FieldkitError | None = None,
        place: Place | None = None,
    ) -> Listed:
        sha256 = hashlib.sha256(content).hexdigest()
        self.held[sha256] = content
        document = Document(
            sha256[:8], "case", sha256, name, name.split(".")[0], "", len(content), "2025-01-22"
        )
        return Listed(document, kind, pages, characters, refusal=refusal, place=place)

    def casefile(self, name: str) -> Listed:
        return self.put(name, (CASEFILES / name).read_bytes())


def shown(qtbot: QtBot, reader: Reader, shelf: Shelf, listed: Listed, page: int = 1) -> Reader:
    """Open a document and wait until it is on screen and nothing is under way."""
    with qtbot.waitSignal(reader.document_shown, timeout=20_000):
        reader.show(listed, page)
    quiet(qtbot, reader, shelf)
    return reader


def quiet(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """Wait until no operation is under way and none is about to be asked for."""
    qtbot.waitUntil(
        lambda: shelf.operations.running == 0 and not reader.pages._settle.isActive(),
        timeout=20_000,
    )
