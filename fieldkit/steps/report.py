"""Reports: evidence pack, data annexe, feedback letter and the read-out of a case."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fieldkit import settings
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import report_parts
from fieldkit.inspection.annexe_book import annexe_book
from fieldkit.inspection.breakdown import breakdown
from fieldkit.inspection.entry import Value
from fieldkit.inspection.report import Report
from fieldkit.inspection.report_minutes import minutes_report
from fieldkit.steps import attempts, manifest, report_pages
from fieldkit.steps.leaving import Choices, Leaving, gather
from fieldkit.steps.session import Session
from fieldkit.store import report_pdf, report_word, workbook

KINDS: Mapping[str, tuple[str, ...]] = {
    "evidence": (".pdf", ".docx"),
    "annexe": (".docx", ".xlsx", ".pdf"),
    "letter": (".docx", ".pdf"),
    "case": (".pdf", ".docx"),
    "minutes": (".docx", ".pdf"),
}


def report(
    session: Session,
    kind: str,
    out: Path,
    choices: Choices,
    *,
    standard: str = "",
    office: str = "",
    worker: DocumentWorker | None = None,
) -> dict[str, Value]:
    """Write a report to `out` (its ending says which kind of file) and its manifest beside it.

    `standard` narrows an evidence pack, `office` names the reader of a letter; with a `worker` an
    evidence pack has pictures of the pages. Returns the manifest. Raises FieldkitError
    ``export.not_centre``, ``report.ending``, ``report.unknown_kind``, ``report.nothing``,
    ``moderate.standard``, ``report.office``.
    """
    attempts.centre_only(session, "report", "export.not_centre")
    if kind not in KINDS:
        raise FieldkitError("report.unknown_kind", kind=kind, known=", ".join(KINDS))
    ending = out.suffix.lower()
    if ending not in KINDS[kind]:
        raise FieldkitError("report.ending", file=out.name, known=", ".join(KINDS[kind]))
    leaving = gather(session, choices)
    data = file_of(session, kind, ending, leaving, standard, office, worker)
    return manifest.hand_out(session, kind, out, {out.name: data}, leaving)


def file_of(
    session: Session,
    kind: str,
    ending: str,
    leaving: Leaving,
    standard: str = "",
    office: str = "",
    worker: DocumentWorker | None = None,
) -> bytes:
    """The bytes of one file of `KINDS`. Raises as `report` does."""
    if ending == ".xlsx":
        return workbook.write(annexe_book(leaving.grid))
    return written(make(session, kind, leaving, standard, office, worker), ending)


def written(made: Report, ending: str) -> bytes:
    """A report as the bytes of a PDF or a Word file."""
    if ending == ".pdf":
        return report_pdf.write(made, settings.resources() / "fonts")
    return report_word.write(made)


def make(
    session: Session,
    kind: str,
    leaving: Leaving,
    standard: str = "",
    office: str = "",
    worker: DocumentWorker | None = None,
) -> Report:
    """The report as a description. Raises as `report` does."""
    grid, title = leaving.grid, leaving.title
    standards = () if leaving.choices.numbers or leaving.choices.where else leaving.standards
    if kind == "annexe":
        return report_parts.annexe(grid, f"{title}: data annexe")
    if kind == "letter":
        return _letter(leaving, office)
    if kind == "minutes":
        return minutes_report(grid, f"{title}: minutes", leaving.minutes)
    if not leaving.cases and not standards:
        raise FieldkitError("report.nothing")
    if kind == "case":
        return report_parts.case_report(grid, f"{title}: read-out", standards)
    asked = _questions(leaving, standard)
    shown = report_pages.pictures(leaving, worker, asked) if worker is not None else {}
    name = f"{title}: evidence" + (f" for {standard}" if standard else "")
    return report_parts.evidence_pack(grid, name, standards, asked, shown)


def _questions(leaving: Leaving, standard: str) -> tuple[str, ...] | None:
    """The codes that an evidence pack of a standard is about; None for all."""
    if not standard:
        return None
    found = leaving.form.standard(standard)
    if found is None:
        raise FieldkitError("moderate.standard", standard=standard)
    return (found.code, *(one.code for one in found.key_questions))


def _letter(leaving: Leaving, office: str) -> Report:
    """Figures of one office as they would stand in a published split by office."""
    file = settings.resources() / "letters" / "feedback.toml"
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    grid = leaving.grid
    if not office:
        told: dict[str, tuple[int, int] | None] = {}
        for code in grid.columns:
            rated = grid.ratings.key_question(code)
            told[code] = (rated.counts.yes, rated.counts.judged) if rated else None
        return report_parts.letter(grid, words, "", told, len(grid.cases))
    rows = {str(at): case.answers for at, case in enumerate(leaving.cases)}
    known = {str(at): case.attributes for at, case in enumerate(leaving.cases)}
    there = sum(one.get("office") == office for one in known.values())
    if not there:
        offices = sorted({one.get("office", "") for one in known.values()} - {""})
        raise FieldkitError("report.office", office=office, known=", ".join(offices))
    threshold = leaving.choices.threshold
    splits = breakdown(
        leaving.form, rows, known, "office", list(grid.columns), threshold > 1, threshold
    )
    told = {}
    for split in splits:
        cell = next(one for one in split.cells if one.value == office)
        hidden = cell.yes is None or cell.judged is None
        told[split.question] = None if hidden else (int(cell.yes or 0), int(cell.judged or 0))
    return report_parts.letter(grid, words, office, told, there)


def whole(choices: Choices) -> Choices:
    """The same choices without their filter: a letter compares an office with all others."""
    return replace(choices, where=(), numbers=())
