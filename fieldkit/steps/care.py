"""Looking after a casebook: the full check, and the audit back to signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.envelope import layout
from fieldkit.envelope.audit import verify_kept
from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key
from fieldkit.steps import backup as backup_step
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import keys

Progress = Callable[[str], None]


def check(session: Session, progress: Progress = lambda name: None) -> list[FieldkitError]:
    """Everything that can be checked about a casebook. Empty when no fault was found.

    Pages, key file, chain heads, entry chains, projections against entries, document hashes,
    backups. Faults come back as values, so that one never hides another. `progress` is told the
    part that begins; what it raises stops the check.
    """
    found: list[FieldkitError] = []
    for name, part in (
        ("pages", _check_pages),
        ("key file", _check_key_file),
        ("chain heads", _check_heads),
        ("entries", _check_inspections),
        ("documents", _check_documents),
        ("backups", _check_backups),
    ):
        progress(name)
        for one in _told(part(session)):
            if one is None:
                progress(name)
            else:
                found.append(one)
    return found


def _told(part: Iterator[FieldkitError | None]) -> Iterator[FieldkitError | None]:
    """What a part finds, and what stopped it as one more finding."""
    try:
        yield from part
    except FieldkitError as why:
        yield why


def _check_pages(session: Session) -> Iterator[FieldkitError]:
    for told in session.casebook.integrity():
        yield FieldkitError("check.page", told=told)


def _check_key_file(session: Session) -> Iterator[FieldkitError]:
    _, damaged = keys.load(session.casebook.folder)
    for name in damaged:
        yield FieldkitError("check.key_copy", copy=name)


def _check_heads(session: Session) -> Iterator[FieldkitError]:
    """Every head that the key file names is held: an old page or an old file is not ours."""
    with session.casebook.read() as connection:
        for name, (sequence, identity) in session.casebook.key_file.heads.items():
            if identity not in entry_store.held(connection, [identity]):
                yield FieldkitError("check.head", sequence=sequence, inspection=name[:8])


def _check_inspections(session: Session) -> Iterator[FieldkitError]:
    for known in session.inspections():
        yield from _check_entries(session, known.id)


def _check_entries(session: Session, inspection: str) -> Iterator[FieldkitError]:
    with session.casebook.read() as connection:
        held = list(entry_store.everything(connection, inspection))
        projected = entry_store.projected(connection, inspection)
    yield from _check_links(session, held)
    rebuilt = {key: _ids(entries) for key, entries in merge.present(held).items()}
    for key in rebuilt.keys() | projected.keys():
        if rebuilt.get(key) != projected.get(key):
            yield FieldkitError("check.projection", field=key.field)


def _ids(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(one.id for one in entries)


def _check_links(session: Session, held: list[merge.Held]) -> Iterator[FieldkitError]:
    by_place = {(h.entry.stub.device, h.entry.stub.sequence): h.entry for h in held}
    for one in (h.entry for h in held):
        try:
            one.check()
        except FieldkitError:
            yield FieldkitError(
                "check.body",
                person=session.roster.name_of(one.stub.device),
                sequence=one.stub.sequence,
            )
        before = by_place.get((one.stub.device, one.stub.sequence - 1))
        if before is not None and before.id != one.stub.previous:
            yield FieldkitError(
                "check.chain",
                person=session.roster.name_of(one.stub.device),
                sequence=one.stub.sequence,
            )
    last = max((s for d, s in by_place if d == session.device_id), default=0)
    for place in range(1, last):
        if (session.device_id, place) not in by_place:
            yield FieldkitError("check.gap", sequence=place)


def _check_documents(session: Session) -> Iterator[FieldkitError | None]:
    """None between two documents, so that a long check can be stopped."""
    documents = session.casebook.documents
    for subject, sha256, _, _ in documents.all():
        yield None
        try:
            documents.get(subject, sha256)
        except FieldkitError:
            yield FieldkitError("check.document", sha256=sha256[:12])
    for inspection in session.inspections():
        yield from _check_documents_there(session, inspection.id)


def _check_documents_there(session: Session, inspection: str) -> Iterator[FieldkitError]:
    """Every document that a standing entry names is held, unless its case was destroyed."""
    with session.casebook.read() as connection:
        now = entry_store.present(connection, inspection)
    for listed in readings.documents(now):
        if not session.casebook.documents.has(listed.subject, listed.sha256):
            yield FieldkitError("check.document_gone", sha256=listed.sha256[:12])


def _check_backups(session: Session) -> Iterator[FieldkitError]:
    """The newest backup is opened and read whole; of the others, the key file."""
    newest: set[Path] = set()
    for one in backup_step.listed(session):
        if one.manifest.key != session.casebook.key.name:
            continue  # from before the data key was changed: told on the health page
        if one.path.parent in newest:
            try:
                keys.check_mac(session.casebook.key, keys.load(one.path)[0])
            except FieldkitError:
                yield FieldkitError("backup.damaged", folder=one.path.name, first="key file")
        else:
            newest.add(one.path.parent)
            yield from backup_step.verify(session, one)


@dataclass(frozen=True)
class Custody:
    """How one entry came here: the envelopes that carried it, each verified again."""

    entry: Entry
    person: str
    envelopes: tuple[tuple[str, int, str], ...]


def audit(session: Session) -> tuple[int, list[FieldkitError]]:
    """Verify every received envelope again from what was kept of it, and every entry back to one.

    Returns the number of entries with an unbroken proof, and what was found wrong.
    """
    inspection = session.opened.id
    with session.casebook.read() as connection:
        rows = envelope_store.all_of(connection, inspection, "received")
        stubs = {h.entry.id: h.entry for h in entry_store.everything(connection, inspection)}
        brought = {row.sha256: envelope_store.entries_of(connection, row.sha256) for row in rows}
    found: list[FieldkitError] = []
    proven: set[str] = set()
    for row in rows:
        try:
            _verify_row(session, row, [stubs[one] for one in brought[row.sha256]])
        except (FieldkitError, KeyError) as why:
            code = why.code if isinstance(why, FieldkitError) else "audit.entry_missing"
            found.append(
                FieldkitError(
                    "audit.envelope",
                    sender=session.roster.name_of(row.device),
                    sequence=row.sequence,
                    why=code,
                )
            )
        else:
            proven.update(brought[row.sha256])
    for name, entry in stubs.items():
        if name not in proven and entry.stub.device != session.device_id:
            found.append(FieldkitError("audit.unproven", sequence=entry.stub.sequence))
    return len(proven), found


def _verify_row(session: Session, row: Any, entries: list[Entry]) -> None:
    device = session.roster.device(row.device)
    if device is None:
        raise FieldkitError("envelope.signer_unknown")
    header = verify_kept(row.head, bytes.fromhex(device.signing_key))
    if hashlib.sha256(row.head).hexdigest() != row.sha256:
        raise FieldkitError("envelope.damaged")
    stubs = [row.blob_list, *(one.stub.encoded for one in entries)]
    if row.kind == "receipt":
        stubs = [row.blob_list, row.receipt]
    if row.whole and layout.body_digest(stubs) != header.text("body_sha256"):
        raise FieldkitError("envelope.body_sha256")


def proven(session: Session, row: Any, entries: list[Entry]) -> bool:
    """Whether a kept envelope still proves these entries, which it brought."""
    try:
        _verify_row(session, row, entries)
    except FieldkitError:
        return False
    return True


def custody(session: Session, key: Key) -> list[Custody]:
    """The chain of custody of one answer: every entry of the field and what carried it."""
    with session.casebook.read() as connection:
        held = entry_store.history(connection, session.opened.id, key)
        return [
            Custody(
                one.entry,
                session.roster.name_of(one.entry.stub.device),
                tuple(
                    (row.kind, row.sequence, row.at)
                    for row in envelope_store.custody(connection, one.entry.id)
                ),
            )
            for one in held
        ]
