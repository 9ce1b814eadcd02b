"""All SQL that only SQLite and SQLCipher know: opening, pragmas, search table, integrity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as cipher
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Text,
    cast,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.pool import QueuePool

from fieldkit.errors import FieldkitError

PLAIN_HEADER = b"SQLite format 3\0"
WRITER_CACHE_KIB = 65_536
READER_CACHE_KIB = 8_192
_SMALL = 64 << 20
_SALT = 16  # bytes before the JSON of a body
PAGE = 4096
# Each database of a casebook, and what its key is derived for.
DATABASES = (("store.db", "store"), ("documents.db", "documents"))


def check_key(key: str) -> None:
    """A raw key is 96 hex digits; any other length would silently be taken as a passphrase.

    Raises FieldkitError ``store.key_length``.
    """
    if len(key) != 96 or not re.fullmatch(r"[0-9a-f]{96}", key):
        raise FieldkitError("store.key_length", length=len(key))


def open_store(path: Path, key: str, cache_kib: int) -> Any:
    """One raw SQLCipher connection with every setting that the promises rest on.

    Raises FieldkitError ``store.key_length``, ``store.not_encrypted``, ``store.unreadable``.
    """
    check_key(key)
    connection = cipher.connect(str(path), check_same_thread=False, timeout=30.0)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(f"x'{key}'")
        version = connection.execute("PRAGMA cipher_version").fetchone()
        if not version or not version[0]:
            raise FieldkitError("store.not_encrypted")
        for name, value in (
            ("cipher_compatibility", "4"),
            ("temp_store", "MEMORY"),
            ("journal_mode", "WAL"),
            ("synchronous", "FULL"),
            ("fullfsync", "ON"),
            ("checkpoint_fullfsync", "ON"),
            ("foreign_keys", "ON"),
            ("secure_delete", "ON"),
            ("trusted_schema", "OFF"),
            ("cell_size_check", "ON"),
            ("cache_size", f"-{cache_kib}"),
        ):
            connection.execute(f"PRAGMA {name} = {value}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.isolation_level = None
    except cipher.DatabaseError as why:
        connection.close()
        raise FieldkitError("store.unreadable", file=path.name) from why
    except FieldkitError:
        connection.close()
        raise
    with path.open("rb") as file:
        if file.read(16) == PLAIN_HEADER:
            connection.close()
            raise FieldkitError("store.not_encrypted")
    return connection


def trouble(why: BaseException, path: Path) -> FieldkitError | None:
    """What the database or the disk refused, as a FieldkitError; None for anything else.

    ``disk.full``, ``disk.not_written``, ``store.busy`` or ``store.page_damaged``.
    """
    if isinstance(why, FieldkitError):
        return why
    if not isinstance(why, cipher.DatabaseError):
        return None
    told = str(why)
    if "full" in told:
        return FieldkitError("disk.full", file=path.name, why=told)
    if "locked" in told:
        return FieldkitError("store.busy", file=path.name)
    if any(word in told for word in ("malformed", "not a database", "corrupt", "out of memory")):
        return FieldkitError("store.page_damaged", file=path.name)
    if isinstance(why, cipher.IntegrityError | cipher.ProgrammingError):
        return None
    return FieldkitError("disk.not_written", file=path.name, why=told)


def engine(path: Path, key: str, writes: bool) -> Engine:
    """An engine over `open_store`. A writer's transactions begin IMMEDIATE, a reader's plain."""
    cache = WRITER_CACHE_KIB if writes else READER_CACHE_KIB
    made = create_engine(
        "sqlite://",
        module=cipher,
        creator=lambda: open_store(path, key, cache),
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        max_overflow=0 if writes else 4,
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(made, "handle_error", retval=True)
    def _told(context: ExceptionContext) -> BaseException | None:
        told = trouble(context.original_exception, path)
        if told is not None and told.code == "store.page_damaged":
            context.is_disconnect = True  # a connection that met a damaged page reads nothing more
        return told

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


def in_body(body: ColumnElement[Any], path: str) -> ColumnElement[Any]:
    """A value inside an entry's body, by names with dots between, such as ``value.number``."""
    text_of = cast(func.substr(body, _SALT + 1), Text)
    return func.json_extract(text_of, f"$.{path}")


