"""What each deed costs: keys and clicks that a hand really makes, counted while a case is read.

The same deeds are done twice on real windows, by keyboard and by mouse, and each is checked to
have happened. Words that a person types are named, not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from fieldkit.ui.journeys.hand import CTRL, NONE, SHIFT, Key

ALT = Qt.KeyboardModifier.AltModifier
Wait = Callable[[Callable[[], bool]], None]
BEGIN, END = "<!-- cost -->", "<!-- /cost -->"


@dataclass
class Meter:
    """A hand that counts. `wait` runs the windows until something is true."""

    window: QWidget
    wait: Wait
    keys: int = 0
    clicks: int = 0
    words: bool = False
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def press(self, key: Key, held: Qt.KeyboardModifier = NONE) -> None:
        """One key, to whatever has the keys."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, held)
        self.keys += 1

    def write(self, text: str) -> None:
        """Words; they are named in the table and not counted."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)
        self.words = True

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """One click of the left button."""
        place = at or widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, place)
        self.clicks += 1

    def click_row(self, view: QAbstractItemView, row: int) -> None:
        """One click on a row of a list."""
        rect: QRect = view.visualRect(view.model().index(row, 0))
        self.click(view.viewport(), rect.center())

    def note(self, deed: str, by: str) -> None:
        """The deed is done: keep its cost, and begin to count anew."""
        parts = [f"{self.clicks} click{'' if self.clicks == 1 else 's'}"] if self.clicks else []
        parts += [f"{self.keys} key{'' if self.keys == 1 else 's'}"] if self.keys else []
        told = " and ".join(parts) + (", and the words" if self.words else "")
        self.rows.setdefault(deed, {})[by] = told
        self.keys = self.clicks = 0
        self.words = False

    def table(self) -> str:
        """The costs as a table in Markdown."""
        lines = ["| deed | by keyboard | by mouse |", "|---|---|---|"]
        for deed, costs in self.rows.items():
            lines.append(f"| {deed} | {costs.get('keyboard', '')} | {costs.get('mouse', '')} |")
        return "\n".join(lines)


def in_readme(text: str) -> str:
    """The table that the README holds between its two marks; "" for none."""
    _, begin, rest = text.partition(BEGIN)
    table, end, _ = rest.partition(END)
    return table.strip() if begin and end else ""


OPEN = "open the next unread case"
ANSWER = "answer a question"
REASON = "answer with a reason"
FIND = "find a phrase in the whole case and go to it"
TIE = "tie the passage found to the question open"
JUMP = "jump to the passage"
BACK = "and back"
ALERT = "raise an alert"
COMPLETE = "complete (nothing left to fix)"


def by_keyboard(meter: Meter, inspector: Any, phrase: str) -> Iterator[str]:
    """Every deed with keys alone; yields the deed before it begins, for whoever watches."""
    yield OPEN
    meter.press(Key.Key_Return)
    meter.wait(lambda: inspector.desk is not None)
    meter.note(OPEN, "keyboard")
    desk = inspector.desk
    meter.wait(lambda: desk.panel.answers.button("yes").hasFocus())
    yield ANSWER
    meter.press(Key.Key_Y)
    assert desk.work.view.answers["P 2.1.1"].value == "yes"
    meter.note(ANSWER, "keyboard")
    desk.work.step(1)
    yield REASON
    meter.press(Key.Key_N)
    meter.press(Key.Key_R)
    meter.write("Nobody asked")
    assert desk.work.view.reasons["P 2.1.2"].value == "Nobody asked"
    meter.note(REASON, "keyboard")
    desk.go_to_question("P 2.1.3")
    yield FIND
    meter.press(Key.Key_G, CTRL)
    meter.write(phrase)
    meter.press(Key.Key_Return)
    meter.wait(lambda: desk._find is not None and desk._find.list.hasFocus())
    meter.press(Key.Key_Return)
    meter.wait(lambda: desk.reader.view().hasFocus())
    meter.note(FIND, "keyboard")
    yield TIE
    meter.press(Key.Key_F3)
    meter.wait(lambda: desk.reader.selection() is not None)
    meter.press(Key.Key_E)
    meter.press(Key.Key_Return)
    assert len(desk.work.view.evidence_for("P 2.1.3")) == 1
    meter.note(TIE, "keyboard")
    page = desk.shown
    _elsewhere(meter, desk)
    desk.panel.take_keys()
    yield JUMP
    meter.press(Key.Key_J)
    meter.wait(lambda: desk.shown == page)
    meter.note(JUMP, "keyboard")
    meter.press(Key.Key_Left, ALT)
    meter.wait(lambda: desk.shown != page)
    meter.note(BACK, "keyboard")
    yield ALERT
    meter.press(Key.Key_A, CTRL | SHIFT)
    meter.write("Children stay there at the weekend")
    meter.press(Key.Key_Return, CTRL)
    assert desk.work.view.alerts
    meter.note(ALERT, "keyboard")
    _answer_all(meter, desk)
    yield COMPLETE
    meter.press(Key.Key_Return, CTRL)
    meter.press(Key.Key_Return, CTRL)
    meter.wait(lambda: inspector.desk is None)
    meter.note(COMPLETE, "keyboard")


def by_mouse(meter: Meter, inspector: Any, phrase: str) -> Iterator[str]:
    """The same deeds with the mouse; words need keys all the same."""
    cases = inspector.cases
    yield OPEN
    meter.click_row(cases.list, cases.list.currentIndex().row())
    meter.click(cases.detail.open)
    meter.wait(lambda: inspector.desk is not None)
    meter.note(OPEN, "mouse")
    desk = inspector.desk
    meter.wait(lambda: desk.panel.answers.button("yes").hasFocus())
    yield ANSWER
    meter.click(desk.panel.answers.button("yes"))
    assert desk.work.view.answers["P 2.1.1"].value == "yes"
    meter.note(ANSWER, "mouse")
    desk.work.step(1)
    yield REASON
    meter.click(desk.panel.answers.button("no"))
    meter.click(desk.panel.reason.edit.viewport())
    meter.write("Nobody asked")
    assert desk.work.view.reasons["P 2.1.2"].value == "Nobody asked"
    meter.note(REASON, "mouse")
    desk.go_to_question("P 2.1.3")
    yield FIND
    meter.click(desk.header.search)
    meter.write(phrase)
    meter.press(Key.Key_Return)
    meter.wait(lambda: desk._find is not None and desk._find.list.hasFocus())
    meter.click_row(desk._find.list, 0)
    meter.wait(lambda: desk.reader.view().hasFocus())
    meter.note(FIND, "mouse")
    yield TIE
    desk.reader.find_next()  # stands for drawing the mouse over the words
    meter.clicks += 1
    meter.wait(lambda: desk.reader.selection() is not None)
    meter.click(desk.panel.evidence.add_button)
    meter.wait(lambda: desk.tying.panel is not None and desk.tying.panel.isVisible())
    meter.click(desk.tying.panel.tie)
    assert len(desk.work.view.evidence_for("P 2.1.3")) == 1
    meter.note(TIE, "mouse")
    page = desk.shown
    _elsewhere(meter, desk)
    chip = desk.panel.evidence.chips()[0]
    meter.wait(chip.isVisible)
    yield JUMP
    meter.click(chip, QPoint(chip.width() // 3, chip.height() // 2))
    meter.wait(lambda: desk.shown == page)
    meter.note(JUMP, "mouse")
    meter.click(_named(inspector.frame, "Back to my cases"))
    meter.wait(lambda: desk.shown != page)
    meter.note(BACK, "mouse")
    yield ALERT
    meter.click(desk.header.alert)
    meter.write("Children stay there at the weekend")
    meter.wait(lambda: desk.alerting.panel is not None and desk.alerting.panel.button.isEnabled())
    meter.click(desk.alerting.panel.button)
    assert desk.work.view.alerts
    meter.note(ALERT, "mouse")
    _answer_all(meter, desk)
    yield COMPLETE
    meter.click(desk.outline.complete)
    meter.wait(desk.problems.complete.isVisible)
    meter.click(desk.problems.complete)
    meter.wait(lambda: inspector.desk is None)
    meter.note(COMPLETE, "mouse")


def _named(window: QWidget, name: str) -> QWidget:
    """The visible control of this name."""
    return next(
        one
        for one in window.findChildren(QWidget)
        if one.accessibleName() == name and one.isVisible()
    )


def _elsewhere(meter: Meter, desk: Any) -> None:
    """Another document on screen, so that a jump has somewhere to go."""
    here = desk.shown[0]
    other = next(one for one in desk.work.documents if one.document.sha256 != here)
    desk.open_document(other.document.sha256)
    meter.wait(lambda: bool(desk.shown[0] == other.document.sha256))


def _answer_all(meter: Meter, desk: Any) -> None:
    """Whatever is left is answered Yes, outside the count."""
    for one in desk.work.questions:
        desk.work.go(one.code)
        if desk.work.view.answers.get(one.code) is None:
            desk.work.answer("yes")
    meter.wait(lambda: not desk.work.view.to_fix)
    desk.go_to_question(desk.work.questions[0].code)
    meter.keys = meter.clicks = 0
