"""Recovery of a data key: the team's offline identity, a laptop's request, the sealed reply.

An identity file is one that the public ``age`` tool reads, under a passphrase or in the clear. A
request waits in ``store.recovery`` beside the key file: the one-off identity, wrapped under the
passphrase that is to be the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyrage

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical, parse_canonical
from fieldkit.store import keys
from fieldkit.store.files import write_whole
from fieldkit.store.key_slots import (
    Kdf,
    PassphraseSlot,
    RecoverySlot,
    check_passphrase,
    open_recovery,
    open_sealed,
    read_slot,
    seal_to,
    wrap_passphrase,
)
from fieldkit.store.keys import DataKey

FILE = "store.recovery"
_WRAP = "one-off"
_AGE = b"age-encryption.org/v1\n"
_SECRET = "AGE-SECRET-KEY-"


def make_identity(made_at: str, passphrase: str) -> tuple[str, bytes]:
    """A new identity: its recipient, and its file. Raises ``keys.passphrase_short``."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    text = f"# created: {made_at}\n# public key: {recipient}\n{identity}\n".encode("ascii")
    if not passphrase:
        return recipient, text
    check_passphrase(passphrase)
    return recipient, bytes(pyrage.passphrase.encrypt(text, passphrase))


def is_locked(data: bytes) -> bool:
    """Whether an identity file is kept under a passphrase."""
    return data.startswith(_AGE)


def read_identity(data: bytes, passphrase: str) -> str:
    """The secret of an identity file. Raises FieldkitError ``recover.identity``."""
    try:
        if is_locked(data):
            data = bytes(pyrage.passphrase.decrypt(data, passphrase))
        lines = data.decode("ascii").split()
        secret = next(line for line in lines if line.startswith(_SECRET))
        pyrage.x25519.Identity.from_str(secret)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError, StopIteration) as why:
        raise FieldkitError("recover.identity") from why
    return secret


@dataclass(frozen=True)
class Asked:
    """What a request carries: the store, the one-off recipient, and the recovery slots."""

    store: str
    recipient: str
    slots: tuple[Value, ...]


def ask(folder: Path, passphrase: str, kdf: Kdf) -> Asked:
    """Make a one-off key and keep it under `passphrase`.

    Raises FieldkitError ``recover.no_slot``, ``keys.passphrase_short`` and what `keys.load` raises.
    """
    check_passphrase(passphrase)
    key_file, _ = keys.load(folder)
    slots = tuple(one.to_value() for one in key_file.slots if isinstance(one, RecoverySlot))
    if not slots:
        raise FieldkitError("recover.no_slot")
    identity = pyrage.x25519.Identity.generate()
    secret = str(identity).encode("ascii")
    slot = wrap_passphrase(key_file.store, secret, passphrase, kdf, _WRAP)
    kept: Value = {"format": 1, "store": key_file.store, "slot": slot.to_value()}
    write_whole(folder / FILE, canonical(kept))
    return Asked(key_file.store, str(identity.to_public()), slots)


def is_asked(folder: Path) -> bool:
    """Whether a request waits for its reply."""
    return (folder / FILE).is_file()


def _about(store: str, recipient: str) -> dict[str, Value]:
    digest = hashlib.sha256(recipient.encode("utf-8")).hexdigest()
    return {"type": "recovery reply", "store": store, "request": digest}


def answer(store: str, recipient: str, slots: Sequence[Value], identity: str) -> bytes:
    """The data key, sealed to the one-off recipient.

    Raises FieldkitError ``recover.not_ours`` when no slot is for this identity, and
    ``recover.request_damaged``.
    """
    for value in slots:
        try:
            slot = read_slot(value)
        except (ValueError, KeyError, TypeError) as why:
            raise FieldkitError("recover.request_damaged") from why
        secret = open_recovery(store, slot, identity) if isinstance(slot, RecoverySlot) else None
        if secret is not None:
            return seal_to(recipient, _about(store, recipient), secret)
    raise FieldkitError("recover.not_ours")


def finish(folder: Path, reply: bytes, passphrase: str, kdf: Kdf, at: str) -> None:
    """Write the key file with a slot for the passphrase chosen when asking, and that it was used.

    Raises FieldkitError ``recover.not_asked``, ``keys.wrong_passphrase``, ``recover.reply``,
    ``keys.tampered``.
    """
    key_file, _ = keys.load(folder)
    slot = _kept(folder, key_file.store)
    secret = slot.open(key_file.store, passphrase)
    if secret is None:
        raise FieldkitError("keys.wrong_passphrase")
    identity = secret.decode("ascii")
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public())
    raw = open_sealed(reply, identity, _about(key_file.store, recipient))
    if raw is None:
        raise FieldkitError("recover.reply")
    key = DataKey(raw, key_file.salt)
    keys.check_mac(key, key_file)
    keys.change_passphrase(folder, key, replace(key_file, recovery=at), passphrase, kdf)
    (folder / FILE).unlink(missing_ok=True)


def _kept(folder: Path, store: str) -> PassphraseSlot:
    try:
        value = parse_canonical((folder / FILE).read_bytes())
        if not isinstance(value, Mapping) or value["store"] != store:
            raise ValueError("store")
        slot = read_slot(value["slot"], _WRAP)
    except (OSError, FieldkitError, ValueError, KeyError, TypeError) as why:
        raise FieldkitError("recover.not_asked") from why
    if not isinstance(slot, PassphraseSlot):
        raise FieldkitError("recover.not_asked")
    slot.kdf.check()
    return slot
