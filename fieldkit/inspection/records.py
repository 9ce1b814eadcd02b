"""Notes taken live: meetings, interviews and focus groups, line by line, by several writers.

A *record* is one conversation with who took part by role, never by name. Its *lines* are entries
of their own, so several inspectors write offline and all lines meet by their times. A line becomes
evidence as a passage does: evidence of the line's own id whose document is the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.subjects import Evidence, Present, latest, text_of

KINDS = ("interview", "meeting", "focus_group")
PREFIX = "record:"


@dataclass(frozen=True)
class NoteLine:
    """One line: what was said, when by the writer's clock, and to which question of the form.

    Time and question are part of its field's name, so that its value is text alone: a line being
    typed is kept within a second like every other text. An empty text is a line taken away.
    """

    id: str
    record: str
    text: str
    at: str
    asked: str
    author: str
    entries: tuple[str, ...] = ()
    disputed: bool = False

    @property
    def field(self) -> str:
        """The field that holds it."""
        return f"line/{self.record}/{self.id}" + (f"/{self.asked}" if self.asked else "")


@dataclass(frozen=True)
class Record:
    """One conversation. `people` says who took part by role; `began` is ISO."""

    id: str
    kind: str
    title: str
    people: str
    began: str
    author: str
    lines: tuple[NoteLine, ...]
    entries: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The field that holds it."""
        return f"record/{self.id}"

    @property
    def document(self) -> str:
        """What evidence from it names as its document."""
        return PREFIX + self.id

    @property
    def writers(self) -> dict[str, int]:
        """How many lines each person wrote, by person id."""
        found: dict[str, int] = {}
        for one in self.lines:
            found[one.author] = found.get(one.author, 0) + 1
        return found

    def to_value(self) -> Value:
        """The record as an entry's value; its lines are entries of their own."""
        return {"kind": self.kind, "title": self.title, "people": self.people, "began": self.began}


def line_id(at: str, random: str) -> str:
    """The id of a line: its time first (ISO, UTC, to the millisecond), so that lines sort."""
    return f"{at}~{random}"


def records(now: Present, subject: str, reading: str) -> tuple[Record, ...]:
    """All conversations of one reading, by when they began, each with its lines by time."""
    lines: dict[str, list[NoteLine]] = {}
    for key, entries in now.items():
        if key.kind != "line" or (key.subject, key.reading) != (subject, reading):
            continue
        body = entries[0].body
        if body and text_of(body.value).strip():
            texts = {str(one.body.value) for one in entries if one.body}
            ids = tuple(one.id for one in entries)
            made = line_of(key, text_of(body.value), body.author, ids, len(texts) > 1)
            lines.setdefault(made.record, []).append(made)
    found = []
    for key, entries in now.items():
        if key.kind != "record" or (key.subject, key.reading) != (subject, reading):
            continue
        value, body = latest(entries), entries[0].body
        if value and body:
            mine = sorted(lines.get(key.about, ()), key=lambda one: one.id)
            ids = tuple(one.id for one in entries)
            found.append(replace(record_of(key, value, body.author, ids), lines=tuple(mine)))
    return tuple(sorted(found, key=lambda one: (one.began, one.id)))


def line_of(
    key: Key, text: str, author: str = "", entries: tuple[str, ...] = (), disputed: bool = False
) -> NoteLine:
    """The line that a field ``line/<record>/<id>/<question>`` holds."""
    record, _, rest = key.about.partition("/")
    identity, _, asked = rest.partition("/")
    at = identity.partition("~")[0]
    return NoteLine(identity, record, text, at, asked, author, entries, disputed)


def record_of(
    key: Key, value: Mapping[str, Value], author: str, entries: tuple[str, ...]
) -> Record:
    """A conversation out of its entry's value, without its lines."""
    return Record(
        id=key.about,
        kind=text_of(value.get("kind")),
        title=text_of(value.get("title")),
        people=text_of(value.get("people")),
        began=text_of(value.get("began")),
        author=author,
        lines=(),
        entries=entries,
    )


def as_evidence(
    record: Record, line: NoteLine, direction: str, questions: tuple[str, ...], of: Evidence | None
) -> Evidence:
    """A line as evidence; `of` is the evidence it is already, or None."""
    return Evidence(
        id=line.id,
        document=record.document,
        page=0,
        start=0,
        end=len(line.text),
        quote=line.text,
        before="",
        after="",
        direction=direction,
        questions=questions,
        note=of.note if of else "",
        entries=of.entries if of else (),
        section=record.title,
    )
