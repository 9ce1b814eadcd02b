"""Commands of what leaves and comes back: export, report, import-grid."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.inspection import names as name_rules
from fieldkit.inspection.names import Hit
from fieldkit.inspection.suppression import SMALL
from fieldkit.settings import Settings
from fieldkit.steps import export as export_step
from fieldkit.steps import import_grid as import_step
from fieldkit.steps import leaving as leaving_step
from fieldkit.steps import report as report_step
from fieldkit.steps.leaving import Choices, Leaving
from fieldkit.wording import line

OutOption = Annotated[
    Path | None, typer.Option("-o", "--out", help="The file to write, or a folder for tables.")
]
UnfinishedOption = Annotated[
    bool, typer.Option("--unfinished", help="Readings in every state, not only finished ones.")
]
WhereOption = Annotated[
    list[str] | None, typer.Option("--where", help='Only cases with "attribute=value".')
]
CaseOption = Annotated[list[str] | None, typer.Option("--case", help="Only this case number.")]
NamesOption = Annotated[
    str,
    typer.Option(
        "--names", help="Names and numbers in free text: report them only, mask, or keep."
    ),
]
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", help="Keep this hit, by its number.")
]
LeaveOutOption = Annotated[
    list[str] | None, typer.Option("--leave-out", help="Leave out the text of this hit.")
]
MaskOption = Annotated[list[str] | None, typer.Option("--mask", help="Mask this hit.")]
IdentifyOption = Annotated[
    bool, typer.Option("--identify", help="Add the CRN of each case, which stays out otherwise.")
]
ThresholdOption = Annotated[
    int, typer.Option("--threshold", help="Hide counts under this in splits; 0 hides none.")
]
WhyOption = Annotated[str, typer.Option("--why", help="The purpose, for the manifest.")]


def where_pairs(where: list[str] | None) -> tuple[tuple[str, str], ...]:
    """What ``--where`` was given, as (attribute, value)."""
    pairs = []
    for one in where or []:
        name, sign, value = one.partition("=")
        if not sign:
            raise typer.BadParameter("--where takes attribute=value")
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


def _choices(
    unfinished: bool,
    where: list[str] | None,
    cases: list[str] | None,
    names: str,
    verdicts: tuple[tuple[str, list[str] | None], ...],
    identify: bool,
    threshold: int,
    why: str,
) -> Choices:
    if names not in ("report", name_rules.MASK, name_rules.KEEP):
        raise typer.BadParameter("--names takes report, mask or keep")
    return Choices(
        unfinished=unfinished,
        where=where_pairs(where),
        numbers=tuple(cases or ()),
        names=name_rules.MASK if names == "report" else names,
        decided={hit: verdict for verdict, hits in verdicts for hit in hits or ()},
        identify=identify,
        threshold=threshold,
        why=why,
    )


def _verdicts(
    keep: list[str] | None, leave_out: list[str] | None, mask: list[str] | None
) -> tuple[tuple[str, list[str] | None], ...]:
    return (
        (name_rules.KEEP, keep),
        (name_rules.LEAVE_OUT, leave_out),
        (name_rules.MASK, mask),
    )


def _tell_names(leaving: Leaving, json: bool) -> None:
    """Every hit in the free text with its number, so that each can be decided on."""
    if json:
        common.out_json(
            {"texts": leaving.texts, "hits": [_hit(leaving, one) for one in leaving.hits]}
        )
        return
    rows = [
        [one.id, one.place, escape(one.found), line(f"names.{one.kind}", {}), escape(one.instead)]
        for one in leaving.hits
    ]
    common.out_table(["hit", "where", "found", "looks like", "instead"], rows)
    common.out(line("names.told", {"hits": len(leaving.hits), "texts": leaving.texts}))


def _hit(leaving: Leaving, one: Hit) -> dict[str, Any]:
    return {
        "hit": one.id,
        "where": one.place,
        "case": one.case,
        "found": one.found,
        "kind": one.kind,
        "sure": one.sure,
        "instead": one.instead,
        "verdict": leaving.verdict(one),
    }


def export(
    casebook: CasebookOption,
    out: OutOption = None,
    what: Annotated[
        str, typer.Option("--what", help="grid, csv (a folder), json, or audit (a folder).")
    ] = "grid",
    unfinished: UnfinishedOption = False,
    where: WhereOption = None,
    case: CaseOption = None,
    names: NamesOption = "mask",
    keep: KeepOption = None,
    leave_out: LeaveOutOption = None,
    mask: MaskOption = None,
    identify: IdentifyOption = False,
    threshold: ThresholdOption = SMALL,
    why: WhyOption = "",
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the rating grid (or tables, or JSON) with a signed manifest beside it."""
    verdicts = _verdicts(keep, leave_out, mask)
    choices = _choices(unfinished, where, case, names, verdicts, identify, threshold, why)
    if out is None and names != "report":
        raise typer.BadParameter("say where to with -o")
    with common.session(casebook, passphrase_file) as session:
        if out is None or names == "report":
            _tell_names(leaving_step.gather(session, choices), json)
            return
        manifest = export_step.export(session, what, out, choices)
    if json:
        common.out_json(manifest)
    else:
        common.out(line("export.written", {"file": out.name}))


