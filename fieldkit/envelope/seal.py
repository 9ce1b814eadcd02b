"""Sealing: a signed inner stream, encrypted with age to the recipients, in bounded memory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyrage

from fieldkit.envelope import layout
from fieldkit.envelope.keys import DeviceKeys, check_recipient, signer_id
from fieldkit.envelope.layout import BlobInfo, Frame, Header
from fieldkit.envelope.pae import pae
from fieldkit.envelope.staging import Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical

_PIECE = 1 << 16


class _Pull(io.RawIOBase):
    """A readable file over a stream of pieces, since age asks for a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.trouble: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._rest:
            try:
                part = next(self._pieces, None)
            except (OSError, FieldkitError) as why:
                self.trouble = why
                raise
            if part is None:
                return 0
            self._rest = memoryview(part)
        size = min(len(into), len(self._rest))
        into[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


class _Push(io.RawIOBase):
    """The file written to; keeps why writing failed, which age would tell in words of its own."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out
        self.trouble: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        try:
            return self._out.write(data)
        except OSError as why:
            self.trouble = why
            raise


def _encrypt(pieces: Iterator[bytes], out: BinaryIO, recipients: Sequence[str]) -> None:
    targets = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    pull, push = _Pull(pieces), _Push(out)
    try:
        # Age asks for 8 kB at a time.
        pyrage.encrypt_io(io.BufferedReader(pull, _PIECE), push, targets)
    except (pyrage.EncryptError, OSError, FieldkitError) as why:
        raise pull.trouble or push.trouble or why from why


@dataclass(frozen=True)
class Sealed:
    """What was sealed: the signed header, and the inner bytes up to the header's end."""

    header: Header
    head: bytes

    @property
    def sha256(self) -> str:
        """What the next envelope of this sender and address names as its previous one."""
        return hashlib.sha256(self.head).hexdigest()


@dataclass(frozen=True)
class Content:
    """What goes inside: frames (asked for twice, in the same order), blobs and how to read them."""

    frames: Callable[[], Iterable[Frame]]
    blobs: Sequence[BlobInfo] = ()
    read_blob: Callable[[str], Iterable[bytes]] | None = None


def seal(
    out: BinaryIO,
    kind: str,
    fields: Mapping[str, Value],
    content: Content,
    keys: DeviceKeys,
    roster_chain: bytes,
    recipients: Sequence[str],
) -> Sealed:
    """Write one envelope to `out`.

    `fields` are the header's values that the sender decides (inspection, person, address,
    sequence ...); lengths, counts and hashes are worked out here.
    Raises FieldkitError ``envelope.no_recipient`` or ``envelope.frame_too_large``.
    """
    if not recipients:
        raise FieldkitError("envelope.no_recipient")
    head, header = _head(kind, fields, content, keys, roster_chain, recipients)
    _encrypt(_inner(head, header, content), out, recipients)
    return Sealed(header, head)


def _head(
    kind: str,
    fields: Mapping[str, Value],
    content: Content,
    keys: DeviceKeys,
    roster_chain: bytes,
    recipients: Sequence[str],
) -> tuple[bytes, Header]:
    first = Frame(layout.blob_list(content.blobs))
    digest = hashlib.sha256()
    count = length = 0
    for frame in (first, *content.frames()):
        digest.update(len(frame.stub).to_bytes(4, "big") + frame.stub)
        length += len(frame.to_bytes())
        count += 1
    values: dict[str, Value] = {
        **fields,
        "v": layout.FORMAT,
        "kind": kind,
        "device": keys.id,
        "recipients": list(recipients),
        "frames": count,
        "body_length": length,
        "body_sha256": digest.hexdigest(),
        "blobs": len(content.blobs),
        "blobs_length": sum(one.length for one in content.blobs),
        "padding": 0,
    }
    rest = layout.FIXED + len(roster_chain) + 4 + length + sum(one.length for one in content.blobs)
    padding = 0
    for _ in range(4):
        values["padding"] = padding
        padding = layout.bucket(rest + len(canonical(values)) + 8) - rest - len(canonical(values))
    values["padding"] = padding
    encoded = canonical(values)
    if len(encoded) > layout.LARGEST_HEADER or len(roster_chain) > 1 << 20:
        raise FieldkitError("envelope.header_too_large")
    identity = signer_id(keys.public)
    number = bytes([layout.KINDS[kind]])
    chain_hash = hashlib.sha256(roster_chain).digest()
    signature = keys.sign(pae(layout.LABEL, number, identity, chain_hash, encoded))
    head = b"".join(
        (
            layout.MAGIC,
            bytes([layout.FORMAT]),
            number,
            identity,
            signature,
            len(roster_chain).to_bytes(4, "big"),
            roster_chain,
            len(encoded).to_bytes(4, "big"),
            encoded,
        )
    )
    return head, layout.read_header(encoded)


def _inner(head: bytes, header: Header, content: Content) -> Iterator[bytes]:
    yield head
    yield Frame(layout.blob_list(content.blobs)).to_bytes()
    for frame in content.frames():
        yield frame.to_bytes()
    for blob in content.blobs:
        if content.read_blob is None:
            raise FieldkitError("envelope.blob_missing", sha256=blob.sha256)
        yield from content.read_blob(blob.sha256)
    left = header.number("padding")
    while left > 0:
        yield bytes(min(left, _PIECE))
        left -= _PIECE


def reseal(staging: Staging, recipient: str, out: BinaryIO) -> None:
    """Seal verified inner bytes again, unchanged, to another age recipient (an auditor's).

    Raises FieldkitError ``key.recipient``.
    """
    check_recipient(recipient)
    _encrypt(staging.stream(0, staging.length), out, [recipient])


def plain_age(source: BinaryIO, out: BinaryIO, recipient: str = "", identity: str = "") -> None:
    """Bare age over a file, to a recipient or back with an identity: the floor for the bench."""
    if recipient:
        pyrage.encrypt_io(source, out, [pyrage.x25519.Recipient.from_str(recipient)])
    else:
        pyrage.decrypt_io(source, out, [pyrage.x25519.Identity.from_str(identity)])
