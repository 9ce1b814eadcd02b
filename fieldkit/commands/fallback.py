"""Commands of the fallback form: write it, look at what came back, take it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.steps import fallback as step

fallback_app = typer.Typer(help="A form of a case to print or fill in elsewhere, and its way back.")


@fallback_app.command("write")
def write(
    case: Annotated[str, typer.Argument(help="The number of a case or standard of yours.")],
    casebook: CasebookOption,
    output: Annotated[Path, typer.Option("-o", "--output", help="The workbook to write.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the form with what is answered so far. It is not encrypted: handle it as marked."""
    with common.session(casebook, passphrase_file) as session:
        step.write(session, case, output)
        common.out(f"{output.name} is written, marked {session.form.marking}. Nobody sealed it.")


@fallback_app.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="The workbook that was filled in.")],
    casebook: CasebookOption,
    take: Annotated[bool, typer.Option("--take", help="Record what was changed.")] = False,
    crossed: Annotated[
        bool, typer.Option("--crossed", help="Also what was changed in the casebook meanwhile.")
    ] = False,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was changed in a form; with --take, record it."""
    data = common.read_file(file)
    with common.session(casebook, passphrase_file) as session:
        _, found = step.compare(session, data)
        taken, left = step.take(session, data, crossed) if take else (0, found)
    if as_json:
        rows = [{**vars(one), "crossed": one.crossed} for one in found]
        common.out_json({"changes": rows, "taken": taken, "left": len(left)})
        return
    for one in found:
        mark = " (changed in the casebook too)" if one.crossed else ""
        common.out(f"{one.question} {one.field}: {one.now!r} -> {one.wanted!r}{mark}")
    common.out(f"{len(found)} changed, {taken} taken, {len(left)} left.")
