"""The activity log of an inspection: what was done by whom, in plain codes with their facts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.errors import Fact
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry
from fieldkit.inspection.subjects import mapping_of, text_of
from fieldkit.steps import attempts
from fieldkit.steps.session import Session
from fieldkit.store import envelopes as envelope_store

KINDS = frozenset(
    {"inspection", "subject", "reading", "decision", "moderation", "return", "approval"}
    | {"state", "alert", "undo", "export", "team", "retention", "disposal", "minute", "fallback"}
)


@dataclass(frozen=True)
class Line:
    """One line: when by the maker's clock, who, a code for the deed, and its facts."""

    at: str
    who: str
    code: str
    facts: Mapping[str, Fact]


def lines(session: Session) -> tuple[Line, ...]:
    """Everything that was done about the inspection, newest first; answers are counted by reading.

    Refused attempts on this casebook and envelopes sent and received stand in it too.
    """
    now = session.present()
    subjects = {one.id: one.number for one in readings.subjects(now)}
    owners = {one.id: subjects.get(one.subject, "") for one in readings.readings(now)}
    found = []
    for held in session.held():
        key, body = held.entry.key, held.entry.body
        if key is None or body is None or key.kind not in KINDS:
            continue
        number = owners.get(key.reading) or subjects.get(key.subject, "")
        who = _name(session, held.entry)
        code = "log.refused" if held.status == "refused" else f"log.{key.kind}"
        facts = {"number": number or "the inspection", "about": key.about, **_facts(body.value)}
        found.append(Line(body.made_at, who, code, facts))
    found += _carried(session)
    for one in attempts.attempts(session):
        facts = {"action": one.action, "role": one.role}
        found.append(Line(one.at, session.owner.name, "log.attempt", facts))
    return tuple(sorted(found, key=lambda one: (one.at, one.who, one.code), reverse=True))


def _name(session: Session, entry: Entry) -> str:
    device = session.roster.device(entry.stub.device)
    return device.name if device else entry.stub.device[:8]


def _facts(value: object) -> dict[str, Fact]:
    told = mapping_of(value) if isinstance(value, Mapping) else {}
    words = text_of(told.get("why")) or text_of(told.get("reason")) or text_of(told.get("words"))
    said = value if isinstance(value, str) else text_of(told.get("status"))
    return {"words": words, "value": said or text_of(told.get("rating"))}


def _carried(session: Session) -> list[Line]:
    """Envelopes sent and received."""
    found = []
    with session.casebook.read() as connection:
        for direction in ("sent", "received"):
            for row in envelope_store.all_of(connection, session.opened.id, direction):
                other = row.address if direction == "sent" else row.device
                name = "the centre" if other == "centre" else session.roster.name_of(other)
                facts = {"kind": row.kind, "sequence": row.sequence, "name": name}
                found.append(Line(str(row.at), session.owner.name, f"log.{direction}", facts))
    return found


def as_csv(rows: list[tuple[str, str, str]]) -> bytes:
    """Lines in words as a table for a spreadsheet: when, who, what."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("when", "who", "what"))
    for row in rows:
        writer.writerow(
            [f"'{one}" if one[:1] in ("=", "+", "-", "@", "\t") else one for one in row]
        )
    return out.getvalue().encode("utf-8-sig")
