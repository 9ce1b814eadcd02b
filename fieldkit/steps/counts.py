"""The few numbers that the lead's window shows wherever one is in it."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection import merge
from fieldkit.steps import alerts, doubles
from fieldkit.steps.session import Session


@dataclass(frozen=True)
class Counts:
    """Alerts nobody closed, disputes and differences of double readings nobody decided."""

    alerts: int
    disputes: int
    doubles: int


def counts(session: Session) -> Counts:
    """What waits for the lead."""
    return Counts(
        sum(one.is_open for one in alerts.alerts(session)),
        len(merge.disputes(session.present())),
        sum(one.to_decide for one in doubles.all_of(session)),
    )
