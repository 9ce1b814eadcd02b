"""Commands that look after a casebook: check, audit, readout, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import JsonOption, PassphraseOption
from fieldkit.steps import care
from fieldkit.steps import readout as readout_step
from fieldkit.wording import sentence

Folder = Annotated[Path, typer.Argument(help="The casebook's folder.")]


def check(
    folder: Folder, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Check pages, key file, entry chains, projections and documents of a casebook."""
    with common.session(folder, passphrase_file) as session:
        found = [sentence(one) for one in care.check(session)]
    if json:
        common.out_json({"ok": not found, "findings": found})
    else:
        common.out("No fault found." if not found else f"{len(found)} faults found.")
    for one in found:
        typer.echo(one, err=True)
    if found:
        raise typer.Exit(1)


def audit(
    folder: Folder, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Verify every entry back to the signed envelope that brought it."""
    with common.session(folder, passphrase_file) as session:
        proven, faults = care.audit(session)
    found = [sentence(one) for one in faults]
    if json:
        common.out_json({"ok": not found, "proven": proven, "findings": found})
    else:
        common.out(f"{proven} entries verified back to a signature.")
    for one in found:
        typer.echo(one, err=True)
    if found:
        raise typer.Exit(1)


def readout(
    folder: Folder,
    out: Annotated[Path, typer.Option("-o", "--out", help="An empty folder.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Emergency read-out: write everything as plain HTML and CSV, unencrypted."""
    with common.session(folder, passphrase_file) as session:
        done = readout_step.read_out(session, out)
    common.out(
        f"{done.readings} readings, {done.entries} entries and {done.documents} documents written."
    )
    for one in done.unreadable:
        common.out(f"Could not be read: {one}")
    common.out("These files are not encrypted. Remove them when they are no longer needed.")


def backup(
    folder: Folder,
    to: Annotated[Path, typer.Option("--to", help="Where backups are kept.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Copy the casebook, encrypted as it is, and verify the copy by reopening it."""
    with common.session(folder, passphrase_file) as session:
        made = care.backup(session, to)
    common.out(f"{made.name} written and verified.")
