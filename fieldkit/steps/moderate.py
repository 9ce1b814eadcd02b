"""Ratings: computed from what stands, and moderated by the panel within the form's discretion."""

from __future__ import annotations

from collections.abc import Mapping

from fieldkit.errors import FieldkitError
from fieldkit.inspection import moderation, rating
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.moderation import Basis
from fieldkit.inspection.rating_values import Ratings
from fieldkit.inspection.what_if import WouldChange, would_change
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit


def rate(session: Session, unfinished: bool = False) -> tuple[Ratings, Basis]:
    """The ratings of the inspection as it stands, and what they rest on."""
    now = session.present()
    found = moderation.basis(session.form, now, unfinished)
    ratings = rating.rate(
        session.form, found.rows, decisions=found.decisions, proposals=found.proposals
    )
    return ratings, found


def moves(session: Session, found: Basis) -> dict[str, tuple[WouldChange, ...]]:
    """By standard, every single answer of `found` that, judged differently, moves its rating."""
    known = {one.subject.id: one.subject.attributes for one in found.cases}
    return {
        one.code: would_change(session.form, one, found.rows, known)
        for one in session.form.standards
        if one.basis == "cases"
    }


def propose(session: Session, proposals: Mapping[str, str]) -> None:
    """Record the lead's proposals for standards judged from evidence, as moderation decisions.

    Raises FieldkitError ``moderate.rating`` for a word the form does not have.
    """
    for standard, word in proposals.items():
        moderate(session, standard, word, "evidence", "Proposed from the evidence")


def moderate(
    session: Session,
    standard: str,
    word: str,
    trigger: str,
    reason: str,
    by: str = "",
    source: str = "",
) -> None:
    """Set a standard's final rating; case answers are never touched by it.

    `by` names who proposed it where that is somebody else, `source` the hash of the workbook that
    it was read from.

    Raises FieldkitError ``moderate.rating``, ``moderate.standard``, ``settle.needs_reason``,
    ``rights.refused``.
    """
    form = session.form
    if form.standard(standard) is None:
        raise FieldkitError("moderate.standard", standard=standard)
    if word not in form.ratings:
        raise FieldkitError("moderate.rating", word=word, accepted=", ".join(form.ratings))
    if not reason.strip():
        raise FieldkitError("settle.needs_reason", question=standard)
    now = session.present()
    key = Key(readings.INSPECTION, "", f"moderation/{standard}")
    value: dict[str, Value] = {
        "rating": word,
        "trigger": trigger,
        "reason": reason.strip(),
        "rests_on": moderation.rests_on(now, form, standard),
    }
    if by:
        value = {**value, "by": by}
    if source:
        value = {**value, "workbook_sha256": source}
    session.record([Edit(key, value, tuple(one.id for one in now.get(key, ())))])
