"""A panel in which the owner changes the passphrase, with one made of words offered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps.unlock import make_passphrase
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.unlock import PassphraseField
from fieldkit.wording import sentence


def named(title: str, field: PassphraseField) -> Box:
    """A field under its name."""
    label = Label(title, "second_strong", "text2")
    label.setBuddy(field)
    field.setAccessibleName(title)
    return column(label, field, gap=4)


class PassphrasePanel(Popover):
    """`given` carries the old and the new one; then `refuse`, or `close_it`."""

    given = Signal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "Change the passphrase")
        self.old, self.first, self.second = (PassphraseField() for _ in range(3))
        self.suggestion = Label("", "strong")
        self.suggestion.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.other = Button("Other words", "plain", icon="arrows-clockwise")
        self.other.clicked.connect(self._suggest)
        self._told = Label("", "medium", "warn", wrap=True)
        self.button = Button("Change it", "primary", key="Enter")
        self.button.clicked.connect(self._give)
        for field in (self.old, self.first, self.second):
            field.returnPressed.connect(self._give)
        self.cancel = Button("Cancel", "quiet", key="Esc")
        self.cancel.clicked.connect(self.close_it)
        why = "Easy to type and very hard to guess. Or take your own: 15 characters or more."
        deeds = row(STRETCH, self.cancel, KeyHint("Esc"), self.button, KeyHint("Enter"), gap=6)
        self.set_body(
            column(
                Label("Change the passphrase", "section"),
                named("The passphrase you have now", self.old),
                Label("A new one of six words", "second_strong", "text2"),
                row((self.suggestion, 1), self.other, gap=8),
                Label(why, "second", "text2", wrap=True),
                named("Type the new passphrase", self.first),
                named("And once more", self.second),
                self._told,
                deeds,
                gap=10,
            ),
            520,
        )
        self.closed.connect(self._clear)

    def ask(self) -> None:
        """Open it, empty."""
        self._clear()
        self._suggest()
        self.open_centred(self.old)

    def refuse(self, why: FieldkitError) -> None:
        """Say why nothing was changed."""
        self._busy(False)
        told = sentence(why)
        self._told.setText(told)
        self._told.show()
        self.arrange()
        announce(self, told, at_once=True)
        self.old.setFocus()

    def _suggest(self) -> None:
        self.suggestion.setText(make_passphrase())

    def _clear(self) -> None:
        for field in (self.old, self.first, self.second):
            field.clear()
        self.suggestion.clear()
        self._told.hide()
        self._busy(False)

    def _busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.button.setText("Changing…" if busy else "Change it")

    def _give(self) -> None:
        if not self.button.isEnabled():
            return
        self._told.hide()
        if not self.old.text() or not self.first.text():
            self.refuse(FieldkitError("window.passphrase_fields"))
        elif self.first.text() != self.second.text():
            self.refuse(FieldkitError("window.passphrases_differ"))
        else:
            self._busy(True)
            self.given.emit(self.old.text(), self.first.text())
