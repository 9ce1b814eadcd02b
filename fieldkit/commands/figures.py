"""Commands of figures that need no casebook: draw a sample, tell how far readers agree.

Both read one file and print or write figures; nothing of a casebook is touched.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from fieldkit.commands import common
from fieldkit.commands.common import JsonOption
from fieldkit.commands.forms import find
from fieldkit.errors import FieldkitError
from fieldkit.inspection import case
from fieldkit.inspection.agreement import Agreement, Figure, agree
from fieldkit.inspection.rating_input import read_ratings_given
from fieldkit.inspection.sample import draw, replace_case
from fieldkit.inspection.sample_report import report
from fieldkit.inspection.sample_values import Sample
from fieldkit.store import long_list
from fieldkit.store.short_list import facts, short_list
from fieldkit.wording import line

DEFAULT_FORM = "pdu-2023"


def sample(
    longlist: Annotated[Path, typer.Argument(help="The long list: a workbook or a CSV file.")],
    size: Annotated[int, typer.Option("--size", help="How many cases are wanted.")],
    seed: Annotated[int, typer.Option("--seed", help="Any whole number; it repeats the draw.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The short list to write.")],
    buffer: Annotated[
        int | None, typer.Option("--buffer", help="Spare cases in percent; as the set says if not.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Tell every number.")] = False,
    form: Annotated[
        str, typer.Option("--form", help="The set whose strata, cap and buffer apply.")
    ] = DEFAULT_FORM,
    on: Annotated[
        str | None,
        typer.Option("--on", help="Started by this day, YYYY-MM-DD; today if not told."),
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option("--replace", help='NUMBER=REASON, as in "017=recalled"; may be repeated.'),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Draw a sample from a long list and write the short list."""
    day = _day(on)
    rules = find(form).sampling
    if rules is None:
        raise FieldkitError("sample.no_rules", form=form)
    rows = long_list.read_rows(longlist)
    found = case.read_long_list(rows, day.year)
    drawn = draw(found, rules, size, seed, Random(seed), day.isoformat(), buffer)
    for one in replace or []:
        number, _, reason = one.partition("=")
        drawn = replace_case(drawn, number.strip(), reason)
    every = [line(one.code, dict(one.facts)) for one in report(drawn)]
    title = line("sample.title", {"set": form, "marking": find(form).marking, "seed": seed})
    common.write_file(out, short_list(rows, drawn, title, every))
    if json:
        common.out_json({**facts(drawn), "explained": every if explain else []})
        return
    for row in found.rejected:
        told = line(row.reason, dict(row.facts))
        common.out(line("sample.rejected", {"row": row.row, "reason": told}))
    for text in every if explain else _short(drawn):
        common.out(text)
    common.out(line("sample.written", {"file": out.name}))


def _short(drawn: Sample) -> list[str]:
    return [line(one.code, dict(one.facts)) for one in report(drawn, every_group=False)]


def _day(on: str | None) -> date:
    if on is None:
        return date.today()
    try:
        return date.fromisoformat(on)
    except ValueError as why:
        raise FieldkitError("sample.day", found=on) from why


def agreement(
    file: Annotated[Path, typer.Argument(help="CSV: item,rater,value, one value a line.")],
    confidence: Annotated[
        int, typer.Option("--confidence", help="Of the intervals, in percent, from 50 to 99.")
    ] = 95,
    values: Annotated[
        str | None,
        typer.Option("--values", help="All values that could be given, with commas between them."),
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option("--leave-out", help="A value that is no judgement; may be repeated."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell how far readers agree, with intervals, what was left out, and plain warnings."""
    given = read_ratings_given(common.read_file(file).decode("utf-8-sig", "replace"))
    kinds = [one.strip() for one in (values or "").split(",") if one.strip()]
    found = agree(given, confidence=confidence, values=kinds, leave_out=leave_out or ())
    if json:
        common.out_json(agreement_json(found))
        return
    said = {"items": found.items, "raters": len(found.raters), "confidence": confidence}
    common.out(line("agreement.given", said))
    rows = [_row(one) for one in found.figures]
    common.out_table(["", "value", "low", "high", "items", "ratings", ""], rows)
    for text in _left_out(found):
        common.out(text)
    for warned in found.warnings:
        common.out(line(f"agreement.warn_{warned.code}", dict(warned.facts)))


def _row(one: Figure) -> list[str]:
    name = line(f"agreement.{one.code}", {})
    name += f" ({', '.join(one.of)})" if one.code == "cohen_kappa_pair" else ""
    why = line(f"agreement.why_{one.reason}", {}) if one.reason else ""
    told = [number_told(number) for number in (one.value, one.low, one.high)]
    return [name, *told, str(one.items), str(one.ratings), why]


def number_told(value: float | None) -> str:
    """A figure with three decimals, or a dash where there is none."""
    return "-" if value is None else f"{value:.3f}"


def _left_out(found: Agreement) -> list[str]:
    reasons = Counter(one.reason for one in found.left_out)
    told = []
    for reason, number in sorted(reasons.items()):
        places = [one for one in found.left_out if one.reason == reason]
        where = ", ".join(str(one.line) if one.line else one.item for one in places)
        told.append(line(f"agreement.left_{reason}", {"number": number, "where": where}))
    return told


def agreement_json(found: Agreement) -> dict[str, Any]:
    """All coefficients of one set of ratings for a program."""
    return {
        "confidence": found.confidence,
        "items": found.items,
        "raters": list(found.raters),
        "values": dict(found.values),
        "figures": [{**vars(one), "of": list(one.of)} for one in found.figures],
        "left_out": [{**vars(one)} for one in found.left_out],
        "warnings": [{"code": one.code, **one.facts} for one in found.warnings],
    }
