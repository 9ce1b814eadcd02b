"""Commands on readings and alerts: where each stands, and moving it on within the states."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import Reading
from fieldkit.inspection.subjects import HANDED_OVER
from fieldkit.steps import alerts as alerts_step
from fieldkit.steps import review as review_step
from fieldkit.steps.alerts import Alert
from fieldkit.steps.session import Session
from fieldkit.wording import line

review_app = typer.Typer(help="Review readings: return, approve, reopen.", no_args_is_help=True)
alerts_app = typer.Typer(help="Safeguarding concerns.", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="The case number.")]
KindOption = Annotated[
    str, typer.Option("--kind", help="Which reading of it: first, second, benchmark ...")
]
WordsOption = Annotated[str, typer.Option("--words", help="Your words; its reader sees them.")]
ThreadArgument = Annotated[str, typer.Argument(help="The thread's id, or how it begins.")]

_COUNTED = ("first", "joint")
_HERE = ("submit", "take_back", "return", "approve", "confirm", "reopen")


def reading_of(session: Session, number: str, kind: str = "first") -> Reading:
    """The reading of that kind of a case; a joint one is a first one.

    Raises FieldkitError ``prepare.unknown_subject``, ``review.which``.
    """
    now = session.present()
    numbers = {one.id: one.number for one in readings.subjects(now)}
    kinds = _COUNTED if kind in _COUNTED else (kind.replace("-", "_"),)
    mine = [one for one in readings.readings(now) if numbers.get(one.subject) == number]
    found = [one for one in mine if one.kind in kinds]
    if not mine:
        raise FieldkitError("prepare.unknown_subject", number=number)
    if len(found) != 1:
        known = ", ".join(sorted({one.kind for one in mine if one.kind != HANDED_OVER}))
        raise FieldkitError("review.which", number=number, kind=kind, known=known)
    return found[0]


@review_app.command("list")
@common.of_inspection
def review_list(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List every reading: its state, what you may do with it, and who approved it."""
    with common.session(casebook, passphrase_file) as session:
        now = session.present()
        numbers = {one.id: one.number for one in readings.subjects(now)}
        every = [one for one in readings.readings(now) if one.kind != HANDED_OVER]
        rows = [_row(session, numbers.get(one.subject, ""), one) for one in every]
    rows.sort(key=lambda one: (one["case"], one["kind"]))
    if json:
        common.out_json(rows)
        return
    head = ["case", "kind", "state", "may", "approved"]
    common.out_table(head, [[_told(row[name]) for name in head] for row in rows])


def _row(session: Session, number: str, reading: Reading) -> dict[str, Any]:
    now = session.present(reading.subject, reading.id)
    found = review_step.look(session, reading.id, now)
    return {
        "case": number,
        "kind": reading.kind,
        "readers": list(reading.readers),
        "state": found.state,
        "may": [one for one in found.possible if one in _HERE],
        "approved": [one.tier for one in found.approvals],
        "lapsed": found.lapsed,
        "threads": [
            {
                "thread": one.id,
                "question": one.question,
                "resolved": one.resolved,
                "remarks": [vars(said) for said in one.remarks],
            }
            for one in review_step.threads(now, reading)
        ],
    }


def _told(cell: object) -> str:
    return ", ".join(str(one) for one in cell) if isinstance(cell, list) else str(cell)


def _change(
    name: str,
    number: NumberArgument,
    casebook: CasebookOption,
    words: WordsOption = "",
    kind: KindOption = "first",
    passphrase_file: PassphraseOption = None,
) -> None:
    with common.session(casebook, passphrase_file) as session:
        reading = reading_of(session, number, kind)
        after = review_step.change(session, reading.id, name, words)
    common.out(line("review.now", {"number": number, "state": after}))


def _add_changes() -> None:
    """One command for each change of the table that asks for nothing but words."""
    for name in _HERE:
        made: Callable[..., None] = partial(_change, name)
        shape = inspect.signature(_change, eval_str=True)
        kept = [one for one in shape.parameters.values() if one.name != "name"]
        made.__signature__ = shape.replace(parameters=kept)  # type: ignore[attr-defined]
        made.__name__ = name
        told = line(f"review.help_{name}", {})
        review_app.command(name.replace("_", "-"), help=told)(common.of_inspection(made))


