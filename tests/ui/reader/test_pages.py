"""Pages of a PDF in the reader, through the real document worker.

1. A word is selected by two clicks and gives its passage; a line by a third; a drag a range.
2. The caret moves by keys, over words, lines and pages, and Shift selects.
3. `go_to` scrolls to a passage and selects it, also on a page not read yet.
4. Marks are painted in their colours, their tags can be clicked.
5. Find counts hits on all pages, goes round, and selects the hit.
6. Pages keep their place when the zoom changes; a broad page fits the width.
7. Only so many pictures are kept; the page before stays until the new one is ready.
8. A document is seen before its words are read, and no page is drawn twice.
9. A reader that goes while its words are looked for takes the search with it.
"""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from fieldkit.documents.display import NO_BOX, PageText
from fieldkit.steps.read import Listed
from fieldkit.ui import theme
from fieldkit.ui.reader import finder
from fieldkit.ui.reader import text_selection as geometry
from fieldkit.ui.reader.marks import Mark, Passage
from fieldkit.ui.reader.page_cache import PageCache, Picture
from fieldkit.ui.reader.page_layout import PageLayout
from fieldkit.ui.reader.reader import Reader
from tests.ui.reader.helpers import Shelf, pdf, quiet, shown, with_casefiles

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def text_of(reader: Reader, page: int) -> PageText:
    scene = reader.pages.scene
    assert scene is not None
    text = scene.feed.text(page)
    assert text is not None
    return text


def point_of(reader: Reader, page: int, offset: int) -> QPoint:
    """The middle of a character, in the viewport."""
    scene = reader.pages.scene
    assert scene is not None
    left, top, right, bottom = text_of(reader, page).boxes[offset]
    place = scene.layout.from_page(page, QRectF(left, top, right - left, bottom - top))
    return (place.center() - reader.pages._origin()).toPoint()


def opened(qtbot: QtBot, reader: Reader, shelf: Shelf, page: int = 1) -> Listed:
    listed = shelf.put("letter.pdf", pdf(), pages=12)
    shown(qtbot, reader, shelf, listed, page)
    return listed


