"""Commands on double readings: differences, decisions, figures, and who reads again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.commands.figures import agreement_json, number_told
from fieldkit.commands.review import NumberArgument
from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection.doubles import Group
from fieldkit.steps import allocate as allocate_step
from fieldkit.steps import doubles as doubles_step
from fieldkit.steps.doubles import Difference, Double, Figures
from fieldkit.steps.session import Session
from fieldkit.wording import line

doubles_app = typer.Typer(help="Double readings and benchmark cases.", no_args_is_help=True)

_CLEARED = "cleared"


@doubles_app.command("list")
@common.of_inspection
def doubles_list(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List the differences of double readings; closed until both are complete."""
    with common.session(casebook, passphrase_file) as session:
        found = doubles_step.all_of(session)
    if json:
        common.out_json([_double(one) for one in found])
        return
    for one in found:
        facts: dict[str, Fact] = {
            "number": one.subject.number,
            "key": one.key[:8],
            "same": one.same,
        }
        facts |= {"left": one.to_decide}
        common.out(line("doubles.line" if one.is_open else "doubles.closed", facts))
        for each in one.differences:
            told = {"question": each.question, "a": each.a.value, "b": each.b.value}
            decided = {"value": each.decided, "why": each.why}
            common.out("  " + line("doubles.difference", told))
            if each.decided:
                common.out("    " + line("doubles.decided", decided))


def _double(one: Double) -> dict[str, Any]:
    return {
        "double": one.key,
        "case": one.subject.number,
        "complete": all(one.complete),
        "same": one.same,
        "to_decide": one.to_decide,
        "differences": [_difference(each) for each in one.differences],
    }


def _difference(one: Difference) -> dict[str, Any]:
    sides = {
        name: {
            "value": side.value,
            "reason": side.reason,
            "passages": [each.quote for each in side.evidence],
        }
        for name, side in (("a", one.a), ("b", one.b))
    }
    return {"question": one.question, **sides, "decided": one.decided or None, "why": one.why}


@doubles_app.command("adjudicate")
@common.of_inspection
def doubles_adjudicate(
    number: NumberArgument,
    question: Annotated[str, typer.Argument(help="The question they differ on.")],
    value: Annotated[
        str, typer.Argument(help="a, b, yes, no, not_applicable; empty: neither, asked again.")
    ],
    casebook: CasebookOption,
    why: Annotated[str, typer.Option("--why", help="The reason; the readers will see it.")],
    double: Annotated[
        str, typer.Option("--double", help="Which, where a case was read more than twice.")
    ] = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Decide a difference between two readings, without knowing whose is which."""
    with common.session(casebook, passphrase_file) as session:
        found = _named(session, number, double)
        chosen = _value(found, question, value)
        doubles_step.adjudicate(session, found.key, question, chosen, why)
    told = {"number": number, "question": question, "value": chosen or _CLEARED}
    common.out(line("doubles.now", told))


def _named(session: Session, number: str, key: str) -> Double:
    found = [
        one
        for one in doubles_step.all_of(session)
        if one.subject.number == number and one.key.startswith(key)
    ]
    if len(found) != 1:
        raise FieldkitError("doubles.unknown")
    return found[0]


def _value(found: Double, question: str, value: str) -> str | None:
    for one in found.differences:
        if one.question == question and value in ("a", "b"):
            return one.a.value if value == "a" else one.b.value
    return value or None


@doubles_app.command("figures")
@common.of_inspection
def doubles_figures(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Tell agreement, drift by reader and week, and calibration on benchmark cases."""
    with common.session(casebook, passphrase_file) as session:
        found = doubles_step.figures(session)
    if json:
        common.out_json(_figures(found))
        return
    for group in found.groups:
        for code in ("percent_agreement", "gwet_ac1"):
            _tell_figure(group, code)
    for week in found.weeks:
        common.out(line("doubles.week", {**vars(week), "name": found.names.get(week.reader, "")}))
    for mark in found.calibrated:
        where = ", ".join(f"{number} {question}" for number, question in mark.differs) or "-"
        name = found.names.get(mark.reader, mark.reader)
        facts: dict[str, Fact] = {"name": name, "same": mark.same, "of": mark.of, "where": where}
        common.out(line("doubles.mark", facts))
    common.out(line("doubles.left_out", {"count": found.left_out}))


def _tell_figure(group: Group, code: str) -> None:
    figure = group.agreement.figure(code)
    told: dict[str, Fact] = {
        "group": group.name or line("doubles.all", {}),
        "figure": line(f"agreement.{code}", {}),
        "value": number_told(figure.value),
        "low": number_told(figure.low),
        "high": number_told(figure.high),
        "items": figure.items,
        "few": line("doubles.few", {}) if group.few else "",
    }
    common.out(line("doubles.figure", told))


def _figures(found: Figures) -> dict[str, Any]:
    return {
        "agreement": [
            {
                "of": one.kind,
                "name": one.name,
                "few": one.few,
                **agreement_json(one.agreement),
            }
            for one in found.groups
        ],
        "weeks": [vars(one) for one in found.weeks],
        "calibration": [
            {**vars(one), "differs": [list(each) for each in one.differs]}
            for one in found.calibrated
        ],
        "left_out": found.left_out,
    }


@doubles_app.command("draw")
@common.of_inspection
def doubles_draw(
    casebook: CasebookOption,
    seed: Annotated[int, typer.Option("--seed", help="Any whole number; it repeats the draw.")],
    percent: Annotated[int, typer.Option("--percent", help="This share of the cases.")] = 0,
    flagged: Annotated[bool, typer.Option("--flagged", help="Every case that is flagged.")] = False,
    per_new: Annotated[
        int, typer.Option("--per-new-reader", help="So many of each new reader.")
    ] = 0,
    take: Annotated[bool, typer.Option("--take", help="Allocate them, balanced.")] = False,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Draw which cases are read a second time, and by whom; allocate them only when asked to."""
    with common.session(casebook, passphrase_file) as session:
        chosen = allocate_step.second_readings_by_rule(session, seed, percent, flagged, per_new)
        numbers = [one.number for one in chosen]
        plan = allocate_step.plan(session, numbers) if numbers else None
        if take and plan is not None:
            allocate_step.record(session, plan, allocate_step.SECOND)
    readers = {one.number: one.person for one in plan.given} if plan is not None else {}
    rows = [
        {
            "case": one.number,
            "because": list(one.because),
            "reader": readers.get(one.number),
        }
        for one in chosen
    ]
    if json:
        common.out_json({"cases": rows, "taken": take})
        return
    for one in chosen:
        because = ", ".join(line(f"second.{each}", {}) for each in one.because)
        reader = readers.get(one.number, "nobody")
        drawn = {"number": one.number, "because": because, "reader": reader}
        common.out(line("doubles.drawn", drawn))
    common.out(line("doubles.taken" if take else "doubles.not_taken", {"count": len(readers)}))


@doubles_app.command("benchmark")
@common.of_inspection
def doubles_benchmark(
    numbers: Annotated[list[str], typer.Argument(help="The case numbers.")],
    casebook: CasebookOption,
    person: Annotated[
        list[str] | None, typer.Option("--person", help="Only this person; may be repeated.")
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Let everybody (or the people named) read the same cases, each for themselves."""
    with common.session(casebook, passphrase_file) as session:
        count = allocate_step.benchmark(session, numbers, person or ())
    common.out(line("doubles.taken", {"count": count}))
