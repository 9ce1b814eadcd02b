"""The fallback form in the window: written for a day without the app, and taken in again.

What was changed in it is shown first, line by line; nothing is recorded before a person says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import fallback
from fieldkit.steps.fallback import Change
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import CheckBox
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, prepare
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.when import counted

ChooseTarget = Callable[[QWidget, str], str]
ChooseFile = Callable[[QWidget], str]
_KINDS = "Workbooks (*.xlsx)"
_FIELDS = {"answer": "Answer", "reason": "Reason", "note_lead": "Note to the lead"}


def ask_target(parent: QWidget, name: str) -> str:
    """Let a person choose where to write a form; "" if they do not."""
    return QFileDialog.getSaveFileName(parent, "Write the form", name, _KINDS)[0]


def ask_form(parent: QWidget) -> str:
    """Let a person choose a filled-in form; "" if they do not."""
    return QFileDialog.getOpenFileName(parent, "Take in a filled-in form", "", _KINDS)[0]


class WarnPanel(Popover):
    """Says what leaves the casebook before it does. `agreed` when the person goes on."""

    agreed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "A form to fill in elsewhere")
        self._told = Label("", tone="text2", wrap=True)
        self.button = Button("Choose where…", "primary", key="Enter")
        self.button.clicked.connect(self._go)
        self.default = self.button
        cancel = Button("Cancel", "quiet", key="Esc")
        cancel.clicked.connect(self.close_it)
        deeds = row(STRETCH, cancel, KeyHint("Esc"), self.button, KeyHint("Enter"), gap=6)
        title = Label("A form to fill in elsewhere", "section")
        self.set_body(column(title, self._told, deeds, gap=10), 480)

    def ask(self, number: str, marking: str) -> None:
        """Open it for a case."""
        self._told.setText(
            f"The form of {number} is a workbook to print or fill in when fieldkit cannot be used. "
            f"It is marked {marking}, and it is not encrypted: whoever has the file can read your "
            "answers. It names the case by number only. That you wrote it is recorded, and your "
            "lead sees it. Destroy the file and every print once it is taken in again."
        )
        self.open_centred(self.button)

    def _go(self) -> None:
        self.close_it()
        self.agreed.emit()


class ChangesPanel(Popover):
    """What was changed in a form. `taken` carries whether what crossed is taken too."""

    taken = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "What was changed in the form")
        self._changes: Sequence[Change] = ()
        self._title = Label("", "section")
        self._told = Label("", tone="text2", wrap=True)
        self.list = PlainList()
        prepare(self.list, "What was changed")
        theme.fix(self.list, height=260)
        self.crossed = CheckBox("Also what was changed here meanwhile")
        self.crossed.toggled.connect(self._count)
        self.button = Button("Take", "primary", key="Enter")
        self.button.clicked.connect(self._take)
        self.default = self.button
        cancel = Button("Cancel", "quiet", key="Esc")
        cancel.clicked.connect(self.close_it)
        deeds = row(STRETCH, cancel, KeyHint("Esc"), self.button, KeyHint("Enter"), gap=6)
        self.set_body(column(self._title, self._told, self.list, self.crossed, deeds, gap=10), 620)

    def ask(self, number: str, changes: Sequence[Change]) -> None:
        """Open it with these changes."""
        self._changes = changes
        count = counted(len(changes), "change") if changes else "Nothing changed"
        self._title.setText(f"{count} in the form of {number}")
        crossed = sum(one.crossed for one in changes)
        told = "Nothing is recorded yet."
        if not changes:
            told = "The form says what the casebook says already. There is nothing to take."
        elif crossed:
            told += f" {counted(crossed, 'field')} changed here too since the form was written."
        self._told.setText(told)
        self.list.show_rows([_row(one) for one in changes])
        self.list.setVisible(bool(changes))
        self.crossed.setChecked(False)
        self.crossed.setVisible(bool(crossed))
        self._count()
        self.open_centred(self.button if self.button.isEnabled() else self)

    def _count(self, *_: object) -> None:
        several = [one for one in self._changes if self.crossed.isChecked() or not one.crossed]
        self.button.setText(
            f"Take {counted(len(several), 'change')}" if several else "Take nothing"
        )
        self.button.setEnabled(bool(several))

    def _take(self) -> None:
        self.close_it()
        self.taken.emit(self.crossed.isChecked())


def _row(one: Change) -> Mapping[int, object]:
    words = f"{one.question} · {_FIELDS[one.field]}: {one.wanted or 'empty'}"
    before = f"Here: {one.now or 'empty'}"
    told = f"{before}, was {one.before or 'empty'} when the form was written"
    second = told if one.crossed else before
    return {
        Qt.ItemDataRole.DisplayRole: words,
        Qt.ItemDataRole.ToolTipRole: f"{words}\n{second}",
        Qt.ItemDataRole.AccessibleTextRole: f"{words}. {second}",
        Row.SECOND: second,
        Row.RIGHT: "Changed here too" if one.crossed else "",
        Row.ICON: "warning-fill" if one.crossed else "arrow-right",
        Row.ICON_TONE: "warn" if one.crossed else "text2",
    }


@dataclass(frozen=True)
class _Read:
    data: bytes
    reading: str
    number: str
    changes: Sequence[Change]


class FallbackForm(QObject):
    """`written` and `taken` carry a title and a text, `taken` the reading first; `refused` why."""

    written = Signal(str, str)
    taken = Signal(str, str, str)
    refused = Signal(object)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        operations: Operations,
        choose_target: ChooseTarget = ask_target,
        choose_form: ChooseFile = ask_form,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session, self._operations = session, operations
        self._choose_target, self._choose_form = choose_target, choose_form
        self._number = ""
        self._read: _Read | None = None
        self.warning = WarnPanel(window)
        self.warning.agreed.connect(self._write)
        self.changes = ChangesPanel(window)
        self.changes.taken.connect(self._take)

    def write(self, number: str) -> None:
        """Warn, ask where to, and write the form of a case of ours."""
        self._number = number
        self.warning.ask(number, self._session.form.marking)

    def _write(self) -> None:
        chosen = self._choose_target(self._window, f"form-{self._number}.xlsx")
        if chosen:
            path, number = Path(chosen), self._number
            work = partial(fallback.write, self._session, number, path)
            self._operations.run(
                work,
                lambda done: self.written.emit(
                    f"The form of {number} is written: {path.name}.",
                    "It is not encrypted. File, Take in a filled-in form, reads it back.",
                ),
                self.refused.emit,
            )

    def take_in(self) -> None:
        """Ask for a filled-in form and show what was changed in it."""
        chosen = self._choose_form(self._window)
        if chosen:
            self._operations.run(partial(self._look, Path(chosen)), self._looked, self.refused.emit)

    def _look(self, path: Path) -> _Read:
        try:
            data = path.read_bytes()
        except OSError as why:
            raise FieldkitError("cli.not_read", file=path.name) from why
        reading, changes = fallback.compare(self._session, data)
        return _Read(data, reading, fallback.number_of(self._session, reading), changes)

    def _looked(self, read: _Read) -> None:
        self._read = read
        self.changes.ask(read.number, read.changes)

    def _take(self, crossed_too: bool) -> None:
        read = self._read
        if read is not None:
            work = partial(fallback.take, self._session, read.data, crossed_too)
            self._operations.run(work, partial(self._took, read), self.refused.emit)

    def _took(self, read: _Read, done: tuple[int, list[Change]]) -> None:
        count, left = done
        kept = f"{counted(len(left), 'field')} stayed as here. " if left else ""
        title = f"{counted(count, 'change')} of the form of {read.number} taken."
        text = f"{kept}Destroy the file and every print of it now."
        self.taken.emit(read.reading, title, text)
