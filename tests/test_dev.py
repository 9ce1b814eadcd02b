"""The developer's command: it lists itself, needs only the standard library, names no index.

The bench tells every figure with its floor in the shape that others rely on.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "build" / "dev.py"


def test_it_lists_itself() -> None:
    ran = subprocess.run([sys.executable, str(DEV)], capture_output=True, text=True)
    assert ran.returncode == 0
    for command in ("run", "test", "check", "screens", "bench"):
        assert re.search(rf"^\s+{command}\s", ran.stdout, re.MULTILINE), command


def test_it_imports_only_the_standard_library() -> None:
    tree = ast.parse(DEV.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name == "__future__" or name.split(".")[0] in sys.stdlib_module_names, name


def test_the_lock_file_holds_a_hash_for_every_package_and_no_address() -> None:
    text = (ROOT / "build" / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    packages = re.findall(r"^[a-z0-9-]+==\S+", text, re.MULTILINE)
    assert len(packages) > 30
    for block in re.split(r"\n(?=[a-z])", text.strip()):
        assert "--hash=sha256:" in block, block[:60]


def test_the_lock_file_serves_what_the_project_asks_for() -> None:
    wanted = re.findall(
        r'^    "([A-Za-z0-9-]+)', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    locked = (ROOT / "build" / "requirements.lock").read_text(encoding="utf-8")
    for name in wanted:
        if name.lower() not in ("e", "f", "w", "fieldkit"):  # its own extra is no other package
            assert re.search(rf"^{re.escape(name.lower())}==", locked, re.MULTILINE), name


def test_the_bench_has_the_shape_that_others_rely_on() -> None:
    command = [sys.executable, "-m", "fieldkit", "bench", "search", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    (figure,) = json.loads(ran.stdout)
    assert set(figure) == {"name", "value", "unit", "floor", "ratio", "aim"}
    assert figure["ratio"] > 0 and figure["value"] > 0
