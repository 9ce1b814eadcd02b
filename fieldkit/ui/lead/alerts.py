"""Alerts: open ones first, each with its log from raised over acknowledged to closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from fieldkit.steps import alerts
from fieldkit.steps.alerts import Alert
from fieldkit.steps.session import Session
from fieldkit.ui.alert_log import log_lines
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.lead.fields import LeadPage
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations

COLUMNS = (
    Column("case", "Case", 130),
    Column("state", "State", 150),
    Column("who", "Raised by", 170, drop=1),
    Column("words", "What was raised"),
)
_STATES = {
    "raised": State("alert_open", "Raised"),
    "acknowledged": State("in_progress", "Acknowledged"),
    "closed": State("complete", "Closed"),
}


class AlertsPage(LeadPage):
    """`changed` is emitted when an alert was moved on; `counted` with how many are open."""

    changed = Signal()
    counted = Signal(int)

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._alerts: dict[str, Alert] = {}
        self._closed = False
        self.table = Table("Alerts, open ones first", COLUMNS)
        self.table.chosen.connect(lambda key: self._tell())
        self._words = Label("", "strong", wrap=True)
        self._log = Label("", wrap=True)
        self.why = Reasoned("What was done", "Who was told, when, and what they will do")
        self.why.offer("acknowledge", "Acknowledge", "plain", "eye", needs_words=False)
        self.why.offer("close", "Close this alert", "plain", "check")
        self.why.done.connect(self._act)
        under = foot(
            column(self._words, self._log, self.why, gap=8, margins=(20, 12, 20, 14)), "The alert"
        )
        self.setLayout(column(self.notices, (self.table, 1), under, gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the alerts again."""
        self.run(lambda: alerts.alerts(self.session), self._show)

    def _show(self, found: Sequence[Alert]) -> None:
        self._alerts = {one.id: one for one in found}
        self.table.show_lines(
            [
                Line(
                    one.id,
                    {
                        "case": f"Case {one.subject.number}",
                        "state": _STATES.get(one.status, State("plain", one.status)),
                        "who": one.log[0].name if one.log else "",
                        "words": one.words,
                    },
                )
                for one in found
            ]
        )
        if self._closed and found:
            self.table.choose(found[0].id)
        self._closed = False
        self._tell()
        self.counted.emit(sum(one.is_open for one in found))

    def log_words(self) -> str:
        """The log of the alert that has the bar."""
        return self._log.text()

    def _tell(self) -> None:
        one = self._alerts.get(self.table.current)
        self.why.allow("acknowledge", one is not None and one.status == alerts.RAISED)
        self.why.allow("close", one is not None and one.is_open)
        if one is None:
            self._words.setText("Nobody raised an alert.")
            self._log.setText("")
            return
        about = f" ({one.question})" if one.question else ""
        self._words.setText(f"{one.words}{about}")
        self._log.setText("\n".join(log_lines(one, self.session.clock())))

    def _act(self, deed: str, words: str) -> None:
        one = self._alerts.get(self.table.current)
        if one is None:
            return
        act = alerts.acknowledge if deed == "acknowledge" else alerts.close
        self.run(lambda: act(self.session, one.id, words), lambda none: self._done(deed), "alert")

    def _done(self, deed: str) -> None:
        self._closed = deed == "close"  # the bar goes to the first, since open ones come first
        self.why.clear()
        told = "acknowledged" if deed == "acknowledge" else "closed"
        self.notices.say(
            "alert",
            "ok",
            f"The alert is {told}.",
            "Its log goes to who raised it with the next file you write for them.",
        )
        self.load()
        self.changed.emit()
