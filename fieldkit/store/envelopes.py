"""What a casebook keeps of envelopes: roster versions, heads, custody, receipts, quarantine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from fieldkit.envelope.layout import FIRST_PREVIOUS, Header, header_of
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.errors import Fact
from fieldkit.inspection.entry import Value
from fieldkit.store import bulk
from fieldkit.store.tables import (
    delivered,
    envelope_entries,
    envelopes,
    inspections,
    meta,
    quarantine,
    roster_versions,
)


def chain(connection: Connection, inspection: str) -> tuple[SignedVersion, ...]:
    """Our chain of roster versions, oldest first."""
    query = select(roster_versions).where(roster_versions.c.inspection == inspection)
    rows = connection.execute(query.order_by(roster_versions.c.number))
    return tuple(SignedVersion(row.public, row.signature, row.encoded) for row in rows)


def keep_chain(connection: Connection, inspection: str, versions: Sequence[SignedVersion]) -> None:
    """Hold exactly this chain."""
    here = roster_versions.c.inspection == inspection
    connection.execute(delete(roster_versions).where(here))
    rows = [
        {
            "inspection": inspection,
            "number": number,
            "public": one.public,
            "signature": one.signature,
            "encoded": one.encoded,
        }
        for number, one in enumerate(versions, start=1)
    ]
    connection.execute(insert(roster_versions), rows)


def lost_name(inspection: str) -> str:
    """The name under which an inspection's lost roster changes are kept."""
    return f"roster lost {inspection}"


def keep_lost(
    connection: Connection, inspection: str, changes: Sequence[Mapping[str, Value]]
) -> None:
    """Keep roster changes of ours that another version replaced, to be offered again."""
    name = lost_name(inspection)
    query = select(meta.c.value).where(meta.c.name == name)
    before = connection.execute(query).scalar_one_or_none()
    whole = [*(json.loads(before) if before else []), *(dict(one) for one in changes)]
    connection.execute(delete(meta).where(meta.c.name == name))
    connection.execute(insert(meta).values(name=name, value=json.dumps(whole).encode()))


@dataclass(frozen=True)
class Known:
    """An inspection as the casebook knows it: founder's device id, form as TOML bytes."""

    id: str
    founder: str
    form_text: bytes
    form_sha256: str


def known(connection: Connection) -> list[Known]:
    """The inspections in this casebook."""
    rows = connection.execute(select(inspections).order_by(inspections.c.id))
    return [Known(row.id, row.founder, row.form_text, row.form_sha256) for row in rows]


def keep_inspection(connection: Connection, one: Known) -> None:
    """Hold an inspection, or replace its form by the newer one that came."""
    connection.execute(delete(inspections).where(inspections.c.id == one.id))
    connection.execute(insert(inspections).values(**vars(one)))


def next_place(
    connection: Connection, inspection: str, device: str, address: str
) -> tuple[int, str]:
    """The next envelope's sequence for an address, and the hash of the one before."""
    query = (
        select(envelopes.c.sequence, envelopes.c.sha256)
        .where(
            envelopes.c.inspection == inspection,
            envelopes.c.device == device,
            envelopes.c.address == address,
        )
        .order_by(envelopes.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row.sequence + 1, row.sha256) if row else (1, FIRST_PREVIOUS)


def keep(
    connection: Connection,
    direction: str,
    header: Header,
    sha256: str,
    head: bytes,
    blob_list: bytes,
    at: str,
    whole: bool,
    receipt: bytes | None = None,
) -> None:
    """Keep what proves an envelope: the inner bytes to the header's end, and its blob list.

    What a kill left of the same envelope goes first.
    """
    connection.execute(delete(envelope_entries).where(envelope_entries.c.envelope == sha256))
    connection.execute(delete(envelopes).where(envelopes.c.sha256 == sha256))
    connection.execute(
        insert(envelopes).values(
            sha256=sha256,
            direction=direction,
            inspection=header.text("inspection"),
            device=header.text("device"),
            address=header.text("address"),
            kind=header.text("kind"),
            sequence=header.number("sequence"),
            previous=header.text("previous_sha256"),
            first=header.number("first"),
            last=header.number("last"),
            entries=header.number("frames") - 1,
            roster_version=header.number("roster_version"),
            head=head,
            blob_list=blob_list,
            whole=int(whole),
            at=at,
            receipt=receipt,
        )
    )


def mark_whole(connection: Connection, sha256: str) -> None:
    """Say that everything of the envelope was taken in."""
    connection.execute(update(envelopes).where(envelopes.c.sha256 == sha256).values(whole=1))


def is_whole(connection: Connection, sha256: str) -> bool:
    """Whether the envelope was taken in whole before."""
    query = select(envelopes.c.whole).where(envelopes.c.sha256 == sha256)
    return connection.execute(query).scalar_one_or_none() == 1


def keep_entries(connection: Connection, sha256: str, first: int, ids: Sequence[str]) -> None:
    """Remember which entries the envelope brought, in order of its frames."""
    here = (envelope_entries.c.envelope == sha256) & (envelope_entries.c.place >= first)
    here = here & (envelope_entries.c.place < first + len(ids))
    connection.execute(delete(envelope_entries).where(here))
    rows = [(sha256, first + number, one) for number, one in enumerate(ids)]
    bulk.add(connection, envelope_entries, ("envelope", "place", "entry"), rows)


def all_of(connection: Connection, inspection: str, direction: str) -> list[Any]:
    """Envelopes sent or received, oldest sequence first."""
    query = select(envelopes).where(
        envelopes.c.inspection == inspection, envelopes.c.direction == direction
    )
    return list(
        connection.execute(
            query.order_by(envelopes.c.device, envelopes.c.address, envelopes.c.sequence)
        )
    )


def twins(connection: Connection, inspection: str) -> list[tuple[str, int]]:
    """Places (sender device, sequence) where envelopes contradict each other: a copied casebook.

    Either two differ that claim one place, or one does not follow the one before it.
    """
    here: dict[tuple[str, str, int], list[Any]] = {}
    for row in all_of(connection, inspection, "received"):
        here.setdefault((row.device, row.address, row.sequence), []).append(row)
    found = set()
    for (device, address, sequence), rows in here.items():
        before = {row.sha256 for row in here.get((device, address, sequence - 1), ())}
        if len(rows) > 1 or (before and any(row.previous not in before for row in rows)):
            found.add((device, sequence))
    return sorted(found)


def received_through(connection: Connection, inspection: str) -> dict[tuple[str, str], int]:
    """The highest envelope sequence received per (sender device, address)."""
    query = (
        select(envelopes.c.device, envelopes.c.address, func.max(envelopes.c.sequence))
        .where(
            envelopes.c.inspection == inspection,
            envelopes.c.direction == "received",
            envelopes.c.whole == 1,
        )
        .group_by(envelopes.c.device, envelopes.c.address)
    )
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}