def report(
    kind: Annotated[str, typer.Argument(help="evidence, annexe, letter, case or minutes.")],
    casebook: CasebookOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="A .pdf, .docx or .xlsx file.")],
    standard: Annotated[
        str, typer.Option("--standard", help="Only the questions of this standard (evidence).")
    ] = "",
    office: Annotated[str, typer.Option("--office", help="The office a letter is to.")] = "",
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Pictures of the pages quoted.")
    ] = True,
    unfinished: UnfinishedOption = False,
    where: WhereOption = None,
    case: CaseOption = None,
    names: NamesOption = "mask",
    keep: KeepOption = None,
    leave_out: LeaveOutOption = None,
    mask: MaskOption = None,
    identify: IdentifyOption = False,
    threshold: ThresholdOption = SMALL,
    why: WhyOption = "",
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write an evidence pack, the data annexe, a letter, the read-out of a case, or minutes."""
    verdicts = _verdicts(keep, leave_out, mask)
    choices = _choices(unfinished, where, case, names, verdicts, identify, threshold, why)
    with common.session(casebook, passphrase_file) as session:
        if names == "report":
            _tell_names(leaving_step.gather(session, choices), json)
            return
        with contextlib.ExitStack() as stack:
            worker = None
            if kind == "evidence" and pictures:
                worker = stack.enter_context(common.worker(Settings.default(), session))
            manifest = report_step.report(
                *(session, kind, out, choices), standard=standard, office=office, worker=worker
            )
    if json:
        common.out_json(manifest)
    else:
        common.out(line("export.written", {"file": out.name}))


def import_grid(
    file: Annotated[Path, typer.Argument(help="The moderated workbook.")],
    casebook: CasebookOption,
    take: Annotated[
        bool, typer.Option("--take", help="Take the proposals that the form allows.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Take only this standard; may be repeated.")
    ] = None,
    comments: Annotated[
        bool,
        typer.Option("--comments", help="Send changed answers back to their readers as comments."),
    ] = False,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Show what a moderated workbook changes, and take it only when asked to."""
    if only and not take:
        raise typer.BadParameter("--only goes with --take")
    with common.session(casebook, passphrase_file) as session:
        data = common.read_file(file)
        found = import_step.read_back(session, data)
        taken = import_step.take(session, found, only, data) if take else ()
        sent = import_step.comment(session, found) if comments else 0
    if json:
        common.out_json({**import_step.to_json(found), "taken": list(taken), "comments": sent})
        return
    for code, facts in import_step.lines(found):
        common.out(line(code, dict(facts)))
    if take:
        common.out(line("import.taken", {"count": len(taken), "standards": ", ".join(taken)}))
    if comments:
        common.out(line("import.commented", {"count": sent}))
