"""Receiving at the centre: verify and merge bundles, report gaps, answer with receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from fieldkit.envelope.layout import CENTRE
from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge
from fieldkit.inspection.bundle import Receipt
from fieldkit.inspection.merge import Chain
from fieldkit.steps import attempts, backup, carry, quarantine, take
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session
from fieldkit.store import chain_report
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store


@dataclass(frozen=True)
class Refused:
    """A file that was set aside, and why."""

    path: Path
    reason: FieldkitError


def receive(
    session: Session,
    files: Sequence[Path],
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[list[Arrival], list[Refused]]:
    """Merge bundles, in whatever order; one that is refused never stops the others.

    `progress` is told how many were taken in or refused.

    A backup goes before. Raises FieldkitError ``receive.not_centre``, and ``disk.full`` or
    ``disk.not_written`` when no backup can be made: then nothing is merged.
    """
    if len(session.inspections()) < 2:
        attempts.centre_only(session, "receive", "receive.not_centre")
    arrivals: list[Arrival] = []
    refused: list[Refused] = []
    before = _versions(session)
    if files:
        backup.before_receiving(session)
    for path in files:
        try:
            arrivals.append(take.take_in(session, path, ("bundle",)))
        except FieldkitError as why:
            refused.append(Refused(path, why))
        progress(len(arrivals) + len(refused))
    if _versions(session) != before:
        again = {one.aside.name: one.arrival for one in quarantine.retry_waiting(session)}
        arrivals += [one for one in again.values() if one is not None]
        refused = [one for one in refused if again.get(one.path.name) is None]
    return arrivals, refused


def _versions(session: Session) -> int:
    """How many roster versions are held: whether what waits may come in now."""
    with session.casebook.read() as connection:
        known = envelope_store.known(connection)
        return sum(len(envelope_store.chain(connection, one.id)) for one in known)


def write_receipts(
    session: Session, arrivals: Sequence[Arrival], folder: Path
) -> list[tuple[str, Path]]:
    """Answer each sender once with what is held of its chain. Returns (device, file)."""
    made = []
    for inspection, device in dict.fromkeys((one.inspection, one.sender) for one in arrivals):
        session.choose(inspection)
        last = [one for one in arrivals if (one.inspection, one.sender) == (inspection, device)][-1]
        load = carry.Load(receipt=receipt_for(session, last.sha256).to_bytes())
        made.append((device, carry.write(session, "receipt", device, load, folder)))
    return made


def receipt_for(session: Session, answers: str) -> Receipt:
    """What is held here: contiguous chains, envelopes, gaps, refusals and open disputes."""
    with session.casebook.read() as connection:
        chains = chain_report.chains(connection, session.opened.id)
        through = envelope_store.received_through(connection, session.opened.id)
        refused = chain_report.refused(connection, session.opened.id)
        now = entry_store.present(connection, session.opened.id)
    return Receipt(
        answers=answers,
        chains={one.device: one.head.sequence for one in chains},
        envelopes={
            device: number for (device, address), number in through.items() if address == CENTRE
        },
        gaps=tuple(f"{c.device}:{a}-{b}" for c in chains for a, b in c.gaps),
        refused=len(refused),
        disputes=len(merge.disputes(now)),
    )


@dataclass(frozen=True)
class State:
    """What the centre holds: chains with gaps and forks, and how much was refused or waits.

    `breaks` are entries that do not follow the one before, `twins` envelopes that contradict each
    other: (device, sequence). Either means a casebook that was copied, restored or tampered with.
    """

    chains: tuple[Chain, ...]
    refused: int
    waiting: int
    disputes: int
    breaks: tuple[tuple[str, int], ...] = ()
    twins: tuple[tuple[str, int], ...] = ()


def state(session: Session) -> State:
    """The state of everything received so far."""
    name = session.opened.id
    chains, breaks, statuses = session.casebook.standing.once(
        name, "chains", lambda connection: _reported(connection, name)
    )
    with session.casebook.read() as connection:
        twins = envelope_store.twins(connection, name)
    disputed = len(merge.disputes(session.present()))
    refused, waiting = statuses.count("refused"), statuses.count("waiting")
    return State(chains, refused, waiting, disputed, breaks, tuple(twins))


_Reported = tuple[tuple[Chain, ...], tuple[tuple[str, int], ...], tuple[str, ...]]


def _reported(connection: Connection, inspection: str) -> _Reported:
    """Chains, breaks of them, and the status of every entry that is not accepted."""
    return (
        tuple(chain_report.chains(connection, inspection)),
        tuple(chain_report.breaks(connection, inspection)),
        tuple(status for _, status, _ in chain_report.refused(connection, inspection)),
    )
