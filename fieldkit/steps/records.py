"""Conversations written down live: the edits that begin one, add a line, and tag it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC

from fieldkit.errors import FieldkitError
from fieldkit.inspection import records
from fieldkit.inspection.reading import Evidence, ReadingView
from fieldkit.inspection.records import NoteLine, Record
from fieldkit.steps import rate
from fieldkit.steps.session import Clock
from fieldkit.steps.unlock import Edit


def begin(view: ReadingView, kind: str, title: str, people: str, at: str) -> Edit:
    """Begin a conversation. `people` names roles only, `at` is ISO.

    Raises FieldkitError ``records.kind``, ``records.empty_title``.
    """
    if kind not in records.KINDS:
        raise FieldkitError("records.kind", kind=kind)
    if not title.strip():
        raise FieldkitError("records.empty_title")
    made = Record(secrets.token_hex(8), kind, title.strip(), people.strip(), at, "", ())
    return Edit(rate.key(view, made.field), made.to_value())


def change(view: ReadingView, record: Record, title: str, people: str) -> Edit:
    """Another title or other roles. Raises FieldkitError ``records.empty_title``."""
    if not title.strip():
        raise FieldkitError("records.empty_title")
    made = replace(record, title=title.strip(), people=people.strip())
    return Edit(rate.key(view, record.field), made.to_value(), record.entries)


def new_line(record: Record, clock: Clock, asked: str = "") -> NoteLine:
    """An empty line with the time of now; `asked` is the question it is the answer to."""
    at = clock().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    identity = records.line_id(at, secrets.token_hex(4))
    return NoteLine(identity, record.id, "", at, asked, "")


def write(view: ReadingView, line: NoteLine, text: str) -> Edit:
    """The words of a line; it may be given to the saver while they are typed."""
    return Edit(rate.key(view, line.field), text, line.entries)


def correct(view: ReadingView, record: Record, line: NoteLine, text: str) -> list[Edit]:
    """Other words for a line; evidence that quotes it says the same from then on.

    Raises FieldkitError ``records.empty_line``.
    """
    if not text.strip():
        raise FieldkitError("records.empty_line")
    edits = [write(view, line, text.strip())]
    held = evidence_of(view, line)
    if held is not None:
        again = replace(line, text=text.strip())
        made = records.as_evidence(record, again, held.direction, held.questions, held)
        edits.append(rate.tie(view, made))
    return edits


def evidence_of(view: ReadingView, line: NoteLine) -> Evidence | None:
    """The evidence a line is, or None while it is tagged to nothing."""
    return next((one for one in view.evidence if one.id == line.id), None)


def tag(
    view: ReadingView, record: Record, line: NoteLine, question: str, direction: str
) -> list[Edit]:
    """Tie a line to a question for or against; the same tag again takes it away."""
    held = evidence_of(view, line)
    before = held.questions if held else ()
    if held and question in before and held.direction == direction:
        left = tuple(one for one in before if one != question)
        if not left:
            return [rate.untie(view, held)]
        return [rate.tie(view, records.as_evidence(record, line, direction, left, held))]
    wanted = before if question in before else (*before, question)
    return [rate.tie(view, records.as_evidence(record, line, direction, wanted, held))]
