"""The chain of custody of one answer: who recorded what, and which envelope brought it here."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry
from fieldkit.steps import care
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store

HEAD = (
    *("entry", "field", "value", "person", "laptop", "role", "place", "made_at", "state"),
    *("brought_by", "sequence", "roster_version", "received_at", "verified"),
)


@dataclass(frozen=True)
class Link:
    """One entry of the answer and one envelope that brought it (none for our own).

    `state` is standing, replaced, hidden, refused or waiting; `verified` says that the envelope's
    signature was good when it was checked again just now.
    """

    entry: str
    field: str
    value: str
    person: str
    laptop: str
    role: str
    place: int
    made_at: str
    state: str
    brought_by: str = ""
    sequence: int = 0
    roster_version: int = 0
    received_at: str = ""
    verified: bool = False

    def row(self) -> list[str]:
        """The link as a row of the table, in the order of `HEAD`."""
        return [str(getattr(self, name)) for name in HEAD]


def of_answer(session: Session, number: str, question: str) -> tuple[Link, ...]:
    """Every entry ever held about a question of a case, oldest place first, each with its proof.

    Raises FieldkitError ``prepare.unknown_subject``, ``audit.no_answer``.
    """
    inspection = session.opened.id
    subjects = {one.id for one in readings.subjects(session.present()) if one.number == number}
    if not subjects:
        raise FieldkitError("prepare.unknown_subject", number=number)
    standing = {one.id for found in session.present().values() for one in found}
    found: list[Link] = []
    with session.casebook.read() as connection:
        held = list(entry_store.everything(connection, inspection))
        for one in held:
            key = one.entry.key
            about = key is not None and question in (key.about, key.field)
            if key is None or key.subject not in subjects or not about:
                continue
            state = "hidden" if one.hidden else "standing" if one.entry.id in standing else ""
            state = state or ("replaced" if one.status == "accepted" else one.status)
            link = _link(session, one.entry, state)
            rows = [
                row
                for row in envelope_store.custody(connection, one.entry.id)
                if row.direction == "received"
            ]
            for row in rows:
                ids = envelope_store.entries_of(connection, row.sha256)
                proven = care.proven(session, row, list(entry_store.in_order(connection, ids)))
                brought = {
                    "brought_by": f"{row.kind} from {session.roster.name_of(row.device)}",
                    "sequence": row.sequence,
                    "roster_version": row.roster_version,
                    "received_at": row.at,
                    "verified": proven,
                }
                found.append(Link(**{**vars(link), **brought}))
            if not rows:
                found.append(link)
    if not found:
        raise FieldkitError("audit.no_answer", number=number, question=question)
    return tuple(sorted(found, key=lambda one: (one.field, one.made_at, one.person, one.place)))


def _link(session: Session, entry: Entry, state: str) -> Link:
    body, stub = entry.body, entry.stub
    assert body is not None
    device = session.roster.device(stub.device)
    return Link(
        entry=entry.id,
        field=body.field,
        value=str(body.value),
        person=device.name if device else body.author,
        laptop=device.label if device else stub.device[:8],
        role=session.roster.role_at(stub.device, stub.sequence) or "",
        place=stub.sequence,
        made_at=body.made_at,
        state=state,
    )


def as_csv(links: tuple[Link, ...]) -> bytes:
    """The chain of custody as a table for a spreadsheet, with a byte order mark for Windows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in links:
        writer.writerow([_safe(cell) for cell in one.row()])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
