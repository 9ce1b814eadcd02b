"""Alerts: every safeguarding concern from raised over acknowledged to closed, with who and when."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.causes import in_order
from fieldkit.inspection.entry import Entry, Value
from fieldkit.inspection.reading import Subject
from fieldkit.inspection.standing import of_kind
from fieldkit.inspection.subjects import latest, text_of
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store.entries import Edit

RAISED, ACKNOWLEDGED, CLOSED = "raised", "acknowledged", "closed"
_AFTER = {RAISED: (ACKNOWLEDGED, CLOSED), ACKNOWLEDGED: (CLOSED,), CLOSED: ()}


@dataclass(frozen=True)
class Step:
    """One line of an alert's log: what it became, by whom, when by their clock, and the words."""

    status: str
    name: str
    made_at: str
    words: str


@dataclass(frozen=True)
class Alert:
    """One alert: the subject, what was written, its status now, and its log in causal order.

    `waiting` says that something of it was recorded here and no receipt covers it yet.
    """

    id: str
    subject: Subject
    question: str
    words: str
    status: str
    log: tuple[Step, ...]
    waiting: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status != CLOSED


def alerts(session: Session, subject: str = "") -> tuple[Alert, ...]:
    """Every alert, or those about one subject: open ones first, then by case number."""
    now = session.present(subject or None)
    subjects = {one.id: one for one in readings.subjects(now)}
    standing = {key: entries for key, entries in of_kind(now, "alert") if key.subject in subjects}
    with session.casebook.read() as connection:
        past = {key: entry_store.history(connection, session.opened.id, key) for key in standing}
        through, _ = envelope_store.delivered_through(
            connection, session.opened.id, session.device_id
        )
    found = []
    for key, entries in standing.items():
        history = [one.entry for one in past[key] if one.live]
        value = latest(entries)
        steps = tuple(_step(session, one) for one in in_order(history))
        status = text_of(value.get("status")) or RAISED
        words, question = text_of(value.get("words")), text_of(value.get("question"))
        mine = [one.stub for one in history if one.stub.device == session.device_id]
        waiting = not session.is_centre and any(one.sequence > through for one in mine)
        about = subjects[key.subject]
        found.append(Alert(key.about, about, question, words, status, steps, waiting))
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.subject.number, one.id)))


def _step(session: Session, one: Entry) -> Step:
    body = one.body
    value = body.value if body and isinstance(body.value, dict) else {}
    device = session.roster.device(one.stub.device)
    name = device.name if device else body.author if body else ""
    said = text_of(value.get("said")) or text_of(value.get("words"))
    return Step(text_of(value.get("status")), name, body.made_at if body else "", said)


def acknowledge(session: Session, alert: str, words: str = "") -> None:
    """Say that it was seen and is being acted on.

    Raises FieldkitError ``alerts.unknown``, ``alerts.not_yours``, ``alerts.status``.
    """
    _move(session, alert, ACKNOWLEDGED, words)


def close(session: Session, alert: str, words: str) -> None:
    """Close it, with what was done. Raises as `acknowledge`, and ``alerts.reason``."""
    if not words.strip():
        raise FieldkitError("alerts.reason")
    _move(session, alert, CLOSED, words)


def _move(session: Session, alert: str, status: str, words: str) -> None:
    now = session.present()
    key = next((one for one in now if one.kind == "alert" and one.about == alert), None)
    if key is None:
        raise FieldkitError("alerts.unknown")
    value = dict(latest(now[key]))
    before = text_of(value.get("status")) or RAISED
    if not session.is_centre:
        why = FieldkitError("alerts.not_yours", role=session.role)
        session.note_attempt(f"alert {status}", why)
        raise why
    if status not in _AFTER.get(before, ()):
        raise FieldkitError("alerts.status", before=before, after=status)
    told: dict[str, Value] = {**value, "status": status, "said": words.strip()}
    session.record([Edit(key, told, tuple(one.id for one in now[key]))])