def among(column: Column[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these texts, however many: they go over as one value."""
    each = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(each.c.value))


def create_search(connection: Connection) -> None:
    """The full-text table; deleted text leaves its segments at once."""
    connection.execute(
        text(
            "CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5("
            "text, subject UNINDEXED, sha256 UNINDEXED, page UNINDEXED, "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
    )
    connection.execute(text("INSERT INTO found(found, rank) VALUES ('secure-delete', 1)"))


def match_expression(words: str) -> str:
    """What a person typed as an FTS5 query: quoted phrases stay together, all words must occur."""
    parts = re.findall(r'"([^"]+)"|(\S+)', words)
    quoted = ['"' + (phrase or word).replace('"', '""') + '"' for phrase, word in parts]
    return " ".join(quoted)


def search(connection: Connection, words: str, subject: str | None, limit: int) -> list[Any]:
    """Rows (subject, sha256, page, snippet) of pages that hold the words, best first."""
    if not match_expression(words):
        return []
    where = "AND subject = :subject" if subject else ""
    query = text(
        "SELECT subject, sha256, page, snippet(found, 0, char(2), char(3), ' … ', 16) AS snippet "
        f"FROM found WHERE found MATCH :words {where} ORDER BY rank LIMIT :limit"
    )
    values = {"words": match_expression(words), "subject": subject, "limit": limit}
    return list(connection.execute(query, values))


def vacuum(engine: Engine) -> None:
    """Write a database anew without what was deleted, and fold its log back into it."""
    with engine.connect() as connection:
        connection.commit()
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def integrity(path: Path, key: str) -> list[str]:
    """Every page's HMAC and SQLite's own check, after a checkpoint. Empty when all is well.

    A small database is checked row against index too: an old page put back has a good HMAC.
    """
    own = "integrity_check" if path.stat().st_size <= _SMALL else "quick_check"
    findings: list[str] = []
    try:
        connection = open_store(path, key, READER_CACHE_KIB)
    except FieldkitError:
        findings = _bad_pages(path, key)
        if not findings:
            raise
        return findings
    try:
        # Each adds what it finds before the next may break off at a damaged page.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        findings += [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        told = [str(row[0]) for row in connection.execute(f"PRAGMA {own}")]
        findings += [line for line in told if line != "ok"]
    except cipher.DatabaseError as why:
        findings.append(f"{path.name}: {why}")
    finally:
        connection.close()
    # The salt at the head is not read, since it is in the key; changed, it is damage all the same.
    with path.open("rb") as file:
        if file.read(16).hex() != key[64:]:
            findings.insert(0, "the salt in page 1 is not that of this store")
    return findings


def _bad_pages(path: Path, key: str) -> list[str]:
    """Which pages are bad of a file whose schema cannot be read; none when it is another file."""
    connection = cipher.connect(str(path))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.set_key(f"x'{key}'")
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    except cipher.DatabaseError:
        return []
    finally:
        connection.close()
    pages = path.stat().st_size // PAGE
    return found if len(found) < max(2, pages) else []


def row_counts(path: Path, key: str) -> dict[str, int]:
    """How many rows each table of a database has."""
    connection = open_store(path, key, READER_CACHE_KIB)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {}
        for (name,) in names:
            quoted = name.replace('"', '""')
            found[name] = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]
        return found
    except cipher.DatabaseError as why:
        raise trouble(why, path) or why from why
    finally:
        connection.close()


def copy(path: Path, key: str, target: Path, target_key: str, pages: int = 256) -> None:
    """Copy a live database by the backup API in steps, so that a writer is never kept waiting.

    Raises FieldkitError ``disk.full``, ``disk.not_written`` or ``store.page_damaged``.
    """
    source = open_store(path, key, READER_CACHE_KIB)
    try:
        into = cipher.connect(str(target))
        try:
            into.set_key(f"x'{target_key}'")
            # One view of the source, so that what is written meanwhile never begins it again.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(into, pages=pages)
        finally:
            into.close()
    except cipher.Error as why:
        raise trouble(why, target) or why from why
    finally:
        source.close()
