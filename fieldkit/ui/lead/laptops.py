"""Every laptop of the team: what it was sent, what came back, what is missing, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from fieldkit.steps import laptops
from fieldkit.steps.laptops import Laptop
from fieldkit.steps.session import Session
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, surface
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import moment

COLUMNS = (
    Column("who", "Laptop", 220),
    Column("state", "State", 180),
    Column("owes", "Readings", 110, drop=2),
    Column("heard", "Last heard", 160, drop=1),
    Column("missing", "Not delivered", drop=3),
)


def state_of(one: Laptop, now: datetime) -> State:
    """One word for a laptop: the worst that is known of it."""
    if one.role == "none":
        return State("plain", "Not in the team")
    if one.forked:
        return State("bad", "Exists twice")
    if one.missing or one.gaps:
        return State("warn", "Something missing")
    days = one.silent_days(now)
    if one.late(now):
        return State("warn", f"Silent for {days} days")
    if not one.heard:
        return State("waiting", "Nothing received")
    return State("delivered", "Whole")


def what_to_do(one: Laptop, now: datetime) -> str:
    """What is known and what to do about it, in plain words."""
    told = []
    if one.forked:
        told.append(
            f"Two different pieces of work bear one number. Both are kept. Ask {one.name} whether "
            "this casebook was copied or put back from a backup, and lay one copy down."
        )
    if one.missing:
        numbers = ", ".join(str(number) for number in one.missing)
        told.append(
            f"Bundle {numbers} has not arrived. What came later is kept. Ask to send again."
        )
    for first, last in one.gaps:
        told.append(f"Changes {first} to {last} are not held. The next bundle may bring them.")
    if one.late(now):
        days = one.silent_days(now)
        told.append(
            f"Not heard from for {days} days and {one.still_owes} readings not complete. Ask "
            f"{one.name}, or hand the readings to somebody else under Progress."
        )
    if not told:
        told.append("Nothing to do.")
    return " ".join(told)


class LaptopsPage(QWidget):
    """The table of laptops; beneath it what to do about the one that has the bar."""

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self.laptops: dict[str, Laptop] = {}
        self.table = Table("Laptops", COLUMNS)
        self.table.chosen.connect(lambda key: self._tell())
        self._title = Label("", "strong", wrap=True)
        self._do = Label("", wrap=True)
        foot = surface(column(self._title, self._do, gap=4, margins=(20, 12, 20, 14)), "window")
        self.setLayout(column((self.table, 1), foot, gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read what is known of every laptop."""
        self._operations.run(lambda: laptops.laptops(self._session), self._show)

    def _show(self, found: Sequence[Laptop]) -> None:
        now = self._session.clock()
        self.laptops = {one.device: one for one in found}
        self.table.show_lines([_line(one, now) for one in found])
        self._tell()

    def told(self) -> str:
        """What is said of the laptop that has the bar."""
        return self._do.text()

    def _tell(self) -> None:
        one = self.laptops.get(self.table.current)
        self._title.setText(f"{one.name}, {one.label}" if one else "No other laptop yet")
        now = self._session.clock()
        self._do.setText(what_to_do(one, now) if one else "Add laptops under Prepare, Team.")


def _line(one: Laptop, now: datetime) -> Line:
    missing = []
    if one.missing:
        missing.append("bundle " + ", ".join(str(number) for number in one.missing))
    missing += [f"changes {first}–{last}" for first, last in one.gaps]
    heard = moment(one.heard, now) if one.heard else "Never"
    return Line(
        one.device,
        {
            "who": Two(one.name, f"{one.label} · {one.role}"),
            "state": state_of(one, now),
            "owes": f"{one.finished} of {one.cases}" if one.cases else "–",
            "heard": Two(heard, f"through change {one.through}") if one.through else heard,
            "missing": ", ".join(missing) or "–",
        },
    )
