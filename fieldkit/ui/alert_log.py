"""An alert's log in words: who raised, acknowledged and closed it, when, and what was said."""

from __future__ import annotations

from datetime import datetime

from fieldkit.steps.alerts import RAISED, Alert
from fieldkit.ui.when import moment

NOT_SENT = "Not with your lead yet: it goes first in the next send."


def log_lines(alert: Alert, now: datetime) -> list[str]:
    """One line a step, in the order of causes."""
    return [
        f"{step.status.capitalize()} by {step.name}, {moment(step.made_at, now)} by their clock"
        + (f": {step.words}" if step.words and step.status != RAISED else "")
        for step in alert.log
    ]


def told(alert: Alert, now: datetime) -> str:
    """The whole of it: what was raised, its log, and whether the lead has it."""
    lines = [f"“{alert.words}”", *log_lines(alert, now)]
    return "\n".join([*lines, NOT_SENT] if alert.waiting else lines)
