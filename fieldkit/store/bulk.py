"""Inserting many rows of one shape, without working out every row's parameters anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert


def add(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Any]) -> None:
    """Insert `rows`, tuples in the order of `columns`, in one call of the driver.

    The statement is SQLAlchemy's own for the database at hand; the values are handed on as they
    are, so they must be what the driver takes: text, whole numbers, bytes, None.
    """
    if not rows:
        return
    kept = (connection.dialect.name, table.name, tuple(columns))
    if kept not in _MADE:
        made = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        order = made.positiontup
        places = None if order is None else [list(columns).index(name) for name in order]
        _MADE[kept] = (made.string, places)
    statement, places = _MADE[kept]
    if places is None:  # a database whose driver takes names
        connection.execute(insert(table), [dict(zip(columns, one, strict=True)) for one in rows])
        return
    if places != list(range(len(columns))):
        rows = [tuple(one[place] for place in places) for one in rows]
    connection.exec_driver_sql(statement, list(rows))


# The statement and the order of its values, by database, table and columns.
_MADE: dict[tuple[str, str, tuple[str, ...]], tuple[str, list[int] | None]] = {}
