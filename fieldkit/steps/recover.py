"""Recovery by the team of an owner who forgot the passphrase: ask, answer, finish.

The team's recovery identity lives offline, in a file that no casebook holds. The owner's laptop
makes a request with a one-off key; the team compares six words by voice and answers with the data
key, sealed to that one-off key; the owner finishes with the passphrase chosen when asking. The
one-off key waits on the laptop under that new passphrase, so that a reply alone opens nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldkit.envelope.keys import six_words
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading
from fieldkit.inspection.entry import Key, Value, canonical, parse_canonical
from fieldkit.steps.session import Clock, Session, now_utc, stamp
from fieldkit.steps.words import words
from fieldkit.store import key_recovery
from fieldkit.store.entries import Edit
from fieldkit.store.files import write_whole
from fieldkit.store.keys import Kdf

FIELD = "access/recovery"
_LARGEST = 1 << 20


def make_identity(file: Path, passphrase: str, clock: Clock = now_utc) -> str:
    """Write a new recovery identity to `file`, under a passphrase unless that is "".

    Returns the recipient that the roster names. Raises FieldkitError ``recover.file_there``,
    ``keys.passphrase_short``, ``disk.not_written``.
    """
    if file.exists():
        raise FieldkitError("recover.file_there", file=file.name)
    recipient, data = key_recovery.make_identity(stamp(clock), passphrase)
    write_whole(file, data)
    return recipient


def needs_passphrase(identity: bytes) -> bool:
    """Whether an identity file is kept under a passphrase."""
    return key_recovery.is_locked(identity)


@dataclass(frozen=True)
class Request:
    """What a laptop asks: its store, the one-off recipient, the slots that may be opened."""

    store: str
    name: str
    recipient: str
    slots: tuple[Value, ...]
    made_at: str

    def to_bytes(self) -> bytes:
        """The request as a file."""
        value = {**vars(self), "slots": list(self.slots), "kind": "recovery request", "format": 1}
        return canonical(value)

    @property
    def words(self) -> str:
        """Six words of the whole request, to be compared by voice."""
        return six_words(hashlib.sha256(self.to_bytes()).digest(), words())


def read_request(data: bytes) -> Request:
    """Read a request. Raises FieldkitError ``recover.request_damaged``."""
    try:
        value = parse_canonical(data)
        if not isinstance(value, Mapping) or value["kind"] != "recovery request":
            raise ValueError("kind")
        slots = value["slots"]
        if value["format"] != 1 or not isinstance(slots, list):
            raise ValueError("shape")
        texts = {n: str(value[n]) for n in ("store", "name", "recipient", "made_at")}
        return Request(**texts, slots=tuple(slots))
    except (FieldkitError, ValueError, KeyError) as why:
        raise FieldkitError("recover.request_damaged") from why


def ask(folder: Path, name: str, passphrase: str, kdf: Kdf, clock: Clock = now_utc) -> Request:
    """Ask for a casebook that nobody can open: a request, with `passphrase` the new one to be.

    The casebook itself is not changed. Raises FieldkitError ``recover.no_slot``,
    ``keys.passphrase_short``, ``keys.missing`` and what reading the key file raises.
    """
    asked = key_recovery.ask(folder, passphrase, kdf)
    return Request(asked.store, name, asked.recipient, asked.slots, stamp(clock))


def answer(request: Request, spoken: str, identity: bytes, passphrase: str = "") -> bytes:
    """The team's reply, once the six words were compared; it needs no casebook and no network.

    `identity` is the identity file's content, `passphrase` what it is kept under. Raises
    FieldkitError ``recover.words_differ``, ``recover.identity``, ``recover.not_ours``.
    """
    if " ".join(spoken.lower().split()) != request.words:
        raise FieldkitError("recover.words_differ")
    secret = key_recovery.read_identity(identity, passphrase)
    return key_recovery.answer(request.store, request.recipient, request.slots, secret)


def is_asked(folder: Path) -> bool:
    """Whether a request of this casebook waits for its reply."""
    return key_recovery.is_asked(folder)


def finish(
    folder: Path, reply: bytes, passphrase: str, kdf: Kdf, clock: Clock = now_utc
) -> Session:
    """Open the casebook with the team's reply; the passphrase chosen when asking opens it now.

    Its use is recorded as an entry that the owner and the lead see. Raises FieldkitError
    ``recover.not_asked``, ``keys.wrong_passphrase``, ``recover.reply``, and what `unlock` raises.
    """
    if len(reply) > _LARGEST:
        raise FieldkitError("recover.reply")
    key_recovery.finish(folder, reply, passphrase, kdf, stamp(clock))
    session = Session.unlock(folder, passphrase, clock)
    note_use(session)
    return session


@dataclass(frozen=True)
class Use:
    """One use of recovery, as its entry tells it."""

    at: str


def note_use(session: Session) -> None:
    """Make an entry of the last use of recovery in each inspection that has none yet.

    The key file remembers the use, so a kill right after it does not hide it.
    """
    at = session.casebook.key_file.recovery
    if not at:
        return
    for inspection in session.inspections():
        with session.at(inspection.id):
            if at not in {one.at for one in uses(session)}:
                value: Value = {"at": at, "device": session.device_id}
                key = Key(reading.INSPECTION, "", f"{FIELD}-{session.device_id[:8]}-{at}")
                with suppress(FieldkitError):  # a revoked laptop may record nothing any more
                    session.record([Edit(key, value)])


def uses(session: Session) -> tuple[Use, ...]:
    """Every use of recovery on this casebook that its inspection knows of, oldest first."""
    found = []
    for key, standing in session.present(reading.INSPECTION).items():
        body = standing[0].body
        value = body.value if body else None
        told = value if key.field.startswith(FIELD) and isinstance(value, Mapping) else {}
        if told.get("device") in session.lineage:
            found.append(Use(str(told.get("at"))))
    return tuple(sorted(found, key=lambda one: one.at))
