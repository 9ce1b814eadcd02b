"""The documents of a backup: one encrypted copy that every backup of a casebook shares.

A document never changes, so a backup adds what is new and takes out what was shredded; nothing is
copied twice. A copy that turns out damaged is set aside and made again from the casebook.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, text
from sqlalchemy.engine import Engine

from fieldkit.errors import FieldkitError
from fieldkit.store import migrations, sqlite
from fieldkit.store.tables import blobs, case_keys, chunks, texts

Progress = Callable[[int, int], None]
_PAGE_TROUBLE = ("store.unreadable", "store.page_damaged", "store.not_encrypted")
Place = tuple[str, str]


def update(live: Engine, path: Path, key: str, progress: Progress = lambda at, of: None) -> bool:
    """Bring the copy at `path` up to date with `live`. Whether a damaged one was made again.

    Raises FieldkitError ``disk.full``, ``disk.not_written`` or what `progress` raises.
    """
    try:
        _update(live, path, key, progress)
    except FieldkitError as why:
        if why.code not in _PAGE_TROUBLE:
            raise
    else:
        return False
    set_aside(path)
    _update(live, path, key, progress)
    return True


def set_aside(path: Path) -> None:
    """Take a damaged copy out of the way; it is kept until the next one is."""
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    if path.exists():
        path.replace(path.with_name(path.name + ".damaged"))


def _update(live: Engine, path: Path, key: str, progress: Progress) -> None:
    copy = sqlite.engine(path, key, True)
    try:
        migrations.migrate(copy, migrations.DOCUMENTS, lambda: None)
        with live.connect() as source:
            gone = _drop_gone(source, copy)
            _copy_keys(source, copy)
            _copy_documents(source, copy, progress)
            _copy_texts(source, copy)
        if gone:
            sqlite.vacuum(copy)
    finally:
        copy.dispose()


def _whole(connection: Connection) -> set[Place]:
    query = select(blobs.c.subject, blobs.c.sha256).where(blobs.c.whole == 1)
    return {(row.subject, row.sha256) for row in connection.execute(query)}


def _here(table: Table, place: Place) -> ColumnElement[bool]:
    return (table.c.subject == place[0]) & (table.c.sha256 == place[1])


def _drop_gone(source: Connection, copy: Engine) -> int:
    """Take out the documents and keys of shredded cases."""
    live, keyed = _whole(source), _keys(source)
    with copy.begin() as connection:
        stale = sorted(_whole(connection) - live)
        unkeyed = sorted(set(_keys(connection)) - set(keyed))
        for place in stale:
            for table in (chunks, blobs, texts):
                connection.execute(delete(table).where(_here(table, place)))
            _drop_found(connection, place)
        for subject in unkeyed:
            connection.execute(delete(case_keys).where(case_keys.c.subject == subject))
    return len(stale) + len(unkeyed)


def _keys(connection: Connection) -> dict[str, bytes]:
    return {row.subject: row.wrapped for row in connection.execute(select(case_keys))}


def _copy_keys(source: Connection, copy: Engine) -> None:
    live = _keys(source)
    with copy.begin() as connection:
        for subject, wrapped in live.items() - _keys(connection).items():
            connection.execute(delete(case_keys).where(case_keys.c.subject == subject))
            connection.execute(insert(case_keys).values(subject=subject, wrapped=wrapped))


def _copy_documents(source: Connection, copy: Engine, progress: Progress) -> None:
    """Each new document a chunk a transaction, and whole last."""
    with copy.connect() as connection:
        wanted = sorted(_whole(source) - _whole(connection))
    for at, place in enumerate(wanted):
        progress(at, len(wanted))
        row = source.execute(select(blobs).where(_here(blobs, place))).one()
        with copy.begin() as connection:
            for table in (chunks, blobs):
                connection.execute(delete(table).where(_here(table, place)))
        pieces = select(chunks.c.place).where(_here(chunks, place))
        for (number,) in source.execute(pieces.order_by(chunks.c.place)).all():
            one = _here(chunks, place) & (chunks.c.place == number)
            piece = source.execute(select(chunks).where(one)).one()
            with copy.begin() as connection:
                connection.execute(insert(chunks).values(**piece._mapping))
        with copy.begin() as connection:
            connection.execute(insert(blobs).values(**row._mapping))


def _copy_texts(source: Connection, copy: Engine) -> None:
    """What was found inside documents: rows that are new or that changed, and their pages."""
    live = {(row.subject, row.sha256): row for row in source.execute(select(texts))}
    with copy.connect() as connection:
        held = {(row.subject, row.sha256): row for row in connection.execute(select(texts))}
    for place, row in live.items():
        if tuple(held.get(place, ())) == tuple(row):
            continue
        pages = source.execute(text(f"SELECT {_FOUND} FROM found WHERE {_AT}"), _at(place)).all()
        with copy.begin() as connection:
            connection.execute(delete(texts).where(_here(texts, place)))
            _drop_found(connection, place)
            if pages:
                connection.execute(
                    text(f"INSERT INTO found({_FOUND}) VALUES (:text, :subject, :sha256, :page)"),
                    [dict(one._mapping) for one in pages],
                )
            connection.execute(insert(texts).values(**row._mapping))


_FOUND = "text, subject, sha256, page"
_AT = "subject = :subject AND sha256 = :sha256"


def _at(place: Place) -> dict[str, str]:
    return {"subject": place[0], "sha256": place[1]}


def _drop_found(connection: Connection, place: Place) -> None:
    connection.execute(text(f"DELETE FROM found WHERE {_AT}"), _at(place))


def missing(live: Engine, path: Path, key: str) -> int:
    """How many whole documents of `live` the copy does not have, or has shorter.

    Raises FieldkitError ``store.unreadable`` or ``store.page_damaged``.
    """
    copy = sqlite.engine(path, key, False)
    try:
        with live.connect() as source, copy.connect() as connection:
            return len(_sizes(source) - _sizes(connection))
    finally:
        copy.dispose()


def _sizes(connection: Connection) -> set[tuple[str, str, int]]:
    length = func.coalesce(func.sum(func.length(chunks.c.sealed)), 0)
    query = (
        select(blobs.c.subject, blobs.c.sha256, length)
        .outerjoin(
            chunks, (chunks.c.subject == blobs.c.subject) & (chunks.c.sha256 == blobs.c.sha256)
        )
        .where(blobs.c.whole == 1)
        .group_by(blobs.c.subject, blobs.c.sha256)
    )
    return {(row[0], row[1], int(row[2])) for row in connection.execute(query)}
