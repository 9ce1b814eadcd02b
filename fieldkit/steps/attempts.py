"""Attempts: what somebody tried and was refused leaves a line in the log of this casebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import Reading
from fieldkit.steps.session import ATTEMPT, REFUSED, Session
from fieldkit.store import care_log


@dataclass(frozen=True)
class Attempt:
    """One refused attempt: when, in which role, what, and the code of the refusal.

    Whoever it was is the owner of this casebook; `about` is a reading's id.
    """

    at: str
    role: str
    action: str
    code: str
    about: str


@contextmanager
def told(session: Session, action: str, about: Reading | None = None) -> Iterator[None]:
    """Do something that may be refused; a refusal of a right is logged, then raised as it came."""
    try:
        yield
    except FieldkitError as why:
        if why.code != REFUSED:  # recording told that one already
            session.note_attempt(action, why, about.id if about else "")
        raise


def centre_only(session: Session, action: str, code: str) -> None:
    """Raise FieldkitError `code`, one of `CENTRE_ONLY`, unless we are a lead; it is logged."""
    if not session.is_centre:
        why = FieldkitError(code)
        session.note_attempt(action, why)
        raise why


def attempts(session: Session) -> tuple[Attempt, ...]:
    """Every refused attempt on this casebook, oldest first."""
    with session.casebook.read() as connection:
        lines = care_log.every(connection, ATTEMPT)
    names = ("role", "action", "code", "about")
    return tuple(Attempt(one.at, *(str(one.facts.get(n, "")) for n in names)) for one in lines)
