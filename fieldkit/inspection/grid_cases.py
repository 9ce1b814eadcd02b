"""The case sheet: one row per case, one column per key question, live shares above each."""

from __future__ import annotations

from fieldkit.inspection.form import KeyQuestion
from fieldkit.inspection.grid_parts import CASE_TOP, Grid, GridCase
from fieldkit.inspection.sheet import Area, Cell, Choice, Look, Row, Sheet, clean

_GROUPS, _JUDGED, _PERCENT, _HEAD = 3, 4, 5, 6


def case_sheet(grid: Grid) -> Sheet:
    """The sheet that the summary counts."""
    words, first = grid.words, grid.first_column
    last = max(first, first + len(grid.questions) - 1)
    rows = (*_top(grid, last), *(_case(grid, case) for case in grid.cases))
    sides = tuple(_width(grid, code) for code in grid.attributes)
    answers = Area(CASE_TOP, first, grid.case_bottom, last)
    return Sheet(
        name=words.cases,
        rows=rows,
        widths=(6, *sides, 13, 11, *(10 for _ in grid.questions)),
        freeze=(CASE_TOP, 1),
        filter=Area(_HEAD, 0, grid.case_bottom, last),
        merges=_merges(grid, last),
        looks=(
            Look(answers, "no", equals=words.no),
            Look(answers, "disputed", equals=words.disputed),
        ),
        choices=tuple(_choice(grid, one) for one in grid.questions),
        repeat_rows=(_GROUPS, _HEAD),
        repeat_columns=(0, 0),
        paper="A4" if len(grid.questions) <= 16 else "A3",
        footer=grid.provenance.inspection,
    )


def _width(grid: Grid, code: str) -> float:
    longest = max((len(case.attributes.get(code, "")) for case in grid.cases), default=0)
    return float(min(32, max(len(grid.attributes[code]) + 3, longest + 1)))


def _top(grid: Grid, last: int) -> list[Row]:
    words, first = grid.words, grid.first_column
    title = Cell(words.cases_title.format(title=clean(grid.provenance.inspection)), "title")
    empty: tuple[Cell | None, ...] = (None,) * (max(4, last - 1) - 1)
    note = words.cases_note.format(filter=clean(grid.provenance.filter)).strip()
    head = (words.number, *grid.attributes.values(), words.state, words.reading)
    return [
        Row((title, *empty, Cell(clean(grid.form.marking), "marking")), 24),
        Row((Cell(note, "note"),), 15),
        Row((), 8),
        Row((*(None,) * first, *_groups(grid))),
        Row((*_label(first, words.judged), *(_judged(grid, one) for one in grid.questions))),
        Row((*_label(first, words.percent), *(_percent(grid, one) for one in grid.questions))),
        Row(
            (
                *(Cell(text, "head") for text in head),
                *(
                    Cell(clean(one.code), _edged(grid, one, "head_centre"))
                    for one in grid.questions
                ),
            ),
            18,
        ),
    ]


def _label(width: int, text: str) -> tuple[Cell, ...]:
    return (Cell(text, "side"), *(Cell(None, "side") for _ in range(width - 1)))


def _begins(grid: Grid, question: KeyQuestion) -> bool:
    return any(one.key_questions[0] == question for one in grid.case_standards if one.key_questions)


def _edged(grid: Grid, question: KeyQuestion, style: str) -> str:
    return f"{style}_edge" if _begins(grid, question) else style


def _groups(grid: Grid) -> list[Cell]:
    found = []
    for standard in grid.case_standards:
        for at, _ in enumerate(standard.key_questions):
            text = clean(f"{standard.code} {standard.title}") if at == 0 else None
            found.append(Cell(text, "group"))
    return found


def _merges(grid: Grid, last: int) -> tuple[Area, ...]:
    first = grid.first_column
    found = [Area(_JUDGED, 0, _JUDGED, first - 1), Area(_PERCENT, 0, _PERCENT, first - 1)]
    for standard in grid.case_standards:
        if len(standard.key_questions) > 1:
            left = grid.columns[standard.key_questions[0].code]
            found.append(Area(_GROUPS, left, _GROUPS, left + len(standard.key_questions) - 1))
    found.append(Area(0, max(4, last - 1), 0, max(4, last - 1) + 1))
    return tuple(found)


def _count(grid: Grid, question: KeyQuestion, word: str) -> str:
    return f'COUNTIF({grid.cells_of(question.code)},"{word}")'


def _judged(grid: Grid, question: KeyQuestion) -> Cell:
    yes, no = _count(grid, question, grid.words.yes), _count(grid, question, grid.words.no)
    rated = grid.ratings.key_question(question.code)
    counts = rated.counts if rated else None
    known = f"{counts.yes}/{counts.judged}" if counts else "0/0"
    return Cell(known, _edged(grid, question, "top"), f'={yes}&"/"&({yes}+{no})')


def _percent(grid: Grid, question: KeyQuestion) -> Cell:
    yes, no = _count(grid, question, grid.words.yes), _count(grid, question, grid.words.no)
    judged = f"({yes}+{no})"
    rated = grid.ratings.key_question(question.code)
    known = float(rated.percent) if rated and rated.percent is not None else ""
    formula = f'=IF({judged}=0,"",INT((2000*{yes}+{judged})/(2*{judged}))/10)'
    return Cell(known, _edged(grid, question, "top_percent"), formula)


def _case(grid: Grid, case: GridCase) -> Row:
    words = grid.words
    side = (
        Cell(clean(case.number), "number"),
        *(Cell(clean(case.attributes.get(code, ""))) for code in grid.attributes),
        Cell(clean(case.state)),
        Cell(clean(case.reading_kind)),
    )
    given = []
    for standard in grid.case_standards:
        for at, question in enumerate(standard.key_questions):
            answer = words.answer(case.answers.get(question.code))
            given.append(Cell(answer or None, "answer" if at else "answer_edge"))
    return Row((*side, *given))


def _choice(grid: Grid, question: KeyQuestion) -> Choice:
    words, col = grid.words, grid.columns[question.code]
    accepted = (words.yes, words.no, words.not_applicable)
    shown = accepted[:2] if question.not_applicable is False else accepted
    return Choice(Area(CASE_TOP, col, grid.case_bottom, col), shown)
