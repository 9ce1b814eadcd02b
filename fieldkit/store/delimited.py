"""Tables as text (CSV): read as offices save them, written so that nothing becomes a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from fieldkit.errors import FieldkitError

_LONGEST_CELL = 16 << 20


def decode(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else what Windows writes in western Europe."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read(data: bytes) -> list[list[str]]:
    """The rows, blank ones too; the separator is the one that the first lines use most.

    Raises FieldkitError ``table.unreadable``.
    """
    text = decode(data)
    start = "\n".join(text[:20_000].splitlines()[:3])
    separator = max(",;\t", key=start.count)
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as why:
        raise FieldkitError("table.unreadable") from why
    finally:
        csv.field_size_limit(before)


def records(data: bytes, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows below a line of column names, by name (of any case); blank rows are passed over.

    Raises FieldkitError ``table.columns`` (with those missing) or ``table.unreadable``.
    """
    rows = [row for row in read(data) if any(cell.strip() for cell in row)]
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    missing = [name for name in columns if name not in head]
    if missing:
        raise FieldkitError("table.columns", missing=", ".join(missing))
    places = {name: head.index(name) for name in columns}
    return [
        {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        for row in rows[1:]
    ]


def write(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV: UTF-8 with a mark, Windows line ends, an apostrophe before what Excel runs."""
    table = io.StringIO(newline="")
    csv.writer(table).writerows([_held(cell) for cell in row] for row in rows)
    return table.getvalue().encode("utf-8-sig", "replace")


def _held(cell: object) -> str:
    text = "" if cell is None else str(cell)
    risky = text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not isinstance(cell, int)
    return f"'{text}" if risky else text
