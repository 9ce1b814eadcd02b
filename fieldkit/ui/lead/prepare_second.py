"""Prepare, second readings and benchmark cases: chosen by rule, given to somebody else."""

from __future__ import annotations

from PySide6.QtCore import Signal

from fieldkit.inspection.allocation import Plan
from fieldkit.inspection.second_readings import Chosen
from fieldkit.steps import allocate
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import CheckBox
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.lead.fields import LeadPage, head, labelled, number_field
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.table import Line, Table
from fieldkit.ui.operations import Operations
from fieldkit.wording import line as worded

COLUMNS = (
    Column("case", "Case", 110),
    Column("first", "First reader", 150),
    Column("second", "Second reader", 150),
    Column("benchmark", "As a benchmark", 330, drop=1),
    Column("why", "Chosen because"),
)
KINDS = {
    "first": ("first", "joint"),
    "second": ("second", "quality_check"),
    "benchmark": ("benchmark",),
}


class SecondPage(LeadPage):
    """`changed` is emitted when second or benchmark readings were made."""

    changed = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._chosen: tuple[Chosen, ...] = ()
        self._plan: Plan | None = None
        self._held = allocate.Table((), (), ())
        self._told = Label("", "second", "text2", wrap=True)
        self.percent = number_field("Percent at random", 0, 100, 20)
        self.seed = number_field("Seed", 0, 2**31 - 1, 1)
        self.flagged = CheckBox("Every case with an alert or a return")
        self.per_new = number_field("First cases of each new reader", 0, 50, 1)
        self.choose = Button("Choose by these rules", "plain", icon="shuffle")
        self.choose.clicked.connect(self._choose_cases)
        self.keep = Button("Keep these second readings", "primary", icon="check")
        self.keep.clicked.connect(self._keep)
        self.table = Table("Cases to be read again", COLUMNS, many=True)
        self.everybody = Button("Everybody reads the chosen cases", "plain", icon="users")
        self.everybody.clicked.connect(self._benchmark)
        self._build()
        self.setFocusProxy(self.percent)

    def _build(self) -> None:
        fields = row(
            labelled("Percent at random", self.percent),
            labelled("Seed", self.seed),
            labelled("First cases of each new reader", self.per_new),
            STRETCH,
            gap=12,
        )
        rules = column(
            fields, row(self.flagged, self.choose, STRETCH, gap=16), gap=8, margins=(20, 10, 20, 12)
        )
        told = Label(
            "A second reader sees nothing of the first reading: their pack does not hold it. For a "
            "benchmark everybody reads the same case for themselves; choose it in the list.",
            "second",
            "text2",
            wrap=True,
        )
        under = column(told, row(self.everybody, STRETCH), gap=8, margins=(20, 10, 20, 12))
        top = head("Second readings and benchmark cases", self._told, self.keep)
        self.setLayout(
            column(
                *(self.notices, top, foot(rules, "Rules"), (self.table, 1)),
                foot(under, "A benchmark"),
                gap=0,
            )
        )

    def load(self) -> None:
        """Read people and cases again."""
        self.run(lambda: allocate.table(self.session), self._show)

    def _show(self, held: allocate.Table) -> None:
        self._held, self._plan, self._chosen = held, None, ()
        twice = sum(len(one.readings) > 1 for one in held.rows)
        self._told.setText(f"{twice} of {len(held.rows)} are read more than once.")
        self._fill()

    def _fill(self) -> None:
        names = {one.person: one.name for one in self._held.people}
        because = {one.number: one.because for one in self._chosen}
        given = {one.number: one.person for one in self._plan.given} if self._plan else {}
        lines = []
        for one in self._held.rows:
            number = one.subject.number
            if one.subject.kind != "case" or (self._chosen and number not in because):
                continue
            who = {
                key: ", ".join(
                    names.get(p, p) for r in one.readings if r.kind in kinds for p in r.readers
                )
                for key, kinds in KINDS.items()
            }
            second = names.get(given.get(number, ""), "")
            if number in because and not second:
                second = "Nobody may"
            lines.append(
                Line(
                    number,
                    {
                        "case": f"Case {number}",
                        "first": who["first"] or "Nobody yet",
                        "second": second or who["second"] or "–",
                        "benchmark": who["benchmark"],
                        "why": ", ".join(
                            worded(f"second.{w}", {}) for w in because.get(number, ())
                        ),
                    },
                )
            )
        self.table.show_lines(lines)
        self.keep.setEnabled(bool(self._plan and self._plan.given))
        self.everybody.setEnabled(bool(lines))

    def _choose_cases(self) -> None:
        seed, percent = self.seed.value(), self.percent.value()
        flagged, per_new = self.flagged.isChecked(), self.per_new.value()

        def work() -> tuple[tuple[Chosen, ...], Plan | None]:
            chosen = allocate.second_readings_by_rule(self.session, seed, percent, flagged, per_new)
            numbers = [one.number for one in chosen]
            return chosen, allocate.plan(self.session, numbers) if numbers else None

        self.run(work, self._show_plan, "second")

    def _show_plan(self, told: tuple[tuple[Chosen, ...], Plan | None]) -> None:
        self._chosen, self._plan = told
        count = len(self._chosen)
        if not count:
            self._told.setText("No case is chosen by these rules.")
        else:
            cases = "1 case is" if count == 1 else f"{count} cases are"
            self._told.setText(f"{cases} chosen. Nothing is recorded yet.")
        self._fill()

    def _keep(self) -> None:
        plan = self._plan
        if plan is not None:
            work = self.session
            self.run(lambda: allocate.record(work, plan, allocate.SECOND), self._made, "second")

    def _benchmark(self) -> None:
        numbers = self.table.picked
        self.run(lambda: allocate.benchmark(self.session, numbers), self._made, "second")

    def _made(self, count: int) -> None:
        many = "1 reading is" if count == 1 else f"{count} readings are"
        self.notices.say("second", "ok", f"{many} allocated.")
        self.load()
        self.changed.emit()
