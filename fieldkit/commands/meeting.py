"""Commands for the ratings meeting: single answers that matter, breakdowns, progress, activity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.commands.exports import ThresholdOption, UnfinishedOption, WhereOption, where_pairs
from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection.breakdown import Cell, Split
from fieldkit.inspection.grid_breakdown import shown_cell, splits
from fieldkit.inspection.rating_values import KeyQuestionRating
from fieldkit.inspection.suppression import SMALL
from fieldkit.steps import activity as activity_step
from fieldkit.steps import leaving as leaving_step
from fieldkit.steps import matrix as matrix_step
from fieldkit.steps import minutes as minutes_step
from fieldkit.steps import moderate as moderate_step
from fieldkit.steps import region as region_step
from fieldkit.steps.leaving import Choices
from fieldkit.steps.region import Region
from fieldkit.wording import line


def what_if(
    casebook: CasebookOption,
    standard: Annotated[str, typer.Option("--standard", help="Only this standard.")] = "",
    unfinished: UnfinishedOption = False,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List every single answer that, judged differently, would change a standard's rating."""
    with common.session(casebook, passphrase_file) as session:
        if standard and session.form.standard(standard) is None:
            raise FieldkitError("moderate.standard", standard=standard)
        _, basis = moderate_step.rate(session, unfinished)
        found = moderate_step.moves(session, basis)
        numbers = {one.subject.id: one.subject.number for one in basis.cases}
    rows = [
        {
            "standard": code,
            "case": numbers[one.subject],
            "question": one.question,
            "now": one.now,
            "to": one.to,
            "before": one.before,
            "after": one.after,
        }
        for code, moves in found.items()
        if standard in ("", code)
        for one in moves
    ]
    if json:
        common.out_json(rows)
        return
    for row in rows:
        told = {name: value or line("what_if.none", {}) for name, value in row.items()}
        common.out(line("what_if.line", told))
    if not rows:
        common.out(line("what_if.nothing", {}))


