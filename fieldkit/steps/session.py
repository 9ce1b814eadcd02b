"""A session: an unlocked casebook with a clock, and the inspection that is worked on in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file, reading, rights
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.form import Form
from fieldkit.inspection.judging import Judging
from fieldkit.inspection.merge import Held
from fieldkit.inspection.roster import Device, Roster
from fieldkit.store import care_log
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store.casebook import Casebook, Former, Owner
from fieldkit.store.entries import Edit
from fieldkit.store.envelopes import Known
from fieldkit.store.keys import Kdf

Clock = Callable[[], datetime]
Present = Mapping[Key, tuple[Entry, ...]]

ATTEMPT = "attempt.refused"
REFUSED = "rights.refused"
CENTRE_ONLY = ("export.not_centre", "receive.not_centre", "packs.not_centre")
ATTEMPTS = (
    *(REFUSED, "states.own", "states.role", "alerts.not_yours", "roster.not_a_signer"),
    *CENTRE_ONLY,
)


def now_utc() -> datetime:
    """The clock of every ordinary run; shown to people, never used to decide anything."""
    return datetime.now(UTC)


def stamp(clock: Clock) -> str:
    """A time as entries carry it: ISO 8601 in UTC, to the second."""
    return clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Opened:
    """One inspection in a casebook: its form, its roster, and the title it was given."""

    id: str
    founder: str
    form: Form
    form_text: bytes
    chain: tuple[SignedVersion, ...]
    roster: Roster
    title: str
    label: str


class Session:
    """An unlocked casebook. `inspection` is the one worked on (the only one, unless chosen)."""

    def __init__(self, casebook: Casebook, clock: Clock = now_utc) -> None:
        self.casebook = casebook
        self.clock = clock
        self._device = casebook.device
        self.former: tuple[Former, ...] = casebook.former
        self.owner: Owner = casebook.owner
        self._chosen: str | None = None
        self._opened: Opened | None = None
        self._judging: Judging | None = None
        self._forms: dict[str, Form] = {}

    @classmethod
    def create(
        cls, folder: Path, passphrase: str, owner: Owner, kdf: Kdf, clock: Clock = now_utc
    ) -> Session:
        """A session on a new casebook; raises as `Casebook.create`."""
        return cls(Casebook.create(folder, passphrase, owner, kdf), clock)

    @classmethod
    def unlock(cls, folder: Path, passphrase: str, clock: Clock = now_utc) -> Session:
        """A session on an existing casebook; raises as `Casebook.unlock`.

        Unlocking checks the tail of our own chains against the key file.
        """
        session = cls(Casebook.unlock(folder, passphrase), clock)
        try:
            session._check_tail()
        except FieldkitError:
            session.casebook.close()
            raise
        with suppress(FieldkitError):  # the disk refuses now: it is tried at every unlock
            session.keep_recovery()
        return session

    def _check_tail(self) -> None:
        """Raise FieldkitError ``store.rolled_back`` unless our chains reach the heads kept."""
        with self.casebook.read() as connection:
            for name, (sequence, identity) in self.casebook.key_file.heads.items():
                held = entry_store.of_device(connection, name, self.device_id, sequence - 1)[:1]
                if not held or held[0].id != identity:
                    raise FieldkitError("store.rolled_back", sequence=sequence)

    @property
    def device_id(self) -> str:
        """Our device's id."""
        return self._device.id

    @property
    def keys(self) -> DeviceKeys:
        """Our device's keys."""
        return self._device

    @property
    def identities(self) -> list[str]:
        """The age identities we open files with: our own, then those of before we were restored."""
        return [self._device.sealing, *(one.sealing for one in self.former)]

    @property
    def lineage(self) -> tuple[str, ...]:
        """The ids of the devices we were, the oldest first, and ours last."""
        return (*(one.device for one in reversed(self.former)), self.device_id)

    def inspections(self) -> list[Known]:
        """Every inspection in the casebook."""
        with self.casebook.read() as connection:
            return envelope_store.known(connection)

    def choose(self, inspection: str) -> None:
        """Work on this inspection from here on: its id, or how that begins, or its title.

        Raises FieldkitError ``inspection.not_here``.
        """
        every = self.inspections()
        exact = [one.id for one in every if one.id == inspection]
        alike = [
            one.id
            for one in every
            if one.id.startswith(inspection or " ") or self._title(one.id) == inspection
        ]
        found = exact or alike
        if len(found) != 1:
            raise FieldkitError("inspection.not_here", name=inspection, known=self._named(every))
        self._chosen = found[0]
        self.changed()

    @contextmanager
    def at(self, inspection: str) -> Iterator[None]:
        """Work on another inspection for a while, by its id."""
        before = self._chosen
        self._chosen = inspection
        self.changed()
        try:
            yield
        finally:
            self._chosen = before
            self.changed()

    def changed(self) -> None:
        """Forget what was read of roster and form: something changed them."""
        self._opened = None
        self._judging = None

    @property
    def opened(self) -> Opened:
        """The inspection worked on. Raises FieldkitError ``inspection.none`` or ``.several``."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> Opened:
        every = self.inspections()
        if self._chosen is not None:
            every = [one for one in every if one.id == self._chosen]
        if not every:
            raise FieldkitError("inspection.none")
        if len(every) > 1:
            raise FieldkitError("inspection.several", count=len(every), known=self._named(every))
        one = every[0]
        with self.casebook.read() as connection:
            chain = envelope_store.chain(connection, one.id)
        definition = self._definition(one.id)
        roster = roster_chain.fold(chain, one.founder)
        form = self._form(one)
        title = self._title(one.id)
        label = str(definition.get("label") or title)
        return Opened(one.id, one.founder, form, one.form_text, chain, roster, title, label)

    def _form(self, one: Known) -> Form:
        """The form of an inspection, read once for each hash of its text."""
        if one.form_sha256 not in self._forms:
            found = form_file.parse(one.form_text, "form.toml", one.form_sha256)
            self._forms[one.form_sha256] = found
        return self._forms[one.form_sha256]

    def _definition(self, inspection: str) -> Mapping[str, Value]:
        with self.casebook.read() as connection:
            now = entry_store.present(connection, inspection, reading.INSPECTION)
        for key, standing in now.items():
            body = standing[0].body
            if key.field == "inspection" and body and isinstance(body.value, Mapping):
                return body.value
        return {}

    def _title(self, inspection: str) -> str:
        return str(self._definition(inspection).get("title") or "Inspection")

    def _named(self, every: Sequence[Known]) -> str:
        return ", ".join(f"{one.id[:8]} ({self._title(one.id)})" for one in every) or "none"

    @property
    def form(self) -> Form:
        """The form the inspection is pinned to."""
        return self.opened.form

    @property
    def roster(self) -> Roster:
        """The roster as we know it; before a restored casebook is confirmed, with us in it."""
        return self.with_us(self.opened.roster)

    def with_us(self, roster: Roster) -> Roster:
        """`roster` as a casebook sees it that was restored and is not confirmed yet."""
        return roster.with_successor(self.device_id, [one.device for one in self.former])

    @property
    def is_confirmed(self) -> bool:
        """Whether the roster names our device."""
        return self.opened.roster.device(self.device_id) is not None

    @property
    def me(self) -> Device | None:
        """Our device in the roster, or None before we are in it."""
        return self.roster.device(self.device_id)

    @property
    def role(self) -> str:
        """Our role now."""
        return self.me.role if self.me else rights.NONE

    @property
    def is_centre(self) -> bool:
        """Whether this casebook is one that ``centre`` is addressed to."""
        return self.role in rights.CENTRE_ROLES

    def judging(self, connection: Connection) -> Judging:
        """What verdicts rest on."""
        if self._judging is None:
            self._judging = entry_store.judging(connection, self.opened.id, self.roster)
        return self._judging

    def present(self, subject: str | None = None, about: str | None = None) -> Present:
        """What stands, of the inspection, of a subject, or of one reading of it."""
        here = self.casebook.standing
        if subject is None and about is None:
            return here.whole(self.opened.id)
        group = None if subject is None else here.of_subject(self.opened.id, subject)
        if group is not None:
            chosen = {key: found for key, found in group.items() if key.reading == about}
            return group if about is None else chosen
        with self.casebook.read() as connection:
            return entry_store.present(connection, self.opened.id, subject, about)

    def held(self) -> list[Held]:
        """Every entry held of the inspection, with its verdict: what history is made of."""
        with self.casebook.read() as connection:
            return list(entry_store.everything(connection, self.opened.id))

    def record(self, edits: Sequence[Edit]) -> list[Entry]:
        """Record edits durably, as one step. Returns the entries.

        Raises FieldkitError ``rights.refused``, ``disk.full``, ``disk.not_written``.
        """
        try:
            return self._recorded(edits).result()
        except FieldkitError as why:
            self.note_attempt(edits[0].key.kind, why)
            raise

    def record_later(self, edits: Sequence[Edit]) -> Future[list[Entry]]:
        """The same without waiting: the Future is done once the entries are on the disk."""
        return self.watched(self._recorded(edits), edits)

    def watched(self, made: Future[list[Entry]], edits: Sequence[Edit]) -> Future[list[Entry]]:
        """Let a refusal of a right that comes later leave its line in the log."""

        def look(done: Future[list[Entry]]) -> None:
            why = None if done.cancelled() else done.exception()
            if isinstance(why, FieldkitError) and why.code == REFUSED:
                self.casebook.recorder.submit(self._attempt(edits[0].key.kind, why))

        made.add_done_callback(look)
        return made

    def note_attempt(self, action: str, why: FieldkitError, about: str = "") -> None:
        """Write a line for an attempt that a right refused; a full disk does not hide the refusal.

        Refusals of any other kind leave none.
        """
        if why.code.startswith(ATTEMPTS):
            with suppress(FieldkitError):
                self.casebook.recorder.run(self._attempt(action, why, about))

    def _attempt(
        self, action: str, why: FieldkitError, about: str = ""
    ) -> Callable[[Connection], None]:
        facts = {"role": self.role, "action": action, "code": why.code, "about": about}
        at = stamp(self.clock)
        return lambda connection: care_log.write(connection, ATTEMPT, at, facts)

    def _recorded(self, edits: Sequence[Edit]) -> Future[list[Entry]]:
        opened, author = self.opened, self.me.person if self.me else self.owner.person

        def work(connection: Connection) -> list[Entry]:
            return entry_store.record(
                connection,
                opened.id,
                self.device_id,
                author,
                edits,
                self.judging(connection),
                stamp(self.clock),
            )

        return self.casebook.recorder.submit(work)

    def undelivered(self) -> int:
        """How many of our own entries no receipt covers yet, those of before a restore included."""
        count = 0
        with self.casebook.read() as connection:
            for device in self.lineage:
                end = entry_store.head(connection, self.opened.id, device)
                through, _ = envelope_store.delivered_through(connection, self.opened.id, device)
                count += max(0, end.sequence - through)
        return count

    def keep_recovery(self) -> None:
        """Have a recovery slot for the recipient that each roster names, and for no other."""
        named: set[str] = set()
        with self.casebook.read() as connection:
            for one in envelope_store.known(connection):
                chain = envelope_store.chain(connection, one.id)
                named.add(roster_chain.fold(chain, one.founder).recovery)
        self.casebook.keep_recovery(sorted(named - {""}))

    def keep_heads(self) -> None:
        """Note our chain heads in the key file: at a send, a lock, a clean close."""
        heads: dict[str, tuple[int, str]] = {}
        with self.casebook.read() as connection:
            for one in envelope_store.known(connection):
                end = entry_store.head(connection, one.id, self.device_id)
                if end.sequence:
                    heads[one.id] = (end.sequence, end.id)
        self.casebook.keep_heads(heads)

    def close(self) -> None:
        """Note the heads and close the casebook."""
        self.keep_heads()
        self.casebook.close()
