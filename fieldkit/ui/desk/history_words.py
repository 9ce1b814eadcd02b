"""The history of a question in plain words: what somebody did, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fieldkit.inspection.entry import Value
from fieldkit.inspection.history import Line
from fieldkit.inspection.own_steps import Step
from fieldkit.steps.history import Told
from fieldkit.ui.desk import words
from fieldkit.ui.desk.undo import named
from fieldkit.ui.when import moment

_KINDS = {
    "reason": ("reason", "pencil-simple"),
    "note_private": ("private note", "lock-simple"),
    "note_lead": ("note to the lead", "chat-text"),
}
_FATES = {
    "stands": "stands now",
    "disputed": "disputed: another value stands beside it",
    "replaced": "replaced since, kept here",
    "refused": "refused: it never counted",
    "hidden": "taken out with the bundle it came in",
}
_DEEDS = {"undo": "an undo", "redo": "done again"}


def _answer(value: Value) -> str:
    return words.ANSWERS.get(str(value), str(value)) if value else "Not answered"


def _quoted(value: Value) -> str:
    return f"“{value}”" if value else "nothing"


def did(line: Line) -> tuple[str, str]:
    """What was done, and its icon."""
    if line.kind in ("answer", "prompt"):
        what = "answer" if line.kind == "answer" else f"prompt {line.about.rpartition('/')[2]}"
        if line.decides:
            told = f"{what} decided between {line.decides} values: {_answer(line.after)}"
            return told, "gavel"
        return f"{what}: {_answer(line.before)} → {_answer(line.after)}", "check-square"
    if line.kind in _KINDS:
        what, icon = _KINDS[line.kind]
        if not line.after:
            return f"{what} taken away", icon
        return f"{what} {'changed' if line.before else 'written'}: {_quoted(line.after)}", icon
    if line.kind == "flag":
        return ("flag put on" if line.after else "flag taken off"), "flag"
    if line.kind == "fixed":
        return "looked at again after the return", "eye"
    if line.kind == "return":
        return _returned(line.after), "arrow-u-up-left-bold"
    return _evidence(line.before, line.after), "quotes"


def step(one: Step) -> str:
    """One of one's own steps: "Answer to P 2.1.1: No → Yes"."""
    change = one[0]
    told = named(one)
    if change.key.kind in ("answer", "prompt"):
        told += f": {_answer(change.before)} → {_answer(change.after)}"
    elif change.key.kind in _KINDS and change.after:
        told += f": {_quoted(change.after)}"
    return told[:1].upper() + told[1:]


def _returned(value: Value) -> str:
    if isinstance(value, Mapping) and value.get("open") is True:
        return f"returned: {_quoted(value.get('words'))}"
    return "the return was closed"


def _evidence(before: Value, after: Value) -> str:
    if not isinstance(after, Mapping):
        quote = before.get("quote") if isinstance(before, Mapping) else ""
        return f"evidence taken away: {_quoted(quote)}"
    direction = words.DIRECTIONS.get(str(after.get("direction")), "")
    questions = after.get("questions")
    several = isinstance(questions, Sequence) and len(questions) > 1
    codes = ", ".join(str(one) for one in questions or ()) if several else ""  # type: ignore[union-attr]
    told = f"evidence {'changed' if before else 'tied'}, {direction}: {_quoted(after.get('quote'))}"
    return f"{told} ({codes})" if codes else told


def second(told: Told, now: datetime) -> str:
    """When, from which laptop, delivered or not, and what became of it."""
    line = told.line
    parts = [moment(line.made_at, now), told.label]
    if told.own and not told.delivered:
        parts.append("not yet delivered")
    parts += [_DEEDS.get(line.deed, ""), _FATES[line.fate]]
    return " · ".join(part for part in parts if part)
