"""Sorting files into cases: by the CRN in a name or a folder, else by the one CRN in the text.

What belongs nowhere stays out and is listed; a person says where it goes. Zips are opened in
memory. Every document is looked into before it is taken, and what cannot be opened is said.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.documents.preflight import Checked, preflight
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.steps import prepare
from fieldkit.steps.session import Session

_CRN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][0-9]{6}(?![0-9])")
MAX_ZIP_FILES, MAX_ZIP_BYTES = 5000, 4 << 30
BY_NAME, BY_TEXT, BY_HAND = "name", "text", "hand"
Source = Path | bytes


@dataclass(frozen=True)
class Found:
    """One file: its name, its bytes or where they lie, whose it is and how that is known.

    `subject` is "" where it is nobody's; then `seen` are the CRNs found in it.
    """

    name: str
    source: Source
    subject: str = ""
    how: str = ""
    seen: tuple[str, ...] = ()
    checked: Checked | None = None

    def data(self) -> bytes:
        """Its bytes."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass
class Sorted:
    """What came of sorting. `unreadable` are files that the operating system would not give."""

    files: list[Found] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def unsorted(self) -> tuple[Found, ...]:
        """Files that belong to nobody yet: they stay out of every pack."""
        return tuple(one for one in self.files if not one.subject)

    def of(self, subject: str) -> tuple[Found, ...]:
        """The files of one subject."""
        return tuple(one for one in self.files if one.subject == subject)


def subjects_by_name(session: Session) -> dict[str, str]:
    """Subject ids by CRN, and by code for standards: what names and texts are looked for."""
    return {(one.crn or one.number).upper(): one.id for one in readings.subjects(session.present())}


def files_in(paths: Iterable[Path]) -> Iterator[tuple[str, Source]]:
    """The files dropped: files, the files below folders, and the files inside zips.

    Raises FieldkitError ``sorting.zip_damaged``, ``sorting.zip_too_large``.
    """
    for path in paths:
        if path.is_dir():
            for name, inside in prepare.files_of(path):
                yield from _opened(f"{path.name}/{name}", inside)
        elif path.is_file():
            yield from _opened(path.name, path)


def _opened(name: str, path: Path) -> Iterator[tuple[str, Source]]:
    if path.suffix.lower() != ".zip":
        yield name, path
        return
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir()]
            if len(inside) > MAX_ZIP_FILES or sum(o.file_size for o in inside) > MAX_ZIP_BYTES:
                raise FieldkitError("sorting.zip_too_large", file=path.name)
            for one in inside:
                yield f"{Path(name).stem}/{one.filename}", archive.read(one)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as why:
        raise FieldkitError("sorting.zip_damaged", file=path.name) from why


def crns(text: str) -> tuple[str, ...]:
    """Every CRN in a text, in capitals, each once, in order."""
    return tuple(dict.fromkeys(one.group().upper() for one in _CRN.finditer(text)))


def by_name(name: str, subjects: Mapping[str, str]) -> str:
    """The subject that a file's name or a folder of its path names, or "" (also where two do)."""
    named = {subjects[one] for one in crns(name) if one in subjects}
    parts = [part.strip().upper() for part in re.split(r"[/\\]", name)[:-1]]
    named |= {subjects[part] for part in parts if part in subjects}
    return named.pop() if len(named) == 1 else ""


def sort(
    session: Session,
    paths: Sequence[Path],
    worker: DocumentWorker | None = None,
    progress: Callable[[str], object] = lambda name: None,
) -> Sorted:
    """Sort files by name first, then by text; look into each. Nothing is taken yet."""
    known = subjects_by_name(session)
    made = Sorted()
    for name, source in files_in(paths):
        progress(name)
        try:
            data = source if isinstance(source, bytes) else source.read_bytes()
        except OSError:
            made.unreadable.append(name)
            continue
        checked = next(iter(preflight([(name, data)], worker))) if worker is not None else None
        subject, how, seen = by_name(name, known), BY_NAME, crns(name)
        if not subject and worker is not None and checked is not None and checked.ok:
            seen = (*seen, *_in_text(worker, name, data))
            owners = {known[one] for one in seen if one in known}
            subject, how = (owners.pop(), BY_TEXT) if len(owners) == 1 else ("", "")
        how = how if subject else ""
        made.files.append(Found(name, source, subject, how, tuple(dict.fromkeys(seen)), checked))
    return made


def _in_text(worker: DocumentWorker, name: str, data: bytes) -> tuple[str, ...]:
    key = f"sorting {name}"
    try:
        worker.open(key, data, name)
        return crns("\n".join(worker.text(key)))
    except FieldkitError:
        return ()
    finally:
        worker.close(key)


def take(session: Session, found: Iterable[Found]) -> int:
    """Take sorted files in as documents of their subjects. Returns how many were new."""
    by_subject: dict[str, list[tuple[str, Source]]] = {}
    for one in found:
        if one.subject:
            by_subject.setdefault(one.subject, []).append((Path(one.name).name, one.source))
    return sum(prepare.add_documents(session, s, files) for s, files in by_subject.items())
