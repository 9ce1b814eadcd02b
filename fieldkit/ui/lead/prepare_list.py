"""Prepare, the long list: how its columns are taken, and every row left out with its reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.steps import sampling
from fieldkit.steps.sampling import Asked, Listing
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations
from fieldkit.wording import line as worded

HEADINGS = (
    Column("place", "Column", 70, right=True),
    Column("heading", "Heading in the list", 330),
    Column("field", "Taken as"),
)
ROWS = (
    Column("row", "Row", 70, right=True),
    Column("state", "State", 130),
    Column("why", "Reason"),
)


def ask_list(parent: QWidget) -> str:
    """Let a person choose a list; "" if they do not."""
    kinds = "Lists (*.xlsx *.csv)"
    return QFileDialog.getOpenFileName(parent, "The long or short list", "", kinds)[0]


class ListPage(LeadPage):
    """`read` is emitted with a `Listing` once one is read, `taken` when a short list was taken."""

    read = Signal(object)
    taken = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget], str] = ask_list,
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self.listing: Listing | None = None
        self._told = Label("Choose the list that the service sent.", "second", "text2", wrap=True)
        self.choose_button = Button("Choose the list…", "plain", icon="folder-open")
        self.choose_button.clicked.connect(self.choose)
        self.take = Button("Take these cases", "primary", icon="check")
        self.take.clicked.connect(self._take)
        self.take.hide()
        self.headings = Table("Columns of the list", HEADINGS)
        self.rows = Table("Rows left out, and rows with a warning", ROWS)
        between = surface(
            row(Label("Rows left out or to look at", "strong"), margins=(14, 10, 14, 8)), "window"
        )
        top = head("Long list", self._told, self.choose_button, self.take)
        self.setLayout(
            column(self.notices, top, (self.headings, 3), between, (self.rows, 2), gap=0)
        )
        self.setFocusProxy(self.choose_button)

    def load(self) -> None:
        """Read the list that was chosen the last time, if it is still there."""
        if self.listing is None:
            self.run(self._before, self._show_before)

    def _before(self) -> Listing | None:
        path = sampling.asked(self.session).path
        return sampling.read(self.session, Path(path)) if path and Path(path).is_file() else None

    def _show_before(self, listing: Listing | None) -> None:
        if listing is not None and self.listing is None:
            self.show_listing(listing)

    def choose(self) -> None:
        """Let the person choose a list, and read it."""
        name = self._choose(self)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Read a list and remember where it lies."""

        def work() -> Listing:
            found = sampling.read(self.session, path)
            before = sampling.asked(self.session)
            wanted = Asked(str(path), before.size, before.seed, before.buffer)
            sampling.remember(self.session, wanted)
            return found

        self.run(work, self.show_listing, "list")

    def show_listing(self, listing: Listing) -> None:
        """Show how its columns are taken and which rows are not."""
        self.listing = listing
        found = listing.found
        self._told.setText(
            f"{listing.path.name}: {len(found.cases)} rows taken, {len(found.rejected)} left out, "
            f"{len(listing.warned)} with a warning. Names are shown nowhere."
        )
        self.headings.show_lines(
            [
                Line(
                    str(one.place),
                    {
                        "place": str(one.place),
                        "heading": one.heading,
                        "field": worded(f"list.{one.field}", {}) if one.field else "Not taken",
                    },
                )
                for one in listing.headers
            ]
        )
        lines = [
            Line(
                f"out {one.row}",
                {
                    "row": str(one.row),
                    "state": State("bad", "Left out"),
                    "why": worded(one.reason, dict(one.facts)),
                },
            )
            for one in found.rejected
        ]
        lines += [
            Line(
                f"look {one.row}",
                {
                    "row": str(one.row),
                    "state": State("warn", "Taken, look"),
                    "why": "; ".join(worded(code, {}) for code in one.warnings),
                },
            )
            for one in listing.warned
        ]
        self.rows.show_lines(sorted(lines, key=lambda one: int(one.key.split()[1])))
        self.take.setVisible(listing.is_short)
        self.read.emit(listing)

    def _take(self) -> None:
        listing = self.listing
        if listing is not None:
            cases = listing.found.cases
            self.run(lambda: sampling.take_cases(self.session, cases), self._taken, "list")

    def _taken(self, count: int) -> None:
        self.notices.say("list", "ok", f"{count} cases of the short list are taken in.")
        self.taken.emit()
