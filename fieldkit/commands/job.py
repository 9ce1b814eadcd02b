"""Commands of the job between centre and laptop: preflight to receive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit.commands import common, merging
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.documents.preflight import Checked
from fieldkit.documents.preflight import preflight as run_preflight
from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import allocate as allocate_step
from fieldkit.steps import open_pack as open_step
from fieldkit.steps import prepare as prepare_step
from fieldkit.steps import read, receive, send, verify
from fieldkit.wording import line, sentence

Files = Annotated[list[Path], typer.Argument(help="Envelope files.")]


def preflight(
    folder: Annotated[Path, typer.Argument(help="A folder of documents.")],
    json: JsonOption = False,
) -> None:
    """Open every file of a folder as the reader would, and say what is in it or why not."""
    if not folder.is_dir():
        raise FieldkitError("prepare.no_folder", folder=folder.name)
    files = ((name, path.read_bytes()) for name, path in prepare_step.files_of(folder))
    with common.worker(Settings.default()) as worker:
        found = list(run_preflight(files, worker))
    if json:
        common.out_json([_checked(one) for one in found])
        return
    for one in found:
        common.out(f"{one.file}: {sentence(one.reason) if one.reason else _told(one)}")
    shown = sum(one.ok for one in found)
    common.out(f"{len(found)} {'file' if len(found) == 1 else 'files'}, {shown} can be read.")


def _told(one: Checked) -> str:
    pages = "1 page" if one.pages == 1 else f"{one.pages} pages"
    told = f"{one.kind}, {pages}, {one.characters} characters"
    told += ", a scan" if one.scan else ""
    return f"{told}, {one.seconds:.1f} s"


def _checked(one: Checked) -> dict[str, object]:
    return {
        "file": one.file,
        "ok": one.ok,
        "kind": one.kind,
        "pages": one.pages,
        "characters": one.characters,
        "scan": one.scan,
        "seconds": round(one.seconds, 3),
        "reason": sentence(one.reason) if one.reason else None,
    }


def prepare(
    casebook: CasebookOption,
    long_list: Annotated[
        Path | None, typer.Option("--list", help="The long or short list (.xlsx, .csv).")
    ] = None,
    files: Annotated[
        Path | None, typer.Option("--files", help="Case files, one folder per CRN.")
    ] = None,
    standards: Annotated[
        list[str] | None, typer.Option("--standard", help="A standard read from evidence.")
    ] = None,
    packs: Annotated[
        Path | None, typer.Option("--packs", help="Write packs into this folder.")
    ] = None,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Take the long list and the case files in; write one sealed pack per laptop."""
    told: dict[str, object] = {}
    with common.session(casebook, passphrase_file) as session:
        if long_list is not None:
            taken = prepare_step.read_list(session, long_list)
            prepare_step.add_cases(session, taken.cases)
            told["cases"] = len(taken.cases)
            told["rejected"] = [
                {"row": one.row, "reason": sentence(FieldkitError(one.reason, **one.facts))}
                for one in taken.rejected
            ]
        for code in standards or []:
            prepare_step.add_standard(session, code)
        if files is not None:
            names = {s.crn or s.number: s.id for s in read.subjects(session)}
            with common.worker(Settings.default(), session) as worker:
                filed = prepare_step.add_files(session, files, names, worker)
            told["documents"] = filed.documents
            told["unsorted"] = list(filed.unsorted)
            told["unreadable"] = list(filed.unreadable)
            told["preflight"] = [_checked(one) for one in filed.checked]
        if packs is not None:
            written = prepare_step.write_packs(session, packs)
            told["packs"] = [
                {
                    "person": one.person,
                    "file": one.path.name,
                    "readings": one.readings,
                    "documents": one.documents,
                }
                for one in written
            ]
    if json:
        common.out_json(told)
    else:
        _tell_prepared(told)


