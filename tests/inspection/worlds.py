"""An in-memory centre and its laptops, with knobs to misbehave.

Everything that decides is the product's own: real keys, real signatures, real sealed bytes, the
real tables (in memory), `take_in`, verdicts, projections, rosters and receipts. Only files, folders
and passphrases are left out, so that whole rounds take milliseconds and read like stories.
"""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from fieldkit import settings
from fieldkit.envelope import layout, roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.layout import CENTRE, Frame
from fieldkit.envelope.open import Expected, Opened, open_verified, unseal
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.envelope.seal import Content, seal
from fieldkit.envelope.staging import Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge, pack, rights, undo
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.bundle import Receipt, to_send
from fieldkit.inspection.entry import Body, Entry, Key, Value, append
from fieldkit.inspection.form import Form
from fieldkit.inspection.judging import Judging
from fieldkit.inspection.merge import Held
from fieldkit.inspection.rights import ACCEPTED, Verdict
from fieldkit.inspection.roster import Roster
from fieldkit.steps import arrival, trust
from fieldkit.store import chain_report, form_files, tables
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import undo as undo_store
from fieldkit.store.entries import Edit
from fieldkit.store.envelopes import Known

INSPECTION = "i" * 32
AT = "2025-01-01T00:00:00Z"
PER_TRANSACTION = 100
FORM: Form = form_files.load(settings.forms(), "pdu-2023")
READINGS = {"r1": ("s1", ("marsh", "pike")), "r2": ("s2", ("marsh",))}
QUESTIONS = ("answer/P 2.1.1", "answer/P 2.1.2", "reason/P 2.1.1")
KEYS = tuple(Key(READINGS[r][0], r, f) for r in READINGS for f in QUESTIONS)


class Killed(Exception):
    """The process ended in the middle of taking something in."""


class Lenient(Judging):
    """What a laptop with a broken or older program would allow itself."""

    def verdict(self, entry: Entry) -> Verdict:
        return ACCEPTED


