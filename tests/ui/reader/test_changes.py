"""Tracked changes are shown, taken or left out, and every offset stays where it was.

1. The bar counts what was tracked; it is there for such a text only, and not where it is low.
2. As final leaves deleted words out, as before the inserted ones; X goes from one to the next.
3. Offsets map in each; what is left out has no place, what follows it keeps its own.
4. A passage in words left out brings them back, so that it can be shown.
5. Changed lines have a bar in the margin, comments a line to their words.
6. A page is scrolled sideways only where something goes past its edge.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from fieldkit.ui.reader.marks import on_paper
from fieldkit.ui.reader.reader import Reader
from tests.documents.samples import word_of
from tests.ui.reader.helpers import Shelf, quiet, shown

WHO = 'w:author="Manager 2" w:date="2025-01-21T16:05:00Z"'
BODY = f"""<w:p><w:r><w:t xml:space="preserve">He said so. </w:t></w:r>
<w:del w:id="1" {WHO}><w:r><w:delText>He was not drinking. </w:delText></w:r></w:del>
<w:r><w:t xml:space="preserve">Two call-outs </w:t></w:r>
<w:ins w:id="2" {WHO}><w:r><w:t xml:space="preserve">are put down </w:t></w:r></w:ins>
<w:r><w:t>as isolated.</w:t></w:r></w:p>"""
WHOLE = "He said so. He was not drinking. Two call-outs are put down as isolated."


@pytest.fixture
def report(qtbot: QtBot, reader: Reader, shelf: Shelf) -> Reader:
    reader.resize(760, 600)
    listed = shelf.put("report.docx", word_of(BODY), kind="word")
    return shown(qtbot, reader, shelf, listed)


def on_screen(reader: Reader) -> str:
    assert reader.flow.flow is not None
    return reader.flow.flow.toPlainText().strip()


def switch(qtbot: QtBot, reader: Reader, shelf: Shelf) -> str:
    with qtbot.waitSignal(reader.flow.flow_shown, timeout=5000):
        reader.flow.next_changes()
    quiet(qtbot, reader, shelf)
    return on_screen(reader)


def test_ways(qtbot: QtBot, report: Reader, shelf: Shelf) -> None:
    """1, 2, 3."""
    bar = report.changes
    assert bar.isVisible() and bar._told.text() == "1 insertion, 1 deletion"
    assert on_screen(report) == WHOLE and bar.ways["marked"].isChecked()
    final = switch(qtbot, report, shelf)
    assert final == "He said so. Two call-outs are put down as isolated."
    assert bar.ways["final"].isChecked()
    before = switch(qtbot, report, shelf)
    assert before == "He said so. He was not drinking. Two call-outs as isolated."
    document = report.flow.flow
    assert document is not None and document.flow.text.strip() == WHOLE
    out = range(*document.left_out[0])
    for offset, character in enumerate(document.flow.text):
        if character.isalnum() and offset not in out:
            assert document.characterAt(document.offsets.position(offset)) == character
    assert not report.flow.rects(*document.left_out[0])
    bar.ways["marked"].click()
    qtbot.waitUntil(lambda: on_screen(report) == WHOLE, timeout=5000)


def test_a_passage_left_out_is_brought_back(qtbot: QtBot, report: Reader, shelf: Shelf) -> None:
    """4."""
    switch(qtbot, report, shelf)
    start = WHOLE.index("not drinking")
    report.flow.go_to(1, start, start + 12)
    qtbot.waitUntil(lambda: on_screen(report) == WHOLE, timeout=5000)
    passage = report.selection()
    assert passage is not None and passage.quote == "not drinking"


def test_only_where_there_are_changes(qtbot: QtBot, report: Reader, shelf: Shelf) -> None:
    """1."""
    shown(qtbot, report, shelf, shelf.put("note.txt", b"He rang.", kind="text"))
    assert not report.changes.isVisible()
    report.flow.next_changes()
    assert report.flow.flow is not None and report.flow.flow.changes == "marked"
    report.resize(760, 240)
    shown(qtbot, report, shelf, shelf.put("again.docx", word_of(BODY), kind="word"))
    assert not report.changes.isVisible()
    switch(qtbot, report, shelf)
    assert "not drinking" not in on_screen(report)


def test_bar_in_the_margin(report: Reader) -> None:
    """5."""
    flow = report.flow
    report.pages.setFocus(Qt.FocusReason.OtherFocusReason)
    image = QImage(flow.viewport().size(), QImage.Format.Format_RGB32)
    flow.viewport().render(image)
    edge = on_paper("edge").rgb()
    assert flow.flow is not None
    rect = flow.rects(WHOLE.index("drinking"), WHOLE.index("drinking") + 8)[0]
    line = [
        image.pixel(x, round(rect.center().y())) for x in range(image.width() - 30, image.width())
    ]
    assert edge in line


def test_sideways_only_where_something_is_hidden(
    qtbot: QtBot, report: Reader, shelf: Shelf
) -> None:
    """6."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert report.flow.horizontalScrollBarPolicy() == never
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>WWWWWWWWWW</w:t></w:r></w:p></w:tc>" * 60 + "</w:tr>"
    wide = shelf.put("wide.docx", word_of(f"<w:tbl>{row}</w:tbl>"), kind="word")
    shown(qtbot, report, shelf, wide)
    qtbot.waitUntil(lambda: report.flow.horizontalScrollBarPolicy() != never, timeout=5000)
    assert report.flow.horizontalScrollBar().maximum() > 0
    shown(qtbot, report, shelf, shelf.put("note.txt", b"He rang.", kind="text"))
    qtbot.waitUntil(lambda: report.flow.horizontalScrollBarPolicy() == never, timeout=5000)
