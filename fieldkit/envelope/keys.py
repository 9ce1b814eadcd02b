"""Device keys: Ed25519 to sign, age X25519 to seal; signer ids and the six words of a key.

A device's id is its signer id in hex: SHA-256 of ``fieldkit.key.ed25519`` and the public key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError

_KEY_LABEL = b"fieldkit.key.ed25519"
_SUCCESSOR = b"fieldkit.successor.v1"
_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P


@dataclass(frozen=True)
class DeviceKeys:
    """The two secrets of one device. `signing` is 32 bytes, `sealing` an age identity string."""

    signing: bytes
    sealing: str

    @classmethod
    def make(cls) -> DeviceKeys:
        """New random keys from the operating system's generator."""
        signing = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(signing, str(pyrage.x25519.Identity.generate()))

    @property
    def public(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    @property
    def recipient(self) -> str:
        """The age recipient (``age1...``) that this device can open."""
        return str(pyrage.x25519.Identity.from_str(self.sealing).to_public())

    @property
    def id(self) -> str:
        """The device id in hex."""
        return signer_id(self.public).hex()

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes over exactly `message`."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(message)


def signer_id(public: bytes) -> bytes:
    """The 32-byte id of the holder of an Ed25519 public key."""
    return hashlib.sha256(_KEY_LABEL + public).digest()


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` is by `public`; False for every malformed input."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def successor_proof(old: DeviceKeys, public: bytes) -> bytes:
    """The old device's signature over the public key of the one that follows it."""
    return old.sign(pae(_SUCCESSOR, old.public, public))


def follows(predecessor: bytes, proof: bytes, public: bytes) -> bool:
    """Whether the holder of `predecessor` named `public` as what follows it."""
    return verify(predecessor, proof, pae(_SUCCESSOR, predecessor, public))


def check_public_key(public: bytes) -> None:
    """Refuse keys that must never be enrolled: wrong length, not a point, or of low order.

    Raises FieldkitError ``key.weak``. Source: RFC 8032, section 5.1.3; a low-order point would
    make a signature good for many messages.
    """
    point = _decompress(public) if len(public) == 32 else None
    if point is None:
        raise FieldkitError("key.weak")
    for _ in range(3):
        point = _double(point)
    if point == (0, 1):
        raise FieldkitError("key.weak")


def _decompress(public: bytes) -> tuple[int, int] | None:
    number = int.from_bytes(public, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    if v * x * x % _P == -u % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if v * x * x % _P != u or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else _P - x, y)


def _double(point: tuple[int, int]) -> tuple[int, int]:
    x, y = point
    product = _D * x * x * y * y % _P
    new_x = 2 * x * y * pow(1 + product, _P - 2, _P) % _P
    new_y = (y * y + x * x) * pow(1 - product, _P - 2, _P) % _P
    return (new_x, new_y)


def check_recipient(recipient: str) -> None:
    """Raise FieldkitError ``key.recipient`` unless `recipient` is an age X25519 recipient."""
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as why:
        raise FieldkitError("key.recipient") from why


def six_words(public: bytes, words: Sequence[str]) -> str:
    """Six words that two people compare by voice before a key is trusted: 60 bits of its hash.

    `words` is the project's list of 1,024 words.
    """
    number = int.from_bytes(hashlib.sha256(b"fieldkit.words" + public).digest()[:8], "big") >> 4
    return " ".join(words[(number >> (10 * place)) & 1023] for place in range(5, -1, -1))
