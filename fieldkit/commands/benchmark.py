"""The command that sends the agreed answers of a benchmark case to those who completed it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.steps import benchmark as benchmark_step
from fieldkit.steps import settle
from fieldkit.wording import line


@common.of_inspection
def doubles_release(
    number: Annotated[str, typer.Argument(help="The number of the benchmark case.")],
    casebook: CasebookOption,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", help='What the panel agreed, as "P 2.1.1=no"; may be repeated.'),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="Why, for the answers given here.")] = "",
    to: Annotated[
        Path | None, typer.Option("--to", help="Write the returned work into this folder.")
    ] = None,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Record the agreed answers for everybody whose complete reading is here, and for no other."""
    given = dict(_pair(one) for one in answer or ())
    with common.session(casebook, passphrase_file) as session:
        done = benchmark_step.release(session, number, given, why)
        files = settle.write_returned(session, to, done.people) if to is not None else []
    if json:
        common.out_json(
            {
                "agreed": dict(done.agreed),
                "people": list(done.people),
                "waiting": list(done.waiting),
                "files": [str(one) for one in files],
            }
        )
        return
    for question, value in done.agreed.items():
        common.out(line("benchmark.agreed", {"question": question, "answer": value}))
    common.out(line("benchmark.released", {"number": number, "people": ", ".join(done.people)}))
    if done.waiting:
        common.out(line("benchmark.waiting", {"people": ", ".join(done.waiting)}))


def _pair(given: str) -> tuple[str, str]:
    question, sign, value = given.rpartition("=")
    if not sign:
        accepted = ", ".join(benchmark_step.ANSWERS)
        raise FieldkitError("settle.value", value=given, accepted=accepted)
    return question.strip(), value.strip()
