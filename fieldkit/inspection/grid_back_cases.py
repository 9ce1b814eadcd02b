"""Reading tables of a workbook by their headings, and the answers that were changed in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection.grid_parts import Grid
from fieldkit.inspection.sheet import address
from fieldkit.inspection.sheet_read import ReadSheet, ReadWorkbook, said

_HEAD_WITHIN = 30


@dataclass(frozen=True)
class CaseChange:
    """An answer that somebody changed in the workbook; it is a comment and never an answer."""

    sheet: str
    cell: str
    number: str
    question: str
    before: str
    after: str


@dataclass(frozen=True)
class Oddity:
    """Something unexpected, named by sheet and cell (empty for the whole sheet)."""

    sheet: str
    cell: str
    what: str
    found: str


@dataclass(frozen=True)
class Cases:
    """The answers changed, and whether rows stand in another order."""

    changes: tuple[CaseChange, ...]
    moved: bool


@dataclass(frozen=True)
class Reader:
    """A table in a sheet: the row of its headings and the column of each."""

    sheet: ReadSheet
    head: int
    columns: Mapping[str, int]

    @classmethod
    def find(
        cls, read: ReadWorkbook, name: str, needed: Sequence[str], wanted: Sequence[str]
    ) -> Reader | None:
        """The table whose headings hold all `needed` and most of `wanted`, or None."""
        sheet = read.sheet(name)
        best: Reader | None = None
        for at in range(min(_HEAD_WITHIN, len(sheet.rows)) if sheet else 0):
            assert sheet is not None
            places: dict[str, int] = {}
            for column, value in enumerate(sheet.rows[at]):
                places.setdefault(said(value), column)
            held = {one: places[one] for one in wanted if one in places}
            if all(one in held for one in needed) and len(held) > (
                len(best.columns) if best else 0
            ):
                best = cls(sheet, at, held)
        return best

    def keyed(self, name: str) -> Iterator[tuple[int, str]]:
        """Every row below the headings that has a key, with it."""
        column = self.columns[name]
        for row in range(self.head + 1, len(self.sheet.rows)):
            key = self.sheet.text(row, column)
            if key:
                yield row, key

    def text(self, row: int, name: str) -> str:
        """The text of a row under a heading."""
        return self.sheet.text(row, self.columns[name])

    def cell(self, row: int, name: str) -> str:
        """The cell of a row under a heading, as people name it."""
        return address(row, self.columns[name])

    def is_formula(self, row: int, name: str) -> bool:
        """Whether the cell holds a formula."""
        return (row, self.columns.get(name, -1)) in self.sheet.formulas

    def strangers(self, known: Sequence[str]) -> Iterator[Oddity]:
        """Columns that no heading of ours stands above, and that hold something."""
        ours = set(self.columns.values())
        names = Counter(said(one) for one in self.sheet.rows[self.head])
        for name in known:
            if name and names[name] > known.count(name):
                yield Oddity(
                    self.sheet.name, address(self.head, self.columns[name]), "column_twice", name
                )
        wide = max((len(row) for row in self.sheet.rows), default=0)
        for column in range(wide):
            if column in ours:
                continue
            held = [
                row
                for row in range(self.head, len(self.sheet.rows))
                if self.sheet.text(row, column)
            ]
            if held:
                first, last = address(held[0], column), address(held[-1], column)
                cells = first if first == last else f"{first}:{last}"
                found = self.sheet.text(held[0], column)[:60]
                yield Oddity(self.sheet.name, cells, "column_added", found)


def compare_cases(
    read: ReadWorkbook,
    grid: Grid,
    answers: Mapping[tuple[str, str], str],
    oddities: list[Oddity],
) -> Cases:
    """The answers that differ from `answers` (as written, by number and question)."""
    words = grid.words
    codes = tuple(one.code for one in grid.questions)
    side = (words.number, *grid.attributes.values(), words.state, words.reading)
    reader = Reader.find(read, words.cases, (words.number,), (*side, *codes))
    if reader is None:
        oddities.append(Oddity(words.cases, "", "sheet_missing", ""))
        return Cases((), False)
    oddities += reader.strangers((*side, *codes))
    missing = [code for code in codes if code not in reader.columns]
    oddities += [Oddity(words.cases, "", "column_missing", code) for code in missing]
    numbers = list(dict.fromkeys(number for number, _ in answers))
    changes: list[CaseChange] = []
    seen: list[str] = []
    for row, number in reader.keyed(words.number):
        if number not in numbers or number in seen:
            what = "row_twice" if number in seen else "row_unknown"
            oddities.append(Oddity(words.cases, reader.cell(row, words.number), what, number))
            continue
        seen.append(number)
        changes += _changed(reader, grid, answers, number, row, oddities)
    oddities += [
        Oddity(words.cases, "", "row_missing", number) for number in numbers if number not in seen
    ]
    moved = seen != [number for number in numbers if number in seen]
    return Cases(tuple(changes), moved)


def _changed(
    reader: Reader,
    grid: Grid,
    answers: Mapping[tuple[str, str], str],
    number: str,
    row: int,
    oddities: list[Oddity],
) -> Iterator[CaseChange]:
    words = grid.words
    known = {words.yes, words.no, words.not_applicable, words.disputed, ""}
    for question in grid.questions:
        if question.code not in reader.columns:
            continue
        cell, after = reader.cell(row, question.code), reader.text(row, question.code)
        before = answers.get((number, question.code), "")
        if reader.is_formula(row, question.code):
            oddities.append(Oddity(words.cases, cell, "formula_added", after))
        elif after != before and after not in known:
            oddities.append(Oddity(words.cases, cell, "not_an_answer", after[:60]))
        elif after != before:
            yield CaseChange(words.cases, cell, number, question.code, before, after)
    for case in grid.cases:
        if case.number == number:
            for code, title in grid.attributes.items():
                if title in reader.columns:
                    told = reader.text(row, title)
                    if told != said(case.attributes.get(code, "")):
                        cell = reader.cell(row, title)
                        oddities.append(Oddity(words.cases, cell, "text_changed", told[:60]))
