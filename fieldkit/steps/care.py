"""Looking after a casebook: the full check, the audit back to signatures, backups."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.envelope import layout
from fieldkit.envelope.audit import verify_kept
from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge
from fieldkit.inspection.entry import Entry, Key
from fieldkit.steps.session import Session
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import keys
from fieldkit.store.files import disk_trouble

Progress = Callable[[str], None]


def check(session: Session, progress: Progress = lambda name: None) -> list[FieldkitError]:
    """Everything that can be checked about a casebook. Empty when no fault was found.

    Pages, key file, entry chains, projections against entries, document hashes. Faults come back
    as values, so that one never hides another.
    """
    found: list[FieldkitError] = []
    for name, part in (
        ("pages", _check_pages),
        ("key file", _check_key_file),
        ("entries", _check_inspections),
        ("documents", _check_documents),
    ):
        progress(name)
        try:
            for one in part(session):
                found.append(one)
        except FieldkitError as why:
            found.append(why)
    return found


def _check_pages(session: Session) -> Iterator[FieldkitError]:
    for told in session.casebook.integrity():
        yield FieldkitError("check.page", told=told)


def _check_key_file(session: Session) -> Iterator[FieldkitError]:
    _, damaged = keys.load(session.casebook.folder)
    for name in damaged:
        yield FieldkitError("check.key_copy", copy=name)


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


def _check_documents(session: Session) -> Iterator[FieldkitError]:
    documents = session.casebook.documents
    for subject, sha256, _, _ in documents.all():
        try:
            documents.get(subject, sha256)
        except FieldkitError:
            yield FieldkitError("check.document", sha256=sha256[:12])


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


def backup(session: Session, folder: Path) -> Path:
    """Copy the casebook to a new folder below `folder`, and open every page of the copy.

    It gets its name only once it was verified; what fails leaves nothing that looks like a backup.
    Raises FieldkitError ``disk.full``, ``disk.not_written``, ``backup.damaged``.
    """
    session.keep_heads()
    target = folder / session.clock().strftime("casebook-%Y%m%dT%H%M%SZ")
    part = target.with_name(target.name + ".part")
    try:
        session.casebook.copy_to(part)
        faults = session.casebook.integrity_of(part)
        if faults:
            raise FieldkitError("backup.damaged", folder=target.name, first=faults[0])
        part.rename(target)
    except OSError as why:
        raise disk_trouble(why, target) from why
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target
