"""The exact bytes inside an envelope, one layout for packs, bundles, receipts, rosters and returns.

::

    0    4   "FKB1"
    4    1   format version 01
    5    1   kind: 1 pack, 2 bundle, 3 receipt, 4 roster, 5 returned work
    6   32   signer id = SHA-256("fieldkit.key.ed25519" || public key)
    38  64   Ed25519 over PAE("fieldkit.envelope.v1", kind byte, signer id,
             SHA-256(roster chain), header bytes)
    102  4   u32be length of the roster chain, at most 1 MiB
    106  r   roster chain (see `roster_chain`)
         4   u32be header length, at most 65,536
         n   header, RFC 8785 JSON
        ..   frames: u32be frame length (at most 1 MiB) || u32be stub length || stub || entry body
             the first frame's stub is the blob list; a receipt has one further stub, its JSON
        ..   blobs in the order of their list
        ..   zero padding, its length in the header

The whole is sealed with age to the recipients named in the header.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical, parse_canonical

MAGIC = b"FKB1"
FORMAT = 1
KINDS = {"pack": 1, "bundle": 2, "receipt": 3, "roster": 4, "returned": 5}
KIND_NAMES = {number: name for name, number in KINDS.items()}
LABEL = b"fieldkit.envelope.v1"
FIXED = 106
LARGEST_HEADER = 65_536
LARGEST_FRAME = 1 << 20
CENTRE = "centre"
FIRST_PREVIOUS = "0" * 64

_TEXTS = (
    *("kind", "inspection", "device", "person", "address", "envelope_id", "previous_sha256"),
    *("chain_head", "body_sha256", "roster_sha256", "app_version", "made_at"),
)
_NUMBERS = (
    *("v", "sequence", "first", "last", "frames", "body_length", "blobs", "blobs_length"),
    *("padding", "roster_version"),
)


@dataclass(frozen=True)
class Header:
    """What is signed about an envelope. Lengths are in bytes; `values` keeps unknown fields too."""

    values: Mapping[str, Value]
    encoded: bytes

    def text(self, name: str) -> str:
        """A text field."""
        return str(self.values[name])

    def number(self, name: str) -> int:
        """A whole-number field."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    @property
    def recipients(self) -> tuple[str, ...]:
        """The age recipients that the envelope was sealed to."""
        value = self.values["recipients"]
        assert isinstance(value, list)
        return tuple(str(one) for one in value)

    @property
    def form(self) -> Mapping[str, Value]:
        """The form's ``id``, ``version`` and ``sha256``."""
        value = self.values["form"]
        assert isinstance(value, Mapping)
        return value


def read_header(data: bytes) -> Header:
    """Read a header whose signature has been checked.

    Raises FieldkitError ``envelope.not_canonical`` (also for a header of another shape) or
    ``envelope.newer``.
    """
    try:
        value = parse_canonical(data)
    except FieldkitError as why:
        raise FieldkitError("envelope.not_canonical") from why
    if not isinstance(value, Mapping):
        raise FieldkitError("envelope.not_canonical")
    version = value.get("v")
    if isinstance(version, int) and version > FORMAT:
        raise FieldkitError("envelope.newer", version=version)
    for name in _TEXTS:
        if not isinstance(value.get(name), str):
            raise FieldkitError("envelope.not_canonical", field=name)
    for name in _NUMBERS:
        number = value.get(name)
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise FieldkitError("envelope.not_canonical", field=name)
    recipients, form = value.get("recipients"), value.get("form")
    if not isinstance(recipients, list) or not all(isinstance(one, str) for one in recipients):
        raise FieldkitError("envelope.not_canonical", field="recipients")
    if not isinstance(form, Mapping):
        raise FieldkitError("envelope.not_canonical", field="form")
    return Header(value, data)


def header_of(head: bytes) -> Header:
    """The header in a kept head: the inner bytes of a verified envelope up to the header's end."""
    at = FIXED + int.from_bytes(head[FIXED - 4 : FIXED], "big") + 4
    return read_header(head[at:])


@dataclass(frozen=True)
class BlobInfo:
    """One document carried along: SHA-256 in hex, length in bytes, media type."""

    sha256: str
    length: int
    media_type: str


def blob_list(blobs: Iterable[BlobInfo]) -> bytes:
    """The blob list as the first frame's stub."""
    return canonical(
        [
            {"length": one.length, "media_type": one.media_type, "sha256": one.sha256}
            for one in blobs
        ]
    )


def read_blob_list(data: bytes) -> tuple[BlobInfo, ...]:
    """Read the first frame's stub. Raises FieldkitError ``envelope.not_canonical``."""
    value = parse_canonical(data)
    if not isinstance(value, list):
        raise FieldkitError("envelope.not_canonical", field="blobs")
    found: list[BlobInfo] = []
    for one in value:
        if not isinstance(one, Mapping):
            raise FieldkitError("envelope.not_canonical", field="blobs")
        digest, length, media = one.get("sha256"), one.get("length"), one.get("media_type")
        good = isinstance(digest, str) and isinstance(media, str) and len(digest) == 64
        if not good or not isinstance(length, int) or isinstance(length, bool) or length < 0:
            raise FieldkitError("envelope.not_canonical", field="blobs")
        found.append(BlobInfo(str(digest), length, str(media)))
    return tuple(found)


@dataclass(frozen=True)
class Frame:
    """One frame: the stub's bytes and the entry body's bytes, which may be empty."""

    stub: bytes
    body: bytes = b""

    def to_bytes(self) -> bytes:
        """The frame as written. Raises FieldkitError ``envelope.frame_too_large``."""
        inner = len(self.stub).to_bytes(4, "big") + self.stub + self.body
        if len(inner) > LARGEST_FRAME:
            raise FieldkitError("envelope.frame_too_large", size=len(inner))
        return len(inner).to_bytes(4, "big") + inner


def body_digest(stubs: Iterable[bytes]) -> str:
    """``body_sha256``: over each frame's stub length and stub, not over entry bodies."""
    digest = hashlib.sha256()
    for stub in stubs:
        digest.update(len(stub).to_bytes(4, "big") + stub)
    return digest.hexdigest()


def bucket(length: int) -> int:
    """The padded size for `length` bytes: at most 12 % more, at least 4,096 (Padmé's rule)."""
    if length <= 4096:
        return 4096
    exponent = length.bit_length() - 1
    keep = exponent.bit_length()
    step = 1 << max(0, exponent - keep)
    return (length + step - 1) // step * step
