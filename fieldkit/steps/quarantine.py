"""Quarantine: refused files, kept as they came, and taken in once what barred them is gone."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.steps import open_pack, take
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import parcels
from fieldkit.store.files import disk_trouble

# Reasons that a newer roster can end: what comes from a new laptop waits for a lead to confirm it.
WAITING = frozenset({"envelope.signer_unknown", "roster.broken_chain", "roster.branch_waits"})
WAITING_ON_ROSTER = WAITING | {"envelope.role", "envelope.other_recipient", "envelope.revoked"}


@dataclass(frozen=True)
class Aside:
    """A file that was set aside: its SHA-256, its name, when and why.

    `waits` says that nothing is wrong with it as far as can be told: it waits for a lead.
    """

    sha256: str
    name: str
    at: str
    reason: FieldkitError
    kept: bool

    @property
    def waits(self) -> bool:
        """Whether a newer roster may let it in."""
        return self.reason.code in WAITING


def asides(session: Session) -> tuple[Aside, ...]:
    """Every file set aside, newest last."""
    with session.casebook.read() as connection:
        rows = envelope_store.quarantined(connection)
    documents = session.casebook.documents
    return tuple(
        Aside(
            row.sha256,
            row.name,
            row.at,
            FieldkitError(row.code, **json.loads(row.facts)),
            documents.has(take.QUARANTINE, row.sha256),
        )
        for row in rows
    )


def named(session: Session, name: str) -> Aside:
    """The file set aside of that name, or whose hash begins so.

    Raises FieldkitError ``quarantine.unknown``.
    """
    every = asides(session)
    found = [one for one in every if one.name == name]
    found = found or [one for one in every if name and one.sha256.startswith(name)]
    if len(found) != 1:
        raise FieldkitError("quarantine.unknown", name=name)
    return found[0]


@contextmanager
def _laid_out(session: Session, aside: Aside) -> Iterator[Path]:
    """The file as it came, sealed as it is, beside the casebook for as long as it is looked at."""
    if not aside.kept:
        raise FieldkitError("quarantine.not_kept", name=aside.name)
    path = parcels.scratch_path(session.casebook.folder)
    try:
        with path.open("xb") as file:
            for piece in session.casebook.documents.stream(take.QUARANTINE, aside.sha256):
                file.write(piece)
        yield path
    except OSError as why:
        raise disk_trouble(why, path) from why
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Retried:
    """What came of one retry: taken in, or why still not."""

    aside: Aside
    arrival: Arrival | None
    reason: FieldkitError | None = None


def retry(
    session: Session, wanted: Collection[Aside] | None = None, adopt: bool = False
) -> tuple[Retried, ...]:
    """Try files set aside again (all, or those wanted); what is taken in leaves quarantine.

    `adopt` settles rosters that exclude each other for those in the files.
    """
    made: list[Retried] = []
    todo = [one for one in (asides(session) if wanted is None else wanted) if one.kept]
    progress = True
    left = list(todo)
    while left and progress:
        progress = False
        for one in list(left):
            done = _retry_one(session, one, adopt)
            made = [other for other in made if other.aside.sha256 != one.sha256] + [done]
            if done.arrival is not None:
                left.remove(one)
                progress = True
    return tuple(made)


def _retry_one(session: Session, aside: Aside, adopt: bool) -> Retried:
    try:
        with _laid_out(session, aside) as path:
            try:
                arrival = take.take_in(session, path, ("bundle",), name=aside.name, adopt=adopt)
            except FieldkitError as why:
                if why.code != "envelope.kind":
                    raise
                arrival = open_pack.open_pack(session, path, name=aside.name, adopt=adopt)
    except FieldkitError as why:
        return Retried(aside, None, why)
    return Retried(aside, arrival)


def retry_waiting(session: Session) -> tuple[Retried, ...]:
    """Try again what waits for a newer roster, after the roster changed."""
    waiting = [one for one in asides(session) if one.reason.code in WAITING_ON_ROSTER]
    return retry(session, waiting) if waiting else ()


def export(session: Session, aside: Aside, out: Path) -> None:
    """Write the file as it came, byte for byte, for somebody else to look at.

    Raises FieldkitError ``quarantine.not_kept``, ``disk.full``, ``disk.not_written``.
    """
    if not aside.kept:
        raise FieldkitError("quarantine.not_kept", name=aside.name)
    try:
        with out.open("xb") as file:
            for piece in session.casebook.documents.stream(take.QUARANTINE, aside.sha256):
                file.write(piece)
    except OSError as why:
        raise disk_trouble(why, out) from why
