"""Audit: the chain of custody of one answer, and what was done in plain words; both written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.steps import activity, custody, read, unlock
from fieldkit.steps.custody import Link
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head, labelled
from fieldkit.ui.lead.sections import Sections
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import moment
from fieldkit.wording import line as worded

ChooseFile = Callable[[QWidget, str], str]
LOG = (Column("at", "When", 170), Column("who", "Who", 170), Column("what", "What"))
LINKS = (
    Column("value", "What was said", 200),
    Column("who", "By", 230),
    Column("state", "State", 150),
    Column("brought", "Brought by", 260, drop=1),
    Column("proof", "Signature", drop=2),
)


def ask_file(parent: QWidget, name: str) -> str:
    """Let a person choose where a table is written; "" if they do not."""
    return QFileDialog.getSaveFileName(parent, "Write the table", name, "Tables (*.csv)")[0]


class ActivityPage(LeadPage):
    """What was done, newest first."""

    def __init__(
        self, session: Session, operations: Operations, choose: ChooseFile = ask_file
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self._rows: list[tuple[str, str, str]] = []
        self._told = Label("", "second", "text2", wrap=True)
        self.out = Button("Write it out…", "plain", icon="export")
        self.out.clicked.connect(self._write)
        self.table = Table("What was done, newest first", LOG)
        top = head("Activity", self._told, self.out)
        self.setLayout(column(self.notices, top, (self.table, 1), gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the log again."""
        self.run(lambda: activity.lines(self.session), self._show)

    def _show(self, found: Sequence[activity.Line]) -> None:
        now = self.session.clock()
        self._rows = [(one.at, one.who, worded(one.code, dict(one.facts)).strip()) for one in found]
        self._told.setText(f"{len(found)} lines. Times are those of the laptop that wrote them.")
        self.table.show_lines(
            [
                Line(str(n), {"at": moment(at, now), "who": who, "what": what})
                for n, (at, who, what) in enumerate(self._rows)
            ]
        )

    def _write(self) -> None:
        name, rows = self._choose(self, "activity.csv"), list(self._rows)
        if name:
            path = Path(name)
            self.run(
                lambda: unlock.write_file(path, activity.as_csv(rows)),
                lambda none: self.notices.say("out", "ok", f"{path.name} is written."),
                "out",
            )


class CustodyPage(LeadPage):
    """Every entry ever held about one answer, each with the envelope that brought it."""

    def __init__(
        self, session: Session, operations: Operations, choose: ChooseFile = ask_file
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self._links: tuple[Link, ...] = ()
        self._told = Label("Choose a case and a question.", "second", "text2", wrap=True)
        self.case = DropDown("Case")
        self.question = DropDown("Question")
        self.seek = Button("Show its chain", "plain", icon="link")
        self.seek.clicked.connect(self.look)
        self.out = Button("Write it out…", "plain", icon="export")
        self.out.clicked.connect(self._write)
        self.out.setEnabled(False)
        self.table = Table("Chain of custody", LINKS)
        fields = row(
            labelled("Case", self.case),
            labelled("Question", self.question),
            column(STRETCH, self.seek, gap=0),
            STRETCH,
            gap=12,
            margins=(20, 8, 20, 10),
        )
        top = head("Chain of custody", self._told, self.out)
        self.setLayout(column(self.notices, top, surface(fields, "window"), (self.table, 1), gap=0))
        self.setFocusProxy(self.case)

    def load(self) -> None:
        """Read which cases there are."""
        self.run(lambda: read.subjects(self.session), self._fill)

    def _fill(self, subjects: Sequence[object]) -> None:
        before = self.case.currentData()
        self.case.clear()
        for one in subjects:
            number = str(getattr(one, "number", ""))
            self.case.addItem(f"Case {number}" if number.isdigit() else number, number)
        self.case.setCurrentIndex(max(0, self.case.findData(before)))
        if not self.question.count():
            for standard in self.session.form.standards:
                for question in standard.key_questions:
                    self.question.addItem(question.code, question.code)
        for drop in (self.case, self.question):
            drop.updateGeometry()

    def look(self) -> None:
        """Show the chain of the answer chosen."""
        number, question = (
            str(self.case.currentData() or ""),
            str(self.question.currentData() or ""),
        )
        self.run(lambda: custody.of_answer(self.session, number, question), self._show, "custody")

    def _show(self, links: tuple[Link, ...]) -> None:
        self._links = links
        self.out.setEnabled(bool(links))
        unproven = sum(bool(one.brought_by) and not one.verified for one in links)
        many = "1 signature" if unproven == 1 else f"{unproven or 'No'} signatures"
        self._told.setText(f"{len(links)} links. {many} failed; each was checked again just now.")
        now = self.session.clock()
        lines = []
        for n, one in enumerate(links):
            brought = "Recorded on this laptop"
            if one.brought_by:
                brought = f"{one.brought_by}, number {one.sequence}"
            proof = "Good" if one.verified else "Not checked" if not one.brought_by else "Failed"
            lines.append(
                Line(
                    str(n),
                    {
                        "value": Two(one.value, one.field),
                        "who": Two(one.person, f"{one.role}, {one.laptop}, change {one.place}"),
                        "state": State(
                            "complete" if one.state == "standing" else "plain", one.state
                        ),
                        "brought": Two(
                            brought, moment(one.received_at, now) if one.received_at else ""
                        ),
                        "proof": proof,
                    },
                )
            )
        self.table.show_lines(lines)

    def _write(self) -> None:
        name, links = self._choose(self, "custody.csv"), self._links
        if name:
            path = Path(name)
            self.run(
                lambda: unlock.write_file(path, custody.as_csv(links)),
                lambda none: self.notices.say("out", "ok", f"{path.name} is written."),
                "out",
            )


class AuditTab(Sections):
    """Activity and custody."""

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__("Audit")
        self.activity = ActivityPage(session, operations)
        self.custody = CustodyPage(session, operations)
        self.add("activity", "Activity", self.activity)
        self.add("custody", "Chain of custody", self.custody)
        self.shown.connect(lambda key: self.load())

    def load(self) -> None:
        """Read again what is on screen."""
        page = self.activity if self.current() == "activity" else self.custody
        page.load()