def known_roster_version(
    connection: Connection, inspection: str, device: str, ours: Sequence[SignedVersion]
) -> int:
    """The newest version of our chain that `device` is known to have, 0 if none.

    A version of that number on another branch does not count: ours could not be joined to it.
    """
    query = (
        select(envelopes.c.roster_version, envelopes.c.head)
        .where(
            envelopes.c.inspection == inspection,
            envelopes.c.direction == "received",
            envelopes.c.device == device,
        )
        .order_by(envelopes.c.roster_version.desc(), envelopes.c.sequence.desc())
    )
    for row in connection.execute(query):
        number = int(row.roster_version)
        told = header_of(row.head).text("roster_sha256")
        if 0 < number <= len(ours) and ours[number - 1].version.sha256 == told:
            return number
    return 0


def set_delivered(
    connection: Connection, inspection: str, device: str, through: int, at: str
) -> None:
    """Note a receipt: everything of `device` up to `through` has arrived at the centre."""
    before = delivered_through(connection, inspection, device)[0]
    if through <= before:
        return
    here = (delivered.c.inspection == inspection) & (delivered.c.device == device)
    connection.execute(delete(delivered).where(here))
    connection.execute(
        insert(delivered).values(inspection=inspection, device=device, through=through, at=at)
    )


def delivered_through(connection: Connection, inspection: str, device: str) -> tuple[int, str]:
    """The last receipted sequence of `device`, and when that receipt was read."""
    query = select(delivered.c.through, delivered.c.at).where(
        delivered.c.inspection == inspection, delivered.c.device == device
    )
    row = connection.execute(query).first()
    return (row.through, row.at) if row else (0, "")


def keep_quarantine(
    connection: Connection, sha256: str, name: str, code: str, facts: dict[str, Fact], at: str
) -> None:
    """Note a file that was set aside, and why."""
    connection.execute(delete(quarantine).where(quarantine.c.sha256 == sha256))
    connection.execute(
        insert(quarantine).values(
            sha256=sha256, name=name, code=code, facts=json.dumps(facts), at=at
        )
    )


def drop_quarantine(connection: Connection, sha256: str) -> None:
    """Forget a file that was set aside and is taken in now."""
    connection.execute(delete(quarantine).where(quarantine.c.sha256 == sha256))


def quarantined(connection: Connection) -> list[Any]:
    """Files set aside, newest last."""
    return list(connection.execute(select(quarantine).order_by(quarantine.c.at)))


def custody(connection: Connection, entry: str) -> list[Any]:
    """The envelopes that carried an entry, in order of their senders' sequences."""
    query = (
        select(envelopes)
        .join(envelope_entries, envelope_entries.c.envelope == envelopes.c.sha256)
        .where(or_(envelope_entries.c.entry == entry))
    )
    return list(connection.execute(query.order_by(envelopes.c.device, envelopes.c.sequence)))


def entries_of(connection: Connection, sha256: str) -> list[str]:
    """Ids of the entries an envelope brought, in order."""
    query = select(envelope_entries.c.entry).where(envelope_entries.c.envelope == sha256)
    rows = connection.execute(query.order_by(envelope_entries.c.place))
    return [str(row.entry) for row in rows]
