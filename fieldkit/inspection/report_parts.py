"""Builds the reports: evidence pack, read-out of a case, data annexe, feedback letter.

Each is made from the same values as the grid, so that no report can say what the grid does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fieldkit.inspection.form import KeyQuestion
from fieldkit.inspection.grid_breakdown import shown_cell, splits
from fieldkit.inspection.grid_parts import Grid, GridCase, GridEvidence
from fieldkit.inspection.report import (
    Block,
    Heading,
    Index,
    Paragraph,
    Picture,
    Quote,
    Report,
    Table,
    plain,
)

Pictures = Mapping[tuple[str, int], Picture | str]
"""Of a document and page: its picture, or why there is none."""
Told = Mapping[str, tuple[int, int] | None]


def evidence_pack(
    grid: Grid,
    title: str,
    standards: Sequence[GridCase],
    questions: Iterable[str] | None,
    pictures: Pictures,
) -> Report:
    """Every quote with its source, an index of them, and the pages they stand on.

    `questions` are the codes wanted, all if None; `standards` are readings of standards that are
    judged from evidence.
    """
    wanted = None if questions is None else frozenset(questions)
    blocks: list[Block] = [*opening(grid, title), Heading("Index of quotes", 2), Index()]
    number = 0
    pages: dict[tuple[str, int], str] = {}
    for case in (*grid.cases, *standards):
        found = [one for one in case.evidence if wanted is None or one.question in wanted]
        if not found:
            continue
        blocks.append(Heading(_named(grid, case)))
        for code in _codes(grid, found):
            blocks.append(Heading(_question_title(grid, code), 2))
            blocks += _answer(grid, case, code)
            for one in found:
                if one.question == code:
                    number += 1
                    blocks.append(_quote(grid, case, one, number))
                    if one.number:
                        place = f"{case.number}, {one.document}, page {one.page}"
                        pages.setdefault((one.source, one.number), place)
    shown = [(page, caption) for page, caption in pages.items() if page in pictures]
    if shown:
        blocks.append(Heading("The pages"))
    for page, caption in shown:
        picture = pictures[page]
        if isinstance(picture, str):
            blocks.append(Paragraph(f"{plain(caption)}: {picture}", "note"))
        else:
            blocks.append(picture)
    return finished(grid, title, blocks)


def case_report(grid: Grid, title: str, standards: Sequence[GridCase]) -> Report:
    """Everything that is recorded of the cases shown: answers, reasons and quotes."""
    blocks: list[Block] = [*opening(grid, title)]
    number = 0
    for case in (*grid.cases, *standards):
        blocks.append(Heading(_named(grid, case)))
        known = [
            (name, plain(case.attributes.get(code, "")))
            for code, name in grid.attributes.items()
            if case.attributes.get(code)
        ]
        known.append(("State", plain(case.state)))
        blocks.append(Table(("What", "Value"), tuple(known), (1, 3)))
        for question in _asked(grid, case):
            blocks.append(Heading(_question_title(grid, question.code), 2))
            blocks += _answer(grid, case, question.code)
            for one in case.evidence:
                if one.question == question.code:
                    number += 1
                    blocks.append(_quote(grid, case, one, number))
    return finished(grid, title, blocks)


def annexe(grid: Grid, title: str) -> Report:
    """Percentages with n/N, ratings, and breakdowns with small counts hidden, for publishing."""
    blocks: list[Block] = [*opening(grid, title), Heading("Ratings", 2)]
    overall = grid.ratings.overall
    rows = []
    for standard in grid.form.standards:
        rated = grid.ratings.standard(standard.code)
        if rated is not None and rated.applicable:
            points = "" if rated.points is None else str(rated.points)
            counted = "" if standard.counted else "not counted"
            rows.append(
                (standard.code, plain(standard.title), rated.rating or "", points or counted)
            )
    if overall.maximum is not None:
        points = "" if overall.points is None else f"{overall.points} of {overall.maximum}"
        rows.append(("Overall", "", overall.rating or "", points))
    blocks.append(Table(("Standard", "Title", "Rating", "Points"), tuple(rows), (2, 6, 4, 2)))
    blocks += [Heading("Cases judged sufficient", 2), _shares(grid)]
    blocks.append(Heading("By attribute", 2))
    if grid.threshold > 1:
        told = grid.words.breakdown_note.format(threshold=grid.threshold)
        blocks.append(Paragraph(told, "note"))
    for code, found in splits(grid).items():
        blocks.append(Heading(plain(grid.attributes[code]), 3))
        head = ("Question", *(plain(c.value) or grid.words.unknown for c in found[0].cells), "All")
        table = tuple(
            (
                one.question,
                *(shown_cell(grid, cell) for cell in one.cells),
                shown_cell(grid, one.total),
            )
            for one in found
        )
        blocks.append(Table(head, table, (2, *(3 for _ in head[1:]))))
    return finished(grid, title, blocks)


def letter(grid: Grid, words: Mapping[str, object], office: str, told: Told, cases: int) -> Report:
    """The feedback letter to an office, in the words of a template.

    `told` gives n, N of each question at the office, or None where too few may be told; `cases`
    is how many were read there.
    """
    # Source of the line between well and not: the second highest band of the form.
    line = grid.form.bands[-2].percent_from if len(grid.form.bands) > 1 else 50
    strong: list[tuple[KeyQuestion, int, int]] = []
    weak: list[tuple[KeyQuestion, int, int]] = []
    few = 0
    for question in grid.questions:
        counts = told.get(question.code)
        if counts is None or not counts[1]:
            few += counts is None
            continue
        yes, judged = counts
        (strong if 100 * yes >= line * judged else weak).append((question, yes, judged))
    names = {
        "inspection": grid.provenance.inspection,
        "office": office,
        "cases": str(cases),
    }

    def say(key: str, **more: str) -> str:
        return plain(str(words[key]).format(**names, **more))

    def lines(key: str) -> list[Block]:
        found = words[key]
        assert isinstance(found, list)
        return [Paragraph(plain(str(one).format(**names))) for one in found]

    blocks: list[Block] = [Heading(say("title"))]
    blocks.append(Paragraph(say("greeting" if office else "greeting_all")))
    blocks += lines("opening")
    for key, found in (("strong", strong), ("weak", weak)):
        blocks.append(Heading(say(f"{key}_head"), 2))
        blocks.append(Paragraph(say(f"{key}_opening" if found else f"{key}_none")))
        blocks += [
            Paragraph("• " + say("line", question=one.text, yes=str(yes), judged=str(judged)))
            for one, yes, judged in found
        ]
    if few:
        blocks += [Heading(say("few_head"), 2), Paragraph(say("few", number=str(few)))]
    return finished(grid, say("title"), [*blocks, *lines("closing")])


def opening(grid: Grid, title: str) -> list[Block]:
    """How every report begins: its title, which rows it shows, and the state it was made from."""
    from_ = grid.provenance
    told = [
        f"{len(grid.cases)} cases. {plain(from_.filter)}.",
        f"Readings left out because they are not finished: {from_.cases_left_out}."
        if from_.cases_left_out
        else "",
        f"Disputes open: {from_.disputes_open}." if from_.disputes_open else "",
        "" if grid.form.confirmed else grid.words.unconfirmed,
    ]
    state = f"State {from_.entries_sha256[:16]}, form {grid.form.id} version {grid.form.version}."
    return [
        Heading(plain(title)),
        Paragraph(" ".join(one for one in told if one)),
        Paragraph(plain(state), "note"),
    ]


def finished(grid: Grid, title: str, blocks: Sequence[Block]) -> Report:
    """The report of these blocks, with marking and footer."""
    footer = plain(grid.provenance.inspection)
    return Report(plain(title), plain(grid.form.marking), footer, tuple(blocks))


def _named(grid: Grid, case: GridCase) -> str:
    standard = grid.form.standard(case.number)
    if standard is not None:
        return plain(f"{case.number} {standard.title}")
    crn = case.attributes.get("crn", "") if "crn" in grid.attributes else ""
    return plain(f"Case {case.number} {crn}".strip())


def _question_title(grid: Grid, code: str) -> str:
    question = grid.form.key_question(code)
    standard = grid.form.standard(code)
    text = question.text if question else standard.title if standard else ""
    return plain(f"{code}  {text}".strip())


def _codes(grid: Grid, found: Iterable[GridEvidence]) -> list[str]:
    order = {one.code: at for at, one in enumerate(grid.form.key_questions())}
    codes = {one.question for one in found}
    return sorted(codes, key=lambda code: (order.get(code, len(order)), code))


def _asked(grid: Grid, case: GridCase) -> tuple[KeyQuestion, ...]:
    standard = grid.form.standard(case.number)
    return standard.key_questions if standard is not None else grid.questions


def _answer(grid: Grid, case: GridCase, code: str) -> list[Block]:
    answer = grid.words.answer(case.answers.get(code))
    reason = plain(case.reasons.get(code, ""))
    blocks: list[Block] = [Paragraph(f"Answer: {answer}", "strong")] if answer else []
    return [*blocks, Paragraph(f"Reason: {reason}")] if reason else blocks


def _quote(grid: Grid, case: GridCase, one: GridEvidence, number: int) -> Quote:
    direction = grid.words.directions.get(one.direction, one.direction)
    page = f", page {one.page}" if one.page else ""
    source = plain(f"{one.document}{page}")
    return Quote(
        number, plain(one.quote), source, plain(f"{case.number}, {one.question}: {direction}")
    )


def _shares(grid: Grid) -> Table:
    rows = []
    for question in grid.questions:
        rated = grid.ratings.key_question(question.code)
        if rated is not None:
            counts = rated.counts
            percent = "" if rated.percent is None else f"{rated.percent} %"
            interval = ""
            if rated.interval is not None:
                interval = f"{rated.interval[0]} to {rated.interval[1]}"
            of = f"{counts.yes}/{counts.judged}"
            rows.append(
                (question.code, plain(question.text), of, percent, interval, rated.rating or "")
            )
    level = f"{grid.ratings.confidence} % interval"
    return Table(
        ("Question", "Text", "n/N", "Percent", level, "Rating"), tuple(rows), (4, 12, 3, 4, 5, 6)
    )
