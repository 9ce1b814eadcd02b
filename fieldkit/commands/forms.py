"""Commands about standards sets: check, show, diff, import, export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit import settings
from fieldkit.commands import common
from fieldkit.commands.common import JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_diff, form_file
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.form import Form
from fieldkit.inspection.form_reader import Problem
from fieldkit.inspection.form_toml import to_toml
from fieldkit.steps import form_version
from fieldkit.store import form_files
from fieldkit.store.xlsform_export import export_xlsform
from fieldkit.store.xlsform_import import Imported, import_xlsform
from fieldkit.store.xlsform_sheets import Trouble
from fieldkit.wording import line

forms_app = typer.Typer(help="Standards sets.", no_args_is_help=True)

Names = Annotated[
    list[str] | None, typer.Argument(help="Ids or files; all shipped sets if none is given.")
]


def _path(name: str) -> Path:
    path = Path(name)
    return path if path.suffix == ".toml" else settings.forms() / f"{name}.toml"


def find(name: str) -> Form:
    """The set with this id, or in this file. Raises as `form_files.load` does."""
    path = _path(name)
    if path.is_file() or Path(name).suffix == ".toml":
        return form_files.load_file(path)
    return form_files.load(settings.forms(), name)


@forms_app.command("check")
def check(names: Names = None, json: JsonOption = False) -> None:
    """List every problem of the sets at once, with file, line and place."""
    paths = [_path(one) for one in names] if names else sorted(settings.forms().glob("*.toml"))
    found = [form_files.check_file(path) for path in paths]
    problems = [one for file in found for one in file.problems]
    if json:
        rows = [
            {**vars(one), "facts": dict(one.facts), "text": line(one.code, dict(one.facts))}
            for one in problems
        ]
        common.out_json({"ok": all(one.sound for one in found), "problems": rows})
    else:
        for file in found:
            told = file.form.version if file.form else "not usable"
            common.out(f"{file.path.name}: {told}, {len(file.problems)} problems")
        for one in problems:
            text = line(one.code, dict(one.facts))
            common.out(f"{one.file}:{one.line}: {one.severity}: {one.place}: {text}")
    if not all(one.sound for one in found):
        raise typer.Exit(1)


@forms_app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="A set's id, or a form file.")],
    json: JsonOption = False,
) -> None:
    """Show a set: its standards, key questions and prompts."""
    form = find(name)
    if json:
        common.out_json(shape(form))
        return
    common.out(f"{form.id} {form.version}: {form.title}")
    for standard in form.standards:
        counted = "" if standard.counted else ", not counted"
        common.out(f"{standard.code} {standard.title} ({standard.basis}{counted})")
        for question in standard.key_questions:
            common.out(f"  {question.code} {question.text}")
            for prompt in question.prompts:
                common.out(f"    {prompt.code} {prompt.text}")


@forms_app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The older set: an id or a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The newer set: an id or a file.")],
    casebook: Annotated[
        Path | None, typer.Option("--casebook", help="Tell which of its readings are touched.")
    ] = None,
    json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Tell what changed from one version of a set to another, and which readings that touches."""
    old, new = find(before), find(after)
    changes = form_diff.diff(old, new)
    found: tuple[form_diff.Touched, ...] = ()
    if casebook is not None:
        with common.session(casebook, passphrase_file) as session:
            now = session.present()
            found = form_diff.touched(changes, _answers(now))
    if json:
        shown = {
            "from": {"id": old.id, "version": old.version, "sha256": old.sha256},
            "to": {"id": new.id, "version": new.version, "sha256": new.sha256},
            "changes": [{**vars(one)} for one in changes],
            "touched": [{**vars(one)} for one in found],
        }
        common.out_json(shown)
        return
    common.out(f"{old.id} {old.version} -> {new.id} {new.version}")
    for one in changes:
        common.out(line(f"form.diff_{one.kind}", {**vars(one)}))
    for each in found:
        common.out(line(f"form.touched_{each.how}", {**vars(each)}))
    if not changes:
        common.out(line("form.diff_same", {}))


