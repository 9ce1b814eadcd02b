"""What was found inside documents besides their text: dated parts, files inside, words of scans.

All of it lies in `documents.db`, sealed like the text, and goes when a case is shredded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.engine import Engine

from fieldkit.store.tables import dated_parts, inner_files, looked, read_pages, texts

VERSION = 2
"""How documents are looked into today; those looked into in an older way are looked into again."""
FOUND_INSIDE = (looked, inner_files, dated_parts, read_pages)


@dataclass(frozen=True)
class InnerFile:
    """A file inside a document. `identity` says inside which and where; `size` is in bytes."""

    subject: str
    identity: str
    place: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Looked:
    """What a document says of itself as a whole: a title, an ISO date, a time of day."""

    title: str
    date: str
    time: str


class Contents:
    """Reads and writes what was found. A write is one transaction for one document."""

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self._writer = writer
        self._reader = reader

    def put(
        self,
        subject: str,
        identity: str,
        whole: Looked,
        parts: Sequence[Mapping[str, Any]],
        files: Sequence[InnerFile],
    ) -> None:
        """Keep what was found in one document, in place of what was found before."""
        with self._writer.begin() as connection:
            for table in (looked, dated_parts):
                _forget(connection, table, subject, identity)
            connection.execute(
                delete(inner_files).where(
                    inner_files.c.subject == subject,
                    inner_files.c.sha256.in_([one.identity for one in files]),
                )
            )
            here = {"subject": subject, "sha256": identity}
            connection.execute(insert(looked).values(**here, version=VERSION, **vars(whole)))
            if parts:
                rows = [{**here, "place": place, **one} for place, one in enumerate(parts)]
                connection.execute(insert(dated_parts), rows)
            for one in files:
                connection.execute(
                    insert(inner_files).values(
                        subject=subject,
                        sha256=one.identity,
                        place=one.place,
                        name=one.name,
                        media_type=one.media_type,
                        size=one.size,
                    )
                )

    def looked_into(self, subject: str) -> dict[str, Looked]:
        """What documents of a subject say of themselves; only those looked into as today."""
        query = select(looked).where(looked.c.subject == subject, looked.c.version >= VERSION)
        with self._reader.connect() as connection:
            return {
                row.sha256: Looked(row.title, row.date, row.time)
                for row in connection.execute(query)
            }

    def files(self, subject: str | None = None) -> tuple[InnerFile, ...]:
        """The files inside documents, of one subject or of all, in their order."""
        query = select(inner_files).order_by(inner_files.c.sha256, inner_files.c.place)
        if subject is not None:
            query = query.where(inner_files.c.subject == subject)
        with self._reader.connect() as connection:
            found = [
                InnerFile(r.subject, r.sha256, r.place, r.name, r.media_type, r.size)
                for r in connection.execute(query)
            ]
        return tuple(found)

    def dated(self, subject: str) -> list[Any]:
        """The dated parts of a subject's documents: rows with date, time, title, words, place."""
        query = select(dated_parts).where(dated_parts.c.subject == subject)
        with self._reader.connect() as connection:
            return list(connection.execute(query))

    # Words read from pictures of pages

    def put_read_page(self, subject: str, identity: str, page: int, body: str, words: str) -> None:
        """Keep what was read from the picture of a page, and let find look into it."""
        at = {"subject": subject, "sha256": identity, "page": page}
        with self._writer.begin() as connection:
            connection.execute(
                delete(read_pages).where(
                    read_pages.c.subject == subject,
                    read_pages.c.sha256 == identity,
                    read_pages.c.page == page,
                )
            )
            connection.execute(insert(read_pages).values(**at, body=body))
            connection.execute(
                text(
                    "DELETE FROM found WHERE subject = :subject AND sha256 = :sha256"
                    " AND page = :page"
                ),
                at,
            )
            if words.strip():
                connection.execute(
                    text(
                        "INSERT INTO found(text, subject, sha256, page)"
                        " VALUES (:text, :subject, :sha256, :page)"
                    ),
                    {**at, "text": words},
                )
                here = (texts.c.subject == subject) & (texts.c.sha256 == identity)
                more = {"characters": texts.c.characters + len(words)}
                connection.execute(update(texts).where(here).values(**more))

    def put_seen_page(self, subject: str, identity: str, page: int) -> None:
        """Note that a page has words of its own, so that its picture need not be read."""
        with self._writer.begin() as connection:
            row = {"subject": subject, "sha256": identity, "page": page, "body": ""}
            connection.execute(insert(read_pages).values(**row))

    def scans(self) -> list[Any]:
        """Documents with pages that are pictures: rows of subject, sha256, pages."""
        query = select(texts.c.subject, texts.c.sha256, texts.c.pages)
        with self._reader.connect() as connection:
            return list(connection.execute(query.where(texts.c.scan == 1)))

    def read_page(self, subject: str, identity: str, page: int) -> str | None:
        """What was read from the picture of a page, as it was kept; None for nothing yet."""
        query = select(read_pages.c.body).where(
            read_pages.c.subject == subject,
            read_pages.c.sha256 == identity,
            read_pages.c.page == page,
        )
        with self._reader.connect() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else str(found)

    def pages_read(self, subject: str | None = None) -> set[tuple[str, str, int]]:
        """Subject, document and page of every picture that was read."""
        query = select(read_pages.c.subject, read_pages.c.sha256, read_pages.c.page)
        if subject is not None:
            query = query.where(read_pages.c.subject == subject)
        with self._reader.connect() as connection:
            return {(str(a), str(b), int(c)) for a, b, c in connection.execute(query)}

    def without_text(self, subject: str | None = None) -> list[Any]:
        """Documents that find cannot look into: rows of subject, sha256, scan, refusal."""
        query = select(texts.c.subject, texts.c.sha256, texts.c.scan, texts.c.refusal).where(
            (texts.c.refusal != "") | (texts.c.characters == 0)
        )
        if subject is not None:
            query = query.where(texts.c.subject == subject)
        with self._reader.connect() as connection:
            return list(connection.execute(query))


def _forget(connection: Connection, table: Any, subject: str, identity: str) -> None:
    connection.execute(
        delete(table).where((table.c.subject == subject) & (table.c.sha256 == identity))
    )
