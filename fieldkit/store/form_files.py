"""Loads form files from folders: the shipped ones, and those that a team keeps beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file
from fieldkit.inspection.form import Form
from fieldkit.inspection.form_reader import Problem


@dataclass(frozen=True)
class FormFile:
    """A form file as found: its bytes, what it holds, and every problem in it."""

    path: Path
    data: bytes
    form: Form | None
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether the form can be used."""
        return self.form is not None and all(one.severity != "error" for one in self.problems)


def read_bytes(path: Path) -> bytes:
    """The bytes of a form file. Raises FieldkitError ``form.unreadable``."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FieldkitError("form.unreadable", file=path.name, reason=reason) from error


def check_file(path: Path) -> FormFile:
    """Read one file and tell everything about it. Raises FieldkitError ``form.unreadable``."""
    data = read_bytes(path)
    found, problems = form_file.check(data, path.name)
    return FormFile(path, data, found, problems)


def load_file(path: Path) -> Form:
    """The form in a file. Raises FieldkitError ``form.unreadable`` or ``form.problems``."""
    data = read_bytes(path)
    return form_file.parse(data, path.name, hashlib.sha256(data).hexdigest())


def list_files(folders: Iterable[Path]) -> tuple[FormFile, ...]:
    """All form files of the folders, by name, broken ones too. A missing folder is an empty one."""
    return tuple(
        check_file(path)
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.glob("*.toml"))
    )


def load(folders: Path | Iterable[Path], form_id: str, version: str | None = None) -> Form:
    """The form with this id, of the highest version unless one is asked for.

    Raises FieldkitError ``form.not_found`` (with the ids at hand), ``form.problems`` when its
    file is broken, ``form.two_files`` when one version is held by files that differ.
    """
    files = list_files((folders,) if isinstance(folders, Path) else folders)
    named = [one for one in files if one.form is not None and one.form.id == form_id]
    wanted = [one for one in named if version is None or _version(one) == version]
    if not wanted:
        known = ", ".join(sorted({one.form.id for one in files if one.form}))
        raise FieldkitError("form.not_found", form=form_id, known=known or "none")
    best = max(wanted, key=lambda one: _order(_version(one)))
    for other in wanted:
        if _version(other) == _version(best) and other.data != best.data:
            first, second = other.path.name, best.path.name
            raise FieldkitError(
                "form.two_files", form=form_id, version=_version(best), first=first, second=second
            )
    return form_file.parse(best.data, best.path.name)


def _version(file: FormFile) -> str:
    return file.form.version if file.form else ""


def _order(version: str) -> tuple[tuple[int, int, str], ...]:
    parts = version.replace("-", ".").split(".")
    return tuple(
        (1, int(part), "") if part.isascii() and part.isdigit() else (0, 0, part) for part in parts
    )