def test_two_clicks_select_a_word(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = opened(qtbot, reader, shelf)
    text = text_of(reader, 1).text
    start = text.index("known")
    port = reader.pages.viewport()
    with qtbot.waitSignal(reader.selection_changed) as told:
        qtbot.mouseDClick(port, LEFT, NONE, point_of(reader, 1, start + 1))
    passage = reader.selection()
    assert isinstance(passage, Passage)
    assert told.args == [passage]
    assert (passage.sha256, passage.page) == (listed.document.sha256, 1)
    assert (passage.start, passage.end, passage.quote) == (start, start + 5, "known")
    assert passage.before.endswith("risk to ")
    assert passage.after.startswith(" adult")
    assert len(passage.before) <= 40 >= len(passage.after)
    qtbot.mouseClick(port, LEFT, NONE, point_of(reader, 1, start + 1))
    line = reader.selection()
    assert line is not None
    assert line.quote == "Page 1 line 0: risk to known adult"


def test_a_drag_selects_over_lines(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    text = text_of(reader, 1).text
    start, end = text.index("known"), text.index("line 1:") + 4
    port = reader.pages.viewport()
    first = point_of(reader, 1, start) - QPoint(3, 0)
    qtbot.mousePress(port, LEFT, NONE, first)
    qtbot.mouseMove(port, first + QPoint(20, 4))
    qtbot.mouseMove(port, point_of(reader, 1, end) - QPoint(2, 0))
    qtbot.mouseRelease(port, LEFT, NONE, point_of(reader, 1, end))
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == text[start:end].strip()


def test_the_caret_selects_by_keys(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    reader.set_caret(True)
    assert reader.pages.hasFocus()
    text = text_of(reader, 1).text
    keys = Qt.Key
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(reader.pages, keys.Key_Right, control)
    assert reader.pages.selection.caret == text.index("1 line")
    qtbot.keyClick(reader.pages, keys.Key_Down)
    qtbot.keyClick(reader.pages, keys.Key_Home)
    assert reader.pages.selection.caret == text.index("Page 1 line 1")
    for _ in range(4):
        qtbot.keyClick(reader.pages, keys.Key_Right, SHIFT)
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == "Page"
    qtbot.keyClick(reader.pages, keys.Key_Down, SHIFT)
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == text[passage.start : text.index("Page 1 line 2") + 4]
    reader.pages.selection.select(1, len(text), len(text))
    qtbot.keyClick(reader.pages, keys.Key_Right)
    assert (reader.pages.selection.page, reader.pages.selection.caret) == (2, 0)


def test_going_to_a_passage(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = opened(qtbot, reader, shelf)
    text = shelf.source.page(listed, 9).text
    start = text.index("line 19")
    pages: list[int] = []
    reader.page_shown.connect(lambda sha256, page: pages.append(page))
    assert reader.go_to(listed.document.sha256, 9, start, start + 7)
    qtbot.waitUntil(lambda: reader.selection() is not None)
    quiet(qtbot, reader, shelf)
    passage = reader.selection()
    assert passage is not None
    assert (passage.page, passage.quote) == (9, "line 19")
    assert reader.pages.viewport().rect().contains(point_of(reader, 9, start))
    assert reader.current_page == 9
    assert pages[-1] == 9


def test_going_to_a_passage_of_another_document(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    first = opened(qtbot, reader, shelf)
    second = shelf.put("other.pdf", pdf(3), pages=3)
    assert not reader.go_to(second.document.sha256, 3, 0, 4)
    reader.set_documents([first, second])
    with qtbot.waitSignal(reader.document_shown):
        assert reader.go_to(second.document.sha256, 3, 0, 4)
    passage = reader.selection()
    assert passage is not None
    assert (passage.sha256, passage.page, passage.quote) == (second.document.sha256, 3, "Page")


def test_marks_are_painted_and_can_be_clicked(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = opened(qtbot, reader, shelf)
    text = text_of(reader, 1).text
    sha256 = listed.document.sha256
    starts = [text.index("line 2:"), text.index("line 4:")]
    marks = [
        Mark("a", sha256, 1, starts[0], starts[0] + 20, "for", "2.1.3"),
        Mark("b", sha256, 1, starts[1], starts[1] + 20, "against", "2.1.4"),
        Mark("c", "another document", 1, 0, 5, "for", "2.1.5"),
    ]
    reader.set_marks(marks)
    scene = reader.pages.scene
    assert scene is not None
    assert [mark.id for mark in scene.marks] == ["a", "b"]
    image = reader.pages.viewport().grab().toImage()
    for start, token in zip(starts, ("page_for", "page_against"), strict=True):
        place = point_of(reader, 1, start + 4)  # a blank: nothing but the highlight
        assert image.pixelColor(place) == theme.colour(token)
    tags = scene.tags([1])
    assert [mark.tag for mark, _, _ in tags] == ["+ 2.1.3", "− 2.1.4"]
    for mark, tag, _ in tags:
        place = (tag.topLeft() - reader.pages._origin()).toPoint() + QPoint(3, 9)
        assert image.pixelColor(place) == theme.colour(mark.token)
        with qtbot.waitSignal(reader.mark_activated) as told:
            qtbot.mouseClick(reader.pages.viewport(), LEFT, NONE, place)
        assert told.args == [mark.id]


def test_find_goes_through_all_pages(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    reader.open_find()
    assert reader.find_bar.field.hasFocus()
    QTest.keyClicks(reader.find_bar.field, "line 1: RISK  to")
    qtbot.waitUntil(lambda: reader.find_bar.count.text() == "12 found", timeout=20_000)
    qtbot.keyClick(reader.find_bar.field, Qt.Key.Key_Return)
    assert reader.find_bar.count.text() == "1 of 12"
    reader.find_previous()
    qtbot.waitUntil(lambda: reader.selection() is not None)
    passage = reader.selection()
    assert passage is not None
    assert (passage.page, passage.quote) == (12, "line 1: risk to")
    assert reader.find_bar.count.text() == "12 of 12"
    qtbot.keyClick(reader.find_bar.field, Qt.Key.Key_Escape)
    qtbot.keyClick(reader.find_bar.field, Qt.Key.Key_Escape)
    assert not reader.find_bar.isVisible()
    assert reader.pages.hasFocus()


def test_words_that_are_not_there(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    reader.open_find()
    reader.find_bar.field.setText("MARAC")
    qtbot.waitUntil(lambda: reader.find_bar.count.text() == "None found", timeout=20_000)
    reader.find_next()
    assert reader.selection() is None


def test_zoom_keeps_the_place(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf, page=6)
    assert reader.current_page == 6
    told: list[tuple[str, str]] = []
    reader.status_changed.connect(lambda place, zoom: told.append((place, zoom)))
    reader.zoom_in()
    quiet(qtbot, reader, shelf)
    assert reader.current_page == 6
    reader.zoom_reset()
    quiet(qtbot, reader, shelf)
    assert told[-1] == ("Page 6 of 12", "Zoom 100 %")
    scene = reader.pages.scene
    assert scene is not None
    held = scene.feed.cache.get(6)
    assert held is not None
    assert abs(held.image.width() - 595 * 96 / 72) <= 2
    reader.fit_width()
    assert reader.header.fit.text() == "Fit width"
    reader.next_page()
    assert reader.pages._page in (6, 7)
    qtbot.waitUntil(lambda: reader.current_page == 7)


def test_a_broad_page_fits_the_width() -> None:
    layout = PageLayout(3, QSizeF(600, 800))
    layout.learn(2, QSizeF(1200, 800))
    layout.set_room(794, None)
    assert layout.rect(1).width() == layout.rect(2).width() == 700
    assert layout.rect(2).left() >= 56
    assert layout.rect(3).top() > layout.rect(2).bottom() > layout.rect(1).bottom()
    layout.set_room(794, 2.0)
    assert layout.rect(2).width() == 2400


def test_pictures_are_bounded() -> None:
    cache = PageCache(budget=10 * 400 * 400 * 4)
    for page in range(1, 40):
        image = QImage(400, 400, QImage.Format.Format_RGB32)
        cache.put(page, Picture(image, 1.0, 0), on_screen={1})
    assert cache.size <= 10 * 400 * 400 * 4
    assert cache.get(1) is not None
    assert cache.get(2) is None
    assert cache.get(39) is not None


def test_lines_and_words_of_a_page() -> None:
    text = "ab cd\nef"
    places = [(10.0 * (i % 6), 20.0 * (i > 5)) for i in range(len(text))]
    boxes = tuple(
        NO_BOX if letter == "\n" else (x, y, x + 9, y + 18)
        for letter, (x, y) in zip(text, places, strict=True)
    )
    page = PageText(1, 100, 100, text, boxes)
    assert [(one.start, one.end) for one in geometry.lines(page)] == [(0, 5), (6, 8)]
    assert geometry.offset_at(page, 1, 5) == 0
    assert geometry.offset_at(page, 33, 5) == 3
    assert geometry.offset_at(page, 99, 5) == 5
    assert geometry.offset_at(page, 1, 90) == 6
    assert geometry.word_at(text, 4) == (3, 5)
    assert [rect.width() for rect in geometry.rectangles(page, 1, 7)] == [39.0, 9.0]


@with_casefiles
def test_the_long_record(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.casefile("approved-premises.pdf")
    shown(qtbot, reader, shelf, listed, page=8)
    assert reader.header.of.text() == "of 135"
    text = text_of(reader, 8).text
    start = text.index("[R10.4] CIRCUMSTANCES")
    reader.go_to(listed.document.sha256, 8, start, text.index("benefits", start) + 8)
    passage = reader.selection()
    assert passage is not None
    assert passage.quote.startswith("[R10.4] CIRCUMSTANCES: A lack of stable accommodation")
    reader.set_hits(["known adult", "MARAC"])
    qtbot.waitUntil(lambda: reader.pages._find.hits.done, timeout=20_000)
    assert reader.pages._find.hits.found


def test_more_hits_than_can_be_shown(
    qtbot: QtBot, reader: Reader, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "MOST", 30)
    opened(qtbot, reader, shelf)
    reader.open_find()
    reader.find_bar.field.setText("risk")
    qtbot.waitUntil(lambda: reader.find_bar.count.text() == "The first 30", timeout=20_000)


def test_words_are_read_once(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    opened(qtbot, reader, shelf)
    for words, count in (("line 1:", 12), ("line 1", 132)):
        reader.set_hits(words)
        qtbot.waitUntil(lambda: reader.pages._find.hits.done, timeout=20_000)
        assert len(reader.pages._find.hits.found) == count
    assert shelf.operations.running == 0


def test_the_first_page_is_drawn_once_and_before_its_words(
    qtbot: QtBot, reader: Reader, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8."""
    asked: list[tuple[str, int]] = []
    for name in ("draw", "render", "page"):
        call = getattr(shelf.source, name)

        def note(
            listed: Listed, number: int, *more: float, _as: str = name, _call: Any = call
        ) -> Any:
            asked.append((_as, number))
            return _call(listed, number, *more)

        monkeypatch.setattr(shelf.source, name, note)
    shown(qtbot, reader, shelf, shelf.put("long.pdf", pdf(12)))
    assert asked[0] == ("draw", 1) and asked.count(("page", 1)) == 1
    assert ("render", 1) not in asked and len(set(asked)) == len(asked)
    before = len(asked)
    reader.next_page()
    quiet(qtbot, reader, shelf)
    turned = asked[before:]
    assert len(set(turned)) == len(turned) and not {one for one in turned if one[1] == 1}
    assert reader.pages.scene is not None and reader.pages.scene.feed.text(2) is not None


def test_gone_while_looking(qtbot: QtBot, shelf: Shelf) -> None:
    """9. An exception in a late delivery would fail the test."""
    reader = Reader(shelf.source, shelf.operations)
    reader.show()
    shown(qtbot, reader, shelf, shelf.put("a.pdf", pdf()))
    heard: list[int] = []
    find = reader.pages._find
    find.changed.connect(lambda: heard.append(1))
    reader.look_for("risk")
    assert not find.hits.done
    before = len(heard)
    reader.hide()
    delete(reader)
    qtbot.waitUntil(lambda: shelf.operations.running == 0, timeout=20_000)
    assert len(heard) == before and not find.hits.found
