"""Commands around merging: preview, undo, quarantine, handover, and leads in step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.steps import forward as forward_step
from fieldkit.steps import handover as handover_step
from fieldkit.steps import preview as preview_step
from fieldkit.steps import quarantine as quarantine_step
from fieldkit.steps import undo as undo_step
from fieldkit.steps.session import Session
from fieldkit.wording import line, sentence

quarantine_app = typer.Typer(help="Files that were set aside.", no_args_is_help=True)

COLUMNS = ("new", "held", "parallel", "disputed", "refused", "waiting", "gapped", "hidden")


def show_preview(session: Session, files: Sequence[Path], json: bool) -> None:
    """Print what receiving these files would change. Nothing is written."""
    found = preview_step.look(session, files)
    if json:
        common.out_json(_preview(session, found))
        return
    for one in found.files:
        told = f"{one.kind} {one.sequence} from {one.sender}, {one.new} new"
        common.out(f"{one.path.name}: {sentence(one.reason) if one.reason else told}")
    rows = [
        [one.number or line("preview.no_case", {}), *(str(getattr(one.row, n)) for n in COLUMNS)]
        for one in found.cases
    ]
    if rows:
        common.out_table(["case", *COLUMNS], rows)
    for change in found.roster:
        common.out(line(f"preview.roster_{change.what}", vars(change)))
    for device, first, last in found.gaps:
        facts: dict[str, Fact] = {
            "name": session.roster.name_of(device),
            "first": first,
            "last": last,
        }
        common.out(line("preview.gap", facts))
    for device, place in found.forks:
        common.out(line("preview.fork", {"name": session.roster.name_of(device), "at": place}))
    common.out(line("preview.nothing_written", {}))


def _preview(session: Session, found: preview_step.Preview) -> dict[str, Any]:
    name_of = session.roster.name_of
    return {
        "files": [
            {
                "file": one.path.name,
                "from": one.sender or None,
                "kind": one.kind or None,
                "sequence": one.sequence or None,
                "new": one.new,
                "held": one.held,
                "new_device": one.new_device,
                "reason": sentence(one.reason) if one.reason else None,
            }
            for one in found.files
        ],
        "cases": [
            {
                "case": one.number or None,
                "title": one.title or None,
                **{name: getattr(one.row, name) for name in COLUMNS},
            }
            for one in found.cases
        ],
        "gaps": [{"from": name_of(d), "first": a, "last": b} for d, a, b in found.gaps],
        "forks": [{"from": name_of(d), "at": place} for d, place in found.forks],
        "roster": [vars(one) for one in found.roster],
    }


def merges(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List the bundles that were merged, and which of them are undone."""
    with common.session(casebook, passphrase_file) as session:
        found = undo_step.merges(session)
    if json:
        common.out_json([vars(one) for one in found])
        return
    rows = [
        [
            one.envelope[:12],
            one.sender,
            str(one.sequence),
            str(one.entries),
            one.at,
            line("undo.state_undone" if one.undone else "undo.state_merged", {}),
        ]
        for one in found
    ]
    common.out_table(["envelope", "from", "bundle", "changes", "received", "state"], rows)


