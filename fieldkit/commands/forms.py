"""Commands about standards sets: check, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit import settings
from fieldkit.commands import common
from fieldkit.commands.common import JsonOption
from fieldkit.inspection.form import Form
from fieldkit.store import form_files
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
    }
