"""What a reader is told of a document besides its words.

1. Every code that a parser notes is said in words.
2. The remarks on a page of a PDF stand over it while that page is read, and are found.
"""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.documents.display import Opened
from fieldkit.documents.parse import open_document
from fieldkit.ui.reader.opening import notes_line
from fieldkit.ui.reader.reader import Reader
from tests.documents import samples, test_shown_truly
from tests.ui.reader.helpers import Shelf, quiet, shown

HIDDEN = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
WITH_NOTES = {
    "a.xlsx": test_shown_truly.odd_workbook(),
    "a.rtf": test_shown_truly.RICH,
    "b.rtf": rb"{\rtf1{\*\fldinst FORMCHECKBOX}x}",
    "a.docx": samples.word_of(HIDDEN),
    "a.pdf": test_shown_truly.filled_pdf(),
    "b.pdf": samples.pdf(rotate=90),
    "a.html": b'<img src="a/b.png"><img src="http://example.org/a.png"><p>x',
}


@pytest.mark.parametrize("name", WITH_NOTES)
def test_every_note_is_said(name: str) -> None:
    """1."""
    found = open_document(WITH_NOTES[name], name).opened
    notes = set(found.notes) - {"tracked_changes"}  # which have a bar of their own
    assert notes
    for note in notes:
        told = notes_line(Opened(found.kind, "t", 1, found.shape, notes=(note,)))
        assert told, note
        _, _, count = note.partition(":")
        assert not count or count in told


def test_one_and_many() -> None:
    """1."""
    line = lambda *notes: notes_line(Opened("sheet", "t", 1, "sheet", notes=notes))  # noqa: E731
    assert line("hidden_rows:1") == "1 hidden row shown too"
    assert line("hidden_rows:2", "comments:3") == "2 hidden rows shown too · 3 comments"


def test_remarks_stand_over_their_page(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """2."""
    listed = shelf.put("a.pdf", test_shown_truly.filled_pdf(), pages=2)
    shown(qtbot, reader, shelf, listed)
    qtbot.waitUntil(reader.remarks.isVisible, timeout=5000)
    assert reader.remarks.words() == "1 remark on this page. Manager: not visited"
    reader.next_page()
    quiet(qtbot, reader, shelf)
    qtbot.waitUntil(lambda: "Turned" in reader.remarks.words(), timeout=5000)
    reader.show(listed, 1)
    reader.open_find()
    reader.find_bar.field.setText("not visited")
    reader.find_bar.flush()
    qtbot.waitUntil(lambda: bool(reader.pages._find.hits.found), timeout=5000)
    reader.find_next()
    found = reader.selection()
    assert found is not None and found.quote == "not visited"
    reader.close_document()
    assert not reader.remarks.isVisible()


def test_a_page_without_remarks_says_nothing(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """2."""
    shown(qtbot, reader, shelf, shelf.put("a.pdf", samples.pdf(), pages=2))
    quiet(qtbot, reader, shelf)
    assert not reader.remarks.isVisible()
