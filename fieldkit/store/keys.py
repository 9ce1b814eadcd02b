"""The key file: a random data key, held once per slot, and the keys derived from it.

``store.fkkeys`` holds two copies of one canonical JSON value, each with its SHA-256, so that a
damaged half is noticed and survived. The whole is authenticated by a MAC from the data key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical, parse_canonical
from fieldkit.store.files import write_whole
from fieldkit.store.key_slots import (
    KEY_BYTES,
    MOST_SLOTS,
    Kdf,
    PassphraseSlot,
    RecoverySlot,
    Slot,
    check_passphrase,
    make_passphrase,
    read_slot,
    seal,
    seal_recovery,
    unseal,
    wrap_passphrase,
)

__all__ = [
    "FILE",
    "KEY_BYTES",
    "DataKey",
    "Kdf",
    "KeyFile",
    "Throttle",
    "change_passphrase",
    "check_passphrase",
    "create",
    "load",
    "make_passphrase",
    "save",
    "unlock",
    "waiting_time",
    "with_recovery",
]

FILE = "store.fkkeys"
TRIES = "store.tries"
FORMAT = 1
FREE_TRIES = 3
LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class KeyFile:
    """One version of the key file. `heads` are chain heads as of the last send, lock or close.

    `recovery` says when the team last opened it for its owner, "" for never.
    """

    sequence: int
    store: str
    salt: bytes
    slots: tuple[Slot, ...]
    heads: Mapping[str, tuple[int, str]]
    recovery: str = ""
    mac: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """The recovery recipients that can open it."""
        return tuple(one.recipient for one in self.slots if isinstance(one, RecoverySlot))

    def signed_value(self) -> dict[str, Value]:
        """What the MAC covers."""
        return {
            "format": FORMAT,
            "sequence": self.sequence,
            "store": self.store,
            "salt": self.salt.hex(),
            "slots": [slot.to_value() for slot in self.slots],
            "heads": {name: [number, one] for name, (number, one) in self.heads.items()},
            "recovery": self.recovery,
        }


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256. Source: RFC 5869."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class DataKey:
    """The 32 random bytes from which every key of a casebook comes, by HKDF-SHA256."""

    def __init__(self, secret: bytes, salt: bytes) -> None:
        self._secret = secret
        self._salt = salt

    def derive(self, purpose: str, length: int = KEY_BYTES) -> bytes:
        """A key for one purpose. Source: RFC 5869."""
        return hkdf(self._secret, self._salt, f"fieldkit.{purpose}".encode(), length)

    def database_key(self, name: str) -> str:
        """96 hex digits: a 32-byte key and a 16-byte salt for SQLCipher."""
        return self.derive(f"database.{name}", KEY_BYTES + 16).hex()

    def mac(self, key_file: KeyFile) -> str:
        """The MAC over a key file."""
        key = self.derive("keyfile.mac")
        return hmac.new(key, canonical(key_file.signed_value()), hashlib.sha256).hexdigest()

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """Wrap another key: nonce and AES-256-GCM ciphertext, bound to `bound_to`."""
        nonce = secrets.token_bytes(12)
        return nonce + seal(self.derive("wrap"), nonce, secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The other way round. Raises FieldkitError ``keys.unwrap``."""
        secret = unseal(self.derive("wrap"), wrapped[:12], wrapped[12:], bound_to)
        if secret is None:
            raise FieldkitError("keys.unwrap")
        return secret

    @property
    def salt(self) -> bytes:
        """The salt of the derivation, which the key file holds in the clear."""
        return self._salt

    @property
    def name(self) -> str:
        """Sixteen digits that tell this data key from another and say nothing about it."""
        return self.derive("name", 8).hex()

    def raw(self) -> bytes:
        """The secret itself, for wrapping it in another slot only."""
        return self._secret


def create(folder: Path, passphrase: str, kdf: Kdf) -> tuple[DataKey, KeyFile]:
    """A new data key and its key file on disk. Raises ``keys.passphrase_short`` and the like."""
    check_passphrase(passphrase)
    secret, salt = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(32)
    store = secrets.token_hex(16)
    slot = wrap_passphrase(store, secret, passphrase, kdf)
    key = DataKey(secret, salt)
    return key, save(folder, key, KeyFile(0, store, salt, (slot,), {}))


def save(folder: Path, key: DataKey, key_file: KeyFile) -> KeyFile:
    """Write the next version of the key file, both copies in one durable step."""
    after = replace(key_file, sequence=key_file.sequence + 1)
    after = replace(after, mac=key.mac(after))
    write_whole(folder / FILE, encoded(key, after))
    return after


def encoded(key: DataKey, key_file: KeyFile) -> bytes:
    """The bytes of a key file: both copies, each with its hash."""
    after = replace(key_file, mac=key.mac(key_file))
    copy: dict[str, Value] = {**after.signed_value(), "mac": after.mac}
    digest = hashlib.sha256(canonical(copy)).hexdigest()
    both: Value = {name: {"value": copy, "sha256": digest} for name in ("A", "B")}
    return canonical(both)


