"""Opening: unseal, verify the signature over raw bytes, and only then parse.

A failure at any step is a FieldkitError whose code says which; nothing is half taken in.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import pyrage

from fieldkit.envelope import layout
from fieldkit.envelope.keys import signer_id, verify
from fieldkit.envelope.layout import BlobInfo, Frame, Header
from fieldkit.envelope.pae import pae
from fieldkit.envelope.staging import CHUNK, Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Entry
from fieldkit.inspection.roster import Roster

_LONGEST_LINE, _MOST_LINES = 4096, 4096


def unseal(source: BinaryIO, identities: Sequence[str], staging: Staging) -> None:
    """Decrypt the age file `source` into `staging`, whole, before anything looks at it.

    Raises FieldkitError ``envelope.not_for_us`` (no identity fits), ``envelope.damaged`` (not an
    age file, cut or altered) or ``envelope.too_large``.
    """
    _check_outside(source)
    source.seek(0)
    keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
    try:
        # Pieces of 8 kB are gathered before they come to us.
        gathered = io.BufferedWriter(staging, CHUNK)
        try:
            pyrage.decrypt_io(source, gathered, keys)
        finally:
            gathered.detach()  # flushes
    except (pyrage.DecryptError, OSError, FieldkitError) as why:
        if staging.trouble is not None:
            raise staging.trouble from why
        code = "envelope.not_for_us" if "No matching keys" in str(why) else "envelope.damaged"
        raise FieldkitError(code) from why


def may_open(begin: bytes, identities: Sequence[str]) -> bool:
    """Whether a file that begins so is sealed to one of us; True also where it cannot be told."""
    keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
    try:
        pyrage.decrypt_io(io.BytesIO(begin), io.BytesIO(), keys)
    except (pyrage.DecryptError, OSError) as why:
        return "No matching keys" not in str(why)
    return True


def _check_outside(source: BinaryIO) -> None:
    """Read the age header: every recipient stanza ends with a short line, even an empty one.

    The library takes older files that leave it out; ours never do. Source: age-encryption.org/v1.
    """
    if source.readline(_LONGEST_LINE) != b"age-encryption.org/v1\n":
        raise FieldkitError("envelope.damaged")
    body_open = False
    for _ in range(_MOST_LINES):
        line = source.readline(_LONGEST_LINE).rstrip(b"\n")
        if not body_open and line.startswith(b"--- "):
            return
        if not body_open and not line.startswith(b"-> "):
            break
        body_open = not body_open or len(line) == 64
    raise FieldkitError("envelope.damaged")


@dataclass(frozen=True)
class Outside:
    """The fixed part and the roster chain, before any signature is known to be good."""

    kind: str
    signer: bytes
    signature: bytes
    roster_chain: bytes
    header_at: int
    header_length: int


def read_outside(staging: Staging, expected: Sequence[str]) -> Outside:
    """Cut the fixed part: magic, version, kind, signer, signature, roster chain.

    Raises FieldkitError ``envelope.magic``, ``envelope.newer``, ``envelope.kind``,
    ``envelope.cut_short``, ``envelope.header_too_large``.
    """
    fixed = staging.at(0, layout.FIXED)
    if fixed[:4] != layout.MAGIC:
        raise FieldkitError("envelope.magic")
    if fixed[4] != layout.FORMAT:
        raise FieldkitError("envelope.newer", version=fixed[4])
    kind = layout.KIND_NAMES.get(fixed[5])
    if kind is None or kind not in expected:
        raise FieldkitError("envelope.kind", kind=kind or fixed[5], expected=", ".join(expected))
    chain_length = int.from_bytes(fixed[102:106], "big")
    if chain_length > 1 << 20:
        raise FieldkitError("envelope.header_too_large")
    chain = staging.at(layout.FIXED, chain_length)
    at = layout.FIXED + chain_length + 4
    header_length = int.from_bytes(staging.at(at - 4, 4), "big")
    if header_length > layout.LARGEST_HEADER:
        raise FieldkitError("envelope.header_too_large")
    return Outside(kind, fixed[6:38], fixed[38:102], chain, at, header_length)


def verify_header(staging: Staging, outside: Outside, public: bytes) -> Header:
    """Check the signature over the raw bytes, then read the header.

    Raises FieldkitError ``envelope.signature``, ``envelope.not_canonical``, ``envelope.newer``.
    """
    encoded = staging.at(outside.header_at, outside.header_length)
    message = pae(
        layout.LABEL,
        bytes([layout.KINDS[outside.kind]]),
        outside.signer,
        hashlib.sha256(outside.roster_chain).digest(),
        encoded,
    )
    if signer_id(public) != outside.signer or not verify(public, outside.signature, message):
        raise FieldkitError("envelope.signature")
    header = layout.read_header(encoded)
    if header.text("kind") != outside.kind or header.text("device") != outside.signer.hex():
        raise FieldkitError("envelope.not_canonical", field="kind")
    return header


@dataclass(frozen=True)
class Opened:
    """A verified envelope: its header, and its frames and blobs to be streamed from the staging."""

    header: Header
    head: bytes
    roster_chain: bytes
    blobs: tuple[BlobInfo, ...]
    staging: Staging
    body_at: int
    read_before: list[Entry] = field(default_factory=list, compare=False)
    """The entries that whoever reads frames may keep here, in order, instead of parsing again."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the inner bytes from 0 to the header's end."""
        return hashlib.sha256(self.head).hexdigest()

    def frames(self) -> Iterator[Frame]:
        """The frames after the blob list."""
        walk = _walk(self.staging, self.body_at, self.header.number("body_length"))
        next(walk)
        yield from walk

    def blob(self, number: int) -> Iterator[bytes]:
        """The bytes of one blob in pieces of at most 1 MiB."""
        start = self.body_at + self.header.number("body_length")
        start += sum(one.length for one in self.blobs[:number])
        yield from self.staging.stream(start, self.blobs[number].length)


