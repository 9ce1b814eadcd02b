"""Undoing a merge: an entry that names an envelope hides what it brought; another ends that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge, undo
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.merge import Held
from fieldkit.inspection.undo import Undo
from fieldkit.steps.session import Session, stamp
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import undo as undo_store
from fieldkit.store.entries import Edit


@dataclass(frozen=True)
class Merged:
    """A bundle that was merged here: from whom, when, how much, and whether it is undone now.

    `decided` says that a decision rests on it, so that it cannot be undone.
    """

    envelope: str
    sender: str
    device: str
    sequence: int
    at: str
    entries: int
    undone: bool
    decided: bool
    why: str = ""


def merges(session: Session) -> tuple[Merged, ...]:
    """Every bundle merged here, newest last, with what undoing it would mean."""
    inspection = session.opened.id
    with session.casebook.read() as connection:
        rows = [
            row
            for row in envelope_store.all_of(connection, inspection, "received")
            if row.kind == "bundle" and row.whole
        ]
        brought = {row.sha256: envelope_store.entries_of(connection, row.sha256) for row in rows}
        held = undo_store.held(connection, inspection)
    said, rested = undo.standing(held), undo.decided(held)
    return tuple(
        Merged(
            envelope=row.sha256,
            sender=session.roster.name_of(row.device),
            device=row.device,
            sequence=row.sequence,
            at=row.at,
            entries=row.entries,
            undone=row.sha256 in said and said[row.sha256].undone,
            decided=_rests(held, brought[row.sha256], rested) is not None,
            why=said[row.sha256].why if row.sha256 in said else "",
        )
        for row in sorted(rows, key=lambda one: (one.at, one.device, one.sequence))
    )


def _rests(held: Sequence[Held], brought: Sequence[str], rested: dict[str, Entry]) -> Entry | None:
    """The decision that rests on these entries or on what descends from them, if any."""
    if not rested:
        return None
    found = undo.below(held, brought) & rested.keys()
    return rested[min(found)] if found else None


def undo_merge(session: Session, envelope: str, why: str) -> int:
    """Undo the merge of an envelope (its SHA-256, or how that begins). Returns how much it hides.

    Raises FieldkitError ``undo.unknown``, ``undo.already``, ``undo.decided``, ``undo.not_here``,
    ``settle.needs_reason``, ``rights.refused``.
    """
    return _say(session, envelope, why, True)


def show_again(session: Session, envelope: str, why: str) -> int:
    """Undo an undo: what the envelope brought shows again. Returns how much does.

    Raises as `undo_merge`, and ``undo.not_undone``.
    """
    return _say(session, envelope, why, False)


def _say(session: Session, envelope: str, why: str, undone: bool) -> int:
    if not why.strip():
        raise FieldkitError("settle.needs_reason", question="undo")
    row = _row(session, envelope)
    opened, author = session.opened, session.me.person if session.me else session.owner.person

    def work(connection: Connection) -> int:
        held = undo_store.held(connection, opened.id)
        edits = _edits(connection, session, held, row, undone, why.strip())
        judged = session.judging(connection)
        at = stamp(session.clock)
        entry_store.record(connection, opened.id, session.device_id, author, edits, judged, at)
        before = {one.entry.id for one in held if one.hidden}
        undo_store.refresh(connection, opened.id)
        after = {one.entry.id for one in undo_store.held(connection, opened.id) if one.hidden}
        return len(before ^ after)

    try:
        return session.casebook.recorder.run(work)
    except FieldkitError as why:
        session.note_attempt(undo.KIND, why)
        raise


def _row(session: Session, envelope: str) -> Any:
    with session.casebook.read() as connection:
        rows = envelope_store.all_of(connection, session.opened.id, "received")
    found = [row for row in rows if envelope and row.sha256.startswith(envelope)]
    if len(found) != 1:
        raise FieldkitError("undo.unknown", envelope=envelope[:12])
    if found[0].kind != "bundle":
        raise FieldkitError("undo.not_here", kind=found[0].kind)
    return found[0]


def _edits(
    connection: Connection,
    session: Session,
    held: Sequence[Held],
    row: Any,
    undone: bool,
    why: str,
) -> list[Edit]:
    facts = {"person": session.roster.name_of(row.device), "sequence": row.sequence}
    brought = tuple(envelope_store.entries_of(connection, row.sha256))
    now = undo.standing(held).get(row.sha256)
    if undone and now is not None and now.undone:
        raise FieldkitError("undo.already", **facts)
    if not undone and (now is None or not now.undone):
        raise FieldkitError("undo.not_undone", **facts)
    decision = _rests(held, brought, undo.decided(held)) if undone else None
    if decision is not None and decision.body is not None:
        told = decision.body.value
        field = str(told.get("field", "")) if isinstance(told, dict) else ""
        raise FieldkitError("undo.decided", question=field, **facts)
    edits = []
    for field, part in undo.parts(Undo(row.sha256, undone, brought, why)):
        key = Key(readings.INSPECTION, "", field)
        seen = merge.standing([one for one in held if one.entry.key == key])
        edits.append(Edit(key, part.to_value(), tuple(one.id for one in seen)))
    return edits