def undo_merge(
    envelope: Annotated[str, typer.Argument(help="The envelope, as `merges` lists it.")],
    casebook: CasebookOption,
    why: Annotated[str, typer.Option("--why", help="The reason; other leads will see it.")],
    again: Annotated[
        bool, typer.Option("--show-again", help="End an undo: what it hid shows again.")
    ] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Undo the merge of a bundle: what it brought is hidden, nothing is taken away."""
    with common.session(casebook, passphrase_file) as session:
        if again:
            count = undo_step.show_again(session, envelope, why)
        else:
            count = undo_step.undo_merge(session, envelope, why)
    common.out(line("undo.shown" if again else "undo.done", {"count": count}))


@quarantine_app.command("list")
def quarantine_list(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """List the files that were set aside, each with its reason."""
    with common.session(casebook, passphrase_file) as session:
        found = quarantine_step.asides(session)
    if json:
        common.out_json(
            [
                {
                    "file": one.name,
                    "sha256": one.sha256,
                    "at": one.at,
                    "code": one.reason.code,
                    "reason": sentence(one.reason),
                    "kept": one.kept,
                    "waits": one.waits,
                }
                for one in found
            ]
        )
        return
    for one in found:
        common.out(f"{one.name} ({one.sha256[:12]}): {sentence(one.reason)}")
    if not found:
        common.out(line("quarantine.none", {}))


@quarantine_app.command("retry")
def quarantine_retry(
    casebook: CasebookOption,
    file: Annotated[str, typer.Argument(help="One file; all of them if not given.")] = "",
    adopt: Annotated[
        bool,
        typer.Option("--adopt-roster", help="Leads agreed that the roster in this file rules."),
    ] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Try files that were set aside again, for instance after a new roster."""
    with common.session(casebook, passphrase_file) as session:
        wanted = [quarantine_step.named(session, file)] if file else None
        if adopt and wanted is None:
            raise typer.BadParameter("name the one file whose roster is to rule")
        done = quarantine_step.retry(session, wanted, adopt)
    for one in done:
        if one.reason is None and one.arrival is not None:
            told: dict[str, Fact] = {"file": one.aside.name, "new": one.arrival.taken.new}
            common.out(line("quarantine.taken", told))
        elif one.reason is not None:
            typer.echo(f"{one.aside.name}: {sentence(one.reason)}", err=True)
    if any(one.reason for one in done):
        raise typer.Exit(1)


@quarantine_app.command("export")
def quarantine_export(
    file: Annotated[str, typer.Argument(help="Its name, or how its hash begins.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the file goes.")],
    casebook: CasebookOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write a file that was set aside exactly as it came."""
    with common.session(casebook, passphrase_file) as session:
        quarantine_step.export(session, quarantine_step.named(session, file), out)
    common.out(line("quarantine.exported", {"file": out.name}))


def handover(
    number: Annotated[str, typer.Argument(help="The case number.")],
    casebook: CasebookOption,
    to: Annotated[str, typer.Option("--to", help="The person who goes on with it.")] = "",
    bring: Annotated[
        bool, typer.Option("--bring-over", help="Bring over what came for the old one since.")
    ] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Hand a half-read case over: a new reading that starts from the old one's work."""
    with common.session(casebook, passphrase_file) as session:
        reading = _reading_of(session, number, begun=bring)
        if bring:
            done = handover_step.bring_over(session, reading)
        else:
            done = handover_step.hand_over(session, reading, to)
    facts: dict[str, Fact] = {"number": number, "carried": done.carried, "disputed": done.disputed}
    common.out(line("handover.told", facts))


def _reading_of(session: Session, number: str, begun: bool) -> str:
    now = session.present()
    subjects = {one.id for one in readings.subjects(now) if one.number == number}
    found = [
        one.id
        for one in readings.readings(now)
        if one.subject in subjects
        and one.kind in ("first", "joint")
        and (not begun or one.begun_from)
    ]
    if len(found) != 1:
        raise FieldkitError("prepare.unknown_subject", number=number)
    return found[0]


def forward(
    to: Annotated[str, typer.Argument(help="The other lead: name, or how the device id begins.")],
    folder: Annotated[Path, typer.Option("--to", help="Where the file goes.")],
    casebook: CasebookOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write everything another lead has not got, each bundle signed as it came."""
    with common.session(casebook, passphrase_file) as session:
        device = forward_step.device_named(session, to)
        done = forward_step.write(session, device, folder)
    facts: dict[str, Fact] = {
        "file": done.path.name,
        "envelopes": done.envelopes,
        "entries": done.entries,
    }
    common.out(line("forward.told", facts))
    if done.left_out:
        common.out(line("forward.left_out", {"count": done.left_out}))