def _walk(staging: Staging, at: int, length: int) -> Iterator[Frame]:
    end = at + length
    while at < end:
        size = int.from_bytes(staging.at(at, 4), "big")
        if size > layout.LARGEST_FRAME or size < 4 or at + 4 + size > end:
            raise FieldkitError("envelope.lengths")
        inner = staging.at(at + 4, size)
        stub_length = int.from_bytes(inner[:4], "big")
        if stub_length > size - 4:
            raise FieldkitError("envelope.lengths")
        yield Frame(inner[4 : 4 + stub_length], inner[4 + stub_length :])
        at += 4 + size


def verify_content(staging: Staging, outside: Outside, header: Header) -> Opened:
    """Check lengths, counts, padding and every hash that the signed header promises.

    Raises FieldkitError ``envelope.lengths``, ``envelope.body_sha256``, ``envelope.blob_sha256``.
    """
    body_at = outside.header_at + outside.header_length
    body_length, padding = header.number("body_length"), header.number("padding")
    total = body_at + body_length + header.number("blobs_length") + padding
    if total != staging.length:
        raise FieldkitError("envelope.lengths")
    digest = hashlib.sha256()
    count = 0
    first: bytes | None = None
    for frame in _walk(staging, body_at, body_length):
        first = frame.stub if first is None else first
        digest.update(len(frame.stub).to_bytes(4, "big") + frame.stub)
        count += 1
    if count != header.number("frames") or first is None:
        raise FieldkitError("envelope.lengths")
    if digest.hexdigest() != header.text("body_sha256"):
        raise FieldkitError("envelope.body_sha256")
    blobs = layout.read_blob_list(first)
    lengths = sum(one.length for one in blobs)
    if len(blobs) != header.number("blobs") or lengths != header.number("blobs_length"):
        raise FieldkitError("envelope.lengths")
    opened = Opened(header, staging.at(0, body_at), outside.roster_chain, blobs, staging, body_at)
    _check_blobs(opened)
    for piece in staging.stream(total - padding, padding):
        if piece.strip(b"\0"):
            raise FieldkitError("envelope.lengths")
    return opened


def _check_blobs(opened: Opened) -> None:
    for number, blob in enumerate(opened.blobs):
        digest = hashlib.sha256()
        for piece in opened.blob(number):
            digest.update(piece)
        if digest.hexdigest() != blob.sha256:
            raise FieldkitError("envelope.blob_sha256", sha256=blob.sha256)


@dataclass(frozen=True)
class Expected:
    """What the opener knows: kinds it takes, itself, and how a roster chain is judged.

    `devices` is its own device, and those it was before it was restored from a backup.
    """

    kinds: Sequence[str]
    inspection: str | None
    devices: frozenset[str]
    is_centre: Callable[[Roster], bool]
    join: Callable[[bytes], Roster]
    allows: Callable[[str, frozenset[str]], bool]


def open_verified(staging: Staging, expected: Expected) -> tuple[Opened, Roster]:
    """Everything from magic to hashes, in the fixed order. Returns the envelope and its roster.

    Raises FieldkitError with a code of this module, or of `roster_chain` for the chain; further:
    ``envelope.signer_unknown``, ``envelope.other_inspection``, ``envelope.other_recipient``,
    ``envelope.role``.
    """
    outside = read_outside(staging, expected.kinds)
    roster = expected.join(outside.roster_chain)
    device = roster.device(outside.signer.hex())
    if device is None:
        raise FieldkitError("envelope.signer_unknown", signer=outside.signer.hex()[:8])
    header = verify_header(staging, outside, bytes.fromhex(device.signing_key))
    if header.text("inspection") != (expected.inspection or roster.inspection):
        raise FieldkitError("envelope.other_inspection")
    address = header.text("address")
    ours = address in expected.devices or (address == layout.CENTRE and expected.is_centre(roster))
    if not ours:
        raise FieldkitError("envelope.other_recipient", address=roster.name_of(address))
    if not expected.allows(outside.kind, device.roles):
        raise FieldkitError("envelope.role", person=device.name, kind=outside.kind)
    return verify_content(staging, outside, header), roster
