"""The contents list of a document and the links within it.

1. Ctrl+Shift+O opens the list of a PDF's own parts on the part being read; Enter goes there, and
   Alt+Left comes back. Links of the page that lead within the document stand below, by their words.
2. The headings of a Word file are its list, and lead to their words.
3. Where there are neither, it says so; the button over the page is there only where a list is.
"""

from __future__ import annotations

import io

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from fieldkit.ui.desk.contents import ContentsPanel
from fieldkit.ui.reader.contents import Goal
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_reading_tools import show
from tests.ui.reader.helpers import word

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def linked_pdf() -> bytes:
    """Six pages in three parts; the first page links to the last."""
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=A4, invariant=1)
    for number in range(6):
        made.bookmarkPage(f"p{number}")
        if number % 2 == 0:
            made.addOutlineEntry(f"Part {number // 2 + 1}", f"p{number}", level=number > 0)
        made.drawString(72, 700, f"Words of page {number + 1}")
        if number == 0:
            made.drawString(72, 600, "See the risk plan")
            made.linkAbsolute("", "p5", (70, 595, 180, 612))
            made.linkURL("https://example.org/away", (72, 500, 200, 520))
        made.showPage()
    made.save()
    return out.getvalue()


def panel(place: Place) -> ContentsPanel:
    place.desk.reader.setFocus()
    place.press(Key.Key_O, CTRL | SHIFT)
    made = place.desk.tools.contents
    assert made is not None and made.isVisible()
    return made


def titles(made: ContentsPanel) -> list[str]:
    return [one.title if isinstance(one, Goal) else one for one in made.model.lines]


def test_parts_and_links_of_a_pdf(make_place: MakePlace) -> None:
    """1."""
    place = make_place(more={"2025-09-01_linked_record.pdf": linked_pdf()})
    desk = place.open_first()
    show(place, "inked record")
    place.qtbot.waitUntil(lambda: desk.reader.pages.here() is not None, timeout=5000)
    assert desk.reader.header.contents.isVisible()
    made = panel(place)
    assert titles(made) == [
        "Part 1",
        "Part 2",
        "Part 3",
        "Links on page 1 · 1",
        "See the risk plan",
    ]
    assert QApplication.focusWidget() is made.list
    spoken = made.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Part 2, level 2, page 3"
    place.press(Key.Key_Down)
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.reader.current_page == 3, timeout=5000)
    place.saved()
    assert panel(place).list.currentIndex().row() == 1
    assert titles(made) == ["Part 1", "Part 2", "Part 3"]
    place.press(Key.Key_Escape)
    place.press(Key.Key_Left, ALT)
    place.qtbot.waitUntil(lambda: desk.reader.current_page == 1, timeout=5000)
    place.saved()
    made = panel(place)
    place.press(Key.Key_End)
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.reader.current_page == 6, timeout=5000)


def test_headings_of_a_word_file(make_place: MakePlace) -> None:
    """2."""
    place = make_place(more={"2025-09-02_sentence_plan.docx": word(200)})
    desk = place.open_first()
    show(place, "entence plan")
    desk.reader.header.contents.click()
    made = desk.tools.contents
    assert made is not None and titles(made) == ["Sentence plan"]
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.reader.selection() is not None, timeout=5000)
    found = desk.reader.selection()
    assert found is not None and found.quote == "Sentence plan"


def test_where_there_is_none(place: Place) -> None:
    """3."""
    desk = place.open_first()
    show(place, "upervision")
    assert not desk.reader.header.contents.isVisible()
    made = panel(place)
    assert made.list.isHidden() and "names no parts" in made._told.text()
