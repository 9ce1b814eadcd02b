"""Which prompts of the question open a passage bears on: a letter each, none by default."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldkit.inspection.form import KeyQuestion
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Box, row


class TiePrompts(QWidget):
    """Buttons a, b, c...; the letter toggles it, but for F and G, which are for and against."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self.buttons: dict[str, Button] = {}
        self._box: Box = row(gap=4)
        self.setLayout(row(Label("Prompts (if any)", "second", "text2"), self._box, STRETCH, gap=8))

    def show_question(self, question: KeyQuestion) -> None:
        """Offer the prompts of a question, none chosen."""
        self._box.discard(self.buttons.values())
        self._code = question.code
        self.buttons = {}
        for one in question.prompts:
            key = "" if one.code.upper() in ("F", "G") else one.code.upper()
            button = Button(one.code, "tab", key=key, height=26)
            button.setAccessibleName(f"Prompt {one.code}: {one.text}")
            button.setToolTip(one.text)
            self.buttons[one.code] = button
            self._box.addWidget(button)
        self.setVisible(bool(self.buttons))

    def toggle(self, code: str) -> bool:
        """Choose a prompt by its letter, or no longer; whether there is one."""
        button = self.buttons.get(code)
        if button is None or not self.isEnabled():
            return False
        button.setChecked(not button.isChecked())
        return True

    def chosen(self) -> tuple[str, ...]:
        """The prompts chosen, as evidence names them: ``P 2.1.1/a``."""
        if not self.isEnabled():
            return ()
        on = [code for code, button in self.buttons.items() if button.isChecked()]
        return tuple(f"{self._code}/{code}" for code in on)
