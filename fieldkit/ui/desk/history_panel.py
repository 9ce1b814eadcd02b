"""The history of the question open: every value ever recorded, by whom and when, and putting one
of one's own texts or answers back. Beside it one's own steps in the whole case, done and undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.own_steps import Step
from fieldkit.steps.history import Told
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.desk import history_words
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.when import counted

BACK = ("answer", "reason", "note_private", "note_lead")
_TONES = {"disputed": "bad", "refused": "bad", "stands": "ok"}


class HistoryPanel(Popover):
    """`put_back` carries the `Line` whose value shall stand again. Enter reads a line in full."""

    put_back = Signal(object)

    def __init__(self, window: QWidget, work: CaseWork, clock: Callable[[], datetime]) -> None:
        super().__init__(window, "History")
        self._work = work
        self._clock = clock
        self.lines: Sequence[Told] = ()
        self._title = Label("", "section")
        self.of_question = Button("This question", "tab", height=28)
        self.of_steps = Button("Your steps", "tab", height=28)
        for button, steps in ((self.of_question, False), (self.of_steps, True)):
            button.clicked.connect(lambda checked=False, steps=steps: self._show(steps))
        self._count = Label("", "second", "text2")
        self.list = PlainList()
        prepare(self.list, "History, newest first", "raised")
        self.list.setItemDelegate(RowDelegate(self.list, rules=False, surface="raised"))
        self.list.selectionModel().currentChanged.connect(self._show_whole)
        theme.fix(self.list, height=300)
        self._whole = Label("", wrap=True)
        self._shifts = Label("", "second", "text2", wrap=True)
        self.back = Button("Put this back", "plain", icon="arrow-counter-clockwise")
        self.back.clicked.connect(self._put_back)
        self.undo = Button("Undo", "plain", icon="arrow-u-up-left", key="Ctrl+Z")
        self.redo = Button("Redo", "plain", icon="arrow-u-up-right", key="Ctrl+Y")
        self.undo.clicked.connect(work.undo)
        self.redo.clicked.connect(work.redo)
        work.changed.connect(self._changed)
        close = Button("Close", "quiet", key="Esc")
        close.clicked.connect(self.close_it)
        self.set_body(
            column(
                row(self._title, self.of_question, self.of_steps, STRETCH, self._count, gap=8),
                self.list,
                self._whole,
                row(
                    *((self._shifts, 1), self.back, self.undo, self.redo, close, KeyHint("Esc")),
                    gap=8,
                ),
                gap=9,
            ),
            660,
        )

    def show_lines(self, question: str, lines: Sequence[Told]) -> None:
        """Open on the history of a question, the newest line selected."""
        self.lines = lines
        self._title.setText(f"History of {question}")
        self._show(False)
        self.open_centred(self.list if lines else None)

    def _show(self, steps: bool) -> None:
        """One's own steps in the case, or the history of the question."""
        self.of_steps.setChecked(steps)
        self.of_question.setChecked(not steps)
        self.back.hide()
        for button in (self.undo, self.redo):
            button.setVisible(steps)
        if steps:
            self._list_steps()
        else:
            self._list_lines()
        self._whole.setVisible(not steps)
        self._tell_shifts()
        self.arrange()

    def _changed(self) -> None:
        if self.isVisible() and self.of_steps.isChecked():
            self._show(True)

    def _list_steps(self) -> None:
        """The next to be undone right below "You are here", the next to be done again above."""
        undone, done = self._work.steps
        rows: list[dict[int, object]] = [
            _step(
                one, "undone; Ctrl+Y brings it back" if number == 0 else "undone", "clock-clockwise"
            )
            for number, one in enumerate(undone)
        ][::-1]
        rows.append({int(Qt.ItemDataRole.DisplayRole): "You are here", int(Row.SECTION): True})
        rows += [
            _step(one, "next to be undone" if number == 0 else "", "clock-counter-clockwise")
            for number, one in enumerate(done)
        ]
        self.list.show_rows(rows)
        self.list.show()
        self._count.setText(f"{counted(len(done), 'step')}, also after a restart")
        here = self.list.model().index(min(len(undone) + 1, len(rows) - 1), 0)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here, self.list.ScrollHint.PositionAtCenter)
        self.undo.setEnabled(bool(done))
        self.redo.setEnabled(bool(undone))

    def _list_lines(self) -> None:
        lines = self.lines
        people = len({one.name for one in lines})
        changes = f"{len(lines)} change{'' if len(lines) == 1 else 's'}"
        by = f" by {people} {'person' if people == 1 else 'people'}, none removed" if lines else ""
        self._count.setText(f"{changes}{by}")
        now = self._clock()
        self.list.show_rows([_row(one, now) for one in lines])
        self.list.setVisible(bool(lines))
        self._whole.setText("" if lines else "Nothing is recorded about this question yet.")
        if lines:
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def _tell_shifts(self) -> None:
        undo, redo = self._work.shifts
        told = f"Ctrl+Z undoes: {undo}." if undo else "Nothing of yours to undo."
        self._shifts.setText(f"{told} Ctrl+Y brings back: {redo}." if redo else told)

    def _current(self) -> Told | None:
        here = -1 if self.of_steps.isChecked() else self.list.currentIndex().row()
        return self.lines[here] if 0 <= here < len(self.lines) else None

    def _show_whole(self, index: QModelIndex, before: QModelIndex) -> None:
        told = self._current()
        if told is not None:
            self._whole.setText(f"{told.name}: {history_words.did(told.line)[0]}")
            replaced = told.line.fate == "replaced" and bool(told.line.after)
            may = told.line.kind in BACK and replaced and not self._work.read_only
            self.back.setVisible(may)
            self.arrange()

    def _put_back(self) -> None:
        told = self._current()
        if told is not None:
            self.close_it()
            self.put_back.emit(told.line)


def _step(one: Step, state: str, icon: str) -> dict[int, object]:
    told = history_words.step(one)
    return {
        int(Qt.ItemDataRole.DisplayRole): told,
        int(Qt.ItemDataRole.AccessibleTextRole): f"{told}. {state}" if state else told,
        int(Row.SECOND): state or "done",
        int(Row.ICON): icon,
        int(Row.STRONG): state == "next to be undone",
    }


def _row(told: Told, now: datetime) -> dict[int, object]:
    what, icon = history_words.did(told.line)
    title = f"{told.name} · {what}"
    detail = history_words.second(told, now)
    return {
        int(Qt.ItemDataRole.DisplayRole): title,
        int(Qt.ItemDataRole.AccessibleTextRole): f"{title}. {detail}",
        int(Qt.ItemDataRole.ToolTipRole): title,
        int(Row.SECOND): detail,
        int(Row.SECOND_TONE): _TONES.get(told.line.fate, "text2"),
        int(Row.ICON): icon,
        int(Row.STRONG): told.line.fate in ("stands", "disputed"),
    }
