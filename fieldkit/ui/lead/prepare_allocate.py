"""Prepare, allocation: by hand, in bulk, or shared out fairly; what a rule forbids is said."""

from __future__ import annotations

from PySide6.QtCore import Signal

from fieldkit.inspection.allocation import Plan, fair_share
from fieldkit.steps import allocate
from fieldkit.steps.allocate import Row
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head, labelled
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations
from fieldkit.wording import line as worded

COLUMNS = (
    Column("case", "Case", 130),
    Column("pages", "Pages", 70, drop=2, right=True),
    Column("documents", "Documents", 90, drop=3, right=True),
    Column("readers", "Read by"),
    Column("can", "For the person chosen", 210, drop=1),
)
KINDS = (
    ("first", "First reading"),
    ("joint", "Joint reading"),
    ("second", "Second reading, blind"),
    ("benchmark", "Benchmark"),
    ("quality_check", "Quality check"),
)


class AllocatePage(LeadPage):
    """`changed` is emitted when readings were made."""

    changed = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._held = allocate.Table((), (), ())
        self._plan: Plan | None = None
        self._told = Label("", "second", "text2", wrap=True)
        self.table = Table("Cases and who reads them", COLUMNS, many=True)
        self.table.view.selectionModel().selectionChanged.connect(lambda a, b: self._offer())
        self.who = DropDown("Person")
        self.who.currentIndexChanged.connect(lambda place: self._show_rows())
        self.kind = DropDown("Kind of reading")
        for key, words in KINDS:
            self.kind.addItem(words, key)
        self.give = Button("Give the chosen cases", "plain", icon="user-plus")
        self.give.clicked.connect(self._give)
        self.share = Button("Share out what is open", "plain", icon="scales")
        self.share.clicked.connect(self._share)
        self.keep = Button("Keep this plan", "primary", icon="check")
        self.keep.clicked.connect(self._keep)
        self.keep.hide()
        self._load_told = Label("", "second", "text2", wrap=True)
        by_hand = row(
            labelled("Person", self.who),
            labelled("As", self.kind),
            column(STRETCH, self.give, gap=0),
            STRETCH,
            gap=12,
        )
        foot = surface(column(by_hand, self._load_told, gap=8, margins=(20, 10, 20, 12)), "window")
        top = head("Allocation", self._told, self.share, self.keep)
        self.setLayout(column(self.notices, top, (self.table, 1), foot, gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read people and cases again."""
        self.run(lambda: allocate.table(self.session), self._show)

    def _show(self, held: allocate.Table) -> None:
        self._held, self._plan = held, None
        self.keep.hide()
        before = self.who.currentData()
        self.who.blockSignals(True)
        self.who.clear()
        for one in held.people:
            self.who.addItem(f"{one.name}{' (new)' if one.note.novice else ''}", one.person)
        self.who.setCurrentIndex(max(0, self.who.findData(before)))
        self.who.blockSignals(False)
        self.who.updateGeometry()
        self._show_rows()

    def _show_rows(self) -> None:
        names = {one.person: one.name for one in self._held.people}
        planned: dict[str, list[str]] = {}
        for one in self._plan.given if self._plan else ():
            planned.setdefault(one.number, []).append(one.person)
        person = str(self.who.currentData() or "")
        self.table.show_lines([self._line(one, names, planned, person) for one in self._held.rows])
        open_ones = sum(not one.readings for one in self._held.rows)
        total = len(self._held.rows)
        if self._plan is None:
            self._told.setText(f"{total - open_ones} of {total} are read by somebody.")
        self._tell_load()
        self._offer()

    def _line(
        self, one: Row, names: dict[str, str], planned: dict[str, list[str]], person: str
    ) -> Line:
        number = one.subject.number
        said = [names.get(p, p) for p in one.readers]
        said += [f"{names.get(p, p)} (planned)" for p in planned.get(number, ())]
        why = self._held.barred(number, person) if person else ""
        can = State("plain", worded(f"barred.{why}", {})) if why else State("complete", "May read")
        title = f"Case {number}" if one.subject.kind == "case" else number
        return Line(
            number,
            {
                "case": title,
                "pages": str(one.pages),
                "documents": str(one.documents),
                "readers": ", ".join(said) or "Nobody yet",
                "can": can,
            },
        )

    def _tell_load(self) -> None:
        people = self._held.people
        load = {one.person: one.pages for one in people}
        if self._plan is not None:
            load = dict(self._plan.load)
        share = fair_share([one.reader for one in people], sum(load.values()))
        told = [
            f"{one.name} {load.get(one.person, 0)} pages (fair share {round(share[one.person])})"
            for one in people
        ]
        self._load_told.setText(" · ".join(told))

    def _offer(self) -> None:
        self.give.setEnabled(bool(self.table.picked) and self.who.count() > 0)
        self.share.setEnabled(bool(self._held.rows) and bool(self._held.people))

    def _give(self) -> None:
        numbers, person = self.table.picked, str(self.who.currentData())
        kind = str(self.kind.currentData())
        self.run(
            lambda: allocate.give(self.session, numbers, [person], kind),
            lambda count: self._made(count),
            "allocate",
        )

    def _share(self) -> None:
        self.run(lambda: allocate.plan(self.session), self._show_plan, "allocate")

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        self.keep.setVisible(bool(plan.given))
        count = len(plan.given)
        self._told.setText(f"A plan for {count} cases. Nothing is recorded yet.")
        if plan.not_given:
            numbers = ", ".join(one.number for one in plan.not_given)
            self.notices.say(
                "allocate",
                "warn",
                f"Case {numbers} could not be given to anybody.",
                "Every reader is barred by a rule. Give it by hand, or change who may read it.",
            )
        if not plan.given and not plan.not_given:
            self._told.setText("Every case is read by somebody already.")
        self._show_rows()
        if plan.given:
            self.keep.setFocus()

    def _keep(self) -> None:
        plan = self._plan
        if plan is not None:
            self.run(lambda: allocate.record(self.session, plan), self._made, "allocate")

    def _made(self, count: int) -> None:
        many = "1 reading is" if count == 1 else f"{count} readings are"
        self.notices.say("allocate", "ok", f"{many} allocated.")
        self.load()
        self.table.setFocus()
        self.changed.emit()
