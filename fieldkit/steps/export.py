"""Exporting the grid: same standing entries and choices, same bytes, whoever writes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection import grid
from fieldkit.inspection.entry import Value
from fieldkit.inspection.grid import Workbook
from fieldkit.steps import attempts, exchange, manifest
from fieldkit.steps.leaving import SHOWN_ATTRIBUTES, Choices, Leaving, gather, shown_hash
from fieldkit.steps.session import Session
from fieldkit.store import workbook

__all__ = ["SHOWN_ATTRIBUTES", "WHAT", "export", "export_grid", "grid_bytes", "shown_hash"]

WHAT = ("grid", "csv", "json", "audit")


def grid_book(leaving: Leaving) -> Workbook:
    """The grid as a description."""
    return grid.book(leaving.grid)


def grid_bytes(session: Session, unfinished: bool = False, choices: Choices | None = None) -> bytes:
    """The grid as a workbook: names, CRNs and readers stay out of it unless chosen otherwise."""
    return workbook.write(grid_book(gather(session, _with(choices, unfinished))))


def export_grid(
    session: Session, out: Path, unfinished: bool = False, choices: Choices | None = None
) -> dict[str, Value]:
    """Write the grid to `out` and a manifest beside it; the export is an entry. Returns the latter.

    Raises FieldkitError ``export.not_centre``, ``disk.full``, ``disk.not_written``,
    ``rights.refused``.
    """
    return export(session, "grid", out, _with(choices, unfinished))


def _with(choices: Choices | None, unfinished: bool) -> Choices:
    chosen = choices or Choices()
    return replace(chosen, unfinished=unfinished or chosen.unfinished)


def export(session: Session, what: str, out: Path, choices: Choices) -> dict[str, Value]:
    """Write one of `WHAT`: a workbook, a folder of tables, or a file for programs.

    Returns the manifest. Raises FieldkitError ``export.unknown_what``, ``export.is_folder``,
    ``export.not_centre``, and as `leaving.gather` and `manifest.hand_out` do.
    """
    attempts.centre_only(session, "export", "export.not_centre")
    if what not in WHAT:
        raise FieldkitError("export.unknown_what", what=what, known=", ".join(WHAT))
    if (what in ("csv", "audit")) == bool(out.suffix):
        raise FieldkitError("export.is_folder", what=what, file=out.name)
    leaving = gather(session, choices)
    if what == "csv":
        files = exchange.tables(leaving)
    elif what == "json":
        files = {out.name: exchange.document(leaving)}
    elif what == "audit":
        files = exchange.trail(session, leaving)
    else:
        files = {out.name: workbook.write(grid_book(leaving))}
    return manifest.hand_out(session, what, out, files, leaving)
