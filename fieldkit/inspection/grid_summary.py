"""The summary sheet: live formulas from the counts of the case sheet to the overall rating.

Every formula uses whole numbers until the last step, so that a half is rounded up in a
spreadsheet exactly as in `rating`, and only functions that Excel and LibreOffice share.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection.form import KeyQuestion, Standard
from fieldkit.inspection.grid_parts import MODERATION_FINAL, Grid
from fieldkit.inspection.rating_values import StandardRating
from fieldkit.inspection.sheet import Area, Cell, Choice, Look, Row, Sheet, address, clean, span

_OVERALL, _HEAD, _FIRST = 3, 5, 6
_CODE, _TITLE, _YES, _NO, _AWAY, _READ, _SHARE = range(7)
_COMPUTED, _COMPUTED_POINTS, _FINAL, _POINTS, _NEXT, _NOTE = range(7, 13)
_HEADS = {_CODE: "head", _TITLE: "head"} | dict.fromkeys((_COMPUTED, _FINAL, _NOTE), "head_indent")


@dataclass(frozen=True)
class Plan:
    """Which row each standard and question stands on, and where the method table begins."""

    standards: dict[str, int]
    questions: dict[str, int]
    method: int
    ratings: int

    def table(self, col: int) -> str:
        """One column of the method table as a fixed reference."""
        return span(Area(self.method, col, self.method + self.ratings - 1, col))

    @property
    def words(self) -> str:
        """The rating words as a fixed reference."""
        return self.table(_TITLE)

    def computed(self, standard: str) -> str:
        """The cell of a standard's computed rating."""
        return address(self.standards[standard], _COMPUTED, True)

    def word(self, place: int) -> str:
        """The cell of one rating word."""
        return address(self.method + place, _TITLE, True)


def summary_sheet(grid: Grid) -> Sheet:
    """The sheet that comes first."""
    plan = plan_of(grid)
    rows = _top(grid, plan)
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code) or StandardRating(
            standard.code, standard.basis, standard.counted
        )
        rows.append(_standard(grid, plan, standard, rated))
        if standard.by_counts and rated.applicable:
            rows.extend(_question(grid, plan, standard, one) for one in standard.key_questions)
    rows.extend(_method(grid))
    return Sheet(
        name=grid.words.summary,
        rows=tuple(rows),
        widths=(9, 44, 6, 6, 6, 6, 11, 33, 8, 27, 8, 9, 46),
        freeze=(_FIRST, 0),
        looks=_looks(grid, plan),
        choices=_choices(grid, plan),
        repeat_rows=(_HEAD, _HEAD),
        footer=f"{grid.provenance.inspection}, {grid.form.id}",
    )


def plan_of(grid: Grid) -> Plan:
    """Where the rows of the summary stand."""
    at, standards, questions = _FIRST, {}, {}
    for standard in grid.form.standards:
        standards[standard.code] = at
        at += 1
        if standard.by_counts and standard.code in grid.applicable:
            for question in standard.key_questions:
                questions[question.code] = at
                at += 1
    return Plan(standards, questions, at + 3, len(grid.form.ratings))


def _top(grid: Grid, plan: Plan) -> list[Row]:
    words, form = grid.words, grid.form
    method = "" if form.confirmed else words.unconfirmed
    note = words.summary_note.format(cases=len(grid.cases), method=method)
    filtered = clean(grid.provenance.filter)
    title = Cell(words.summary_title.format(title=clean(grid.provenance.inspection)), "title")
    blank: tuple[Cell | None, ...] = (None,) * (_NOTE - 1)
    heads = tuple(
        Cell(text, _HEADS.get(col, "head_right")) for col, text in enumerate(words.summary_head)
    )
    return [
        Row((title, *blank, Cell(clean(form.marking), "marking")), 24),
        Row((Cell(f"{note} {filtered}".strip(), "note"),), 15),
        Row((), 8),
        _overall(grid, plan),
        Row((), 8),
        Row(heads, 18),
    ]