def load(folder: Path) -> tuple[KeyFile, tuple[str, ...]]:
    """The newest sound copy, and the names of damaged copies.

    Raises FieldkitError ``keys.missing``, ``keys.damaged``, ``keys.newer`` or ``keys.kdf``.
    """
    try:
        data = (folder / FILE).read_bytes()
    except FileNotFoundError as why:
        raise FieldkitError("keys.missing", folder=folder.name) from why
    except OSError as why:
        raise FieldkitError("keys.unreadable", why=why.strerror or "unknown") from why
    try:
        both = parse_canonical(data)
    except FieldkitError as why:
        raise FieldkitError("keys.damaged") from why
    found: list[KeyFile] = []
    damaged: list[str] = []
    for name in ("A", "B"):
        copy = both.get(name) if isinstance(both, Mapping) else None
        try:
            found.append(_read_copy(copy))
        except (KeyError, ValueError, TypeError, AttributeError):
            damaged.append(name)
    if not found:
        raise FieldkitError("keys.damaged")
    newest = max(found, key=lambda one: one.sequence)
    for slot in newest.slots:
        if isinstance(slot, PassphraseSlot):
            slot.kdf.check()
    return newest, tuple(damaged)


def _read_copy(copy: Value) -> KeyFile:
    if not isinstance(copy, Mapping) or not isinstance(copy["value"], Mapping):
        raise ValueError("shape")
    value = copy["value"]
    if hashlib.sha256(canonical(value)).hexdigest() != copy["sha256"]:
        raise ValueError("hash")
    if value["format"] != FORMAT:
        raise FieldkitError("keys.newer")
    slots, heads = value["slots"], value["heads"]
    if not isinstance(slots, list) or not isinstance(heads, Mapping) or len(slots) > MOST_SLOTS:
        raise ValueError("shape")
    sequence = value["sequence"]
    if not isinstance(sequence, int):
        raise ValueError("sequence")
    return KeyFile(
        sequence=sequence,
        store=str(value["store"]),
        salt=bytes.fromhex(str(value["salt"])),
        slots=tuple(read_slot(slot) for slot in slots),
        heads={name: (int(one[0]), str(one[1])) for name, one in heads.items()},  # type: ignore[index,arg-type]
        recovery=str(value["recovery"]),
        mac=str(value["mac"]),
    )


def check_mac(key: DataKey, key_file: KeyFile) -> None:
    """Raise FieldkitError ``keys.tampered`` when somebody without the data key wrote this file."""
    if not hmac.compare_digest(key.mac(key_file).encode(), key_file.mac.encode()):
        raise FieldkitError("keys.tampered")


def unlock(folder: Path, passphrase: str) -> tuple[DataKey, KeyFile]:
    """The data key behind a passphrase.

    Raises FieldkitError ``keys.wrong_passphrase``, ``keys.tampered`` and what `load` raises.
    """
    key_file, _ = load(folder)
    for slot in key_file.slots:
        if isinstance(slot, RecoverySlot):
            continue
        secret = slot.open(key_file.store, passphrase)
        if secret is None:
            continue
        key = DataKey(secret, key_file.salt)
        check_mac(key, key_file)
        return key, key_file
    raise FieldkitError("keys.wrong_passphrase")


def change_passphrase(
    folder: Path, key: DataKey, key_file: KeyFile, passphrase: str, kdf: Kdf
) -> KeyFile:
    """Write the key file with a slot for another passphrase in place of the one there was.

    Raises FieldkitError ``keys.passphrase_short`` or ``keys.passphrase_common``.
    """
    check_passphrase(passphrase)
    slot = wrap_passphrase(key_file.store, key.raw(), passphrase, kdf)
    others = tuple(one for one in key_file.slots if isinstance(one, RecoverySlot))
    return save(folder, key, replace(key_file, slots=(slot, *others)))


def with_slots(key_file: KeyFile, other: KeyFile) -> KeyFile:
    """`key_file` with the slots of `other`, which are of the same data key and store."""
    return replace(key_file, slots=other.slots)


def with_recovery(key: DataKey, key_file: KeyFile, recipients: Sequence[str]) -> KeyFile:
    """The key file with one recovery slot for each of `recipients` and no other.

    Raises FieldkitError ``key.recipient``.
    """
    held = {one.recipient: one for one in key_file.slots if isinstance(one, RecoverySlot)}
    rest = tuple(one for one in key_file.slots if isinstance(one, PassphraseSlot))
    wanted = sorted(set(recipients))[: MOST_SLOTS - len(rest)]
    made = tuple(held.get(one) or seal_recovery(key_file.store, key.raw(), one) for one in wanted)
    return replace(key_file, slots=(*rest, *made))


def waiting_time(tries: int) -> float:
    """Seconds to wait after `tries` wrong passphrases: none for three, then 1, 2, 4 .. 60."""
    if tries < FREE_TRIES:
        return 0.0
    return float(min(LONGEST_WAIT, 2.0 ** min(tries - FREE_TRIES, 10)))


class Throttle:
    """A courtesy against guessing at the window; the counter stands beside the key file."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._file = folder / TRIES
        self._now = now

    def _read(self) -> tuple[int, float]:
        try:
            count, last = self._file.read_text("ascii").split()
            return int(count), float(last)
        except (OSError, ValueError):
            return 0, 0.0

    def seconds_left(self) -> float:
        """How long to wait before the next try."""
        count, last = self._read()
        return max(0.0, last + waiting_time(count) - self._now())

    def failed(self) -> float:
        """Count a wrong passphrase; returns the seconds to wait now."""
        count = self._read()[0] + 1
        write_whole(self._file, f"{count} {self._now()}".encode("ascii"))
        return waiting_time(count)

    def succeeded(self) -> None:
        """Forget the wrong tries."""
        self._file.unlink(missing_ok=True)