_add_changes()


@review_app.command("ask")
@common.of_inspection
def review_ask(
    number: NumberArgument,
    casebook: CasebookOption,
    words: WordsOption,
    question: Annotated[
        str, typer.Option("--question", help="The question it is about; else the whole.")
    ] = "",
    kind: KindOption = "first",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Begin a thread on a question of a reading."""
    with common.session(casebook, passphrase_file) as session:
        reading = reading_of(session, number, kind)
        thread = review_step.start_thread(session, reading.id, question, words)
    common.out(line("review.asked", {"thread": thread}))


@review_app.command("reply")
@common.of_inspection
def review_reply(
    number: NumberArgument,
    thread: ThreadArgument,
    casebook: CasebookOption,
    words: WordsOption,
    kind: KindOption = "first",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say something in a thread."""
    with common.session(casebook, passphrase_file) as session:
        reading = reading_of(session, number, kind)
        review_step.reply(session, reading.id, _thread(session, reading, thread), words)
    common.out(line("review.said", {}))


@review_app.command("resolve")
@common.of_inspection
def review_resolve(
    number: NumberArgument,
    thread: ThreadArgument,
    casebook: CasebookOption,
    again: Annotated[bool, typer.Option("--open-again", help="It is not settled.")] = False,
    kind: KindOption = "first",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say that a thread is settled, or open again."""
    with common.session(casebook, passphrase_file) as session:
        reading = reading_of(session, number, kind)
        review_step.resolve(session, reading.id, _thread(session, reading, thread), not again)
    common.out(line("review.open" if again else "review.settled", {}))


def _thread(session: Session, reading: Reading, given: str) -> str:
    every = [one.id for one in review_step.threads(session.present(), reading)]
    return _one(every, given, "review.no_thread")


def _one(every: Sequence[str], given: str, code: str) -> str:
    found = [one for one in every if one.startswith(given or " ")]
    if len(found) != 1:
        raise FieldkitError(code, name=given)
    return found[0]


AlertArgument = Annotated[str, typer.Argument(help="The alert's id, or how it begins.")]


@alerts_app.command("list")
@common.of_inspection
def alerts_list(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List every alert with its log, open ones first."""
    with common.session(casebook, passphrase_file) as session:
        found = alerts_step.alerts(session)
    if json:
        common.out_json([_alert(one) for one in found])
        return
    for one in found:
        told = {"id": one.id, "number": one.subject.number, "question": one.question}
        common.out(line("alerts.line", {**told, "status": one.status, "words": one.words}))
        for step in one.log:
            common.out("  " + line("alerts.step", vars(step)))
    if not found:
        common.out(line("alerts.none", {}))


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "alert": one.id,
        "case": one.subject.number,
        "question": one.question,
        "words": one.words,
        "status": one.status,
        "log": [vars(step) for step in one.log],
    }


def _move_alert(
    casebook: CasebookOption,
    passphrase_file: PassphraseOption,
    alert: str,
    move: Callable[[Session, str], None],
) -> None:
    with common.session(casebook, passphrase_file) as session:
        every = [one.id for one in alerts_step.alerts(session)]
        found = _one(every, alert, "alerts.unknown")
        move(session, found)
        status = next(one.status for one in alerts_step.alerts(session) if one.id == found)
    common.out(line("alerts.now", {"status": status}))


@alerts_app.command("acknowledge")
@common.of_inspection
def alerts_acknowledge(
    alert: AlertArgument,
    casebook: CasebookOption,
    words: WordsOption = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say that an alert was seen and is being acted on."""
    move = partial(alerts_step.acknowledge, words=words)
    _move_alert(casebook, passphrase_file, alert, move)


@alerts_app.command("close")
@common.of_inspection
def alerts_close(
    alert: AlertArgument,
    casebook: CasebookOption,
    words: WordsOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Close an alert, with what was done."""
    _move_alert(casebook, passphrase_file, alert, partial(alerts_step.close, words=words))
