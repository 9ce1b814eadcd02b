"""Second readings: differences only, side by side, decided without knowing whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from fieldkit.inspection.chart import courses
from fieldkit.inspection.doubles import Calibrated, Group, Week
from fieldkit.steps import doubles
from fieldkit.steps.doubles import Difference, Double, Figures, Side
from fieldkit.steps.session import Session
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.chart import DriftChart
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.benchmark import BenchmarkPage
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.lead.sections import Sections, foot, scrolled
from fieldkit.ui.lead.side_card import words_of
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import counted
from fieldkit.wording import line as worded

LIST = (Column("case", "Case", 120), Column("state", "State", 190), Column("told", "Questions"))
GROUPS = (
    Column("name", "Of", 220),
    Column("items", "Items", 70, right=True),
    Column("percent", "Agree", 80, right=True),
    Column("kappa", "Kappa", 190, drop=1),
    Column("ac1", "AC1", 190, drop=2),
    Column("told", "To know"),
)
WEEKS = (
    Column("who", "Reader", 200),
    Column("week", "Week", 110),
    Column("share", "Yes", 160),
    Column("all", "Everybody", 160),
)
MARKS = (
    Column("who", "Reader", 220),
    Column("share", "As agreed", 130),
    Column("where", "Where not"),
)
_OTHERS = (("yes", "Yes"), ("no", "No"), ("not_applicable", "Not applicable"), ("clear", "Neither"))


class DifferencesPage(LeadPage):
    """`decided` is emitted after a decision; `counted` with how many are left to decide."""

    decided = Signal()
    counted = Signal(int)

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._lines: dict[str, tuple[Double, Difference | None]] = {}
        self._told = Label("", "second", "text2", wrap=True)
        self.table = Table("Double readings, those to decide first", LIST)
        self.table.chosen.connect(lambda key: self._show_one())
        self.cards = {"A": Card("Value A"), "B": Card("Value B")}
        self._values = {one: Label("", "panel", wrap=True) for one in self.cards}
        self._reasons = {one: Label("", wrap=True) for one in self.cards}
        for name, card in self.cards.items():
            card.body.add(self._values[name], self._reasons[name], STRETCH)
        self.why = Reasoned("Reason", "What in the documents decides it")
        for key, text in _OTHERS:
            self.why.offer(key, text, "plain")
        self.why.done.connect(self._decide)
        self._blind = Label("", "strong", wrap=True)
        both = row(*((one, 1) for one in self.cards.values()), gap=12)
        under = column(self._blind, both, self.why, gap=10, margins=(20, 12, 20, 14))
        top = head("Differences only; whose they are is not shown", self._told)
        self.setLayout(
            column(self.notices, top, (self.table, 1), foot(under, "The difference"), gap=0)
        )
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the double readings again."""
        self.run(lambda: doubles.all_of(self.session), self._show)

    def _show(self, found: Sequence[Double]) -> None:
        self._lines = {}
        lines = []
        for one in found:
            for key, difference, cells in _rows(one):
                self._lines[key] = (one, difference)
                lines.append(Line(key, cells))
        left = sum(one.to_decide for one in found)
        ready = sum(one.is_open for one in found)
        self._told.setText(
            f"{counted(len(found), 'case')} read twice, {ready} complete in both readings, "
            f"{counted(left, 'difference')} to decide."
        )
        self.table.show_lines(lines)
        self._show_one()
        self.counted.emit(left)

    def _show_one(self) -> None:
        double, one = self._lines.get(self.table.current, (None, None))
        for card in self.cards.values():
            card.setVisible(one is not None)
        self.why.setVisible(one is not None)
        if one is None:
            self._blind.setText(_closed(double))
            return
        self._blind.setText(
            f"Decided: {words_of(one.decided)}. {one.why}" if one.decided else one.question
        )
        for name, side in (("A", one.a), ("B", one.b)):
            self._fill(name, side)
        for key, _ in _OTHERS:
            self.why.allow(key, not one.decided)

    def _fill(self, name: str, side: Side) -> None:
        value = words_of(side.value)
        self._values[name].setText(value)
        quotes = [f"“{one.quote}” ({one.direction}, p {one.page})" for one in side.evidence]
        self._reasons[name].setText("\n".join([side.reason or "No reason given.", *quotes]))
        self.cards[name].setAccessibleName(f"Value {name}: {value}. {side.reason}")

    def _decide(self, deed: str, words: str) -> None:
        double, one = self._lines.get(self.table.current, (None, None))
        if double is None or one is None:
            return
        value = None if deed == "clear" else deed
        work = partial(doubles.adjudicate, self.session, double.key, one.question, value, words)
        self.run(work, lambda none: self._done(double, one), "double")

    def _done(self, double: Double, one: Difference) -> None:
        self.why.clear()
        told = f"Case {double.subject.number}, {one.question} is decided."
        self.notices.say("double", "ok", told, "Its first reader sees what was changed and why.")
        self.load()
        self.decided.emit()


