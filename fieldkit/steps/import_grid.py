"""Reading a moderated workbook back: shown as a difference first, taken only when asked to."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection import grid_back, states
from fieldkit.inspection import reading as readings
from fieldkit.inspection.grid_back import GridBack, Proposal
from fieldkit.inspection.sheet_read import ReadWorkbook
from fieldkit.steps import attempts, export, moderate, review
from fieldkit.steps.leaving import Choices, gather
from fieldkit.steps.session import Session
from fieldkit.store import workbook_read

_MOST = 6


def read_back(session: Session, data: bytes) -> GridBack:
    """What the workbook in `data` (the bytes of an .xlsx file) would change; nothing is changed.

    Raises FieldkitError ``export.not_centre``, ``import.not_ours``, ``import.other_inspection``,
    ``import.other_form`` and as `workbook_read.read` does.
    """
    attempts.centre_only(session, "import-grid", "export.not_centre")
    read = workbook_read.read(data)
    leaving = gather(session, Choices(unfinished=True))
    told = grid_back.facts_of(read, leaving.grid)
    candidates = _choices(session, told["entries_sha256"], told.get("filter", ""))
    return min((_compared(session, read, told, one) for one in candidates), key=_surprises)


def _compared(
    session: Session, read: ReadWorkbook, told: Mapping[str, str], chosen: Choices
) -> GridBack:
    """Compared cell by cell only where the same state and choices make the same workbook again."""
    same = gather(session, chosen)
    state, shown = same.provenance.entries_sha256, same.provenance.filter
    alike = (state, shown) == (told["entries_sha256"], told.get("filter"))
    return grid_back.compare(read, same.grid, export.grid_book(same) if alike else None)


def _surprises(found: GridBack) -> int:
    return len(found.oddities)


def _choices(session: Session, state: str, shown: str) -> list[Choices]:
    """The choices of the exports that may have written this workbook, as their entries tell."""
    found: list[Choices] = []
    for key, entries in session.present().items():
        value = entries[0].body.value if key.kind == "export" and entries[0].body else None
        if not isinstance(value, Mapping):
            continue
        if (value.get("what"), value.get("entries_sha256"), value.get("filter")) == (
            "grid", state, shown,
        ):  # fmt: skip
            chosen = _told(value)
            found += [] if chosen in found else [chosen]
    usual = Choices(unfinished=shown.startswith(Choices(unfinished=True).told))
    return [usual, *found[-_MOST:]]


def _told(value: Mapping[str, Any]) -> Choices:
    names = value.get("names")
    where = value.get("where")
    known = names if isinstance(names, Mapping) else {}
    decided = known.get("decided")
    return Choices(
        unfinished=value.get("unfinished") is True,
        where=tuple((str(a), str(b)) for a, b in where) if isinstance(where, list) else (),
        names=str(known.get("otherwise") or "mask"),
        decided={str(a): str(b) for a, b in decided.items()}
        if isinstance(decided, Mapping)
        else {},
        identify=value.get("identified") is True,
        threshold=int(str(value.get("threshold", 5))),
    )


def take(
    session: Session, found: GridBack, only: Collection[str] | None = None, source: bytes = b""
) -> tuple[str, ...]:
    """Record the proposals that the form allows (of `only` these standards, if told).

    Returns the standards decided. Raises FieldkitError ``import.not_allowed`` for one of `only`
    that cannot be taken, and as `moderate.moderate` does.
    """
    allowed = {one.standard: one for one in found.proposals if one.allowed}
    for standard in only or ():
        if standard not in allowed:
            raise FieldkitError("import.not_allowed", standard=standard)
    digest = hashlib.sha256(source).hexdigest() if source else ""
    taken = [one for code, one in allowed.items() if only is None or code in only]
    for one in taken:
        moderate.moderate(session, one.standard, one.rating, one.ground, one.reason, one.by, digest)
    return tuple(one.standard for one in taken)


def comment(session: Session, found: GridBack) -> int:
    """Return each changed answer to its readers with what the workbook says. Returns how many.

    The answer itself stays as it is: only its readers can change it. Where the states let nothing
    be returned (its readers are still at it) the words go into a thread on the question.
    """
    now = session.present()
    numbers = {one.id: one.number for one in readings.subjects(now)}
    first = {
        numbers.get(one.subject, ""): one.id
        for one in readings.readings(now)
        if one.kind in ("first", "joint")
    }
    sent = 0
    for one in found.changes:
        reading = first.get(one.number)
        if reading is not None:
            words = (
                f"In the moderated workbook (cell {one.cell}) this answer was changed from "
                f"{one.before or 'no answer'} to {one.after or 'no answer'}. Please look again."
            )
            say = review.return_question if _returnable(session, reading) else review.start_thread
            say(session, reading, one.question, words)
            sent += 1
    return sent


def _returnable(session: Session, reading: str) -> bool:
    """Whether it can be returned now, or somebody in our role could never: they are told why."""
    if session.role not in states.change("return").by:
        return True
    return "return" in review.look(session, reading).possible


def to_json(found: GridBack) -> dict[str, Any]:
    """The difference as plain values."""
    return {
        "saved_by": found.program,
        "older": found.older,
        "baseline_changed": found.guessed,
        "rows_moved": found.moved,
        "part": found.part,
        "proposals": [
            {**vars(one), "cells": list(one.cells), "allowed": one.allowed}
            for one in found.proposals
        ],
        "case_changes": [vars(one) for one in found.changes],
        "unexpected": [vars(one) for one in found.oddities],
    }


def lines(found: GridBack) -> Iterator[tuple[str, dict[str, Fact]]]:
    """The difference as coded lines, for a person."""
    yield "import.saved_by", {"program": found.program or "an unknown program"}
    if found.older:
        yield "import.older", {}
    if found.moved:
        yield "import.moved", {}
    for one in found.proposals:
        yield from _proposal_lines(one)
    for change in found.changes:
        before, after = change.before or "-", change.after or "-"
        yield "import.case_change", {**vars(change), "before": before, "after": after}
    for odd in found.oddities:
        yield f"import.odd_{odd.what}", {"sheet": odd.sheet, "cell": odd.cell, "found": odd.found}
    if not (found.proposals or found.changes or found.oddities):
        yield "import.nothing", {}


def _proposal_lines(one: Proposal) -> Iterator[tuple[str, dict[str, Fact]]]:
    facts: dict[str, Fact] = {
        "standard": one.standard,
        "cells": ", ".join(one.cells),
        "before": one.before or "not rated",
        "rating": one.rating,
        "ground": one.ground,
        "reason": one.reason,
        "by": one.by or "nobody named",
    }
    yield "import.proposal", facts
    if not one.allowed:
        yield f"import.why_{one.why}", facts
