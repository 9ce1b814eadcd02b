"""Exports for other programs: tables as CSV, one JSON document, and the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fieldkit.inspection import exchange
from fieldkit.inspection import reading as readings
from fieldkit.inspection.sheet import clean
from fieldkit.steps.leaving import Leaving
from fieldkit.steps.session import Session
from fieldkit.store import delimited
from fieldkit.store import entries as entry_store

# Fields whose value is one of a few words: nothing in them tells who somebody is.
_TOLD = frozenset({"answer", "state", "rating", "prompt"})
_HEAD = (
    *("id", "device", "sequence", "previous", "author", "number", "reading", "field", "value"),
    *("replaces", "made_at", "status", "hidden", "marking"),
)


def tables(leaving: Leaving) -> dict[str, bytes]:
    """Every table as CSV by file name: UTF-8 with a mark, so that Excel reads it right."""
    found = exchange.tables(leaving.grid, leaving.standards)
    found["minutes"] = _minutes(leaving)
    return {f"{name}.csv": delimited.write(rows) for name, rows in found.items()}


def _minutes(leaving: Leaving) -> exchange.Rows:
    marking = clean(leaving.form.marking)
    head = ("recorded", "standard", "by", "words", "marking")
    return head, *(
        (one.made_at, one.standard, clean(one.who), clean(one.words), marking)
        for one in leaving.minutes
    )


def document(leaving: Leaving) -> bytes:
    """The inspection as one JSON document."""
    told = exchange.document(leaving.grid, leaving.standards)
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def trail(session: Session, leaving: Leaving) -> dict[str, bytes]:
    """Every entry held, exports too, without its free text: who recorded what, where, when."""
    numbers = {one.id: one.number for one in readings.subjects(session.present())}
    marking = clean(leaving.form.marking)

    def rows() -> Iterator[tuple[object, ...]]:
        yield _HEAD
        with session.casebook.read() as connection:
            for held in entry_store.everything(connection, session.opened.id):
                stub, body = held.entry.stub, held.entry.body
                place = (held.entry.id, stub.device, stub.sequence, stub.previous)
                said: tuple[object, ...] = ("",) * 7
                if body is not None:
                    kind = body.field.split("/", 1)[0]
                    value = clean(str(body.value or "")) if kind in _TOLD else ""
                    number = numbers.get(body.subject, body.subject)
                    replaced = " ".join(body.replaces)
                    where = (number, body.reading, clean(body.field))
                    said = (body.author, *where, value, replaced, body.made_at)
                yield *place, *said, held.status, "yes" if held.hidden else "no", marking

    return {"entries.csv": delimited.write(tuple(rows()))}
