"""Where to meet: a folder or the address of a store, and what such a place needs besides.

The line for an approval shows for something that can be carried away, those for keys for a store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fieldkit.steps.sync import Credentials
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, row

ChooseFolder = Callable[[QWidget, str], str]


def ask_folder(parent: QWidget, before: str) -> str:
    """Let a person choose a folder; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "Choose the team folder", before)


@dataclass(frozen=True)
class Chosen:
    """What a person gave: the place, an approval's reference, and keys if any were typed."""

    where: str
    approval: str
    keys: Credentials | None


class PlaceFields(QWidget):
    """`changed` is emitted when something was typed."""

    changed = Signal()

    def __init__(self, choose: ChooseFolder = ask_folder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choose = choose
        self.where = self._line("Team folder", "The team folder, or the address of a store")
        self.browse = Button("Choose…", "plain", icon="folder-open")
        self.browse.clicked.connect(self._browse)
        self.approval = self._line("Approval reference", "Who allowed this stick or card")
        self.name = self._line("Access key", "Access key")
        self.secret = self._line("Secret", "Secret")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        told = "Kept by this computer’s own keyring. Leave both empty if they are kept already."
        self._keys = QWidget()
        lines = row((self.name, 1), (self.secret, 1), gap=8)
        self._keys.setLayout(column(lines, Label(told, "second", "text2", wrap=True), gap=4))
        self.where.textChanged.connect(self._shape)
        self.setLayout(
            column(
                row((self.where, 1), self.browse, gap=8),
                self.approval,
                self._keys,
                gap=8,
            )
        )
        self.approval.hide()
        self._shape("")
        self.setFocusProxy(self.where)

    def _line(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.textChanged.connect(lambda: self.changed.emit())
        return made

    def _browse(self) -> None:
        found = self._choose(self, self.where.text())
        if found:
            self.where.setText(found)

    def _shape(self, text: str) -> None:
        self._keys.setVisible(text.strip().startswith("s3://"))
        self.browse.setVisible("://" not in text)

    def ask_approval(self) -> None:
        """Show the line for the approval and put the keys there."""
        self.approval.show()
        self.approval.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_place(self, where: str, approval: str) -> None:
        """Fill in what was chosen before."""
        self.where.setText(where)
        self.approval.setText(approval)
        self.approval.setVisible(bool(approval))

    def chosen(self) -> Chosen:
        """What stands in the lines now."""
        name, secret = self.name.text().strip(), self.secret.text().strip()
        shown = not self._keys.isHidden()
        keys = Credentials(name, secret) if shown and name and secret else None
        return Chosen(self.where.text().strip(), self.approval.text().strip(), keys)