def _rows(one: Double) -> list[tuple[str, Difference | None, dict[str, str | State]]]:
    case = f"Case {one.subject.number}"
    if not one.is_open:
        done = sum(one.complete)
        state = State("waiting", f"{done} of 2 complete")
        return [(one.key, None, {"case": case, "state": state, "told": "Closed until both are"})]
    if not one.differences:
        told = f"{one.same} questions answered alike"
        return [(one.key, None, {"case": case, "state": State("complete", "Alike"), "told": told})]
    found: list[tuple[str, Difference | None, dict[str, str | State]]] = []
    for each in sorted(one.differences, key=lambda d: (bool(d.decided), d.question)):
        state = State("complete", "Decided") if each.decided else State("disputed", "To decide")
        cells: dict[str, str | State] = {"case": case, "state": state, "told": each.question}
        found.append((f"{one.key} {each.question}", each, cells))
    return found


def _closed(double: Double | None) -> str:
    if double is None:
        return "No case is read twice. Choose some under Prepare, Second readings."
    if double.is_open:
        return "Both readings answer alike."
    return (
        "Closed until both readings are complete, so that neither is read with the other in mind."
    )


class AgreementPage(LeadPage):
    """How far readers agree: all, by standard, by question, by pair; exclusions are counted."""

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._told = Label("", "second", "text2", wrap=True)
        self.table = Table("Agreement", GROUPS)
        top = head("Agreement, with 95 % intervals", self._told)
        self.setLayout(column(self.notices, top, (self.table, 1), gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the figures again."""
        self.run(lambda: doubles.figures(self.session), self.show_figures)

    def show_figures(self, found: Figures) -> None:
        """Show figures that were read."""
        self.table.show_lines([_group(one, found) for one in found.groups])
        self._told.setText(
            f"What readers said before any decision. {found.left_out} double readings are left out "
            "since they are not complete. Not applicable is no judgement."
        )


def _group(one: Group, found: Figures) -> Line:
    names = [found.names.get(part, part) for part in one.name.split(" & ")]
    title = {"all": "All double readings", "pair": " and ".join(names)}.get(one.kind, one.name)
    warned = [worded(f"agreement.warn_{w.code}", dict(w.facts)) for w in one.agreement.warnings]
    percent = one.agreement.figure("percent_agreement")
    single = one.kind == "question" or percent.value is None
    return Line(
        f"{one.kind} {one.name}",
        {
            "name": title,
            "items": str(one.items),
            "percent": "–" if single else f"{round((percent.value or 0) * 100)} %",
            "kappa": _interval(
                one, "cohen_kappa" if len(one.agreement.raters) == 2 else "fleiss_kappa"
            ),
            "ac1": _interval(one, "gwet_ac1"),
            "told": "; ".join(warned) or "–",
        },
    )


def _interval(one: Group, code: str) -> str:
    known = {figure.code: figure for figure in one.agreement.figures}
    figure = known.get(code)
    if figure is None or figure.value is None:
        return "Not defined"
    hollow = "○ " if one.few else "● "
    told = f"{hollow}{figure.value:.2f}"
    if figure.low is None or figure.high is None:
        return told
    return f"{told} ({max(figure.low, -1):.2f} to {figure.high:.2f})"


class DriftPage(LeadPage):
    """Shares of yes by reader and week, and everybody on the benchmark cases."""

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        told = Label(
            "A share is no verdict: cases differ. Look where one reader moves away from everybody.",
            "second",
            "text2",
            wrap=True,
        )
        self.weeks = Table("Shares of yes by reader and week", WEEKS)
        self.chart = DriftChart("Drift: shares of yes by reader and week")
        key = Label("Disc and line: this reader. Square and broken line: everybody.", "second")
        painted = surface(column(key, self.chart, gap=4, margins=(20, 10, 20, 10)), "window")
        inside = scrolled(painted, "Drift by reader and week")
        self.marks = Table("Readers of benchmark cases against the agreed answers", MARKS)
        between = surface(
            row(
                Label("Benchmark cases, against the agreed answers", "strong"),
                margins=(14, 10, 14, 8),
            ),
            "window",
        )
        top = head("Drift and calibration", told)
        self.setLayout(
            column(self.notices, top, (inside, 3), (self.weeks, 2), between, (self.marks, 2), gap=0)
        )
        self.setFocusProxy(self.weeks)

    def load(self) -> None:
        """Read the figures again."""
        self.run(lambda: doubles.figures(self.session), self.show_figures)

    def show_figures(self, found: Figures) -> None:
        """Show figures that were read."""
        self.weeks.show_lines([_week(one, found) for one in found.weeks])
        self.chart.show_courses(courses(found.weeks, found.names))
        self.marks.show_lines([_mark(one, found) for one in found.calibrated])


def _week(one: Week, found: Figures) -> Line:
    return Line(
        f"{one.reader} {one.year} {one.week}",
        {
            "who": found.names.get(one.reader, one.reader),
            "week": f"{one.week} of {one.year}",
            "share": _share(one.yes, one.judged),
            "all": _share(one.all_yes, one.all_judged),
        },
    )


def _share(yes: int, judged: int) -> str:
    return f"{round(100 * yes / judged)} % ({yes} of {judged})" if judged else "–"


def _mark(one: Calibrated, found: Figures) -> Line:
    where = ", ".join(f"case {number} {question}" for number, question in one.differs)
    return Line(
        one.reader,
        {
            "who": found.names.get(one.reader, one.reader),
            "share": f"{one.same} of {one.of}",
            "where": where or "Nowhere",
        },
    )


class DoublesTab(Sections):
    """`decided` is emitted after a decision; `counted` with how many are left."""

    decided = Signal()
    counted = Signal(int)

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__("Second readings")
        self.differences = DifferencesPage(session, operations)
        self.agreement = AgreementPage(session, operations)
        self.drift = DriftPage(session, operations)
        self.benchmark = BenchmarkPage(session, operations)
        self.pages: dict[str, tuple[str, LeadPage]] = {
            "differences": ("Differences", self.differences),
            "agreement": ("Agreement", self.agreement),
            "drift": ("Drift and calibration", self.drift),
            "benchmark": ("Benchmark cases", self.benchmark),
        }
        for key, (title, page) in self.pages.items():
            self.add(key, title, page)
        self.differences.decided.connect(self.decided)
        self.benchmark.released.connect(self.decided)
        self.differences.counted.connect(self._counted)
        self.shown.connect(lambda key: self.pages[key][1].load())

    def load(self) -> None:
        """Read again what is on screen."""
        self.differences.load()
        if self.current() != "differences":
            self.pages[self.current()][1].load()

    def _counted(self, count: int) -> None:
        self.say("differences", f"{count} to decide" if count else "None to decide")
        self.counted.emit(count)
