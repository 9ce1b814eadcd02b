"""A whole case from the unlock window to complete: once by keys alone, once with the mouse.

Every deed is a real event to a real widget, and is checked to have happened. The mouse journey
types only what has to be words. Nothing here calls a deed of the desk itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.ui.journeys.blocks import Blocks
from fieldkit.ui.journeys.cost import ALT
from fieldkit.ui.journeys.hand import CTRL, NONE, SHIFT, Key, OnCase
from fieldkit.ui.journeys.mouse import Mouse

NOWHERE = "zyzzyva"
REASON = "The record does not show it."
_PAGES = 3


class Case(OnCase):
    """What both journeys share: the hand, where the desk is, and what is being done.

    `which` is the id of the reading that was opened.
    """

    which = ""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.doing = "starting"
        self.hand.told.update(answers=0, documents=0, deeds=[])
        self.blocks = Blocks(lambda: self.doing, app)

    def do(self, name: str) -> None:
        """Say what comes next."""
        self.doing = name
        self.hand.told["deeds"].append(name)

    def unlocked(self) -> Iterator[object]:
        """Wait for what stands behind the unlock window; measure from here on."""
        yield lambda: self.app.workplace is not None
        self.hand.frame.resize(*self.hand.task.get("size", (1440, 868)))
        self.hand.frame.activateWindow()
        yield lambda: bool(self.inspector.cases.model.rowCount())
        yield from self.hand.settle(0.3)
        self.blocks.start()

    def reading(self, sha256: str) -> Iterator[object]:
        """Wait until a document is on screen, or was refused."""
        wanted = self.desk.work.document(sha256)
        if wanted is None or wanted.refusal is None:
            yield lambda: self.desk.reader.is_open(sha256)
        yield from self.hand.settle(0.05)
        self.hand.told["documents"] += 1

    def completed(self) -> Iterator[object]:
        """The case is complete and on the disk; say what it cost."""
        yield lambda: self.inspector.desk is None
        yield self.hand.saved()
        row = next(r for r in self.inspector.cases.model.rows if r.reading.id == self.which)
        self.hand.told["complete"] = row.state
        self.hand.told["blocks"] = self.blocks.told()
        self.hand.report()


def by_keys(app: Any) -> Iterator[object]:
    """A whole case by keys alone."""
    case = Case(app)
    hand = case.hand
    yield from hand.unlock()
    yield from case.unlocked()
    case.do("open the next unread case")
    hand.key(Key.Key_Return)
    yield lambda: case.desk is not None
    yield from hand.settle(0.2)
    case.which = case.desk.work.view.reading.id
    yield from _read_by_keys(case)
    yield from _look_by_keys(case)
    yield from _tie_by_keys(case)
    yield from _answer_by_keys(case)
    yield from _beside_by_keys(case)
    case.do("complete")
    hand.key(Key.Key_Return, CTRL)
    yield lambda: case.desk.problems.complete.isVisible()
    yield hand.saved()
    hand.key(Key.Key_Return, CTRL)
    yield from case.completed()


def _read_by_keys(case: Case) -> Iterator[object]:
    case.do("read every document")
    hand = case.hand
    listed = case.desk.work.documents
    for place, one in enumerate(listed):
        if place:
            hand.key(Key.Key_PageDown, SHIFT)
        yield from case.reading(one.document.sha256)
        for _ in range(_PAGES if one.pages > 1 else 0):
            hand.key(Key.Key_PageDown)
            yield from hand.settle(0.02)
    case.do("bookmark the page")
    hand.key(Key.Key_D, CTRL)
    yield lambda: any(one.value for one in case.desk.work.view.bookmarks.values())


def _look_by_keys(case: Case) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("open the chronology and a day of it")
    hand.key(Key.Key_T, CTRL)
    yield lambda: bool(desk.tools.chronology.model.lines)
    yield from hand.settle(0.05)
    for _ in range(3):
        hand.key(Key.Key_Down)
    hand.key(Key.Key_Return)
    yield lambda: desk.pages.currentWidget() is desk.panes
    yield from hand.settle(0.1)
    case.do("find a phrase in the whole case")
    hand.key(Key.Key_G, CTRL)
    hand.type(hand.task["phrase"])
    hand.key(Key.Key_Return)
    yield lambda: desk._find is not None and desk._find.list.hasFocus()
    hand.key(Key.Key_Return)
    yield lambda: desk.reader.view().hasFocus() and desk.reader.selection() is not None


def _tie_by_keys(case: Case) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("tie what was found")
    hand.key(Key.Key_E)
    hand.key(Key.Key_G)
    hand.key(Key.Key_2)
    hand.key(Key.Key_Return)
    yield lambda: len(desk.work.view.evidence) == 1
    case.do("jump there and back")
    hand.key(Key.Key_J)
    yield from hand.settle(0.05)
    hand.key(Key.Key_Left, ALT)
    yield from hand.settle(0.05)
    case.do("record a search that found nothing")
    hand.key(Key.Key_E, CTRL | SHIFT)
    hand.type(NOWHERE)
    hand.key(Key.Key_Return)
    yield lambda: desk.rating.absence.button.isEnabled()
    hand.key(Key.Key_Return)
    yield lambda: len(desk.work.view.evidence) == 2
    case.do("undo and redo")
    hand.key(Key.Key_Z, CTRL)
    yield lambda: len(desk.work.view.evidence) == 1
    hand.key(Key.Key_Y, CTRL)
    yield lambda: len(desk.work.view.evidence) == 2
    yield hand.saved()


def _answer_by_keys(case: Case) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("go to the question")
    yield from _to_answers(case)
    count = len(desk.work.questions)
    for number in range(count):
        case.do("answer")
        hand.key(Key.Key_N if number % 4 == 3 else Key.Key_Y)
        if number % 4 == 3:
            case.do("write a reason")
            hand.key(Key.Key_R)
            yield 0
            hand.type(REASON)
            hand.key(Key.Key_Tab)
        if number == 1:
            case.do("flag")
            hand.key(Key.Key_M)
        yield 0
        hand.told["answers"] += 1
        if number < count - 1:
            here = desk.work.question.code
            case.do("next question")
            hand.key(Key.Key_Down, CTRL)
            yield lambda here=here: desk.work.question.code != here
    yield hand.saved()
    case.do("history")
    hand.key(Key.Key_H, CTRL)
    yield lambda: desk.rating.history is not None and desk.rating.history.isVisible()
    hand.key(Key.Key_Escape)
    case.do("notes")
    hand.key(Key.Key_N, CTRL | SHIFT)
    yield lambda: desk.rating.notes.isVisible()
    hand.type("Ask about the move.")
    hand.key(Key.Key_Escape)
    case.do("alert")
    hand.key(Key.Key_A, CTRL | SHIFT)
    hand.type("Children stay there.")
    hand.key(Key.Key_Return, CTRL)
    yield lambda: bool(desk.work.view.alerts)


def _to_answers(case: Case) -> Iterator[object]:
    """F6 until the question has the keys."""
    for _ in range(6):
        if case.desk.panel.isAncestorOf(case.hand.target()):
            return
        case.hand.key(Key.Key_F6)
        yield 0


def _beside_by_keys(case: Case) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("two documents side by side")
    hand.key(Key.Key_F9)
    yield lambda: desk.readers.split
    yield from hand.settle(0.1)
    hand.key(Key.Key_F9, SHIFT)
    yield lambda: not desk.readers.split


def by_mouse(app: Any) -> Iterator[object]:
    """The same case with the mouse; only words are typed."""
    case = Case(app)
    hand, mouse = case.hand, Mouse(case.hand)
    yield lambda: app.unlock_page is not None
    yield from hand.settle()
    secret = (app.settings.casebook / "passphrase.txt").read_text("utf-8").strip()
    mouse.click(app.unlock_page.field)
    hand.type(secret)
    mouse.click(app.unlock_page.button)
    yield from case.unlocked()
    case.do("open the next unread case")
    cases = case.inspector.cases
    mouse.row(cases.list, cases.list.currentIndex().row())
    mouse.click(cases.detail.open)
    yield lambda: case.desk is not None
    yield from hand.settle(0.2)
    case.which = case.desk.work.view.reading.id
    yield from _read_by_mouse(case, mouse)
    yield from _tie_by_mouse(case, mouse)
    yield from _look_by_mouse(case, mouse)
    yield from _answer_by_mouse(case, mouse)
    case.do("complete")
    yield from mouse.menu("case.complete")
    yield lambda: case.desk.problems.complete.isVisible()
    yield hand.saved()
    mouse.click(case.desk.problems.complete)
    yield from case.completed()


def _read_by_mouse(case: Case, mouse: Mouse) -> Iterator[object]:
    case.do("read every document")
    desk, view = case.desk, case.desk.documents.view
    for one in desk.work.documents:
        place = desk.documents.model.row_of(one.document.sha256)
        mouse.row(view, place)
        yield from case.reading(one.document.sha256)
        for _ in range(_PAGES if one.pages > 1 else 0):
            _wheel(desk.reader.view().viewport())
            yield from case.hand.settle(0.02)


def _wheel(widget: QWidget) -> None:
    """Three notches down."""
    at = QPointF(widget.rect().center())
    turn = QPoint(0, -360)
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def _tie_by_mouse(case: Case, mouse: Mouse) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("draw over words and tie them")
    paged = next(one for one in desk.work.documents if one.kind == "pdf" and not one.scan)
    mouse.row(desk.documents.view, desk.documents.model.row_of(paged.document.sha256))
    yield from case.reading(paged.document.sha256)
    pages = desk.reader.pages
    yield lambda: pages.scene.feed.text(pages.page) is not None
    page, text = pages.page, pages.scene.feed.text(pages.page).text
    start = len(text) - len(text.lstrip())
    rect = pages.scene.rects(page, start, start + 12)[0].translated(-pages._origin())
    middle = QPointF(0, rect.height() / 2)
    mouse.drag(pages.viewport(), rect.topLeft() + middle, rect.topRight() + middle)
    yield lambda: desk.reader.selection() is not None
    mouse.click(desk.panel.evidence.add_button)
    yield lambda: desk.tying.panel is not None and desk.tying.panel.isVisible()
    panel = desk.tying.panel
    mouse.row(panel.list, 1)
    mouse.click(panel.directions["against"])
    mouse.click(panel.tie)
    yield lambda: len(desk.work.view.evidence) == 1
    yield from hand.settle(0.05)
    case.do("jump there and back")
    chip = desk.panel.evidence.chips()[0]
    mouse.click(chip, QPoint(chip.width() // 3, chip.height() // 2))
    yield from hand.settle(0.05)


def _look_by_mouse(case: Case, mouse: Mouse) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("find a phrase in the whole case")
    mouse.click(desk.header.search)
    hand.type(hand.task["phrase"])
    hand.key(Key.Key_Return)
    yield lambda: desk._find is not None and desk._find.list.isVisible()
    mouse.row(desk._find.list, 0)
    yield lambda: desk.reader.selection() is not None
    yield from hand.settle(0.05)
    case.do("open the chronology and a day of it")
    yield from mouse.menu("case.chronology")
    yield lambda: bool(desk.tools.chronology.model.lines)
    yield from hand.settle(0.05)
    chart = desk.tools.chronology
    mouse.row(chart.list, chart.model.first_item(), double=True)
    yield lambda: desk.pages.currentWidget() is desk.panes
    yield from hand.settle(0.1)
    case.do("two documents side by side")
    yield from mouse.menu("read.beside")
    yield lambda: desk.readers.split
    yield from hand.settle(0.1)
    yield from mouse.menu("read.close_side")
    yield lambda: not desk.readers.split
    case.do("change the colours and back")
    yield from mouse.menu("view.theme.dark")
    yield from hand.settle(0.1)
    yield from mouse.menu("view.theme.light")
    yield from hand.settle(0.1)


def _answer_by_mouse(case: Case, mouse: Mouse) -> Iterator[object]:
    hand, desk = case.hand, case.desk
    case.do("go to the first question")
    if desk.panel.head.outline.isVisible():
        mouse.click(desk.panel.head.outline)
    yield 0
    _first_in_outline(desk, mouse)
    yield lambda: desk.work.place[0] == 1
    count = len(desk.work.questions)
    for number in range(count):
        case.do("answer")
        mouse.click(desk.panel.answers.button("no" if number % 4 == 3 else "yes"))
        if number % 4 == 3:
            case.do("write a reason")
            mouse.click(desk.panel.reason.edit.viewport())
            yield desk.panel.reason.edit.hasFocus
            hand.type(REASON)
            yield lambda: desk.work.question.code in desk.work.view.reasons
        if number == 1:
            case.do("flag")
            mouse.click(desk.panel.head.flag)
        yield 0
        hand.told["answers"] += 1
        if number < count - 1:
            here = desk.work.question.code
            case.do("next question")
            mouse.click(desk.panel.next)
            yield lambda here=here: desk.work.question.code != here
    yield hand.saved()
    case.do("alert")
    mouse.click(desk.header.alert)
    yield (
        lambda: desk.alerting.panel is not None and desk.alerting.panel.isAncestorOf(hand.target())
    )
    hand.type("Children stay there.")
    yield lambda: desk.alerting.panel.button.isEnabled()
    mouse.click(desk.alerting.panel.button)
    yield lambda: bool(desk.work.view.alerts)


def _first_in_outline(desk: Any, mouse: Mouse) -> None:
    model = desk.outline.model
    for number in range(model.rowCount()):
        if model.flags(model.index(number, 0)).value:
            mouse.row(desk.outline.list, number)
            return
