"""Slots of the key file: a secret wrapped under a passphrase, or sealed to the team's recovery key.

Each slot is bound to its store, its type and its parameters, so that none can be moved, weakened
or inflated; what may be run is capped before it is run.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical, parse_canonical

KEY_BYTES = 32
SHORTEST_PASSPHRASE = 15
MEMORY_KIB = (64 * 1024, 1024 * 1024)
ROUNDS = (3, 16)
LANES = (1, 16)
LARGEST_SEALED = 4096
MOST_SLOTS = 16
PASSPHRASE = "passphrase"
RECOVERY = "recovery"
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
        return argon2id(passphrase.encode("utf-8"), salt, self)


def argon2id(
    password: bytes,
    salt: bytes,
    kdf: Kdf,
    secret: bytes | None = None,
    associated: bytes | None = None,
) -> bytes:
    """Argon2id, 32 bytes, with whatever parameters: callers check them. Source: RFC 9106."""
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=kdf.rounds,
        lanes=kdf.lanes,
        memory_cost=kdf.memory_kib,
        secret=secret,
        ad=associated,
    ).derive(password)


def seal(key: bytes, nonce: bytes, data: bytes, bound_to: bytes) -> bytes:
    """AES-GCM ciphertext and tag. Source: NIST SP 800-38D."""
    return AESGCM(key).encrypt(nonce, data, bound_to)


def unseal(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
    """The data, or None when key, nonce, tag or what it is bound to is another."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, bound_to)
    except (InvalidTag, ValueError):
        return None


@dataclass(frozen=True)
class PassphraseSlot:
    """A secret wrapped under a passphrase with AES-256-GCM."""

    kdf: Kdf
    salt: bytes
    nonce: bytes
    wrapped: bytes
    type: str = PASSPHRASE

    def to_value(self) -> dict[str, Value]:
        """The slot as JSON."""
        return {
            "type": self.type,
            "kdf": "argon2id",
            "memory_kib": self.kdf.memory_kib,
            "rounds": self.kdf.rounds,
            "lanes": self.kdf.lanes,
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "wrapped": self.wrapped.hex(),
        }

    def open(self, store: str, passphrase: str) -> bytes | None:
        """The secret, or None when the passphrase, the store or any parameter is another."""
        key = self.kdf.derive(passphrase, self.salt)
        return unseal(key, self.nonce, self.wrapped, _bound(store, self.to_value()))


@dataclass(frozen=True)
class RecoverySlot:
    """The data key sealed with age to the team's recovery recipient."""

    recipient: str
    sealed: bytes

    def to_value(self) -> dict[str, Value]:
        """The slot as JSON."""
        return {"type": RECOVERY, "recipient": self.recipient, "sealed": self.sealed.hex()}


Slot = PassphraseSlot | RecoverySlot


def read_slot(slot: Value, kind: str = PASSPHRASE) -> Slot:
    """A slot from JSON; `kind` is the type a wrapped secret must have.

    Raises ValueError, KeyError or TypeError for what is no slot.
    """
    if not isinstance(slot, Mapping):
        raise ValueError("slot")
    if slot["type"] == RECOVERY:
        sealed = bytes.fromhex(str(slot["sealed"]))
        if len(sealed) > LARGEST_SEALED:
            raise ValueError("slot")
        return RecoverySlot(str(slot["recipient"]), sealed)
    if slot["type"] != kind or slot["kdf"] != "argon2id":
        raise ValueError("slot")
    numbers = [slot[name] for name in ("memory_kib", "rounds", "lanes")]
    salt, nonce, wrapped = (bytes.fromhex(str(slot[n])) for n in ("salt", "nonce", "wrapped"))
    if len(nonce) != 12 or not 8 <= len(salt) <= 64 or len(wrapped) > LARGEST_SEALED:
        raise ValueError("slot")
    return PassphraseSlot(Kdf(*numbers), salt, nonce, wrapped, kind)  # type: ignore[arg-type]


def _bound(store: str, slot: Mapping[str, Value]) -> bytes:
    names = ("type", "kdf", "memory_kib", "rounds", "lanes", "salt")
    return canonical({"store": store, **{name: slot[name] for name in names}})


def wrap_passphrase(
    store: str, secret: bytes, passphrase: str, kdf: Kdf, kind: str = PASSPHRASE
) -> PassphraseSlot:
    """A slot that holds `secret` for whoever knows `passphrase`."""
    bare = PassphraseSlot(kdf, secrets.token_bytes(16), secrets.token_bytes(12), b"", kind)
    key = kdf.derive(passphrase, bare.salt)
    sealed = seal(key, bare.nonce, secret, _bound(store, bare.to_value()))
    return replace(bare, wrapped=sealed)


def seal_recovery(store: str, secret: bytes, recipient: str) -> RecoverySlot:
    """A slot that holds `secret` for the holder of the recovery identity.

    Raises FieldkitError ``key.recipient``.
    """
    return RecoverySlot(recipient, seal_to(recipient, {"type": RECOVERY, "store": store}, secret))


def open_recovery(store: str, slot: RecoverySlot, identity: str) -> bytes | None:
    """The data key in a recovery slot of that store, or None when it is for somebody else."""
    return open_sealed(slot.sealed, identity, {"type": RECOVERY, "store": store})


def seal_to(recipient: str, about: Mapping[str, Value], secret: bytes) -> bytes:
    """`secret` with what it is about, sealed with age. Raises FieldkitError ``key.recipient``."""
    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as why:
        raise FieldkitError("key.recipient") from why
    return bytes(pyrage.encrypt(canonical({**about, "secret": secret.hex()}), [to]))


def open_sealed(sealed: bytes, identity: str, about: Mapping[str, Value]) -> bytes | None:
    """The secret, or None when it is sealed to another key or is about something else."""
    try:
        key = pyrage.x25519.Identity.from_str(identity)
        value = parse_canonical(bytes(pyrage.decrypt(sealed, [key])))
        if not isinstance(value, Mapping):
            return None
        told = dict(value)
        secret = bytes.fromhex(str(told.pop("secret")))
    except (pyrage.DecryptError, pyrage.IdentityError, FieldkitError, KeyError, ValueError):
        return None
    return secret if told == dict(about) else None


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


def make_passphrase(words: Sequence[str], count: int = 6) -> str:
    """`count` random words from the project's list of 1,024: ten bits each."""
    return " ".join(secrets.choice(words) for _ in range(count))
