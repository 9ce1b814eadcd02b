"""The house rules that hold everything together.

1. Imports go one way: ui -> steps -> store, documents, envelope -> inspection -> errors.
2. Everything but `ui` and `app` imports in a fresh interpreter without Qt.
3. Cryptography only in `envelope` and `store`; no SQLAlchemy or store in `ui`.
4. Every code of a FieldkitError has a sentence, and every module says what it is for.
5. No file names a package index.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.wording import sentences

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "fieldkit"
MODULES = sorted(PACKAGE.rglob("*.py"))

ALLOWED = {
    "inspection": {"errors", "inspection"},
    "envelope": {"errors", "inspection", "envelope"},
    "documents": {"errors", "documents"},
    "store": {"errors", "inspection", "envelope", "store"},
    "steps": {"errors", "settings", "inspection", "envelope", "documents", "store", "steps"},
    "sample": {"errors", "settings", "inspection", "documents", "sample"},
    "ui": {"errors", "settings", "wording", "inspection", "documents", "steps", "ui"},
    "commands": {
        *("errors", "settings", "wording", "inspection", "documents", "envelope", "store"),
        *("steps", "sample", "commands", "demo", "bench"),
    },
}
CRYPTOGRAPHY = {"cryptography", "pyrage", "sqlcipher3"}
CRYPTOGRAPHY_ROOMS = {"envelope", "store"}


def sources() -> list[Path]:
    """The project's own files: what is made from them lies in folders that git ignores."""
    made = {".venv", ".git", "dist", "demo-output", "__pycache__", ".hypothesis"}
    made |= {".mypy_cache", ".ruff_cache", ".pytest_cache"}
    found = [path for path in ROOT.rglob("*") if path.is_file()]
    return [path for path in found if not made & set(path.relative_to(ROOT).parts)]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    """1."""
    allowed = ALLOWED.get(room_of(path))
    for name in imports_of(path):
        if allowed is not None and name.startswith("fieldkit."):
            room = name.split(".")[1]
            known = room in allowed or room == "__version__"
            assert known, f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    """3."""
    room = room_of(path)
    tops = {name.split(".")[0] for name in imports_of(path)}
    if room not in CRYPTOGRAPHY_ROOMS:
        assert not tops & CRYPTOGRAPHY, name_of(path)
    if room not in ("store", "steps") and not path.name.startswith("bench"):
        assert "sqlalchemy" not in tops, name_of(path)
    if room != "ui" and path.name != "app.py":
        assert "PySide6" not in tops, name_of(path)


def test_everything_but_windows_imports_without_qt() -> None:
    """2."""
    names = [
        name_of(path)
        for path in MODULES
        if room_of(path) != "ui" and path.name not in ("app.py", "__main__.py")
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    """4."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_code_has_a_sentence() -> None:
    """4."""
    known = sentences()
    used: set[str] = set()
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'FieldkitError\(\s*"([a-z_]+\.[a-z_]+)"', text))
    assert sorted(used - set(known)) == []


def test_no_file_names_a_package_index() -> None:
    """5."""
    hosts = re.compile(
        "|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.", "--index" + "-url"])
    )
    for path in sources():
        if path.suffix not in (".png", ".fkb"):
            assert not hosts.search(path.read_text(encoding="utf-8", errors="replace")), path.name
