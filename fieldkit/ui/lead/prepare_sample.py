"""Prepare, the sample: how many, by which seed, every number explained, and taking it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from fieldkit.errors import Fact
from fieldkit.inspection.sample_values import Sample
from fieldkit.steps import sampling
from fieldkit.steps.sampling import Asked, Listing
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head, labelled, number_field
from fieldkit.ui.lead.table import Line, Table
from fieldkit.ui.operations import Operations
from fieldkit.wording import line as worded

COLUMNS = (Column("told", "How every number came about"),)
_LARGEST_SEED = 2**31 - 1


class SamplePage(LeadPage):
    """`taken` is emitted when the sample was taken in."""

    taken = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._listing: Listing | None = None
        self._drawn: Sample | None = None
        self._told = Label("Read the long list first.", "second", "text2", wrap=True)
        self.wanted = number_field("Cases wanted", 1, 9999, 40)
        self.buffer = number_field("Spare cases in percent", 0, 100, 20)
        self.seed = number_field("Seed", 0, _LARGEST_SEED, 1)
        self.draw = Button("Draw", "plain", icon="shuffle")
        self.draw.clicked.connect(self._draw)
        self.take = Button("Take this sample", "primary", icon="check")
        self.take.clicked.connect(self._take)
        self.table = Table("How every number came about", COLUMNS)
        fields = row(
            labelled("Cases wanted", self.wanted),
            labelled("Spare, percent", self.buffer),
            labelled("Seed", self.seed),
            column(STRETCH, self.draw, gap=0),
            STRETCH,
            gap=12,
            margins=(20, 10, 20, 10),
        )
        hint = Label(
            "The same list, size and seed draw the same cases, so anybody can repeat it.",
            "second",
            "text2",
            wrap=True,
        )
        top = head("Sample", self._told, self.take)
        under = surface(column(fields, row(hint, margins=(20, 0, 20, 10)), gap=0), "window")
        self.setLayout(column(self.notices, top, under, (self.table, 1), gap=0))
        self.setFocusProxy(self.wanted)
        self._offer()

    def load(self) -> None:
        """Put back what was asked for the last time."""
        self.run(lambda: sampling.asked(self.session), self._show_asked)

    def _show_asked(self, before: Asked) -> None:
        if before.size and self._drawn is None:
            self.wanted.setValue(before.size)
            self.seed.setValue(before.seed)
            if before.buffer >= 0:
                self.buffer.setValue(before.buffer)

    def take_listing(self, listing: Listing) -> None:
        """Draw from this list from now on."""
        self._listing, self._drawn = listing, None
        self._told.setText(f"{len(listing.found.cases)} cases can be drawn from.")
        self.table.show_lines([])
        self._offer()

    def _offer(self) -> None:
        self.draw.setEnabled(self._listing is not None)
        self.take.setEnabled(self._drawn is not None)

    def _draw(self) -> None:
        listing = self._listing
        if listing is None:
            return
        path = str(listing.path)
        wanted = Asked(path, self.wanted.value(), self.seed.value(), self.buffer.value())

        def work() -> tuple[Sample, Sequence[tuple[str, Mapping[str, Fact]]]]:
            drawn = sampling.draw(self.session, listing, wanted)
            return drawn, sampling.explained(drawn)

        self.run(work, self._show, "sample")

    def _show(self, told: tuple[Sample, Sequence[tuple[str, Mapping[str, Fact]]]]) -> None:
        self._drawn, lines = told
        drawn = self._drawn
        spare = sum(one.part == "buffer" for one in drawn.picks)
        short = f", {drawn.asked - (len(drawn.picks) - spare)} short" if drawn.shortfalls else ""
        self._told.setText(
            f"{len(drawn.picks) - spare} cases and {spare} spare ones drawn of "
            f"{drawn.eligible} that could be{short}."
        )
        self.table.show_lines(
            [Line(str(n), {"told": worded(code, facts)}) for n, (code, facts) in enumerate(lines)]
        )
        self._offer()

    def _take(self) -> None:
        drawn = self._drawn
        if drawn is not None:
            self.run(lambda: sampling.take_sample(self.session, drawn), self._taken, "sample")

    def _taken(self, count: int) -> None:
        self.notices.say(
            "sample", "ok", f"{count} cases of the sample are taken in.", "Spare ones stay out."
        )
        self.taken.emit()