def _overall(grid: Grid, plan: Plan) -> Row:
    words, overall = grid.words, grid.ratings.overall
    cells: list[Cell | None] = [Cell(None, "standard") for _ in range(_NOTE + 1)]
    cells[_CODE] = Cell(words.overall, "standard")
    table = grid.form.table(overall.maximum or 0)
    if overall.maximum is None or table is None:
        cells[_TITLE] = Cell(words.no_overall, "standard")
        return Row(tuple(cells), 20)
    limits = "; ".join(
        words.limited.format(at_most=one.at_most, number=one.number, rating=one.rating)
        for one in grid.form.limits
    )
    of = words.of_points.format(maximum=overall.maximum)
    for rating_col, points_col, points, rating in (
        (_COMPUTED, _COMPUTED_POINTS, overall.computed_points, overall.computed),
        (_FINAL, _POINTS, overall.points, overall.rating),
    ):
        style = "final" if rating_col == _FINAL else "rating"
        total, word = (
            _total(grid, plan, points_col),
            _overall_word(grid, plan, rating_col, points_col),
        )
        cells[points_col] = Cell("" if points is None else points, "points_strong", total)
        cells[rating_col] = Cell(grid.shown(rating) or "", style, word)
    cells[_TITLE] = _points_text(words.final, of, words.incomplete, _POINTS, overall.points)
    computed = _points_text(
        words.computed, of, words.incomplete, _COMPUTED_POINTS, overall.computed_points
    )
    cells[_NOTE] = computed
    if limits:
        cells[_NOTE] = Cell(limits, "standard_wrap")
    return Row(tuple(cells), 20)


def _points_text(lead: str, of: str, missing: str, col: int, points: int | None) -> Cell:
    at = address(_OVERALL, col)
    known = missing if points is None else f"{lead}{points}{of}"
    return Cell(known, "standard", f'=IF({at}="","{missing}","{lead}"&{at}&"{of}")')


def _counted(grid: Grid) -> list[Standard]:
    return [one for one in grid.form.standards if one.counted and one.code in grid.applicable]


def _total(grid: Grid, plan: Plan, col: int) -> str:
    cells = ",".join(address(plan.standards[one.code], col) for one in _counted(grid))
    needed = len(_counted(grid))
    return f'=IF(COUNT({cells})<{needed},"",SUM({cells}))' if cells else '=""'


def _overall_word(grid: Grid, plan: Plan, rating_col: int, points_col: int) -> str:
    points = address(_OVERALL, points_col)
    place = f"MATCH({points},{plan.table(_AWAY)},1)"
    order = grid.form.ratings.index
    for rule in grid.form.limits:
        reached = "+".join(
            f'IF({cell}="",0,IF(MATCH({cell},{plan.words},0)<={order(rule.rating) + 1},1,0))'
            for code, row in plan.standards.items()
            if code in grid.applicable and (not rule.standards or code in rule.standards)
            for cell in (address(row, rating_col),)
        )
        cap = order(rule.at_most) + 1
        place = f"MIN({place},IF({reached or 0}>={rule.number},{cap},99))"
    return f'=IF({points}="","",INDEX({plan.words},{place}))'


