"""Taking minutes: each is an entry, so what was said stays, and a correction is one more entry."""

from __future__ import annotations

import secrets

from fieldkit.errors import FieldkitError
from fieldkit.inspection import minutes
from fieldkit.inspection.minutes import Minute
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit


def every(session: Session) -> tuple[Minute, ...]:
    """The minutes so far."""
    return minutes.minutes(session.present())


def add(session: Session, words: str, standard: str = "") -> str:
    """Minute something, about a standard or the meeting (""). Returns its id.

    Raises FieldkitError ``minutes.words``, ``moderate.standard``, ``rights.refused``.
    """
    if not words.strip():
        raise FieldkitError("minutes.words")
    if standard and session.form.standard(standard) is None:
        raise FieldkitError("moderate.standard", standard=standard)
    identity = secrets.token_hex(8)
    value = minutes.value_of(standard, words.strip())
    session.record([Edit(minutes.key_of(identity), value)])
    return identity


def correct(session: Session, identity: str, words: str) -> None:
    """Put other words in place of a minute; none strikes it out. The history keeps both.

    `identity` may be how it begins. Raises FieldkitError ``minutes.unknown``, ``rights.refused``.
    """
    found = [one for one in every(session) if identity and one.id.startswith(identity)]
    if len(found) != 1:
        raise FieldkitError("minutes.unknown", name=identity)
    value = minutes.value_of(found[0].standard, words.strip())
    session.record([Edit(minutes.key_of(found[0].id), value, found[0].entries)])
