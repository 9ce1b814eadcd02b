"""Commands of the lead: disputes, returns, moderation, ratings and the grid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import settings
from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.commands.review import reading_of
from fieldkit.inspection import rating, rating_input
from fieldkit.inspection.explain import explain as explain_lines
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating_values import Ratings
from fieldkit.steps import moderate as moderate_step
from fieldkit.steps import review, settle
from fieldkit.store import form_files
from fieldkit.wording import line

FormOption = Annotated[
    str | None, typer.Option("--form", help="A standards set's id, or a form file.")
]


def disputes(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List every question with standing values that differ."""
    with common.session(casebook, passphrase_file) as session:
        found = settle.disputes(session)
    if json:
        common.out_json(
            [
                {
                    "dispute": one.name,
                    "case": one.subject.number,
                    "field": one.key.field,
                    "values": [
                        {
                            "value": side.value,
                            "person": side.person,
                            "laptop": side.device_label,
                            "made_at": side.made_at,
                            "reason": side.reason,
                        }
                        for side in one.sides
                    ],
                }
                for one in found
            ]
        )
        return
    for one in found:
        told = "; ".join(f"{side.value} ({side.person}, {side.device_label})" for side in one.sides)
        common.out(f"{one.name}: {told}")
    if not found:
        common.out("No disputes.")


def decide(
    dispute: Annotated[str, typer.Argument(help='As listed, e.g. "001/answer/P 2.1.1".')],
    value: Annotated[str, typer.Argument(help="The value that is to stand.")],
    casebook: CasebookOption,
    why: Annotated[str, typer.Option("--why", help="The reason; the readers will see it.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Decide a dispute for one value, another, or neither (an empty value)."""
    with common.session(casebook, passphrase_file) as session:
        found = settle.named(session, dispute)
        settle.decide(session, found, value or None, why)
        common.out(f"{found.name} decided. Both values stay in the history.")


def return_work(
    number: Annotated[str, typer.Argument(help="The case number.")],
    question: Annotated[str, typer.Argument(help="The question to look at again.")],
    casebook: CasebookOption,
    words: Annotated[str, typer.Option("--words", help="What to fix, in your words.")],
    packs: Annotated[
        Path | None, typer.Option("--packs", help="Write the returned work into this folder.")
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Return a question to its reader with what to fix."""
    with common.session(casebook, passphrase_file) as session:
        reading = reading_of(session, number)
        review.return_question(session, reading.id, question, words)
        if packs is not None:
            settle.write_returned(session, packs, reading.readers)
    common.out(f"{question} of case {number} is returned.")


def moderate(
    standard: Annotated[str, typer.Argument(help='The standard, e.g. "P 2.1".')],
    rating_word: Annotated[str, typer.Argument(help="The final rating, in the form's words.")],
    casebook: CasebookOption,
    why: Annotated[str, typer.Option("--why", help="The panel's reason.")],
    trigger: Annotated[str, typer.Option("--trigger", help="What allows it.")] = "evidence",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Set a standard's final rating; case answers are never touched by it."""
    with common.session(casebook, passphrase_file) as session:
        moderate_step.moderate(session, standard, rating_word, trigger, why)
    common.out(f"{standard} is {rating_word}.")


def _form(name: str) -> Form:
    path = Path(name)
    if path.suffix == ".toml":
        return form_files.load_file(path)
    shipped = settings.forms() / f"{name}.toml"
    if shipped.is_file():
        return form_files.load_file(shipped)
    return form_files.load(settings.forms(), name)


def _rated(
    form: str | None,
    counts: Path | None,
    given: Path | None,
    total: int | None,
    casebook: Path | None,
    passphrase_file: Path | None,
    unfinished: bool,
) -> tuple[Form, Ratings]:
    if casebook is not None:
        with common.session(casebook, passphrase_file) as session:
            return session.form, moderate_step.rate(session, unfinished)[0]
    if form is None or sum(one is not None for one in (counts, given, total)) != 1:
        raise typer.BadParameter("give --casebook, or --form with --counts, --ratings or --total")
    found = _form(form)
    if counts is not None:
        return found, rating.rate(found, rating_input.read_counts(_text(counts), found))
    if given is not None:
        told: Mapping[str, str | None] = rating_input.read_ratings(_text(given), found)
        return found, rating.rate(found, {}, proposals=told)
    assert total is not None
    rating_input.check_total(found, total)
    return found, rating.rate_total(found, total)


def _text(path: Path) -> str:
    return common.read_file(path).decode("utf-8-sig", "replace")


CountsOption = Annotated[
    Path | None, typer.Option("--counts", help="CSV: key_question,yes,no,not_applicable.")
]
RatingsOption = Annotated[Path | None, typer.Option("--ratings", help="CSV: standard,rating.")]
TotalOption = Annotated[int | None, typer.Option("--total", help="A sum of points.")]
MaybeCasebook = Annotated[Path | None, typer.Option("--casebook", help="A casebook's folder.")]
UnfinishedOption = Annotated[
    bool, typer.Option("--unfinished", help="Readings in every state, not only finished ones.")
]


def rate(
    form: FormOption = None,
    counts: CountsOption = None,
    ratings: RatingsOption = None,
    total: TotalOption = None,
    casebook: MaybeCasebook = None,
    unfinished: UnfinishedOption = False,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Rate an inspection from its casebook, or a form from counts, ratings or a total."""
    found, rated = _rated(form, counts, ratings, total, casebook, passphrase_file, unfinished)
    if json:
        common.out_json(rated.to_json())
        return
    rows = []
    for one in rated.standards:
        standard = found.standard(one.code)
        rows.append([one.code, standard.title if standard else "", one.rating or "not rated"])
        for question in one.key_questions:
            judged = question.counts.yes + question.counts.no
            if judged:
                told = f"{question.percent} % ({question.counts.yes}/{judged})"
                rows.append(["  " + question.code, told, question.rating or ""])
    common.out_table(["", "", "rating"], rows)
    overall = rated.overall
    if overall.rating:
        common.out(f"Overall {overall.points} of {overall.maximum}: {overall.rating}")
    else:
        common.out("No overall rating: not every counted standard is rated.")


def explain(
    form: FormOption = None,
    counts: CountsOption = None,
    ratings: RatingsOption = None,
    total: TotalOption = None,
    casebook: MaybeCasebook = None,
    unfinished: UnfinishedOption = False,
    standard: Annotated[str | None, typer.Option("--standard", help="Only this standard.")] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Tell the arithmetic of a rating in words."""
    found, rated = _rated(form, counts, ratings, total, casebook, passphrase_file, unfinished)
    for one in explain_lines(found, rated, standard):
        common.out(line(one.code, dict(one.facts)))
