"""Exporting the grid: same standing entries, same bytes; the manifest says by whom and when."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path

import fieldkit
from fieldkit.errors import FieldkitError
from fieldkit.inspection import grid, merge
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key, Value, sha256
from fieldkit.inspection.grid import GridCase, GridEvidence, Provenance
from fieldkit.inspection.moderation import Counted, row_of
from fieldkit.steps import moderate
from fieldkit.steps.session import Present, Session, stamp
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import workbook
from fieldkit.store.entries import Edit
from fieldkit.store.files import write_whole

# What may stand in a grid column without telling who a person is.
SHOWN_ATTRIBUTES = ("gender", "sentence_type", "rosh", "pdu", "ldu", "team")


def shown_hash(now: Present) -> str:
    """SHA-256 over the ids of the standing entries, those of exports left out."""
    ids = sorted(one.id for key, found in now.items() if key.kind != "export" for one in found)
    return sha256("\n".join(ids).encode("ascii"))


def grid_bytes(session: Session, unfinished: bool = False) -> bytes:
    """The grid as a workbook: names, CRNs and readers stay out of it."""
    now = session.present()
    ratings, basis = moderate.rate(session, unfinished)
    titles = {one.sha256: one.title for one in readings.documents(now)}
    cases = [_grid_case(one, titles) for one in basis.cases]
    with session.casebook.read() as connection:
        received = envelope_store.all_of(connection, session.opened.id, "received")
    provenance = Provenance(
        inspection=session.opened.title,
        entries_sha256=shown_hash(now),
        envelopes=sum(row.kind == "bundle" and row.whole for row in received),
        app_version=fieldkit.__version__,
        filter="Readings in every state" if unfinished else "Finished first readings",
        cases_left_out=len(basis.left_out),
        disputes_open=len(merge.disputes(now)),
    )
    attributes = _attributes(session)
    return workbook.write(
        grid.build(session.form, cases, ratings, provenance, attributes=attributes)
    )


def _attributes(session: Session) -> tuple[str, ...]:
    known = {one.code for one in session.form.case_attributes()}
    return tuple(one for one in SHOWN_ATTRIBUTES if one in known)


def _grid_case(one: Counted, titles: dict[str, str]) -> GridCase:
    view = one.view
    evidence = tuple(
        GridEvidence(
            question, found.direction, titles.get(found.document, ""), str(found.page), found.quote
        )
        for found in view.evidence
        for question in found.questions
    )
    return GridCase(
        number=one.subject.number,
        attributes=dict(one.subject.attributes),
        state=view.state.value or readings.READING,
        answers=row_of(view),
        reasons={code: answer.value or "" for code, answer in view.reasons.items()},
        evidence=evidence,
        reading_kind=one.reading.kind,
    )


def export_grid(session: Session, out: Path, unfinished: bool = False) -> dict[str, Value]:
    """Write the grid to `out` and a manifest beside it; the export is an entry. Returns the latter.

    Raises FieldkitError ``disk.full``, ``disk.not_written``, ``rights.refused``.
    """
    if not session.is_centre:
        raise FieldkitError("export.not_centre")
    data = grid_bytes(session, unfinished)
    manifest: dict[str, Value] = {
        "what": "grid",
        "file": out.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "entries_sha256": shown_hash(session.present()),
        "filter": "all" if unfinished else "finished",
        "by": session.owner.name,
        "at": stamp(session.clock),
    }
    write_whole(out, data)
    told = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_whole(out.with_suffix(".manifest.json"), told.encode("utf-8"))
    key = Key(readings.INSPECTION, "", f"export/{secrets.token_hex(8)}")
    session.record([Edit(key, manifest)])
    return manifest
