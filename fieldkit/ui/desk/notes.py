"""Notes to a question: one for the reader alone, one for the lead. Neither is ever cleared."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import NOTHING
from fieldkit.steps import rate
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.desk.text_field import TextField
from fieldkit.ui.desk.work import CaseWork

_TITLES = {
    "private": "Private note (never sent)",
    "lead": "Note to the lead",
}


class Notes(QWidget):
    """Two buttons that open a field each; a field with words stays open."""

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._opened: set[tuple[str, str]] = set()
        self.buttons = {
            "private": Button("Private note", "plain", icon="lock-simple", height=28),
            "lead": Button("Note to the lead", "plain", icon="chat-text", height=28),
        }
        self.fields = {kind: TextField(title) for kind, title in _TITLES.items()}
        for kind, button in self.buttons.items():
            button.setAccessibleName(_TITLES[kind])
            button.clicked.connect(partial(self.open, kind))
        for kind, field in self.fields.items():
            field.typed.connect(partial(self._typed, kind))
            field.left.connect(work.leave)
        self.setLayout(
            column(
                Label("Notes", "second_strong", "text2"),
                row(*self.buttons.values(), STRETCH, gap=8),
                *self.fields.values(),
                gap=6,
            )
        )

    def open(self, kind: str, *_: object) -> None:
        """Open a note and give it the keys."""
        self._opened.add((kind, self._work.question.code))
        self.refresh()
        self.fields[kind].take_keys()

    def refresh(self) -> None:
        """Show the notes of the question open."""
        code = self._work.question.code
        held = {"private": self._work.view.private_notes, "lead": self._work.view.lead_notes}
        for kind, field in self.fields.items():
            text = held[kind].get(code, NOTHING).value or ""
            shown = bool(text) or (kind, code) in self._opened
            field.set_text(text)
            if not field.edit.hasFocus():
                field.set_state("Saved" if text else "")
            field.setVisible(shown)
            self.buttons[kind].setVisible(not shown)

    def _typed(self, kind: str, text: str) -> None:
        make = rate.private_note if kind == "private" else rate.lead_note
        self._work.typing(make(self._work.view, self._work.question.code, text))
