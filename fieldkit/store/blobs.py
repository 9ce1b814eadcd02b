"""Documents at rest: chunks of at most 1 MB, sealed under a random key per case; and their text.

Destroying a case's key makes its documents unreadable wherever a copy of the chunks may be.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.engine import Engine

from fieldkit.errors import FieldkitError
from fieldkit.store import sqlite
from fieldkit.store.contents import FOUND_INSIDE, Contents
from fieldkit.store.keys import KEY_BYTES, DataKey
from fieldkit.store.tables import blobs, case_keys, chunks, texts

CHUNK = 1_000_000


class Documents:
    """The documents of a casebook. Writing goes through one connection, reading through others."""

    def __init__(self, writer: Engine, reader: Engine, key: DataKey) -> None:
        self._writer = writer
        self._reader = reader
        self._key = key

    @property
    def contents(self) -> Contents:
        """What was found inside documents, besides their text."""
        return Contents(self._writer, self._reader)

    @property
    def reader(self) -> Engine:
        """The readers' connections, for a backup."""
        return self._reader

    def _case_key(self, connection: Connection, subject: str, make: bool) -> bytes:
        query = select(case_keys.c.wrapped).where(case_keys.c.subject == subject)
        wrapped = connection.execute(query).scalar_one_or_none()
        if wrapped is not None:
            return self._key.unwrap(wrapped, subject.encode())
        if not make:
            raise FieldkitError("store.shredded", subject=subject)
        fresh = secrets.token_bytes(KEY_BYTES)
        sealed = self._key.wrap(fresh, subject.encode())
        connection.execute(insert(case_keys).values(subject=subject, wrapped=sealed))
        return fresh

    def put(self, subject: str, sha256: str, media_type: str, pieces: Iterable[bytes]) -> int:
        """Store one document, a transaction a chunk, whole last. Returns its length in bytes.

        Raises FieldkitError ``store.document_hash`` when the bytes are not those of `sha256`.
        """
        if self.has(subject, sha256):
            return self.length(subject, sha256)
        with self._writer.begin() as connection:
            key = self._case_key(connection, subject, make=True)
            for table in (chunks, blobs):
                here = (table.c.subject == subject) & (table.c.sha256 == sha256)
                connection.execute(delete(table).where(here))
            connection.execute(
                insert(blobs).values(
                    subject=subject, sha256=sha256, media_type=media_type, length=0, whole=0
                )
            )
        cipher = AESGCM(key)
        digest, length, place = hashlib.sha256(), 0, 0
        for place, piece in enumerate(_pieces(pieces)):
            digest.update(piece)
            length += len(piece)
            nonce = secrets.token_bytes(12)
            sealed = nonce + cipher.encrypt(nonce, piece, f"{sha256}/{place}".encode())
            with self._writer.begin() as connection:
                row = {"subject": subject, "sha256": sha256, "place": place, "sealed": sealed}
                connection.execute(insert(chunks).values(**row))
        if digest.hexdigest() != sha256:
            raise FieldkitError("store.document_hash")
        here = (blobs.c.subject == subject) & (blobs.c.sha256 == sha256)
        with self._writer.begin() as connection:
            connection.execute(update(blobs).where(here).values(length=length, whole=1))
        return length

    def has(self, subject: str, sha256: str) -> bool:
        """Whether the whole document is held."""
        here = (blobs.c.subject == subject) & (blobs.c.sha256 == sha256) & (blobs.c.whole == 1)
        with self._reader.connect() as connection:
            return connection.execute(select(blobs.c.length).where(here)).first() is not None

    def length(self, subject: str, sha256: str) -> int:
        """Length in bytes. Raises FieldkitError ``store.document_missing``."""
        here = (blobs.c.subject == subject) & (blobs.c.sha256 == sha256) & (blobs.c.whole == 1)
        with self._reader.connect() as connection:
            found = connection.execute(select(blobs.c.length).where(here)).scalar_one_or_none()
        if found is None:
            raise FieldkitError("store.document_missing")
        return int(found)

    def stream(self, subject: str, sha256: str) -> Iterator[bytes]:
        """The document's bytes, chunk by chunk.

        Raises FieldkitError ``store.document_missing``, ``store.shredded``, ``store.damaged``.
        """
        self.length(subject, sha256)
        with self._reader.connect() as connection:
            cipher = AESGCM(self._case_key(connection, subject, make=False))
            here = (chunks.c.subject == subject) & (chunks.c.sha256 == sha256)
            query = select(chunks.c.place, chunks.c.sealed).where(here).order_by(chunks.c.place)
            for place, sealed in connection.execute(query):
                try:
                    yield cipher.decrypt(sealed[:12], sealed[12:], f"{sha256}/{place}".encode())
                except (InvalidTag, ValueError) as why:
                    raise FieldkitError("store.damaged", what="a document") from why

    def get(self, subject: str, sha256: str) -> bytes:
        """The document's bytes, checked against its hash. Raises as `stream` does."""
        data = b"".join(self.stream(subject, sha256))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FieldkitError("store.damaged", what="a document")
        return data

    def all(self) -> list[tuple[str, str, str, int]]:
        """Every whole document: (subject, sha256, media type, length)."""
        columns = (blobs.c.subject, blobs.c.sha256, blobs.c.media_type, blobs.c.length)
        with self._reader.connect() as connection:
            query = select(*columns).where(blobs.c.whole == 1)
            return [(str(a), str(b), str(c), int(d)) for a, b, c, d in connection.execute(query)]

    def put_text(
        self, subject: str, sha256: str, kind: str, pages: Sequence[str], scan: bool, count: int
    ) -> None:
        """Keep what the worker found in a document, and index its text page by page."""
        characters = sum(len(page) for page in pages)
        with self._writer.begin() as connection:
            self._drop_text(connection, subject, sha256)
            connection.execute(
                insert(texts).values(
                    subject=subject,
                    sha256=sha256,
                    kind=kind,
                    pages=count,
                    characters=characters,
                    scan=int(scan),
                    refusal="",
                )
            )
            rows = [
                {"text": page, "subject": subject, "sha256": sha256, "page": number}
                for number, page in enumerate(pages, start=1)
                if page.strip()
            ]
            if rows:
                connection.execute(
                    text(
                        "INSERT INTO found(text, subject, sha256, page) "
                        "VALUES (:text, :subject, :sha256, :page)"
                    ),
                    rows,
                )

    def put_refusal(self, subject: str, sha256: str, code: str, facts: dict[str, Any]) -> None:
        """Keep why a document cannot be shown."""
        told = json.dumps({"code": code, "facts": facts})
        with self._writer.begin() as connection:
            self._drop_text(connection, subject, sha256)
            connection.execute(
                insert(texts).values(
                    subject=subject,
                    sha256=sha256,
                    kind="unknown",
                    pages=0,
                    characters=0,
                    scan=0,
                    refusal=told,
                )
            )

    def _drop_text(self, connection: Connection, subject: str, sha256: str) -> None:
        here = (texts.c.subject == subject) & (texts.c.sha256 == sha256)
        connection.execute(delete(texts).where(here))
        connection.execute(
            text("DELETE FROM found WHERE subject = :subject AND sha256 = :sha256"),
            {"subject": subject, "sha256": sha256},
        )

    def described(self, subject: str) -> dict[str, Any]:
        """What is known of each document's inside, by sha256: kind, pages, characters, scan."""
        query = select(texts).where(texts.c.subject == subject)
        with self._reader.connect() as connection:
            return {row.sha256: row for row in connection.execute(query)}

    def pages(self, subject: str, sha256: str) -> list[tuple[int, str]]:
        """Number and text of each page with words of one document, as `put_text` kept them."""
        query = text("SELECT page, text FROM found WHERE subject = :subject AND sha256 = :sha256")
        with self._reader.connect() as connection:
            rows = connection.execute(query, {"subject": subject, "sha256": sha256})
            return sorted((int(row.page), str(row.text)) for row in rows)

    def search(self, words: str, subject: str | None = None, limit: int = 200) -> list[Any]:
        """Pages that hold all the words: rows of (subject, sha256, page, snippet)."""
        with self._reader.connect() as connection:
            return sqlite.search(connection, words, subject, limit)

    def drop(self, subject: str, sha256: str) -> None:
        """Let go of one document of a subject."""
        with self._writer.begin() as connection:
            for table in (chunks, blobs):
                here = (table.c.subject == subject) & (table.c.sha256 == sha256)
                connection.execute(delete(table).where(here))

    def shred(self, subject: str) -> int:
        """Destroy a case's key, chunks and text. Returns the number of documents that went."""
        with self._writer.begin() as connection:
            connection.execute(delete(case_keys).where(case_keys.c.subject == subject))
            connection.execute(delete(chunks).where(chunks.c.subject == subject))
            for table in (texts, *FOUND_INSIDE):
                connection.execute(delete(table).where(table.c.subject == subject))
            connection.execute(text("DELETE FROM found WHERE subject = :s"), {"s": subject})
            gone = connection.execute(delete(blobs).where(blobs.c.subject == subject))
        sqlite.vacuum(self._writer)
        return int(gone.rowcount)


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = bytearray()
    for piece in pieces:
        rest += piece
        while len(rest) >= CHUNK:
            yield bytes(rest[:CHUNK])
            del rest[:CHUNK]
    if rest:
        yield bytes(rest)