def _tell_prepared(told: dict[str, object]) -> None:
    for name in ("cases", "documents"):
        if name in told:
            common.out(f"{told[name]} {name} taken in.")
    for name, rows in told.items():
        for row in rows if isinstance(rows, list) else []:
            if name == "rejected":
                common.out(f"Row {row['row']}: {row['reason']}")
            elif name == "unsorted":
                common.out(f"Not sorted into a case: {row}")
            elif name == "unreadable":
                common.out(f"Could not be read, and was not taken in: {row}")
            elif name == "preflight" and not row["ok"]:
                common.out(f"{row['file']}: {row['reason']}")
            elif name == "packs":
                common.out(
                    f"Pack for {row['person']}: {row['file']}, {row['readings']} readings, "
                    f"{row['documents']} documents"
                )


def allocate(
    casebook: CasebookOption,
    plan: Annotated[
        Path | None, typer.Argument(help="A CSV: number, readers (separated by ;), kind.")
    ] = None,
    balance: Annotated[
        bool, typer.Option("--balance", help="Share out by size and days, instead of a table.")
    ] = False,
    case: Annotated[
        list[str] | None, typer.Option("--case", help="Only this case; may be repeated.")
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option("--person", help="Only this person; may be repeated.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="Of the readings shared out.")] = "first",
    take: Annotated[bool, typer.Option("--take", help="Allocate what was shared out.")] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Allocate readings from a table, or balanced; rules and declared conflicts are kept."""
    if (plan is None) != balance:
        raise typer.BadParameter("give a table of allocations, or --balance")
    with common.session(casebook, passphrase_file) as session:
        if plan is not None:
            wanted = prepare_step.read_plan(common.read_file(plan))
            count = allocate_step.take_plan(session, wanted)
            common.out(line("allocate.told", {"count": count}))
            return
        made = allocate_step.plan(session, case or (), person or ())
        for one in made.given:
            common.out(line("allocate.row", vars(one)))
        for left in made.not_given:
            why = ", ".join(
                f"{who}: {line(f'barred.{code}', {})}" for who, code in left.reasons.items()
            )
            common.out(line("allocate.left", {"number": left.number, "why": why}))
        count = allocate_step.record(session, made, kind) if take else len(made.given)
    common.out(line("allocate.told" if take else "allocate.not_taken", {"count": count}))


def open_pack(
    files: Files,
    casebook: CasebookOption,
    words: Annotated[
        str | None,
        typer.Option("--words", help="The lead's six words, for a first pack."),
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Open packs, receipts and other files from the centre, in any order."""
    refused: list[tuple[Path, FieldkitError]] = []
    with common.session(casebook, passphrase_file) as session:
        for path in files:
            try:
                arrival = open_step.open_pack(session, path, words)
            except FieldkitError as why:
                refused.append((path, why))
                continue
            common.out(
                f"{path.name}: {arrival.kind} {arrival.sequence} from {arrival.sender_name}, "
                f"{arrival.taken.new} new changes, {arrival.documents} documents"
            )
        if len(refused) < len(files):
            with common.worker(Settings.default(), session) as worker:
                read.index(session, worker)
    _tell_refused(refused)


def send_bundle(
    casebook: CasebookOption,
    to: Annotated[Path, typer.Option("--to", help="The team's folder.")] = Path(),
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Send everything that has no receipt yet, in one sealed bundle."""
    with common.session(casebook, passphrase_file) as session:
        sent = send.send(session, to)
    if json:
        common.out_json(
            {
                "file": str(sent.path),
                "sequence": sent.sequence,
                "changes": sent.entries,
                "bytes": sent.bytes,
            }
        )
    else:
        common.out(f"Bundle {sent.sequence} with {sent.entries} changes: {sent.path}")


def receive_bundles(
    files: Files,
    casebook: CasebookOption,
    receipts: Annotated[
        Path | None, typer.Option("--receipts", help="Write receipts into this folder.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Say what would change; merge nothing.")
    ] = False,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Verify and merge bundles at the centre, in any order; refused ones change nothing."""
    with common.session(casebook, passphrase_file) as session:
        if preview:
            merging.show_preview(session, files, json)
            return
        arrivals, refused = receive.receive(session, files)
        if receipts is not None:
            receive.write_receipts(session, arrivals, receipts)
        state = receive.state(session)
        names = session.roster.name_of
    told: dict[str, Any] = {
        "received": [
            {
                "from": one.sender_name,
                "sequence": one.sequence,
                "repeated": one.repeated,
                "new": one.taken.new,
                "held": one.taken.duplicate,
                "refused": one.taken.refused,
                "waiting": one.taken.waiting,
                "missing": list(one.missing),
            }
            for one in arrivals
        ],
        "set_aside": [{"file": one.path.name, "reason": sentence(one.reason)} for one in refused],
        "gaps": [
            {"from": names(c.device), "first": a, "last": b}
            for c in state.chains
            for a, b in c.gaps
        ],
        "forks": [{"from": names(c.device), "at": list(c.forks)} for c in state.chains if c.forks],
        "breaks": [{"from": names(device), "at": place} for device, place in state.breaks],
        "clones": [{"from": names(device), "at": place} for device, place in state.twins],
        "disputes": state.disputes,
    }
    if json:
        common.out_json(told)
    else:
        for one in arrivals:
            again = " (held already)" if one.repeated else ""
            common.out(
                f"Bundle {one.sequence} from {one.sender_name}: {one.taken.new} new changes{again}"
            )
        for alarm in _alarms(told):
            common.out(alarm)
        common.out(f"{state.disputes} disputes to decide.")
    _tell_refused([(aside.path, aside.reason) for aside in refused])


def _alarms(told: dict[str, Any]) -> Iterator[str]:
    for one in told["gaps"]:
        yield f"Entries {one['first']} to {one['last']} from {one['from']} are missing."
    for name in ("forks", "breaks", "clones"):
        for one in told[name]:
            yield f"{one['from']}: " + line(f"receive.{name}", {"at": str(one["at"]).strip("[]")})


def _tell_refused(refused: Sequence[tuple[Path, FieldkitError]]) -> None:
    for path, why in refused:
        typer.echo(f"{path.name}: {sentence(why)}", err=True)
    if refused:
        raise typer.Exit(1)


def verify_files(
    files: Files,
    casebook: CasebookOption,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say who sent a file, for whom, and whether it is whole, without merging it."""
    with common.session(casebook, passphrase_file) as session:
        found = [(path, verify.verify(session, path)) for path in files]
    shapes = [_verified(one) for _, one in found]
    if json:
        common.out_json(shapes[0] if len(shapes) == 1 else shapes)
    for path, one in found:
        if one.reason is not None:
            typer.echo(f"{path.name}: {sentence(one.reason)}", err=True)
        elif one.kind == "manifest" and not json:
            told = f"signed by {one.sender}; the export beside it is as it was written"
            common.out(f"{path.name}: {told}")
        elif not json:
            held = f"merged already, since {one.since}" if one.held else "not merged yet"
            held += "" if one.in_order else ", earlier ones are missing"
            common.out(
                f"{path.name}: {one.kind} {one.sequence} from {one.sender} to {one.address}, "
                f"intact, {held}"
            )
    if any(not one.ok for _, one in found):
        raise typer.Exit(1)


def _verified(one: verify.Verified) -> dict[str, object]:
    return {
        "ok": one.ok,
        "reason": sentence(one.reason) if one.reason else None,
        "kind": one.kind or None,
        "from": one.sender or None,
        "to": one.address or None,
        "inspection": one.inspection or None,
        "sequence": one.sequence or None,
        "intact": one.intact,
        "held": one.held,
        "since": one.since or None,
        "in_order": one.in_order if one.ok else None,
    }


def reseal(
    file: Annotated[Path, typer.Argument(help="An envelope file.")],
    to: Annotated[str, typer.Option("--to", help="The auditor's age recipient (age1...).")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the copy goes.")],
    casebook: CasebookOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Seal an envelope again to an auditor's key; the signature inside stays as it is."""
    with common.session(casebook, passphrase_file) as session:
        verify.reseal(session, file, to, out)
    common.out(f"{out.name} can be opened with the auditor's key.")
