"""The progress tab: counts and readings, the matrix, alerts, laptops, interim figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.steps.session import Session
from fieldkit.ui.lead.alerts import AlertsPage
from fieldkit.ui.lead.charts import ChartsPage
from fieldkit.ui.lead.fields import LeadPage
from fieldkit.ui.lead.fieldwork import InterimPage, MatrixPage
from fieldkit.ui.lead.laptops import LaptopsPage
from fieldkit.ui.lead.later import Later
from fieldkit.ui.lead.progress import ProgressPage
from fieldkit.ui.lead.sections import Sections
from fieldkit.ui.operations import Operations

_TITLES: Final = {
    "matrix": "Who has read what",
    "alerts": "Alerts",
    "laptops": "Laptops",
    "interim": "Interim figures",
    "charts": "Charts",
}


class ProgressTab(Sections):
    """`changed` is emitted when a reading or an alert was moved on."""

    changed = Signal()
    alerts_open = Signal(int)

    def __init__(
        self,
        session: Session,
        operations: Operations,
        readings: ProgressPage,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Progress", parent)
        self.readings = readings
        self._session = session
        self._operations = operations
        self.pages: dict[str, Callable[[], ProgressPage | LeadPage | LaptopsPage]] = {
            "readings": lambda: self.readings,
            "matrix": lambda: self.matrix,
            "alerts": lambda: self.alerts,
            "laptops": lambda: self.laptops,
            "interim": lambda: self.interim,
            "charts": lambda: self.charts,
        }
        self.add("readings", "Readings", readings)
        for key, title in _TITLES.items():
            self.add(key, title, Later(self.pages[key]))
        self.shown.connect(self._load_page)

    @cached_property
    def matrix(self) -> MatrixPage:
        """People by subjects, with what can be done from a square."""
        made = MatrixPage(self._session, self._operations)
        made.changed.connect(self.changed)
        return made

    @cached_property
    def alerts(self) -> AlertsPage:
        """Alerts with their logs."""
        made = AlertsPage(self._session, self._operations)
        made.counted.connect(self.say_alerts)
        made.changed.connect(self.changed)
        return made

    @cached_property
    def laptops(self) -> LaptopsPage:
        """What each laptop has and has not delivered."""
        return LaptopsPage(self._session, self._operations)

    @cached_property
    def interim(self) -> InterimPage:
        """Percentages so far."""
        return InterimPage(self._session, self._operations)

    @cached_property
    def charts(self) -> ChartsPage:
        """Shares of the finished readings, painted."""
        return ChartsPage(self._session, self._operations)

    def load(self) -> None:
        """Read the readings, and what is on screen."""
        self.readings.load()
        if self.current() != "readings":
            self._load_page(self.current())

    def _load_page(self, key: str) -> None:
        self.pages[key]().load()

    def say_alerts(self, count: int) -> None:
        """How many alerts nobody has closed."""
        self.say("alerts", f"{count} open" if count else "None open", None, warn=bool(count))
        self.alerts_open.emit(count)
