"""Beginning a conversation: its kind, its name, and who takes part by role, never by name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.inspection.records import Record
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import RadioButton
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover

KINDS = {"interview": "Interview", "meeting": "Meeting", "focus_group": "Focus group"}


class MeetingSheet(Popover):
    """`wanted` carries kind, title and people; for one that exists, `changed` carries title and
    people."""

    wanted = Signal(str, str, str)
    changed = Signal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "A conversation")
        self._of: Record | None = None
        self._head = Label("", "section")
        self.kinds = {kind: RadioButton(word) for kind, word in KINDS.items()}
        self.title = QLineEdit()
        self.title.setAccessibleName("What it is")
        self.title.setPlaceholderText("For example: Interview with the practitioner")
        self.people = QLineEdit()
        self.people.setAccessibleName("Who takes part, by role")
        self.people.setPlaceholderText("For example: 1 probation officer, 1 team manager")
        self.button = Button("Begin", "primary", key="Enter")
        self.button.clicked.connect(self._done)
        for one in (self.title, self.people):
            one.returnPressed.connect(self._done)
        self.title.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        cancel = Button("Cancel", "quiet", key="Esc")
        cancel.clicked.connect(self.close_it)
        self._choices = row(*self.kinds.values(), STRETCH, gap=14)
        self.set_body(
            column(
                self._head,
                self._choices,
                Label("What it is", "second_strong", "text2"),
                self.title,
                Label("Who takes part, by role. No names.", "second_strong", "text2"),
                self.people,
                row(STRETCH, cancel, KeyHint("Esc"), self.button, KeyHint("Enter"), gap=6),
                gap=8,
            ),
            480,
        )

    def open_for(self, record: Record | None, kind: str, title: str) -> None:
        """Open for a new one, or for changing `record`."""
        self._of = record
        self._head.setText("Begin a conversation" if record is None else "Change the heading")
        for name, button in self.kinds.items():
            button.setVisible(record is None)
            button.setChecked(name == kind)
        self.title.setText(record.title if record else title)
        self.people.setText(record.people if record else "")
        self.button.setText("Begin" if record is None else "Keep")
        self.open_centred(self.title)
        self.title.selectAll()

    def _done(self) -> None:
        title = self.title.text().strip()
        if not title:
            return
        self.close_it()
        if self._of is None:
            kind = next(name for name, button in self.kinds.items() if button.isChecked())
            self.wanted.emit(kind, title, self.people.text().strip())
        else:
            self.changed.emit(title, self.people.text().strip())
