"""Commands that look after a casebook: check, audit, readout, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import JsonOption, PassphraseOption
from fieldkit.steps import backup as backup_step
from fieldkit.steps import care, custody, enrol, health
from fieldkit.steps import readout as readout_step
from fieldkit.steps import restore as restore_step
from fieldkit.wording import line, sentence

Folder = Annotated[Path, typer.Argument(help="The casebook's folder.")]


def check(
    folder: Folder, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Check pages, keys, entry chains, projections, documents and backups of a casebook."""
    with common.session(folder, passphrase_file) as session:
        found = [sentence(one) for one in health.check(session).findings]
        now = health.look(session)
    if json:
        common.out_json({"ok": not found, "findings": found, "health": _health(now)})
    else:
        common.out("No fault found." if not found else f"{len(found)} faults found.")
        for line in _lines(now):
            common.out(line)
    for one in found:
        typer.echo(one, err=True)
    if found:
        raise typer.Exit(1)


def _tell_custody(links: tuple[custody.Link, ...], out: Path | None, json: bool) -> None:
    if out is not None:
        common.write_file(out, custody.as_csv(links))
    if json:
        common.out_json([vars(one) for one in links])
        return
    for one in links:
        common.out(line("audit.link", vars(one)))
        how = "audit.own" if not one.brought_by else "audit.brought"
        how = how if one.verified or not one.brought_by else "audit.not_proven"
        common.out("  " + line(how, vars(one)))


def audit(
    folder: Folder,
    answer: Annotated[
        tuple[str, str] | None,
        typer.Option("--answer", help='Case and question, as in --answer 001 "P 2.1.1".'),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the answer's custody as CSV.")
    ] = None,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Verify every entry back to its signed envelope, or tell the custody of one answer."""
    with common.session(folder, passphrase_file) as session:
        if answer is not None:
            _tell_custody(custody.of_answer(session, *answer), out, json)
            return
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
    with common.emergency(folder, passphrase_file) as session:
        done = readout_step.read_out(session, out)
    if done.lost_entries:
        common.out(f"Could not be read: {done.lost_entries} entries on damaged pages.")
    common.out(
        f"{done.readings} readings, {done.entries} entries and {done.documents} documents written."
    )
    for one in done.unreadable:
        common.out(f"Could not be read: {one}")
    common.out("These files are not encrypted. Remove them when they are no longer needed.")


def backup(
    folder: Folder,
    to: Annotated[
        Path | None, typer.Option("--to", help="Where backups are kept; else where they were.")
    ] = None,
    remember: Annotated[bool, typer.Option("--remember", help="Keep them there from now.")] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Back up the casebook, encrypted, and verify the backup by opening it again."""
    with common.session(folder, passphrase_file) as session:
        if to is not None and remember:
            backup_step.choose_folder(session, to)
        made = backup_step.make(session, to)
    common.out(f"{made.path.name} written and verified: {made.manifest.entries} entries.")
    if not made.manifest.documents:
        common.out("It holds no documents: choose a folder on a second disk with --to.")


def restore(
    backup: Annotated[Path, typer.Argument(help="A backup, or the folder of backups.")],
    to: Annotated[Path, typer.Option("--to", help="The new casebook's folder.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Restore a backup as a new casebook. It is a new laptop then, for the lead to confirm."""
    session = restore_step.restore(backup, to, common.passphrase(passphrase_file))
    try:
        words = enrol.own_words(session)
    finally:
        session.close()
    common.out(f"Restored to {to.name}. Six words of this laptop now: {words}")
    common.out("Make a card with `enrol card` and have your lead confirm it.")


def _health(now: health.Health) -> dict[str, object]:
    return {
        "undelivered": now.undelivered,
        "key_copies": now.key_copies,
        "recovery_slots": now.recovery_slots,
        "recoveries": list(now.recoveries),
        "backups": [vars(one) for one in now.backups],
        "backup_folder": now.folder,
        "free": now.free,
    }


def _lines(now: health.Health) -> list[str]:
    backups = f"{len(now.backups)} backups" if now.backups else "No backup"
    newest = f", the newest of {now.backups[0].at}" if now.backups else ""
    lines = [f"{backups}{newest}."]
    if now.undelivered is not None:
        lines.append(f"{now.undelivered} entries not yet delivered.")
    if not now.recovery_slots:
        lines.append("No recovery by the team: the roster names no recovery recipient.")
    return [*lines, *(f"Opened by the team's recovery at {at}." for at in now.recoveries)]
