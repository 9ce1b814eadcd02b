"""A scratch area for unsealed bytes that never shows them to the disk.

What is written goes to the given file only encrypted, under a key that lives and dies with this
object. Small contents stay in memory. Used between unsealing an envelope and taking it in.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldkit.errors import FieldkitError

CHUNK = 1 << 18
_TAG = 16


class Staging(io.RawIOBase):
    """Write once, then read anywhere. `limit` bounds the size in bytes."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        super().__init__()
        self._file = file
        self._limit = limit
        self._cipher = AESGCM(secrets.token_bytes(32))
        self._filling = bytearray()
        self._chunks = 0
        self._cached: tuple[int, bytes] = (-1, b"")
        self.length = 0
        # Why writing failed, if it did: what stands between writer and caller may swallow it.
        self.trouble: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        """Append bytes; raises FieldkitError ``envelope.too_large`` past the limit."""
        part = memoryview(data)  # type: ignore[arg-type]
        self.length += len(part)
        if self.length > self._limit:
            self.trouble = FieldkitError("envelope.too_large", limit=self._limit)
            raise self.trouble
        self._cached = (-1, b"")
        at = 0
        while at < len(part):
            more = part[at : at + CHUNK - len(self._filling)]
            self._filling += more
            at += len(more)
            if len(self._filling) == CHUNK:
                self._put()
        return len(part)

    def _put(self) -> None:
        sealed = self._cipher.encrypt(self._chunks.to_bytes(12, "big"), self._filling, None)
        try:
            self._file.seek(self._chunks * (CHUNK + _TAG))
            self._file.write(sealed)
        except OSError as why:
            self.trouble = why
            raise
        self._chunks += 1
        self._filling.clear()

    def _chunk(self, number: int) -> bytes:
        if self._cached[0] != number:
            plain = bytes(self._filling)
            if number < self._chunks:
                self._file.seek(number * (CHUNK + _TAG))
                sealed = self._file.read(CHUNK + _TAG)
                plain = self._cipher.decrypt(number.to_bytes(12, "big"), sealed, None)
            self._cached = (number, plain)
        return self._cached[1]

    def at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`; ``envelope.cut_short`` if fewer."""
        if length < 0 or offset < 0 or offset + length > self.length:
            raise FieldkitError("envelope.cut_short")
        inside = offset % CHUNK
        if inside + length <= CHUNK:
            return self._chunk(offset // CHUNK)[inside : inside + length]
        return b"".join(self._pieces(offset, length))

    def stream(self, offset: int, length: int) -> Iterator[bytes]:
        """The bytes of a range in pieces of at most `CHUNK`; ``envelope.cut_short`` if fewer."""
        if offset + length > self.length:
            raise FieldkitError("envelope.cut_short")
        yield from self._pieces(offset, length)

    def _pieces(self, offset: int, length: int) -> Iterator[bytes]:
        while length > 0:
            number, inside = divmod(offset, CHUNK)
            part = self._chunk(number)[inside : inside + length]
            yield part
            offset += len(part)
            length -= len(part)
