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

CHUNK = 1 << 20
_TAG = 16


class Staging(io.RawIOBase):
    """Write once, then read anywhere. `limit` bounds the size in bytes."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        super().__init__()
        self._file = file
        self._limit = limit
        self._cipher = AESGCM(secrets.token_bytes(32))
        self._parts: list[bytes] = []
        self._waiting = 0
        self._chunks = 0
        self._cached: tuple[int, bytes] = (-1, b"")
        self.length = 0
        # Why writing failed, if it did: what stands between writer and caller may swallow it.
        self.trouble: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        """Append bytes; raises FieldkitError ``envelope.too_large`` past the limit."""
        part = data if isinstance(data, bytes) else bytes(data)  # type: ignore[call-overload]
        size = len(part)
        self.length += size
        if self.length > self._limit:
            self.trouble = FieldkitError("envelope.too_large", limit=self._limit)
            raise self.trouble
        self._parts.append(part)
        self._waiting += size
        if self._waiting >= CHUNK:
            self._put_whole_chunks()
        return size

    def _put_whole_chunks(self) -> None:
        whole = memoryview(b"".join(self._parts))
        at = 0
        while len(whole) - at >= CHUNK:
            self._put(whole[at : at + CHUNK])
            at += CHUNK
        self._parts = [bytes(whole[at:])]
        self._waiting = len(whole) - at

    def _put(self, chunk: memoryview) -> None:
        self._cached = (-1, b"")
        nonce = self._chunks.to_bytes(12, "big")
        sealed = self._cipher.encrypt(nonce, chunk, None)
        try:
            self._file.seek(self._chunks * (CHUNK + _TAG))
            self._file.write(sealed)
        except OSError as why:
            self.trouble = why
            raise
        self._chunks += 1

    def _chunk(self, number: int) -> bytes:
        if self._cached[0] == number:
            return self._cached[1]
        if number >= self._chunks:
            if len(self._parts) > 1:
                self._parts = [b"".join(self._parts)]
            return self._parts[0] if self._parts else b""
        self._file.seek(number * (CHUNK + _TAG))
        sealed = self._file.read(CHUNK + _TAG)
        plain = self._cipher.decrypt(number.to_bytes(12, "big"), sealed, None)
        self._cached = (number, plain)
        return plain

    def at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes from `offset`; ``envelope.cut_short`` if fewer."""
        if length < 0 or offset < 0 or offset + length > self.length:
            raise FieldkitError("envelope.cut_short")
        parts: list[bytes] = []
        while length:
            number, inside = divmod(offset, CHUNK)
            part = self._chunk(number)[inside : inside + length]
            parts.append(part)
            offset += len(part)
            length -= len(part)
        return b"".join(parts)

    def stream(self, offset: int, length: int, piece: int = CHUNK) -> Iterator[bytes]:
        """The bytes of a range in pieces of at most `piece`."""
        while length > 0:
            part = self.at(offset, min(piece, length))
            yield part
            offset += len(part)
            length -= len(part)
