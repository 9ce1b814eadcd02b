"""Files that were set aside: each with its reason, what to do, and another try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import quarantine
from fieldkit.steps.quarantine import Aside, Retried
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.lead.receive_words import changes
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import moment
from fieldkit.wording import sentence

COLUMNS = (
    Column("file", "File", 300),
    Column("at", "Set aside", 150, drop=2),
    Column("state", "State", 150),
    Column("why", "Why", drop=1),
)
_TO_DO = {
    "envelope.signer_unknown": "It comes from a laptop that is not in the team. Add the laptop's "
    "card under Prepare, Team, and compare its six words: the file is merged by itself.",
    "roster.branch_waits": "Two leads changed the team at once. Agree which of you rules; the "
    "other's change can be made again.",
    "roster.broken_chain": "A roster before this one has not arrived. Ask the sender for it.",
}
_ASK = "Ask the sender to send again. The file stays here, so somebody can look at it."


def ask_where(parent: QWidget, name: str) -> str:
    """Let a person choose where the file is written; "" if they do not."""
    return QFileDialog.getSaveFileName(parent, "Write the file as it came", name)[0]


class AsidePage(QWidget):
    """`taken` is emitted when a file was merged after all; `counted` with how many are aside."""

    taken = Signal()
    counted = Signal(int)
    team_wanted = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget, str], str] = ask_where,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._choose = choose
        self._asides: dict[str, Aside] = {}
        self.notices = Notices()
        self.table = Table("Files set aside, newest first", COLUMNS)
        self.table.chosen.connect(lambda key: self._tell())
        self.retry = Button("Try again", "plain", icon="arrow-clockwise")
        self.retry.clicked.connect(self._retry)
        self.out = Button("Write it out…", "plain", icon="export")
        self.out.clicked.connect(self._write)
        self.team = Button("Go to the team", "plain", icon="users")
        self.team.clicked.connect(self.team_wanted)
        self._why = Label("", wrap=True)
        self._do = Label("", "second", "text2", wrap=True)
        deeds = row(self.retry, self.out, self.team, STRETCH, gap=8)
        under = foot(
            column(self._why, self._do, deeds, gap=8, margins=(20, 12, 20, 14)), "What to do"
        )
        self.setLayout(column(self.notices, (self.table, 1), under, gap=0))
        self.setFocusProxy(self.table)
        self._tell()

    def load(self) -> None:
        """Read the files set aside again."""
        self._operations.run(lambda: quarantine.asides(self._session), self._show)

    def _show(self, found: Sequence[Aside]) -> None:
        self._asides = {one.sha256: one for one in reversed(found)}
        now = self._session.clock()
        self.table.show_lines(
            [
                Line(
                    one.sha256,
                    {
                        "file": Two(one.name, one.sha256[:16]),
                        "at": moment(one.at, now),
                        "state": State("waiting") if one.waits else State("bad", "Set aside"),
                        "why": sentence(one.reason),
                    },
                )
                for one in self._asides.values()
            ]
        )
        self._tell()
        self.counted.emit(len(found))

    def _tell(self) -> None:
        one = self._asides.get(self.table.current)
        for button in (self.retry, self.out):
            button.setEnabled(one is not None and one.kept)
        self.team.setVisible(one is not None and one.reason.code == "envelope.signer_unknown")
        if one is None:
            self._why.setText("No file is set aside.")
            self._do.setText("What cannot be merged is kept here, whole, with its reason.")
        else:
            self._why.setText(sentence(one.reason))
            self._do.setText(_TO_DO.get(one.reason.code, _ASK))

    def _retry(self) -> None:
        one = self._asides.get(self.table.current)
        if one is not None:
            work = self._session
            self._operations.run(
                lambda: quarantine.retry(work, [one]),
                self._retried,
                lambda why: self.notices.refuse("retry", why),
            )

    def _retried(self, done: Sequence[Retried]) -> None:
        for one in done:
            if one.arrival is None:
                assert one.reason is not None
                title = f"{one.aside.name} is still set aside."
                self.notices.say("retry", "warn", title, sentence(one.reason))
                continue
            new = one.arrival.taken.new
            told = f"{changes(new)} {'is' if new == 1 else 'are'} merged."
            self.notices.say("retry", "ok", f"{one.aside.name} is taken in.", told)
            self.taken.emit()
        self.load()

    def _write(self) -> None:
        one = self._asides.get(self.table.current)
        name = self._choose(self, one.name) if one is not None else ""
        if one is not None and name:
            self._operations.run(
                lambda: quarantine.export(self._session, one, Path(name)),
                lambda none: self.notices.say("out", "ok", f"{one.name} is written as it came."),
                self._refused,
            )

    def _refused(self, why: FieldkitError) -> None:
        self.notices.refuse("out", why)
