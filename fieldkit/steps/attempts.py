"""Attempts: what somebody tried and was refused leaves a line in the log of this casebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import Reading
from fieldkit.steps.session import Session, stamp
from fieldkit.store import care_log

REFUSED = "attempt.refused"
_TOLD = ("rights.", "states.", "roster.not_a_signer", "receive.not_centre", "prepare.same_reader")


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
        if why.code.startswith(_TOLD):
            note(session, action, why, about.id if about else "")
        raise


def note(session: Session, action: str, why: FieldkitError, about: str = "") -> None:
    """Write the line. A disk that refuses it does not hide the refusal itself."""
    facts = {
        "role": session.role,
        "action": action,
        "code": why.code,
        "about": about,
    }
    at = stamp(session.clock)
    with suppress(FieldkitError):
        session.casebook.recorder.run(lambda c: care_log.write(c, REFUSED, at, facts))


def attempts(session: Session) -> tuple[Attempt, ...]:
    """Every refused attempt on this casebook, oldest first."""
    with session.casebook.read() as connection:
        lines = care_log.every(connection, REFUSED)
    names = ("role", "action", "code", "about")
    return tuple(Attempt(one.at, *(str(one.facts.get(n, "")) for n in names)) for one in lines)
