"""The key file: a random data key, wrapped once per slot, and the keys derived from it.

``store.fkkeys`` holds two copies of one canonical JSON value, each with its SHA-256, so that a
damaged half is noticed and survived. The whole is authenticated by a MAC from the data key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical, parse_canonical
from fieldkit.store.files import write_whole

FILE = "store.fkkeys"
TRIES = "store.tries"
FORMAT = 1
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 15
MEMORY_KIB = (64 * 1024, 1024 * 1024)
ROUNDS = (3, 16)
LANES = (1, 16)
FREE_TRIES = 3
LONGEST_WAIT = 60.0
COMMON = ("password", "passphrase", "letmein", "qwerty", "123456", "abcdef", "iloveyou", "welcome")


@dataclass(frozen=True)
class Kdf:
    """Argon2id parameters: memory in KiB, rounds, lanes."""

    memory_kib: int = 256 * 1024
    rounds: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Refuse parameters outside the caps before they are run, so none can exhaust a machine.

        Raises FieldkitError ``keys.kdf``.
        """
        for value, (low, high) in (
            (self.memory_kib, MEMORY_KIB),
            (self.rounds, ROUNDS),
            (self.lanes, LANES),
        ):
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise FieldkitError("keys.kdf")

    def derive(self, passphrase: str, salt: bytes) -> bytes:
        """The 32-byte wrapping key. Source: RFC 9106."""
        self.check()
        kdf = Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=self.rounds,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        )
        return kdf.derive(passphrase.encode("utf-8"))


@dataclass(frozen=True)
class PassphraseSlot:
    """The data key wrapped under a passphrase with AES-256-GCM."""

    kdf: Kdf
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def to_value(self) -> dict[str, Value]:
        """The slot as JSON."""
        return {
            "type": "passphrase",
            "kdf": "argon2id",
            "memory_kib": self.kdf.memory_kib,
            "rounds": self.kdf.rounds,
            "lanes": self.kdf.lanes,
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "wrapped": self.wrapped.hex(),
        }


@dataclass(frozen=True)
class KeyFile:
    """One version of the key file. `heads` are chain heads as of the last send, lock or close."""

    sequence: int
    store: str
    salt: bytes
    slots: tuple[PassphraseSlot, ...]
    heads: Mapping[str, tuple[int, str]]
    recovery: str = ""
    mac: str = ""

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


class DataKey:
    """The 32 random bytes from which every key of a casebook comes, by HKDF-SHA256."""

    def __init__(self, secret: bytes, salt: bytes) -> None:
        self._secret = secret
        self._salt = salt

    def derive(self, purpose: str, length: int = KEY_BYTES) -> bytes:
        """A key for one purpose. Source: RFC 5869."""
        info = f"fieldkit.{purpose}".encode()
        return HKDF(hashes.SHA256(), length, self._salt, info).derive(self._secret)

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
        return nonce + AESGCM(self.derive("wrap")).encrypt(nonce, secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The other way round. Raises FieldkitError ``keys.unwrap``."""
        try:
            return AESGCM(self.derive("wrap")).decrypt(wrapped[:12], wrapped[12:], bound_to)
        except (InvalidTag, ValueError) as why:
            raise FieldkitError("keys.unwrap") from why

    def raw(self) -> bytes:
        """The secret itself, for wrapping it in another slot only."""
        return self._secret


def check_passphrase(passphrase: str) -> None:
    """Raise FieldkitError ``keys.passphrase_short`` or ``keys.passphrase_common``."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise FieldkitError("keys.passphrase_short", length=len(passphrase))
    squeezed = "".join(passphrase.lower().split())
    if len(set(squeezed)) < 6 or squeezed in {word * 2 for word in COMMON} | set(COMMON):
        raise FieldkitError("keys.passphrase_common")
    for word in COMMON:
        if squeezed.replace(word, "") in ("", "1", "12", "123", "1234", "!"):
            raise FieldkitError("keys.passphrase_common")


def make_passphrase(words: list[str], count: int = 6) -> str:
    """`count` random words from the project's list of 1,024: ten bits each."""
    return " ".join(secrets.choice(words) for _ in range(count))


def _bound(store: str, slot: Mapping[str, Value]) -> bytes:
    names = ("type", "kdf", "memory_kib", "rounds", "lanes", "salt")
    return canonical({"store": store, **{name: slot[name] for name in names}})


def wrap_passphrase(store: str, secret: bytes, passphrase: str, kdf: Kdf) -> PassphraseSlot:
    """A passphrase slot for the data key `secret`."""
    bare = PassphraseSlot(kdf, secrets.token_bytes(16), secrets.token_bytes(12), b"")
    key = kdf.derive(passphrase, bare.salt)
    sealed = AESGCM(key).encrypt(bare.nonce, secret, _bound(store, bare.to_value()))
    return replace(bare, wrapped=sealed)


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
    copy: dict[str, Value] = {**after.signed_value(), "mac": after.mac}
    digest = hashlib.sha256(canonical(copy)).hexdigest()
    both: Value = {name: {"value": copy, "sha256": digest} for name in ("A", "B")}
    write_whole(folder / FILE, canonical(both))
    return after


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
    if not isinstance(slots, list) or not isinstance(heads, Mapping):
        raise ValueError("shape")
    sequence = value["sequence"]
    if not isinstance(sequence, int):
        raise ValueError("sequence")
    return KeyFile(
        sequence=sequence,
        store=str(value["store"]),
        salt=bytes.fromhex(str(value["salt"])),
        slots=tuple(_read_slot(slot) for slot in slots),
        heads={name: (int(one[0]), str(one[1])) for name, one in heads.items()},  # type: ignore[index,arg-type]
        recovery=str(value["recovery"]),
        mac=str(value["mac"]),
    )


def _read_slot(slot: Value) -> PassphraseSlot:
    if not isinstance(slot, Mapping) or slot["type"] != "passphrase" or slot["kdf"] != "argon2id":
        raise ValueError("slot")
    numbers = [slot[name] for name in ("memory_kib", "rounds", "lanes")]
    kdf = Kdf(*numbers)  # type: ignore[arg-type]
    salt, nonce, wrapped = (bytes.fromhex(str(slot[n])) for n in ("salt", "nonce", "wrapped"))
    if len(nonce) != 12 or not 8 <= len(salt) <= 64:
        raise ValueError("slot")
    return PassphraseSlot(kdf, salt, nonce, wrapped)


def unlock(folder: Path, passphrase: str) -> tuple[DataKey, KeyFile]:
    """The data key behind a passphrase.

    Raises FieldkitError ``keys.wrong_passphrase``, ``keys.tampered`` and what `load` raises.
    """
    key_file, _ = load(folder)
    for slot in key_file.slots:
        bound = _bound(key_file.store, slot.to_value())
        try:
            wrapping = slot.kdf.derive(passphrase, slot.salt)
            secret = AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, bound)
        except InvalidTag:
            continue
        key = DataKey(secret, key_file.salt)
        if not hmac.compare_digest(key.mac(key_file), key_file.mac):
            raise FieldkitError("keys.tampered")
        return key, key_file
    raise FieldkitError("keys.wrong_passphrase")


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
