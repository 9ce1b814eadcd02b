"""The progress tab: counts and readings, the matrix, alerts, laptops, interim figures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.steps.session import Session
from fieldkit.ui.lead.alerts import AlertsPage
from fieldkit.ui.lead.fields import LeadPage
from fieldkit.ui.lead.fieldwork import InterimPage, MatrixPage
from fieldkit.ui.lead.laptops import LaptopsPage
from fieldkit.ui.lead.progress import ProgressPage
from fieldkit.ui.lead.sections import Sections
from fieldkit.ui.operations import Operations


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
        self.matrix = MatrixPage(session, operations)
        self.alerts = AlertsPage(session, operations)
        self.laptops = LaptopsPage(session, operations)
        self.interim = InterimPage(session, operations)
        self.pages: dict[str, tuple[str, ProgressPage | LeadPage | LaptopsPage]] = {
            "readings": ("Readings", readings),
            "matrix": ("Who has read what", self.matrix),
            "alerts": ("Alerts", self.alerts),
            "laptops": ("Laptops", self.laptops),
            "interim": ("Interim figures", self.interim),
        }
        for key, (title, page) in self.pages.items():
            self.add(key, title, page)
        self.alerts.counted.connect(self._alerts)
        for signal in (self.matrix.changed, self.alerts.changed):
            signal.connect(self.changed)
        self.shown.connect(self._load_page)

    def load(self) -> None:
        """Read the counts, the alerts, and what is on screen."""
        self.readings.load()
        self.alerts.load()
        if self.current() not in ("readings", "alerts"):
            self._load_page(self.current())

    def _load_page(self, key: str) -> None:
        page = self.pages[key][1]
        page.load()

    def _alerts(self, count: int) -> None:
        self.say("alerts", f"{count} open" if count else "None open", None, warn=bool(count))
        self.alerts_open.emit(count)