def breakdown(
    attribute: Annotated[str, typer.Argument(help="An attribute of the cases, such as office.")],
    casebook: CasebookOption,
    question: Annotated[
        list[str] | None, typer.Option("--question", help="Only this one; may be repeated.")
    ] = None,
    threshold: ThresholdOption = SMALL,
    unfinished: UnfinishedOption = False,
    where: WhereOption = None,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Break the key questions down by an attribute of the cases; small counts are hidden."""
    choices = Choices(unfinished=unfinished, where=where_pairs(where), threshold=threshold)
    with common.session(casebook, passphrase_file) as session:
        grid = leaving_step.gather(session, choices).grid
    found = splits(grid)
    if attribute not in found:
        raise FieldkitError("breakdown.attribute", name=attribute, known=", ".join(found) or "-")
    known = {one.question for one in found[attribute]}
    for code in question or ():
        if code not in known:
            raise FieldkitError("rate.unknown_question", question=code)
    chosen = [one for one in found[attribute] if not question or one.question in question]
    if json:
        common.out_json([_split(one) for one in chosen])
        return
    values = [cell.value or grid.words.unknown for cell in chosen[0].cells]
    rows = [
        [one.question, *(shown_cell(grid, cell) for cell in (*one.cells, one.total))]
        for one in chosen
    ]
    common.out_table(["", *values, grid.words.everybody], rows)


def _split(one: Split) -> dict[str, Any]:
    return {
        "question": one.question,
        "attribute": one.attribute,
        "cells": [cell_json(cell) for cell in one.cells],
        "total": cell_json(one.total),
    }


def cell_json(one: Cell) -> dict[str, Any]:
    """A cell of a breakdown for a program."""
    share = None if one.percent is None else float(one.percent)
    return {
        "value": one.value,
        "cases": one.cases,
        "yes": one.yes,
        "judged": one.judged,
        "percent": share,
        "hidden": one.why or None,
    }


def region(
    files: Annotated[list[Path], typer.Argument(help="JSON exports, manifests beside them.")],
    casebook: CasebookOption,
    threshold: ThresholdOption = SMALL,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Pool the cases of several inspections into the region's figures; small counts are hidden."""
    with common.session(casebook, passphrase_file) as session:
        found = region_step.look(session, files, threshold)
        grid = leaving_step.gather(session, Choices(threshold=threshold)).grid
    if json:
        common.out_json(_region(found))
        return
    for one in found.sources:
        code = "region.source" if one.known else "region.stranger"
        code = code if one.signer else "region.own"
        common.out(line(code, vars(one)))
        if not one.identified:
            common.out("  " + line("region.no_crn", vars(one)))
    for standard in found.ratings.standards:
        rated: dict[str, Fact] = {"code": standard.code, "rating": standard.rating or "-"}
        common.out(line("region.standard", rated))
        for question in standard.key_questions:
            common.out("  " + line("region.question", _counted(question)))
    for split in found.splits:
        units = [f"{one.value} {shown_cell(grid, one)}" for one in split.cells]
        common.out(line("region.split", {"question": split.question, "units": "; ".join(units)}))
    for twice in found.twice:
        common.out(line("region.twice", {**vars(twice), "differ": ", ".join(twice.differ) or "-"}))
    if found.unserved:
        common.out(line("region.unserved", {"questions": ", ".join(found.unserved)}))


def _counted(one: KeyQuestionRating) -> dict[str, Fact]:
    low, high = one.interval or ("-", "-")
    return {
        "code": one.code,
        "percent": "-" if one.percent is None else f"{one.percent} %",
        "yes": one.counts.yes,
        "judged": one.counts.judged,
        "low": str(low),
        "high": str(high),
    }


def _region(found: Region) -> dict[str, Any]:
    return {
        "sources": [vars(one) for one in found.sources],
        "ratings": found.ratings.to_json(),
        "splits": [_split(one) for one in found.splits],
        "twice": [{**vars(one), "differ": list(one.differ)} for one in found.twice],
        "unserved": list(found.unserved),
    }


minutes_app = typer.Typer(help="Minutes of the ratings meeting.", no_args_is_help=True)


@minutes_app.command("list")
@common.of_inspection
def minutes_list(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List what was minuted, about the meeting and each standard."""
    with common.session(casebook, passphrase_file) as session:
        found = minutes_step.every(session)
    if json:
        common.out_json([{k: v for k, v in vars(one).items() if k != "entries"} for one in found])
        return
    for one in found:
        told: dict[str, Fact] = {"id": one.id[:8], "who": one.who, "words": one.words}
        told |= {"at": one.made_at, "about": one.standard or line("minutes.meeting", {})}
        common.out(line("minutes.line", told))
    if not found:
        common.out(line("minutes.none", {}))


@minutes_app.command("add")
@common.of_inspection
def minutes_add(
    casebook: CasebookOption,
    words: Annotated[str, typer.Option("--words", help="What was said.")],
    standard: Annotated[str, typer.Option("--standard", help="What it was about.")] = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Minute something, about a standard or the meeting as a whole."""
    with common.session(casebook, passphrase_file) as session:
        identity = minutes_step.add(session, words, standard)
    common.out(line("minutes.added", {"id": identity[:8]}))


@minutes_app.command("correct")
@common.of_inspection
def minutes_correct(
    minute: Annotated[str, typer.Argument(help="Its id, or how it begins.")],
    casebook: CasebookOption,
    words: Annotated[str, typer.Option("--words", help="The right words; none strikes it out.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Put other words in place of a minute; the history keeps both."""
    with common.session(casebook, passphrase_file) as session:
        minutes_step.correct(session, minute, words)
    common.out(line("minutes.corrected", {}))


def progress(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Tell who has read what: readings by state, who is late, interim shares with n of N."""
    with common.session(casebook, passphrase_file) as session:
        found = matrix_step.matrix(session)
    numbers = {one.id: one.number for one in found.subjects}
    squares = [
        {
            "case": numbers[subject],
            "person": person,
            "state": one.state,
            "answered": one.answered,
            "late": one.late,
        }
        for (subject, person), one in sorted(
            found.squares.items(), key=lambda one: (numbers[one[0][0]], one[0][1])
        )
    ]
    if json:
        common.out_json(
            {
                "readings": found.readings,
                "complete": found.complete,
                "people": [vars(one) for one in found.people],
                "squares": squares,
                "interim": [{**vars(one), "percent": one.percent} for one in found.shares],
            }
        )
        return
    common.out(line("progress.done", {"complete": found.complete, "readings": found.readings}))
    head = ["case", "person", "state", "answered"]
    late = line("progress.late", {})
    rows = [[*(str(one[n]) for n in head), late if one["late"] else ""] for one in squares]
    common.out_table([*head, ""], rows)
    for share in found.shares:
        common.out(line("progress.interim", {**vars(share), "percent": share.percent}))


def activity(
    casebook: CasebookOption,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write it as CSV.")] = None,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Tell in plain words what was done by whom, refused attempts too, newest first."""
    with common.session(casebook, passphrase_file) as session:
        found = activity_step.lines(session)
    rows = [(one.at, one.who, line(one.code, one.facts)) for one in found]
    if out is not None:
        common.write_file(out, activity_step.as_csv(rows))
    if json:
        common.out_json([{"at": at, "who": who, "what": what} for at, who, what in rows])
    elif out is None:
        for at, who, what in rows:
            common.out(f"{at}  {who}: {what}")
