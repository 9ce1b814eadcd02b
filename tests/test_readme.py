"""The README is the first thing anyone sees, so what it names must exist.

1. Every file and function of *Follow one answer*.   2. Every picture.   3. Every command.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from fieldkit import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_follow_one_answer_names_what_exists() -> None:
    """1."""
    stops = re.findall(r"^\d+\. `(fieldkit/\S+\.py)` `(\w+)`", README, re.MULTILINE)
    assert len(stops) >= 10
    for file, name in stops:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        kinds = (ast.FunctionDef, ast.ClassDef)
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, kinds)}, file


def test_pictures_exist() -> None:
    """2."""
    for name in re.findall(r"\]\((resources/\S+\.png)\)", README):
        assert (ROOT / name).is_file(), name


def named_commands() -> set[str]:
    """Every command, sub-commands as two words."""
    found = {str(one.name) for one in cli.app.registered_commands}
    for group in cli.app.registered_groups:
        inside = group.typer_instance
        assert inside is not None
        found |= {f"{group.name} {one.name}" for one in inside.registered_commands}
    return found


def test_commands_exist() -> None:
    """3. In the text, and the table names all there are."""
    known = named_commands()
    groups = {one.partition(" ")[0] for one in known}
    for line in re.findall(r"\(((?:`[a-z -]+`(?:, )?)+)", README):
        for command in re.findall(r"`([a-z -]+)`", line):
            assert command[:2] == "--" or command in known | groups, command
    table = README[README.index("| room | commands |") : README.index("## The words")]
    told = set(re.findall(r"`([a-z]+(?:-[a-z]+)*(?: [a-z-]+)?)`", table)) | {"version"}
    told |= {one for one in known if one.startswith("forms ")}
    reports = {"report evidence", "report annexe", "report letter", "report case", "report minutes"}
    assert reports <= told
    assert known - {"report"} == told - reports
