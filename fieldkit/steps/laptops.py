"""The laptops of an inspection: what each was sent, what came back, what is missing, how late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fieldkit.inspection import reading as readings
from fieldkit.inspection import rights, states
from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.steps import receive
from fieldkit.steps.session import Session
from fieldkit.store import envelopes as envelope_store

LATE_AFTER_DAYS = 2


@dataclass(frozen=True)
class Laptop:
    """One laptop as the centre knows it.

    `heard` is when its newest bundle was received, `packed` when its newest pack was written, ""
    for never. `bundles` came whole, `missing` are bundle numbers before the newest that did not.
    `gaps` are ranges of changes that are not held. `forked` says that it seems to exist twice.
    `cases` are the readings of its person that still count, `finished` how many are complete.
    """

    device: str
    person: str
    name: str
    label: str
    role: str
    packed: str = ""
    heard: str = ""
    bundles: int = 0
    missing: tuple[int, ...] = ()
    through: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    forked: bool = False
    cases: int = 0
    finished: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be missing and nothing contradicts itself."""
        return not (self.missing or self.gaps or self.forked)

    @property
    def still_owes(self) -> int:
        """How many readings it has not delivered as complete."""
        return max(0, self.cases - self.finished)

    def silent_days(self, now: datetime) -> int | None:
        """Whole days since it was heard from, or since its pack went; None where neither is."""
        since = self.heard or self.packed
        return days_since(since, now) if since else None

    def late(self, now: datetime, after: int = LATE_AFTER_DAYS) -> bool:
        """Whether it owes something and has been silent for `after` days. Advice, no verdict."""
        days = self.silent_days(now)
        return bool(self.still_owes and days is not None and days >= after)


def days_since(stamp: str, now: datetime) -> int:
    """Whole days from an ISO time to `now`; 0 for what cannot be read or lies ahead."""
    try:
        then = datetime.fromisoformat(stamp)
    except ValueError:
        return 0
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0, (now - then).days)


def laptops(session: Session, now: readings.Present | None = None) -> tuple[Laptop, ...]:
    """Every other laptop of the roster, in the order named; `now` is what stands, if read."""
    state = receive.state(session)
    chains = {one.device: one for one in state.chains}
    doubled = {device for device, _ in (*state.breaks, *state.twins)}
    with session.casebook.read() as connection:
        came = envelope_store.all_of(connection, session.opened.id, "received")
        went = envelope_store.all_of(connection, session.opened.id, "sent")
    owed = _owed(session.present() if now is None else now)
    found = []
    for one in session.roster.devices.values():
        if one.id == session.device_id:
            continue
        bundles = [row for row in came if row.device == one.id and row.kind == "bundle"]
        numbers = {int(row.sequence) for row in bundles if row.whole}
        packs = [str(row.at) for row in went if row.address == one.id and row.kind == "pack"]
        chain = chains.get(one.id)
        cases, finished = owed.get(one.person, (0, 0))
        found.append(
            Laptop(
                device=one.id,
                person=one.person,
                name=one.name,
                label=one.label,
                role=one.role,
                packed=max(packs, default=""),
                heard=max((str(row.at) for row in bundles), default=""),
                bundles=len(numbers),
                missing=tuple(n for n in range(1, max(numbers, default=0)) if n not in numbers),
                through=chain.head.sequence if chain else 0,
                gaps=tuple(chain.gaps) if chain else (),
                forked=bool(chain and chain.forks) or one.id in doubled,
                cases=0 if one.role == rights.NONE else cases,
                finished=0 if one.role == rights.NONE else finished,
            )
        )
    return tuple(found)


def _owed(now: readings.Present) -> Mapping[str, tuple[int, int]]:
    """How many readings each person has, and how many of them are finished."""
    every = states.every(now)
    counts: dict[str, tuple[int, int]] = {}
    for one in readings.readings(now):
        if one.kind == HANDED_OVER:
            continue
        state = every[one.id]
        for person in one.readers:
            cases, finished = counts.get(person, (0, 0))
            counts[person] = (cases + 1, finished + (state in readings.FINISHED))
    return counts
