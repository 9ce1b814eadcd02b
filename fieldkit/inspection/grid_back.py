"""What a moderated workbook changes, told apart from what changed in the casebook since.

Rows are found by their code or case number and columns by their heading, wherever they stand now.
Only the moderation sheet proposes; a changed answer is a comment; the rest is named by its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection.grid_back_cases import CaseChange, Oddity, Reader, compare_cases
from fieldkit.inspection.grid_back_rest import compare_rest
from fieldkit.inspection.grid_lists import written_hash
from fieldkit.inspection.grid_moderation import OPEN_COLUMNS, written_rows
from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.rating_values import StandardRating
from fieldkit.inspection.sheet import Workbook
from fieldkit.inspection.sheet_read import ReadSheet, ReadWorkbook, said

__all__ = ["CaseChange", "Grid", "GridBack", "Oddity", "Proposal", "compare", "facts_of"]

Written = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Proposal:
    """A decision that the panel proposes for one standard, with the cells that say so.

    `why` is empty where it can be taken, or: ``unknown_rating``, ``cleared``, ``no_rating``,
    ``no_reason``, ``no_ground``, ``unknown_ground``, ``not_open``, ``moved``, ``formula``.
    """

    standard: str
    cells: tuple[str, ...]
    before: str
    rating: str
    ground: str
    reason: str
    by: str
    why: str = ""

    @property
    def allowed(self) -> bool:
        """Whether it can be taken as it stands."""
        return not self.why


@dataclass(frozen=True)
class GridBack:
    """All that a workbook brings back. `older` says that the casebook has moved on since.

    `guessed` says that what it held when written was changed too, so that it is compared with the
    casebook; `compared` that every other sheet could be compared as well.
    """

    program: str
    older: bool
    guessed: bool
    moved: bool
    part: bool
    compared: bool
    proposals: tuple[Proposal, ...]
    changes: tuple[CaseChange, ...]
    oddities: tuple[Oddity, ...]


def facts_of(read: ReadWorkbook, grid: Grid) -> dict[str, str]:
    """What the provenance sheet tells, by code.

    Raises FieldkitError ``import.not_ours``, ``import.other_inspection``, ``import.other_form``.
    """
    sheet = read.sheet(grid.words.provenance)
    labels = {label: code for code, label in grid.words.facts.items()}
    told = {
        labels[said(row[0])]: said(row[1])
        for row in (sheet.rows if sheet else ())
        if len(row) > 1 and said(row[0]) in labels
    }
    if not told.get("inspection_id") or not told.get("entries_sha256"):
        raise FieldkitError("import.not_ours")
    if told["inspection_id"] != grid.provenance.inspection_id:
        raise FieldkitError("import.other_inspection", found=told.get("inspection", ""))
    if told.get("form_sha256", "") != grid.form.sha256:
        raise FieldkitError("import.other_form", form=told.get("form", ""))
    return told


def compare(read: ReadWorkbook, grid: Grid, again: Workbook | None) -> GridBack:
    """What a workbook that was read changes, against what it held when it was written.

    `grid` is the casebook now; `again` the same workbook as it was written, if it could be made
    again. Raises as `facts_of` does.
    """
    told = facts_of(read, grid)
    older = told["entries_sha256"] != grid.provenance.entries_sha256
    part = told.get("part") == grid.words.yes
    written, answers, whole = _baseline(read, grid, told)
    oddities: list[Oddity] = []
    if not whole:
        oddities.append(Oddity(grid.words.written, "", "baseline_changed", ""))
    cases = compare_cases(read, grid, answers, oddities)
    proposals = () if part else tuple(_proposals(read, grid, written, oddities))
    if part:
        oddities.append(Oddity(grid.words.provenance, "", "part_only", told.get("filter", "")))
    compare_rest(read, grid, again, oddities, part)
    return GridBack(
        program=read.program,
        older=older,
        guessed=not whole,
        moved=cases.moved,
        part=part,
        compared=again is not None,
        proposals=proposals,
        changes=cases.changes,
        oddities=tuple(oddities),
    )


def _baseline(
    read: ReadWorkbook, grid: Grid, told: Mapping[str, str]
) -> tuple[Written, dict[tuple[str, str], str], bool]:
    """What open cells and answers held when written, and whether that can be relied on."""
    words = grid.words
    long = _rows(read.sheet(words.long), words.long_head)
    held = _rows(read.sheet(words.written), words.written_head)
    if written_hash((*long, *held)) == told.get("written_sha256"):
        answers = {(row[0], row[2]): row[4] for row in long}
        return {(row[0], row[1], row[2]): row[3] for row in held}, answers, True
    answers = {
        (case.number, one.code): words.answer(case.answers.get(one.code))
        for case in grid.cases
        for one in grid.questions
    }
    return {(row[0], row[1], row[2]): said(row[3]) for row in written_rows(grid)}, answers, False


def _rows(sheet: ReadSheet | None, heads: Sequence[str]) -> list[tuple[str, ...]]:
    found = []
    for row in sheet.rows[2:] if sheet else ():
        cells = tuple("" if one is None else str(one) for one in row[: len(heads)])
        if any(cells):
            found.append(cells)
    return found


def _proposals(
    read: ReadWorkbook, grid: Grid, written: Written, oddities: list[Oddity]
) -> Iterable[Proposal]:
    words = grid.words
    reader = Reader.find(read, words.moderation, (words.moderation_head[0],), words.moderation_head)
    if reader is None:
        oddities.append(Oddity(words.moderation, "", "sheet_missing", ""))
        return
    oddities.extend(reader.strangers(words.moderation_head))
    opened = [words.moderation_head[at] for at in OPEN_COLUMNS]
    missing = [name for name in opened if name not in reader.columns]
    oddities.extend(Oddity(words.moderation, "", "column_missing", name) for name in missing)
    seen: set[str] = set()
    for row, code in reader.keyed(words.moderation_head[0]):
        if code in seen or code not in grid.moderation_rows:
            what = "row_twice" if code in seen else "row_unknown"
            oddities.append(
                Oddity(words.moderation, reader.cell(row, words.moderation_head[0]), what, code)
            )
            continue
        seen.add(code)
        proposal = _proposal(reader, grid, written, code, row, opened)
        if proposal is not None:
            yield proposal
    for code in grid.moderation_rows:
        if code not in seen:
            oddities.append(Oddity(words.moderation, "", "row_missing", code))


def _proposal(
    reader: Reader, grid: Grid, written: Written, code: str, row: int, opened: Sequence[str]
) -> Proposal | None:
    name = grid.words.moderation
    before = {one: said(written.get((name, code, one), "")) for one in opened}
    after = {one: reader.text(row, one) if one in reader.columns else before[one] for one in opened}
    changed = [
        one for one in opened if not _same(before[one], after[one]) or reader.is_formula(row, one)
    ]
    if not changed:
        return None
    cells = tuple(reader.cell(row, one) for one in changed)
    rated = grid.ratings.standard(code)
    assert rated is not None
    final, ground, reason, by = (after[one] for one in opened)
    word, ground_code = _word(grid, final), _ground(grid, ground)
    rating = word if final else "" if before[opened[0]] else rated.computed or ""
    if any(reader.is_formula(row, one) for one in changed):
        why = "formula"
    elif _held_now(grid, code, opened) != before:
        why = "moved"
    elif final and not word:
        why = "unknown_rating"
    else:
        why = _why(grid, rated, rating, ground_code, ground, reason, bool(before[opened[0]]))
    proposed = ground_code or (ground if why else _only_ground(rated, rating))
    return Proposal(
        code, cells, _word(grid, before[opened[0]]) or rated.rating or "", rating or final,
        proposed, reason, by, why,
    )  # fmt: skip


def _why(
    grid: Grid,
    rated: StandardRating,
    rating: str,
    ground: str,
    ground_text: str,
    reason: str,
    had: bool,
) -> str:
    """Why a proposal cannot be taken, or nothing."""
    if not rating:
        return "cleared" if had else "no_rating"
    if not reason:
        return "no_reason"
    if ground_text and not ground:
        return "unknown_ground"
    standard = grid.form.standard(rated.code)
    if standard is None or not standard.by_counts or rating == rated.computed:
        return ""
    if not rated.triggers or (ground and ground not in rated.triggers):
        return "not_open"
    return "" if ground or len(rated.triggers) == 1 else "no_ground"


def _only_ground(rated: StandardRating, rating: str) -> str:
    """The ground that a proposal without one can only mean."""
    if rated.basis not in ("cases", "aggregate"):
        return "evidence"
    return rated.triggers[0] if rating != rated.computed and len(rated.triggers) == 1 else ""


def _held_now(grid: Grid, code: str, opened: Sequence[str]) -> dict[str, str]:
    held = {row[2]: said(row[3]) for row in written_rows(grid) if row[1] == code}
    return {one: held.get(one, "") for one in opened}


def _same(before: str, after: str) -> bool:
    """Whether two texts are one; of one that was cut for its length only the beginning counts."""
    cut = len(before) > 1000 and before[:1000] == after[:1000] and "Overflow" in after[1000:1100]
    return before == after or cut


def _word(grid: Grid, text: str) -> str:
    """The rating word in a cell, with or without its mark; empty if it is none."""
    for one in grid.form.ratings:
        if text.casefold() in (one.casefold(), (grid.shown(one) or "").casefold()):
            return one
    return ""


def _ground(grid: Grid, text: str) -> str:
    known = {label.casefold(): code for code, label in grid.words.triggers.items()}
    return known.get(text.casefold(), text if text in grid.words.triggers else "")
