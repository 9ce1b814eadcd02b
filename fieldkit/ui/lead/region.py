"""A region: several inspections' exports pooled, with n of N, interval, rating, and by unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.inspection.breakdown import Cell
from fieldkit.inspection.rating_values import KeyQuestionRating, StandardRating
from fieldkit.inspection.suppression import SMALL
from fieldkit.steps import region, unlock
from fieldkit.steps.region import Region, Source
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.sections import foot, scrolled
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations

FILES = "region exports"
UNITS = (
    Column("name", "Inspection", 300),
    Column("cases", "Cases", 70, right=True),
    Column("signed", "Signed by", 200, drop=2),
    Column("state", "To know", drop=1),
)
FIGURES = (
    Column("what", "Standard and key questions", 260),
    Column("share", "Yes", 180, right=True),
    Column("interval", "Interval", 170, drop=2),
    Column("rating", "Rating"),
)


def ask_exports(parent: QWidget) -> list[str]:
    """Let a person choose exports of other inspections; none if they do not."""
    title = "Exports of the units, for programs"
    return QFileDialog.getOpenFileNames(parent, title, "", "JSON (*.json)")[0]


class RegionPage(LeadPage):
    """`left` asks to go back to moderation."""

    left = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget], list[str]] = ask_exports,
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self._files: tuple[str, ...] = ()
        self._found: Region | None = None
        self._told = Label("", "second", "text2", wrap=True)
        self.add = Button("Add exports…", "plain", icon="plus")
        self.add.clicked.connect(self._ask)
        self.take_out = Button("Take this one out", "plain", icon="minus")
        self.take_out.clicked.connect(self._take_out)
        self.leave = Button("Back to moderation", "plain", icon="arrow-left")
        self.leave.clicked.connect(self.left)
        self.units = Table("Inspections that are pooled", UNITS)
        self.units.chosen.connect(lambda key: self._offer())
        self.figures = Table("Figures of the region", FIGURES)
        self.figures.chosen.connect(lambda key: self._tell())
        self._more = Label("", wrap=True)
        deeds = row(self.add, self.take_out, STRETCH, self.leave, gap=8, margins=(20, 0, 20, 12))
        top = column(head("Region", self._told), surface(deeds, "window"), gap=0)
        under = foot(column(self._more, margins=(20, 10, 20, 12)), "By unit")
        heading = surface(
            column(Label("Cases pooled, never averaged", "strong"), margins=(14, 8, 14, 6)),
            "window",
        )
        self.units.setMinimumHeight(theme.px(150))
        self.figures.setMinimumHeight(theme.px(190))
        parts = (top, (self.units, 2), heading, (self.figures, 5), under)
        inside = scrolled(surface(column(*parts, gap=0), "panel"), "The region")
        self.setLayout(column(self.notices, (inside, 1), gap=0))
        self.setFocusProxy(self.figures)
        self._offer()

    def load(self) -> None:
        """Read the exports that were chosen before, and pool them."""

        def work() -> tuple[tuple[str, ...], Region]:
            told = unlock.remembered(self.session, FILES)
            files = tuple(one for one in told.split("\n") if one)
            there = tuple(one for one in files if Path(one).is_file())
            return there, region.look(self.session, [Path(one) for one in there])

        self.run(work, lambda told: self._show(*told), "region")

    def _ask(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self._pool((*self._files, *(one for one in chosen if one not in self._files)))

    def _take_out(self) -> None:
        place = [one.key for one in self.units.lines].index(self.units.current)
        self._pool(tuple(one for n, one in enumerate(self._files) if n != place))

    def _pool(self, files: Sequence[str]) -> None:
        """Pool these; they are remembered only if they can be."""

        def work() -> tuple[tuple[str, ...], Region]:
            found = region.look(self.session, [Path(one) for one in files])
            unlock.remember(self.session, FILES, "\n".join(files))
            return tuple(files), found

        self.run(work, lambda told: self._show(*told), "region")

    def _show(self, files: tuple[str, ...], found: Region) -> None:
        self._files, self._found = files, found
        cases = sum(one.cases for one in found.sources) - len(found.twice)
        told = f"{cases} cases of {len(found.sources)} inspections."
        if found.twice:
            told += f" {len(found.twice)} read in two units, counted once."
        overall = found.ratings.overall
        if overall.rating is not None:
            told += f" Overall {overall.rating}: {overall.points} of {overall.maximum} points."
        self._told.setText(told if found.sources else "Add the exports of the units.")
        self.units.show_lines([_source(n, one) for n, one in enumerate(found.sources)])
        lines = []
        for standard in found.ratings.standards:
            lines.append(_standard(standard))
            judged = standard.key_questions if standard.basis != "evidence" else ()
            lines += [_question(standard, one) for one in judged]
        self.figures.show_lines(lines)
        self._offer()
        self._tell()

    def _offer(self) -> None:
        keys = [one.key for one in self.units.lines]
        place = keys.index(self.units.current) if self.units.current in keys else -1
        self.take_out.setEnabled(0 <= place < len(self._files))

    def _tell(self) -> None:
        found, code = self._found, self.figures.current.rpartition("|")[2]
        if found is None:
            return
        split = next((one for one in found.splits if one.question == code), None)
        if split is not None:
            told = [f"{one.value}: {_cell(one)}" for one in split.cells]
        elif code in found.unserved:
            told = ["No unit answers this question."]
        else:
            told = ["Choose a key question that comes from the units to see it by unit."]
        for one in found.twice:
            if code in one.differ:
                told.append(f"{one.counted_in} and {one.left_out_of} differ on a case both read.")
        self._more.setText(" · ".join(told))


def _source(number: int, one: Source) -> Line:
    signed = one.signer or "This inspection"
    state: str | State = State("complete", "Known here")
    if not one.known:
        state = State("waiting", "Signed by a laptop of its own")
    if not one.identified:
        state = State("warn", "No CRN: cases read twice cannot be told")
    cells = {"name": one.name, "cases": str(one.cases), "signed": signed, "state": state}
    return Line(str(number), cells)


def _standard(one: StandardRating) -> Line:
    rating = one.rating or "Not rated"
    if one.decision is not None and one.computed != one.rating:
        rating = f"{rating} (computed {one.computed or 'none'})"
    return Line(one.code, {"what": one.code, "rating": rating})


def _question(standard: StandardRating, one: KeyQuestionRating) -> Line:
    share = f"{one.percent} %" if one.percent is not None else "–"
    cells = {
        "what": f"    {one.code}{' (lowest)' if one.lowest else ''}",
        "share": f"{share}  {one.counts.yes} of {one.counts.judged}",
        "interval": f"{one.interval[0]} to {one.interval[1]} %" if one.interval else "",
        "rating": one.rating or "",
    }
    return Line(f"{standard.code}|{one.code}", cells)


def _cell(one: Cell) -> str:
    if one.hidden:
        return f"under {SMALL}, hidden" if one.why == "small" else "hidden too"
    share = f" ({one.percent} %)" if one.percent is not None else ""
    return f"{one.yes} of {one.judged}{share}"
