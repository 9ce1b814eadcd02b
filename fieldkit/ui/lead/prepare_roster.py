"""The next roster version, signed in the window: roles, revocation, signers, recovery."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.inspection import rights
from fieldkit.inspection.roster import Device
from fieldkit.steps import enrol, roster
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.lead.fields import LeadPage, labelled, number_field, text_field
from fieldkit.ui.operations import Operations

_MOST = 1 << 30


def ask_folder(parent: QWidget) -> str:
    """Let a person choose where rosters go; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "Where the team’s files go")


class RosterPanel(LeadPage):
    """`changed` is emitted once a version is signed."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget], str] = ask_folder,
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self._device: Device | None = None
        self._who = Label("", "strong", wrap=True)
        self.role = DropDown("Role of this laptop")
        for one in rights.ROLES[:-1]:
            self.role.addItem(one.capitalize(), one)
        self.role.currentIndexChanged.connect(lambda place: self._offer())
        self.change = Button("Change its role", "plain", icon="identification-card")
        self.change.clicked.connect(self._change)
        self.since = number_field("From its change (0: the next)", 0, _MOST)
        self.revoke = Button("Revoke this laptop", "plain", icon="prohibit")
        self.revoke.clicked.connect(self._revoke)
        self.signs = Button("Let it sign the team too", "plain", icon="pen-nib")
        self.signs.clicked.connect(self._sign)
        self.recovery = text_field("Recovery recipient", "age1…, kept offline by the team")
        self.keep = Button("Keep this recipient", "plain", icon="key")
        self.keep.clicked.connect(self._keep)
        self.send = Button("Write the team’s files…", "plain", icon="paper-plane-tilt")
        self.send.clicked.connect(self._send)
        self._signer = False
        self._build()

    def _build(self) -> None:
        told = Label(
            "What a revoked laptop recorded from there on does not count, and is kept. A later "
            "version may move the place.",
            "second",
            "text2",
            wrap=True,
        )
        one = Card("This laptop")
        one.add(self._who)
        one.add(labelled("Role", self.role))
        one.add(row(self.change, STRETCH))
        one.add(row(self.signs, STRETCH))
        one.add(labelled("From its change (0: the next)", self.since))
        one.add(row(self.revoke, STRETCH))
        one.add(told)
        self._one = one
        every = Card("The whole team")
        every.add(labelled("Recovery recipient", self.recovery))
        every.add(row(self.keep, STRETCH))
        every.add(row(self.send, STRETCH))
        self.setLayout(column(self.notices, one, every, gap=12))

    def show_device(self, device: Device | None, signer: bool) -> None:
        """Show the laptop that has the bar."""
        again = device is not None and self._device is not None and device.id == self._device.id
        self._device, self._signer = device, signer
        self._one.setEnabled(device is not None)
        self._who.setText(f"{device.name}, {device.label}" if device else "")
        if device is not None and not (again and device.role == rights.NONE):
            self.role.setCurrentIndex(max(0, self.role.findData(device.role)))
        self.recovery.setText(self.session.roster.recovery)
        text = "Let it sign the team no longer" if signer else "Let it sign the team too"
        self.signs.setText(text)
        self._offer()

    def _offer(self) -> None:
        one = self._device
        centre = one is not None and one.role in rights.CENTRE_ROLES
        self.change.setEnabled(one is not None and self.role.currentData() != one.role)
        self.signs.setEnabled(centre)
        self.revoke.setEnabled(one is not None and one.role != rights.NONE)

    def _change(self) -> None:
        role, since = str(self.role.currentData()), self.since.value() or None
        self._set_role(role, since, f"is {role} now")

    def _revoke(self) -> None:
        self._set_role(rights.NONE, self.since.value() or None, "is revoked")

    def _set_role(self, role: str, since: int | None, told: str) -> None:
        one = self._device
        if one is not None:
            self.run(
                lambda: enrol.set_role(self.session, one.id, role, since),
                lambda none: self._signed(f"{one.name}, {one.label}, {told}."),
                "roster",
            )

    def _sign(self) -> None:
        one, on = self._device, not self._signer
        if one is not None:
            told = "may sign the team" if on else "signs the team no longer"
            self.run(
                lambda: roster.set_signer(self.session, one.id, on),
                lambda none: self._signed(f"{one.name}, {one.label}, {told}."),
                "roster",
            )

    def _keep(self) -> None:
        recipient = self.recovery.text().strip()
        self.run(
            lambda: enrol.name_recovery(self.session, recipient),
            lambda none: self._signed("The recovery recipient is kept."),
            "roster",
        )

    def _signed(self, told: str) -> None:
        self.since.setValue(0)
        rest = "Every laptop takes it with the next file that you write for it."
        self.notices.say("roster", "ok", told, rest)
        self.changed.emit()

    def _send(self) -> None:
        folder = self._choose(self)
        if folder:
            work = self.session
            self.run(lambda: roster.write_rosters(work, Path(folder)), self._sent, "roster")

    def _sent(self, made: tuple[tuple[str, Path], ...]) -> None:
        count = "1 file is" if len(made) == 1 else f"{len(made)} files are"
        self.notices.say("roster", "ok", f"{count} written, one for each laptop.")
