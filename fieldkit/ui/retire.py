"""A case destroyed by hand: what goes, what stays, why, and its number typed before it happens.

It cannot be undone, so nothing here can be pressed by accident. What was destroyed has a signed
certificate, which can be saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import retire, unlock
from fieldkit.steps.retire import Certificate, Held
from fieldkit.steps.session import Session
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import counted
from fieldkit.wording import sentence

ChooseTarget = Callable[[QWidget], str]


def ask_target(parent: QWidget) -> str:
    """Let a person choose where to save certificates; "" if they do not."""
    kinds = "Certificates (*.json)"
    return QFileDialog.getSaveFileName(parent, "Save the certificates", "certificates.json", kinds)[
        0
    ]


class RetirePanel(Popover):
    """`given` carries the id of the case and the reason; `saving` asks for the certificates."""

    given = Signal(str, str)
    saving = Signal()

    def __init__(self, window: QWidget, at_centre: bool) -> None:
        super().__init__(window, "Destroy a case")
        self._held: tuple[Held, ...] = ()
        self.cases = DropDown("The case")
        self.cases.currentIndexChanged.connect(lambda at: self._tell())
        stays = (
            "Laptops keep what they have of it until they destroy it themselves."
            if at_centre
            else "What was delivered stays with your lead."
        )
        told = (
            "Its documents, its words and its key go from this casebook for good, and so do the "
            f"older backups that hold it. {stays} It cannot be undone."
        )
        self._why_not = Label("", "medium", "warn", wrap=True)
        self.reason, self.number = QLineEdit(), QLineEdit()
        for field, name in ((self.reason, "Reason"), (self.number, "The number of the case")):
            field.setAccessibleName(name)
            field.textChanged.connect(lambda text: self._ready())
        self._ask = Label("", "second_strong", "text2")
        self._ask.setBuddy(self.number)
        why = Label("Why (it stands on the certificate)", "second_strong", "text2")
        why.setBuddy(self.reason)
        self.button = Button("Destroy", "primary", key="Enter")
        self.button.clicked.connect(self._give)
        self.default = self.button
        self.cancel = Button("Cancel", "quiet", key="Esc")
        self.cancel.clicked.connect(self.close_it)
        self.save = Button("Save the certificates…", "plain", icon="download-simple")
        self.save.clicked.connect(self.saving)
        self.set_body(
            column(
                Label("Destroy a case", "section"),
                Label(told, tone="text2", wrap=True),
                self.cases,
                self._why_not,
                column(why, self.reason, gap=4),
                column(self._ask, self.number, gap=4),
                row(
                    *(self.save, STRETCH, self.cancel, KeyHint("Esc")),
                    *(self.button, KeyHint("Enter")),
                    gap=6,
                ),
                gap=10,
            ),
            560,
        )

    def show_held(self, held: Sequence[Held], certificates: int) -> None:
        """Open on these cases, those whose time is over first."""
        self._held = tuple(sorted(held, key=lambda one: (not one.due, one.subject.number)))
        for field in (self.reason, self.number):
            field.clear()
        self.cases.refill([(_words(one), one.subject.id) for one in self._held])
        self.save.setVisible(bool(certificates))
        self._busy(False)
        self._tell()
        self.open_centred(self.cases)

    @property
    def chosen(self) -> Held | None:
        """The case chosen, if there is any."""
        wanted = self.cases.currentData()
        return next((one for one in self._held if one.subject.id == wanted), None)

    def refuse(self, why: FieldkitError) -> None:
        """Say why nothing was destroyed."""
        self._busy(False)
        self._say(sentence(why))
        announce(self, sentence(why), at_once=True)

    def _say(self, told: str) -> None:
        self._why_not.setText(told)
        self._why_not.setVisible(bool(told))
        self.arrange()

    def _tell(self) -> None:
        one = self.chosen
        if one is None:
            self._ask.setText("Type its number")
            self._say("There is no case in this casebook.")
        else:
            number = one.subject.number
            self._ask.setText(f"Type {number} to say that it is meant")
            waits = f"{counted(one.waiting, 'change')} of case {number} still without a receipt. "
            begun = FieldkitError("wipe.alert_begun", case=number)
            told = f"{waits}Send, and read the receipt first." if one.waiting else ""
            self._say(told or (sentence(begun) if one.begun else ""))
        self._ready()

    def _ready(self) -> None:
        one = self.chosen
        typed = self.number.text().strip()
        named = f"Destroy case {one.subject.number}" if one else "Destroy"
        self.button.setText(named)
        self.button.setEnabled(
            one is not None
            and not one.waiting
            and not one.begun
            and bool(self.reason.text().strip())
            and typed == one.subject.number
        )

    def _busy(self, busy: bool) -> None:
        for part in (self.cases, self.reason, self.number, self.save):
            part.setEnabled(not busy)
        if busy:
            self.button.setEnabled(False)
            self.button.setText("Destroying…")

    def _give(self) -> None:
        one = self.chosen
        if one is not None and self.button.isEnabled():
            reason = self.reason.text().strip()
            self._busy(True)
            self.given.emit(one.subject.id, reason)


class Retiring(QObject):
    """Destroys by hand. `done` carries the certificate, `refused` why something could not be."""

    done = Signal(object)
    saved = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        operations: Operations,
        choose: ChooseTarget = ask_target,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._operations = window, session, operations
        self._choose = choose
        self.panel: RetirePanel | None = None

    def ask(self) -> None:
        """Look which cases there are, and open the panel."""

        def look() -> tuple[list[Held], int]:
            return retire.held(self._session), len(retire.certificates(self._session))

        self._operations.run(look, lambda found: self._open(*found), self.refused.emit)

    def _open(self, held: Sequence[Held], certificates: int) -> None:
        if self.panel is None:
            self.panel = RetirePanel(self._window, self._session.is_centre)
            self.panel.given.connect(self._wipe)
            self.panel.saving.connect(self._save)
        self.panel.show_held(held, certificates)

    def _wipe(self, subject: str, reason: str) -> None:
        panel = self.panel
        assert panel is not None
        work = partial(retire.wipe, self._session, subject, reason)
        self._operations.run(work, self._wiped, panel.refuse)

    def _wiped(self, made: Certificate) -> None:
        if self.panel is not None:
            self.panel.close_it()
        self.done.emit(made)

    def _save(self) -> None:
        chosen = self._choose(self._window)
        if not chosen:
            return

        def write() -> str:
            every = retire.certificates(self._session)
            unlock.write_file(Path(chosen), retire.written(every))
            return Path(chosen).name

        panel = self.panel
        assert panel is not None
        self._operations.run(write, self._written, panel.refuse)

    def _written(self, name: str) -> None:
        if self.panel is not None:
            self.panel.close_it()
        self.saved.emit(name)


def told_of(made: Certificate) -> tuple[str, str]:
    """What happened, in a sentence, and what went and what is left, in another."""
    gone = [counted(made.documents, "document"), counted(made.entries, "entry", "entries")]
    if made.backups:
        gone.append(counted(made.backups, "older backup"))
    told = f"{', '.join(gone[:-1])} and {gone[-1]} are gone. The certificate is kept here."
    if made.backups_left:
        left = ", ".join(made.backups_left)
        told += f" Backups in {left} could not be reached and still hold it."
    return f"Case {made.case} is destroyed here.", told


def _words(one: Held) -> str:
    number = f"Case {one.subject.number}"
    if one.waiting:
        return f"{number}: {counted(one.waiting, 'change')} not delivered yet"
    return f"{number}: its time here is over" if one.due else number