def _standard(grid: Grid, plan: Plan, standard: Standard, rated: StandardRating) -> Row:
    row = plan.standards[standard.code]
    cells: list[Cell | None] = [Cell(None, "standard") for _ in range(_NOTE + 1)]
    cells[_CODE] = Cell(clean(standard.code), "standard")
    cells[_TITLE] = Cell(clean(standard.title), "standard")
    note = _note(grid, standard, rated)
    cells[_NOTE] = Cell(note, "standard_wrap")
    if not rated.applicable:
        return Row(tuple(cells), 18)
    computed = grid.shown(rated.computed) or ""
    questions = [plan.questions[one.code] for one in standard.key_questions if standard.by_counts]
    if questions and not rated.proposed:
        cells[_COMPUTED] = Cell(computed, "rating", _lowest(plan, questions))
        cells[_NEXT] = _standard_next(plan, row, questions, rated)
    else:
        cells[_COMPUTED] = Cell(computed or None, "proposed")
    cell = address(row, _COMPUTED)
    decided = _decided(grid, standard.code)
    own = f'IF({cell}="","",{cell})'
    formula = f'=IF({decided}="",{own},{decided})' if decided else f"={own}"
    cells[_FINAL] = Cell(grid.shown(rated.rating) or "", "final", formula)
    for points_col, rating_col, points in (
        (_COMPUTED_POINTS, _COMPUTED, rated.computed_points),
        (_POINTS, _FINAL, rated.points),
    ):
        cells[points_col] = _points(plan, row, rating_col, standard.weight, points)
    return Row(tuple(cells), max(18, 14 * (1 + len(note) // 52)))


def _decided(grid: Grid, standard: str) -> str:
    """The cell of the moderation sheet that holds a standard's final rating."""
    row = grid.moderation_rows.get(standard)
    return "" if row is None else f"{grid.words.moderation}!{address(row, MODERATION_FINAL, True)}"


def _lowest(plan: Plan, questions: list[int]) -> str:
    shares = f"{address(questions[0], _SHARE)}:{address(questions[-1], _SHARE)}"
    places = ",".join(
        f'IF({cell}="",99,MATCH({cell},{plan.words},0))'
        for cell in (address(row, _COMPUTED) for row in questions)
    )
    return f'=IF(COUNT({shares})=0,"",INDEX({plan.words},MIN({places})))'


def _standard_next(plan: Plan, row: int, questions: list[int], rated: StandardRating) -> Cell:
    mine, top = address(row, _COMPUTED), plan.word(plan.ratings - 1)
    each = ",".join(
        f"IF({address(one, _COMPUTED)}={mine},{address(one, _NEXT)},0)" for one in questions
    )
    known = "" if rated.cases_up is None else rated.cases_up
    formula = f'=IF({mine}="","",IF({mine}={top},"",MAX({each})))'
    return Cell(known, "points_strong", formula)


def _points(plan: Plan, row: int, rating_col: int, weight: int, points: int | None) -> Cell:
    cell = address(row, rating_col)
    found = f"INDEX({plan.table(_NO)},MATCH({cell},{plan.words},0))"
    times = f"*{weight}" if weight != 1 else ""
    known = "" if points is None else points
    return Cell(known, "points_strong", f'=IF({cell}="","",{found}{times})')


def _note(grid: Grid, standard: Standard, rated: StandardRating) -> str:
    words, notes = grid.words, []
    if not rated.applicable:
        return words.not_here
    if rated.decision is not None:
        notes.append(words.by_panel.format(reason=clean(rated.decision.reason)).strip())
    elif not standard.by_counts:
        notes.append(words.from_evidence)
    if not standard.counted:
        notes.append(words.not_counted)
    return ". ".join(notes)


def _question(grid: Grid, plan: Plan, standard: Standard, question: KeyQuestion) -> Row:
    words, row = grid.words, plan.questions[question.code]
    rated = grid.ratings.key_question(question.code)
    counts = rated.counts if rated else None
    where = f"{words.cases}!{grid.cells_of(question.code)}"
    yes, no, away = (address(row, col) for col in (_YES, _NO, _AWAY))
    judged = f"({yes}+{no})"
    percent = float(rated.percent) if rated and rated.percent is not None else ""
    up = rated.cases_up if rated and rated.cases_up is not None else ""
    band = f"MATCH(INT((200*{yes}+{judged})/(2*{judged})),{plan.table(_YES)},1)"
    start = f"INDEX({plan.table(_YES)},MATCH({address(row, _COMPUTED)},{plan.words},0)+1)"
    needed = f"-INT(-((2*{judged}*{start}-{judged}-200*{yes})/200))"
    top = f"{address(row, _COMPUTED)}={plan.word(plan.ratings - 1)}"
    shares = _share_span(plan, standard)
    share = address(row, _SHARE)
    cells: tuple[Cell | None, ...] = (
        Cell(clean(question.code), "code"),
        Cell(clean(_short(question)), "question"),
        Cell(counts.yes if counts else 0, "count", f'=COUNTIF({where},"{words.yes}")'),
        Cell(counts.no if counts else 0, "count", f'=COUNTIF({where},"{words.no}")'),
        Cell(
            counts.not_applicable if counts else 0,
            "count",
            f'=COUNTIF({where},"{words.not_applicable}")',
        ),
        Cell(
            counts.judged + counts.not_applicable if counts else 0, "count", f"={yes}+{no}+{away}"
        ),
        Cell(percent, "percent", f'=IF({judged}=0,"",INT((2000*{yes}+{judged})/(2*{judged}))/10)'),
        Cell(
            (grid.shown(rated.rating) if rated else None) or "",
            "rating_small",
            f'=IF({judged}=0,"",INDEX({plan.words},{band}))',
        ),
        Cell(None, "line"),
        Cell(None, "line"),
        Cell(None, "line"),
        Cell(up, "count", f'=IF({judged}=0,"",IF({top},"",{needed}))'),
        Cell(
            words.lowest if rated and percent != "" and percent == _least(grid, standard) else "",
            "line",
            f'=IF({share}="","",IF({share}=MIN({shares}),"{words.lowest}",""))',
        ),
    )
    return Row(cells)


def _share_span(plan: Plan, standard: Standard) -> str:
    rows = [plan.questions[one.code] for one in standard.key_questions]
    return span(Area(rows[0], _SHARE, rows[-1], _SHARE))


def _least(grid: Grid, standard: Standard) -> float | None:
    rated = (grid.ratings.key_question(one.code) for one in standard.key_questions)
    return min(
        (float(one.percent) for one in rated if one and one.percent is not None), default=None
    )


def _short(question: KeyQuestion) -> str:
    return question.strand[:1].upper() + question.strand[1:] if question.strand else question.text


def _method(grid: Grid) -> list[Row]:
    words, form = grid.words, grid.form
    table = form.table(grid.ratings.overall.maximum or 0)
    heads = (
        None,
        *(
            Cell(text, "head" if at == 0 else "head_right")
            for at, text in enumerate(words.method_head)
        ),
    )
    rows = [
        Row((), 10),
        Row((None, Cell(words.method, "strong"), *(None,) * 5, Cell(words.to_next, "note"))),
    ]
    rows.append(Row(heads, 30))
    for at, band in enumerate(form.bands):
        start = table.points_from[at] if table else None
        rows.append(
            Row(
                (
                    None,
                    Cell(grid.shown(band.rating), "question"),
                    Cell(band.percent_from, "count"),
                    Cell(band.points, "count"),
                    Cell(start, "count"),
                )
            )
        )
    return rows


def _looks(grid: Grid, plan: Plan) -> tuple[Look, ...]:
    found = []
    for at, _ in enumerate(grid.form.ratings):
        style = f"band{min(at, 3)}"
        for row in (_OVERALL, *plan.standards.values()):
            found.append(
                Look(
                    Area(row, _FINAL, row, _FINAL),
                    style,
                    formula=f"={address(row, _FINAL, True)}={plan.word(at)}",
                )
            )
    for standard in grid.case_standards:
        rows = [plan.questions[one.code] for one in standard.key_questions]
        if rows:
            first, shares = address(rows[0], _SHARE), _share_span(plan, standard)
            area = Area(rows[0], _TITLE, rows[-1], _SHARE)
            formula = f'=AND(${first}<>"",${first}=MIN({shares}))'
            found.append(Look(area, "lowest", formula=formula))
    return tuple(found)


def _choices(grid: Grid, plan: Plan) -> tuple[Choice, ...]:
    found = []
    for standard in grid.form.standards:
        row = plan.standards[standard.code]
        if standard.code not in grid.applicable:
            continue
        if not standard.by_counts:
            found.append(Choice(Area(row, _COMPUTED, row, _COMPUTED), source=f"={plan.words}"))
    return tuple(found)
