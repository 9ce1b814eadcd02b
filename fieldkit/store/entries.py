"""Entries on the disk: recorded here, taken in from elsewhere, and what stands of them now."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select, update

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Body, Entry, Head, Key, Value, append
from fieldkit.inspection.judging import Judging
from fieldkit.inspection.merge import Held
from fieldkit.inspection.rights import Verdict
from fieldkit.inspection.roster import Roster
from fieldkit.store import bulk, projection, shred, typed_text
from fieldkit.store.projection import by_key, entry_of, project
from fieldkit.store.sqlite import among
from fieldkit.store.tables import entries, is_reading, standing
from fieldkit.store.touched import touch

# What is recorded must fit into a frame of an envelope, or nothing could ever be sent again.
LARGEST_BODY = 1_000_000


@dataclass(frozen=True)
class Edit:
    """Something a person did. `seen` are ids of that field that the person saw standing.

    `deed` is that of the entry's body: ``undo``, ``redo``, ``also``, or nothing.
    """

    key: Key
    value: Value
    seen: tuple[str, ...] = ()
    deed: str = ""


def judging(connection: Connection, inspection: str, roster: Roster) -> Judging:
    """What verdicts rest on, as the casebook knows it now."""
    made = Judging(roster)
    query = select(entries).where(
        entries.c.inspection == inspection,
        is_reading,
        entries.c.status == "accepted",
    )
    for row in connection.execute(query):
        made.learn(entry_of(row))
    return made


_COLUMNS = (
    *("id", "inspection", "device", "sequence", "previous", "body_sha256", "body", "subject"),
    *("reading", "field", "status", "reason", "hidden", "stored_at"),
)


def _row(entry: Entry, verdict: Verdict, at: str) -> tuple[object, ...]:
    """A row of entries, in the order of `_COLUMNS`."""
    key, stub = entry.key, entry.stub
    place = (key.subject, key.reading, key.field) if key else (None, None, None)
    return (
        *(entry.id, stub.inspection, stub.device, stub.sequence, stub.previous),
        *(stub.body_sha256, entry.raw, *place, verdict.status, verdict.reason, 0, at),
    )


def head(connection: Connection, inspection: str, device: str) -> Head:
    """The end of a device's chain as held here; for our own device, where the next entry goes."""
    query = (
        select(entries.c.sequence, entries.c.id)
        .where(entries.c.inspection == inspection, entries.c.device == device)
        .order_by(entries.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return Head(row.sequence, row.id) if row else Head()


def record(
    connection: Connection,
    inspection: str,
    device: str,
    author: str,
    edits: Sequence[Edit],
    judged: Judging,
    at: str,
) -> list[Entry]:
    """Record edits of our own device as the next entries of its chain.

    An edit replaces what stands of its field and was either seen by its author or recorded on this
    device. Raises FieldkitError ``rights.refused``, ``entry.too_long`` before anything is written.
    """
    end = head(connection, inspection, device)
    made: list[Entry] = []
    for edit in edits:
        now = standing_of(connection, inspection, edit.key)
        replaces = tuple(one.id for one in now if one.id in edit.seen or one.stub.device == device)
        key, value = edit.key, typed_text.clean_value(edit.value)
        body = Body(author, key.subject, key.reading, key.field, value, replaces, at, edit.deed)
        entry = append(inspection, device, end, body, secrets.token_bytes(16))
        if len(entry.raw or b"") > LARGEST_BODY:
            raise FieldkitError("entry.too_long", size=len(entry.raw or b""), most=LARGEST_BODY)
        verdict = judged.verdict(entry)
        if verdict.status != "accepted":
            raise FieldkitError("rights.refused", reason=verdict.reason, kind=key.kind)
        judged.learn(entry)
        bulk.add(connection, entries, _COLUMNS, [_row(entry, verdict, at)])
        project(connection, inspection, [key])
        made.append(entry)
        end = Head(entry.stub.sequence, entry.id)
    return made


@dataclass
class TakenIn:
    """What became of entries that came from elsewhere; `keys` are the fields of one batch.

    `older` says that they changed what is known of entries held before: a body came to a stub, or
    a reading became known on which verdicts waited.
    """

    new: int = 0
    duplicate: int = 0
    refused: int = 0
    waiting: int = 0
    keys: set[Key] = field(default_factory=set)
    older: bool = False

    def add(self, other: TakenIn) -> None:
        """Count what became of others too; which fields they touched is not gathered."""
        self.new += other.new
        self.duplicate += other.duplicate
        self.refused += other.refused
        self.waiting += other.waiting


def take_in(
    connection: Connection,
    inspection: str,
    batch: Sequence[Entry],
    judged: Judging,
    at: str,
) -> TakenIn:
    """Hold entries from elsewhere: union by id, each with its verdict, projections kept.

    Raises FieldkitError ``entry.body_mismatch`` or ``entry.other_inspection``.
    """
    done = TakenIn()
    batch = shred.without_bodies(connection, batch)
    known = _known(connection, [one.id for one in batch])
    fresh: dict[str, Entry] = {}
    bodies: dict[str, Entry] = {}
    for entry in batch:
        entry.check()
        if entry.stub.inspection != inspection:
            raise FieldkitError("entry.other_inspection")
        if entry.id in known or entry.id in fresh:
            done.duplicate += 1
            if known.get(entry.id) is False and entry.raw is not None:
                bodies[entry.id] = entry
        else:
            fresh[entry.id] = entry
    done.new = len(fresh)
    verdicts, news = _judge({**fresh, **bodies}, judged, done)
    touch(connection, inspection, "")  # stubs without a body belong to no subject
    added = projection.Added(projection.newest(connection), _fields_of(fresh, verdicts))
    rows = [_row(entry, verdicts[name], at) for name, entry in fresh.items()]
    bulk.add(connection, entries, _COLUMNS, rows)
    for name, entry in bodies.items():
        _add_body(connection, entry, verdicts[name])
    again = rejudge(connection, inspection, judged) if news else set()
    project(connection, inspection, done.keys - again, added)
    project(connection, inspection, again)
    done.keys |= again
    done.older = bool(bodies or again)
    return done


def _fields_of(
    fresh: Mapping[str, Entry], verdicts: Mapping[str, Verdict]
) -> dict[Key, list[Held]]:
    found: dict[Key, list[Held]] = {}
    for name, entry in fresh.items():
        if entry.key is not None:
            found.setdefault(entry.key, []).append(Held(entry, verdicts[name].status))
    return found


def held(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of these ids are held."""
    return set(_known(connection, ids))


def _known(connection: Connection, ids: Sequence[str]) -> dict[str, bool]:
    query = select(entries.c.id, entries.c.body.is_not(None).label("full"))
    rows = connection.execute(query.where(among(entries.c.id, ids)))
    return {row.id: bool(row.full) for row in rows}


def _add_body(connection: Connection, entry: Entry, verdict: Verdict) -> None:
    """Fill in a body that came later than its stub."""
    key = entry.key
    assert key is not None
    connection.execute(
        update(entries)
        .where(entries.c.id == entry.id)
        .values(
            body=entry.raw,
            subject=key.subject,
            reading=key.reading,
            field=key.field,
            status=verdict.status,
            reason=verdict.reason,
        )
    )


def _judge(
    fresh: Mapping[str, Entry], judged: Judging, done: TakenIn
) -> tuple[dict[str, Verdict], bool]:
    """Judge new entries, definitions of readings first; whether a reading became known."""
    news = False
    verdicts: dict[str, Verdict] = {}
    for name, entry in sorted(
        fresh.items(), key=lambda one: one[1].key is None or one[1].key.field != "reading"
    ):
        verdict = verdicts[name] = judged.verdict(entry)
        if verdict.status == "accepted":
            news = judged.learn(entry) or news
        done.refused += verdict.status == "refused"
        done.waiting += verdict.status == "waiting"
        if entry.key is not None:
            done.keys.add(entry.key)
    return verdicts, news


def _write_verdicts(
    connection: Connection, verdicts: Mapping[tuple[str, str], Sequence[str]]
) -> None:
    for (status, reason), ids in verdicts.items():
        here = among(entries.c.id, ids)
        connection.execute(update(entries).where(here).values(status=status, reason=reason))


def rejudge(
    connection: Connection, inspection: str, judged: Judging, devices: Sequence[str] = ()
) -> set[Key]:
    """Judge again what waits or was refused; everything, when roles of `devices` changed.

    A role that goes takes with it the readings that were defined in it, so who reads what is
    learned anew then: the same entries and roster give the same verdicts, whatever came first.
    """
    touched: set[Key] = set()
    here = entries.c.inspection == inspection
    if devices:
        judged.readers.clear()
        definitions = select(entries).where(here, is_reading)
        for row in connection.execute(definitions).all():
            if judged.verdict(entry_of(row)).status == "accepted":
                judged.learn(entry_of(row))
    while True:
        query = select(entries).where(here)
        if not devices:
            query = query.where(entries.c.status != "accepted")
        verdicts: dict[tuple[str, str], list[str]] = {}
        news = False
        for row in connection.execute(query).all():
            entry = entry_of(row)
            verdict = judged.verdict(entry)
            if (verdict.status, verdict.reason) == (row.status, row.reason):
                continue
            verdicts.setdefault((verdict.status, verdict.reason), []).append(entry.id)
            if verdict.status == "accepted":
                news = judged.learn(entry) or news
            if entry.key:
                touched.add(entry.key)
        _write_verdicts(connection, verdicts)
        if not news:
            return touched


def standing_of(connection: Connection, inspection: str, key: Key) -> tuple[Entry, ...]:
    """The standing entries of one field, in order of id."""
    found = present(connection, inspection, key.subject, key.reading, key.field)
    return found.get(key, ())


def present(
    connection: Connection,
    inspection: str,
    subject: str | None = None,
    reading: str | None = None,
    field_name: str | None = None,
) -> dict[Key, tuple[Entry, ...]]:
    """Everything that stands, of the whole inspection or of one subject, reading or field."""
    query = select(entries).join(standing, standing.c.entry == entries.c.id)
    query = query.where(standing.c.inspection == inspection)
    for column, wanted in (
        (standing.c.subject, subject),
        (standing.c.reading, reading),
        (standing.c.field, field_name),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return by_key(connection, query)


def projected(connection: Connection, inspection: str) -> dict[Key, tuple[str, ...]]:
    """The ids that the projection says stand, without looking at the entries themselves."""
    query = select(standing).where(standing.c.inspection == inspection)
    found: dict[Key, list[str]] = {}
    for row in connection.execute(query.order_by(standing.c.entry)):
        found.setdefault(Key(row.subject, row.reading, row.field), []).append(row.entry)
    return {key: tuple(ids) for key, ids in found.items()}


def history(connection: Connection, inspection: str, key: Key) -> list[Held]:
    """Every entry ever held of one field, in order of arrival."""
    query = select(entries).where(
        entries.c.inspection == inspection,
        entries.c.subject == key.subject,
        entries.c.reading == key.reading,
        entries.c.field == key.field,
    )
    rows = connection.execute(query.order_by(entries.c.position))
    return [Held(entry_of(row), row.status, bool(row.hidden)) for row in rows]


def of_subject(connection: Connection, inspection: str, subject: str) -> list[Held]:
    """Every entry ever held of one subject, in order of arrival."""
    here = (entries.c.inspection == inspection) & (entries.c.subject == subject)
    rows = connection.execute(select(entries).where(here).order_by(entries.c.position))
    return [Held(entry_of(row), row.status, bool(row.hidden)) for row in rows]


def of_device(connection: Connection, inspection: str, device: str, after: int = 0) -> list[Entry]:
    """A device's entries beyond sequence `after`, in order of the chain."""
    query = select(entries).where(
        entries.c.inspection == inspection,
        entries.c.device == device,
        entries.c.sequence > after,
    )
    return [entry_of(row) for row in connection.execute(query.order_by(entries.c.sequence))]


def by_id(connection: Connection, ids: Sequence[str]) -> Iterator[Entry]:
    """The entries of these ids that are held."""
    for row in connection.execute(select(entries).where(among(entries.c.id, ids))):
        yield entry_of(row)


def in_order(connection: Connection, ids: Sequence[str]) -> list[Entry]:
    """The entries of these ids that are held, in this order."""
    found = {one.id: one for one in by_id(connection, ids)}
    return [found[name] for name in ids if name in found]


def everything(connection: Connection, inspection: str) -> Iterator[Held]:
    """Every entry held, in order of arrival."""
    query = select(entries).where(entries.c.inspection == inspection)
    for row in connection.execute(query.order_by(entries.c.position)):
        yield Held(entry_of(row), row.status, bool(row.hidden))


def count(connection: Connection, inspection: str) -> int:
    """How many entries are held."""
    query = select(func.count()).select_from(entries).where(entries.c.inspection == inspection)
    return int(connection.execute(query).scalar_one())