@forms_app.command("move")
def move(
    form: Annotated[str, typer.Argument(help="The newer version: a form file, or an id.")],
    casebook: Annotated[Path, typer.Option("--casebook", help="The lead's casebook.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Move an inspection to a newer version of its set; see `forms diff --casebook` first."""
    with common.session(casebook, passphrase_file) as session:
        form_version.move(session, form_files.read_bytes(_path(form)))
        pinned = session.form
    common.out(f"The inspection rests on {pinned.id} {pinned.version} now. Answers are kept.")


def _answers(now: Mapping[Key, tuple[Entry, ...]]) -> dict[str, dict[str, object]]:
    """The standing answers of every reading, by key question and by prompt."""
    found: dict[str, dict[str, object]] = {}
    for one in readings.readings(now):
        found[one.id] = {}
    for key, entries in now.items():
        if key.reading in found and key.kind in ("answer", "prompt") and entries:
            body = entries[-1].body
            found[key.reading][key.about] = None if body is None else body.value
    return found


@forms_app.command("import")
def import_form(
    file: Annotated[Path, typer.Argument(help="An XLSForm workbook (.xlsx).")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The form file to write.")],
    like: Annotated[
        str, typer.Option("--like", help="The set whose ratings, bands and sampling it takes.")
    ] = "thematic",
    json: JsonOption = False,
) -> None:
    """Make a set of an XLSForm; every mistake, and all that cannot be carried over, is told."""
    found = import_xlsform(common.read_file(file), find(like))
    problems: tuple[Problem, ...] = ()
    text = ""
    if found.form is not None:
        text = to_toml(found.form)
        problems = form_file.check(text, out.name)[1]
    sound = found.form is not None and all(one.severity != "error" for one in problems)
    if sound:
        common.write_file(out, text.encode())
    _told(found, problems, sound, json)
    if not sound:
        code = "xlsform.refused" if found.wrong or found.form is None else "form.problems"
        number = len(found.wrong) or len(problems)
        first = problems[0] if problems else None
        raise FieldkitError(
            code,
            file=file.name,
            count=number,
            line=first.line if first else 1,
            place=first.place if first else "",
            first=first.code if first else "",
        )
    if not json:
        common.out(line("xlsform.written", {"file": out.name, "lost": len(found.lost)}))


def _told(found: Imported, problems: tuple[Problem, ...], sound: bool, json: bool) -> None:
    if json:
        rows = [
            {**vars(one), "facts": dict(one.facts), "text": line(one.code, dict(one.facts))}
            for one in problems
        ]
        wrong = [_trouble_json(one) for one in found.wrong]
        lost = [_trouble_json(one) for one in found.lost]
        common.out_json({"ok": sound, "wrong": wrong, "lost": lost, "problems": rows})
        return
    for trouble in (*found.wrong, *found.lost):
        common.out(_trouble(trouble))
    for one in problems:
        told = line(one.code, dict(one.facts))
        common.out(f"{one.file}:{one.line}: {one.severity}: {one.place}: {told}")


def _trouble(one: Trouble) -> str:
    """A trouble as a line: sheet, row, column, and the sentence."""
    column = f", column {one.column}" if one.column else ""
    kind = "not carried over" if one.lost else "error"
    told = line(one.code, dict(one.facts))
    return f"sheet {one.sheet}, row {one.row}{column}: {kind}: {told}"


def _trouble_json(one: Trouble) -> dict[str, Any]:
    return {**vars(one), "facts": dict(one.facts), "text": line(one.code, dict(one.facts))}


@forms_app.command("export")
def export_form(
    name: Annotated[str, typer.Argument(metavar="ID", help="A set's id, or a form file.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The workbook to write.")],
    json: JsonOption = False,
) -> None:
    """Write a set as an XLSForm workbook, and tell what of it an XLSForm cannot hold."""
    data, left = export_xlsform(find(name))
    common.write_file(out, data)
    if json:
        common.out_json({"file": out.name, "left": [{**vars(one)} for one in left]})
        return
    for one in left:
        common.out(line("xlsform.left", {**vars(one), "code": one.code or "the set"}))
    common.out(line("xlsform.exported", {"file": out.name, "left": len(left)}))


def shape(form: Form) -> dict[str, Any]:
    """The set as JSON that others rely on."""
    return {
        "id": form.id,
        "version": form.version,
        "standards": [
            {
                "code": standard.code,
                "title": standard.title,
                "basis": standard.basis,
                "counted": standard.counted,
                "key_questions": [
                    {
                        "code": question.code,
                        "text": question.text,
                        "strand": question.strand,
                        "guidance": question.guidance,
                        "prompts": [
                            {"code": prompt.code, "text": prompt.text}
                            for prompt in question.prompts
                        ],
                    }
                    for question in standard.key_questions
                ],
            }
            for standard in form.standards
        ],
        "overall": [
            {
                "max": table.maximum,
                "points_from": dict(zip(form.ratings, table.points_from, strict=False)),
            }
            for table in form.overall
        ]
        or None,
        "whole": form.whole.title if form.whole else None,
    }
