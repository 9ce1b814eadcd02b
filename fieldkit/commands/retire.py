"""Commands for the end of a case: destroying it, its certificate, and how long cases stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.steps import retire


def wipe(
    casebook: CasebookOption,
    case: Annotated[str | None, typer.Option("--case", help="The case's number.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why it is destroyed.")] = "",
    is_due: Annotated[
        bool, typer.Option("--due", help="Every case whose retention period is over.")
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="Write the certificates to this file.")
    ] = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Destroy a case here: key, documents, words, older backups. It cannot be undone."""
    if (case is None) == (not is_due):
        raise FieldkitError("wipe.what")
    with common.session(casebook, passphrase_file) as session:
        if case is not None:
            done = [retire.wipe(session, case, reason)]
        else:
            why = reason or f"the retention period of {retire.retention(session)} days ended"
            done = [retire.wipe(session, one.number, why) for one in retire.due(session)]
        if certificate is not None:
            common.write_file(certificate, retire.written(done))
    if as_json:
        common.out_json([json.loads(one.to_json()) for one in done])
        return
    for one in done:
        common.out(
            f"Case {one.case} is destroyed: {one.documents} documents, {one.entries} entries, "
            f"{one.backups} older backups."
        )
        for left in one.backups_left:
            common.out(f"  Backups in {left} could not be reached and still hold it.")
    if not done:
        common.out("No case is due.")


def retention(
    casebook: CasebookOption,
    days: Annotated[
        int | None, typer.Argument(help="Days a finished, delivered case stays; 0 for no limit.")
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say for how long cases stay on laptops, or set it (as a lead)."""
    with common.session(casebook, passphrase_file) as session:
        if days is not None:
            retire.set_retention(session, days)
        now = retire.retention(session)
        common.out(f"{now} days" if now else "No limit is set.")
        for one in retire.due(session):
            common.out(f"  due: case {one.number}")