@dataclass
class Node:
    """One casebook: its keys, its tables, and what it must never lose."""

    name: str
    person: str
    keys: DeviceKeys
    founder: str
    lenient: bool = False
    former: tuple[DeviceKeys, ...] = ()
    acknowledged: dict[str, bytes | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.id = self.keys.id
        self.writes = 0
        self._read: dict[str, tuple[int, Any]] = {}
        self.engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        tables.store.create_all(self.engine)
        with self.engine.begin() as connection:
            known = Known(INSPECTION, self.founder, b"", "")
            envelope_store.keep_inspection(connection, known)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction; what was read before is read again."""
        self.writes += 1
        with self.engine.begin() as connection:
            yield connection

    def once(self, name: str, read: Callable[[Connection], Any]) -> Any:
        """What `read` gives, asked for once between two writes."""
        if self._read.get(name, (-1,))[0] != self.writes:
            with self.engine.connect() as connection:
                self._read[name] = (self.writes, read(connection))
        return self._read[name][1]

    def copy(self, name: str, keys: DeviceKeys | None = None) -> Node:
        """A clone (same keys), or a restored backup (new keys, the old ones kept for opening)."""
        former = self.former if keys is None else (self.keys, *self.former)
        made = Node(name, self.person, keys or self.keys, self.founder, self.lenient, former)
        with self.engine.connect() as a, made.engine.connect() as b:
            a.connection.driver_connection.backup(b.connection.driver_connection)  # type: ignore[union-attr]
        made.acknowledged = dict(self.acknowledged)
        return made

    @property
    def chain(self) -> tuple[SignedVersion, ...]:
        found: tuple[SignedVersion, ...] = self.once(
            "chain", lambda c: envelope_store.chain(c, INSPECTION)
        )
        return found

    @property
    def roster(self) -> Roster:
        found: Roster = self.once("roster", lambda _: roster_chain.fold(self.chain, self.founder))
        return found

    @property
    def is_centre(self) -> bool:
        return is_centre(self.roster, self.id)

    def judging(self, connection: Connection) -> Judging:
        made = entry_store.judging(connection, INSPECTION, self.acting(self.roster))
        return Lenient(made.roster, made.readers) if self.lenient else made

    def acting(self, roster: Roster) -> Roster:
        return roster.with_successor(self.id, [one.id for one in self.former])

    def held(self) -> list[Held]:
        found: list[Held] = self.once("held", lambda c: list(entry_store.everything(c, INSPECTION)))
        return found

    def now(self) -> dict[Key, tuple[Entry, ...]]:
        found: dict[Key, tuple[Entry, ...]] = self.once(
            "now", lambda c: entry_store.present(c, INSPECTION)
        )
        return found

    def projected(self) -> dict[Key, tuple[str, ...]]:
        found: dict[Key, tuple[str, ...]] = self.once(
            "projected", lambda c: entry_store.projected(c, INSPECTION)
        )
        return found

    def chains(self) -> list[merge.Chain]:
        found: list[merge.Chain] = self.once("chains", lambda c: chain_report.chains(c, INSPECTION))
        return found

    def standing(self, key: Key) -> tuple[str, ...]:
        return tuple(one.id for one in self.now().get(key, ()))

    def record(self, key: Key, value: Value, at: str = AT, seen: Sequence[str] = ()) -> Entry:
        """Record an edit, seeing what stands (or what is told)."""
        edit = Edit(key, value, tuple(seen) or self.standing(key))
        with self.write() as connection:
            judged = self.judging(connection)
            made = entry_store.record(
                connection, INSPECTION, self.id, self.person, [edit], judged, at
            )
            if key.kind == undo.KIND:
                undo_store.refresh(connection, INSPECTION)
        self.acknowledged.update((one.id, one.raw) for one in made)
        return made[0]

    def record_newer(self, key: Key, value: Value, salt: bytes) -> Entry:
        """An entry as a newer fieldkit writes it: a body with a field that ours does not know."""
        with self.write() as connection:
            head = entry_store.head(connection, INSPECTION, self.id)
            body = Body(self.person, key.subject, key.reading, key.field, value, (), AT)
            raw = body.to_bytes(salt)
            raw = raw[:16] + raw[16:].replace(b'{"author"', b'{"a_newer_field":1,"author"')
            stub = append(INSPECTION, self.id, head, body, salt).stub
            stub = type(stub)(
                stub.inspection,
                stub.device,
                stub.sequence,
                stub.previous,
                hashlib.sha256(raw).hexdigest(),
            )
            entry = Entry(stub, raw)
            entry_store.take_in(connection, INSPECTION, [entry], self.judging(connection), AT)
        self.acknowledged[entry.id] = entry.raw
        return entry

    def sign(self, *changes: Mapping[str, Value]) -> None:
        """Sign the next roster version and judge again what it touches, as `enrol` does."""
        roster, chain = self.roster, self.chain
        encoded = rosters.compose(INSPECTION, roster.number + 1, roster.sha256, changes, AT)
        signed = roster_chain.sign(self.keys, encoded)
        after = roster_chain.extend(roster, signed) if chain else rosters.fold([signed.version])
        ruling = arrival.Ruling(after, (*chain, signed), self.founder, None, self.id)
        with self.write() as connection:
            arrival._keep_roster(connection, INSPECTION, ruling)

    # -- sending --------------------------------------------------------------------------------

    def bundle(self) -> bytes:
        """Everything of our own (and of what we were) that no receipt covers."""
        found: list[Entry] = []
        with self.engine.connect() as connection:
            for device in (*(one.id for one in reversed(self.former)), self.id):
                through, _ = envelope_store.delivered_through(connection, INSPECTION, device)
                found += entry_store.of_device(connection, INSPECTION, device, through)
        return self.seal("bundle", CENTRE, to_send(found))

    def whole_chain(self) -> bytes:
        """Our own chain from its first entry, for a lead who joined later."""
        with self.engine.connect() as connection:
            found = entry_store.of_device(connection, INSPECTION, self.id)
        return self.seal("bundle", CENTRE, to_send(found))

    def pack_for(self, device: str) -> bytes:
        """A lead's selection for the person of a device."""
        chosen = pack.for_person(self.now(), self.roster.devices[device].person)
        chosen = pack.with_ancestors(chosen, self.held())
        return self.seal("pack", device, chosen.entries)

    def receipt_for(self, device: str) -> bytes:
        """A lead's receipt for a device, of all that is held."""
        with self.engine.connect() as connection:
            chains = chain_report.chains(connection, INSPECTION)
            through = envelope_store.received_through(connection, INSPECTION)
        receipt = Receipt(
            "",
            {one.device: one.head.sequence for one in chains},
            {name: number for (name, address), number in through.items() if address == CENTRE},
        )
        return self.seal("receipt", device, (), receipt.to_bytes())

    def seal(
        self, kind: str, address: str, entries: Sequence[Entry], receipt: bytes | None = None
    ) -> bytes:
        """One real envelope."""
        roster = self.roster
        chain = self.chain
        with self.engine.connect() as connection:
            place, previous = envelope_store.next_place(connection, INSPECTION, self.id, address)
            centre = [one.id for one in roster.centre() if one.id != self.id]
            others = centre if address == CENTRE else [address]
            known = [
                envelope_store.known_roster_version(connection, INSPECTION, one, chain)
                for one in others
            ]
        carried = chain[max(0, min(known, default=0) - 1) :]
        own = [one.stub.sequence for one in entries if one.stub.device == self.id]
        fields: dict[str, Value] = {
            "inspection": INSPECTION,
            "person": self.person,
            "address": address,
            "envelope_id": "e",
            "sequence": place,
            "previous_sha256": previous,
            "first": min(own, default=0),
            "last": max(own, default=0),
            "chain_head": "",
            "roster_version": roster.number,
            "roster_sha256": roster.sha256,
            "form": {"id": FORM.id, "version": FORM.version, "sha256": ""},
            "app_version": "0",
            "made_at": AT,
        }

        def frames() -> Iterator[Frame]:
            for one in entries:
                yield Frame(one.stub.encoded, one.raw or b"")
            if receipt is not None:
                yield Frame(receipt)

        devices = roster.centre() if address == CENTRE else (roster.devices[address],)
        out = io.BytesIO()
        sealed = seal(
            out,
            kind,
            fields,
            Content(frames),
            self.keys,
            roster_chain.to_bytes(carried),
            [one.sealing_key for one in devices],
        )
        with self.write() as connection:
            envelope_store.keep(
                connection,
                "sent",
                sealed.header,
                sealed.sha256,
                sealed.head,
                layout.blob_list(()),
                AT,
                whole=True,
            )
        return out.getvalue()

    # -- receiving ------------------------------------------------------------------------------

    def open(self, data: bytes) -> tuple[Opened, Roster, tuple[SignedVersion, ...]]:
        """Unseal and verify; nothing is written."""
        staging = Staging(io.BytesIO(), 1 << 30)
        unseal(io.BytesIO(data), [one.sealing for one in (self.keys, *self.former)], staging)
        joined: list[roster_chain.Joined] = []

        def join(carried: bytes) -> Roster:
            versions = roster_chain.from_bytes(carried)
            joined.append(roster_chain.join(self.chain, versions, self.founder))
            return joined[0].roster

        ours = frozenset(one.id for one in (self.keys, *self.former))
        kinds = ("bundle", "pack", "receipt")
        expected = Expected(
            kinds=kinds,
            inspection=INSPECTION,
            devices=ours,
            is_centre=lambda roster: is_centre(roster, self.id),
            join=join,
            allows=trust.may_send,
        )
        opened, roster = open_verified(staging, expected)
        with self.engine.connect() as connection:
            trust.check(opened, roster, self.id, lambda ids: entry_store.held(connection, ids))
        return opened, roster, joined[0].chain

    def receive(self, data: bytes, killed_after: int | None = None) -> str:
        """Take an envelope in, as `take` does. Returns its SHA-256; raises what verifying raises.

        `killed_after` ends the process after so many transactions.
        """
        opened, roster, chain = self.open(data)
        header = opened.header
        ruling = arrival.Ruling(self.acting(roster), chain, self.founder, None, self.id)
        left = [killed_after]

        def tick() -> None:
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed

        tick()
        with self.write() as connection:
            arrival.keep_arrival(connection, opened, ruling, AT)
        every = list(trust.entries_of(opened))
        size = PER_TRANSACTION if killed_after is None else 2
        for start in range(0, len(every), size):
            tick()
            batch = every[start : start + size]
            with self.write() as connection:
                judged = self.judging(connection)
                done = entry_store.take_in(connection, INSPECTION, batch, judged, AT)
                undo_store.after(connection, INSPECTION, batch, done)
                ids = [one.id for one in batch]
                envelope_store.keep_entries(connection, opened.sha256, start, ids)
        tick()
        with self.write() as connection:
            envelope_store.mark_whole(connection, opened.sha256)
        if header.text("kind") == "receipt":
            self._read_receipt(opened)
        for one in every:
            if self.acknowledged.get(one.id) is None:
                self.acknowledged[one.id] = one.raw
        return opened.sha256

    def _read_receipt(self, opened: Opened) -> None:
        receipt = Receipt.parse(next(iter(opened.frames())).stub)
        with self.write() as connection:
            for device in (self.id, *(one.id for one in self.former)):
                end = entry_store.head(connection, INSPECTION, device).sequence
                through = receipt.chains.get(device, 0)
                if device == self.id and through > end:
                    raise FieldkitError("receipt.ahead", held=end, receipted=through)
                through = min(through, end)
                envelope_store.set_delivered(connection, INSPECTION, device, through, AT)

    def received(self) -> list[tuple[str, str]]:
        """Bundles merged here: (SHA-256, sender's device)."""
        with self.engine.connect() as connection:
            rows = envelope_store.all_of(connection, INSPECTION, "received")
        return [(row.sha256, row.device) for row in rows if row.kind == "bundle" and row.whole]

    def undo(self, envelope: str, undone: bool) -> None:
        """Undo a merge, or end that, as `steps.undo` does; quietly nothing where it is refused."""
        with self.engine.connect() as connection:
            brought = tuple(envelope_store.entries_of(connection, envelope))
        held = self.held()
        if undone and undo.below(held, brought) & undo.decided(held).keys():
            return
        for field_name, part in undo.parts(undo.Undo(envelope, undone, brought, "why")):
            self.record(Key("inspection", "", field_name), part.to_value())


def is_centre(roster: Roster, device: str) -> bool:
    found = roster.device(device)
    return found is not None and found.role in rights.CENTRE_ROLES


def added(node: Node, role: str, signer: bool = False, predecessor: str = "") -> dict[str, Value]:
    """The change that names a node's device."""
    return rosters.add_device(
        node.id,
        node.person,
        node.person,
        node.name,
        node.keys.public.hex(),
        node.keys.recipient,
        role,
        signer=signer,
        predecessor=predecessor,
    )


def fresh_view(
    entries: Iterable[Entry], roster: Roster, shuffle: random.Random, lenient: bool = False
) -> tuple[dict[Key, tuple[str, ...]], dict[str, tuple[str, bool]]]:
    """What stands, and every verdict, in a casebook that got these entries in another order."""
    node = Node("fresh", "nobody", DeviceKeys(bytes(32), ""), "")
    every = list(entries)
    shuffle.shuffle(every)
    every += every[: len(every) // 3]
    with node.engine.begin() as connection:
        while every:
            size = shuffle.randint(1, 5)
            batch, every = every[:size], every[size:]
            judged = entry_store.judging(connection, INSPECTION, roster)
            entry_store.take_in(connection, INSPECTION, batch, judged, AT)
            undo_store.refresh(connection, INSPECTION)
    verdicts = {one.entry.id: (one.status, one.hidden) for one in node.held()}
    shown = node.projected()
    node.engine.dispose()
    return shown, verdicts
