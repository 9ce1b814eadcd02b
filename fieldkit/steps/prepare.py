"""Preparing: found the inspection, take the long list and the case files, allocate, write packs."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldkit import settings
from fieldkit.documents.preflight import Checked, preflight
from fieldkit.documents.worker import DocumentWorker
from fieldkit.envelope.layout import BlobInfo
from fieldkit.errors import FieldkitError
from fieldkit.inspection import case, form_file, pack, versions
from fieldkit.inspection import reading as readings
from fieldkit.inspection.case import ListedCase, LongList, Rejected
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.subjects import Document
from fieldkit.steps import attempts, carry
from fieldkit.steps.session import Session
from fieldkit.store import delimited, form_files, long_list
from fieldkit.store import entries as entry_store
from fieldkit.store.entries import Edit

_PIECE = 1 << 20
_CRN = re.compile(r"[A-Za-z][0-9]{6}")
READING_KINDS = ("first", "joint", "second", "benchmark", "quality_check")


@dataclass(frozen=True)
class Allocation:
    """One reading to be made: of which subject number, by which people, and of what kind."""

    number: str
    readers: tuple[str, ...]
    kind: str = "first"


def form_text(name: str, folder: Path | None = None) -> bytes:
    """The bytes of a standards set by its id or file. Raises as `form_files.load` does."""
    path = Path(name)
    if path.suffix == ".toml":
        text = form_files.read_bytes(path)
        form_file.parse(text, path.name)
        return text
    folder = folder or settings.forms()
    shipped = folder / f"{name}.toml"
    if not shipped.is_file():
        form_files.load(folder, name)
    return form_files.read_bytes(shipped)


def define(session: Session, title: str, label: str) -> None:
    """Name the inspection: a title for those inside, a label to be shown before unlocking."""
    form = session.form
    value: Value = {
        "title": title.strip() or form.title,
        "label": label,
        "form": {"id": form.id, "version": form.version, "sha256": form.sha256},
        "marking": form.marking,
    }
    key = Key(readings.INSPECTION, "", "inspection")
    seen = tuple(one.id for one in session.present(readings.INSPECTION).get(key, ()))
    session.record([Edit(key, value, seen)])
    session.changed()


def read_list(session: Session, path: Path) -> LongList:
    """Read the long list: rows taken, and every rejected row with its number and reason.

    A case is taken once, and rows below the end of the list are told rather than passed over.
    """
    rows = long_list.read_rows(path)
    read = case.read_long_list(rows, session.clock().year)
    taken: dict[str, ListedCase] = {}
    rejected: list[Rejected] = list(read.rejected)
    for one in read.cases:
        if taken.setdefault(one.crn, one) is not one:
            first = str(taken[one.crn].row)
            rejected.append(Rejected(one.row, "case.twice", {"found": one.crn, "first": first}))
    last = max([one.row for one in read.cases] + [one.row for one in read.rejected], default=2)
    for number, row in enumerate(rows[last:], start=last + 1):
        if any(_CRN.fullmatch(str(cell or "").strip()) for cell in row):
            rejected.append(Rejected(number, "case.below_end"))
    return LongList(tuple(taken.values()), tuple(sorted(rejected, key=lambda one: one.row)))


def add_cases(session: Session, cases: Sequence[ListedCase]) -> dict[str, str]:
    """Make a subject of each case, numbered 001, 002 ... Returns subject ids by CRN.

    The numbers of a short list are kept, and its buffer stays out. A CRN that is a subject already
    is left as it is. Names stay out: a case is its number.
    """
    there = {one.crn: one.id for one in readings.subjects(session.present()) if one.crn}
    taken = {s.number for s in readings.subjects(session.present())}
    drawn = {one.number for one in cases if one.number.isdigit()}
    after = max((int(number) for number in taken | drawn if number.isdigit()), default=0)
    edits: list[Edit] = []
    for one in cases:
        if one.crn in there or one.part == "buffer":
            continue
        number = one.number if one.number.isdigit() and one.number not in taken else ""
        if not number:
            after += 1
            number = f"{after:03d}"
        taken.add(number)
        there[one.crn] = secrets.token_hex(12)
        value: Value = {
            "kind": "case",
            "number": number,
            "title": f"Case {number}",
            "crn": one.crn,
            "attributes": _attributes(one),
        }
        edits.append(Edit(Key(there[one.crn], "", "subject"), value))
    if edits:
        session.record(edits)
    return there


def _attributes(one: ListedCase) -> dict[str, Value]:
    return {
        "gender": one.gender.lower(),
        "born": one.born,
        "sentence_type": one.sentence_type,
        "rosh": one.rosh,
        "started": one.started,
        "ended": one.ended,
        "pdu": one.cluster,
        "ldu": one.ldu,
        "team": one.team,
        "officer": one.officer,
        "office": one.office,
    }


def add_standard(session: Session, code: str) -> str:
    """Make a subject of an organisational standard, to be read from its own evidence.

    Returns its id. Raises FieldkitError ``prepare.no_standard``.
    """
    standard = session.form.standard(code)
    if standard is None or standard.basis == "cases":
        raise FieldkitError("prepare.no_standard", standard=code)
    for one in readings.subjects(session.present()):
        if one.kind == "standard" and one.number == code:
            return one.id
    subject = secrets.token_hex(12)
    value: Value = {
        "kind": "standard",
        "number": code,
        "title": standard.title,
        "crn": "",
        "attributes": {},
    }
    session.record([Edit(Key(subject, "", "subject"), value)])
    return subject


@dataclass(frozen=True)
class Filed:
    """What came of a folder of case files: documents per subject, and folders nobody asked for.

    `unreadable` are files that the operating system would not give.
    """

    documents: int
    unsorted: tuple[str, ...]
    checked: tuple[Checked, ...]
    unreadable: tuple[str, ...] = ()


def add_files(
    session: Session,
    folder: Path,
    subjects: Mapping[str, str],
    worker: DocumentWorker | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> Filed:
    """Take a folder with one folder per CRN (or per standard code) into the casebook.

    With a worker, every document is looked into first (preflight); what cannot be opened is taken
    all the same and said. Folders that are no subject's stay out and are listed.
    """
    unsorted: list[str] = []
    checked: list[Checked] = []
    unreadable: list[tuple[str, Path]] = []
    count = 0
    if not folder.is_dir():
        raise FieldkitError("prepare.no_folder", folder=folder.name)
    for inside in sorted(one for one in folder.iterdir() if one.is_dir()):
        subject = subjects.get(_subject_name(inside.name, subjects))
        if subject is None:
            unsorted.append(_written(inside.name))
            continue
        files: list[tuple[str, Path]] = []
        for name, path in files_of(inside):
            (files if os.access(path, os.R_OK) else unreadable).append((name, path))
        progress(inside.name)
        if worker is not None:
            checked += preflight(((name, path.read_bytes()) for name, path in files), worker)
        count += add_documents(session, subject, files)
    unsorted += sorted(_written(one.name) for one in folder.iterdir() if one.is_file())
    told = tuple(name for name, _ in unreadable)
    return Filed(count, tuple(unsorted), tuple(checked), told)


def _subject_name(name: str, subjects: Mapping[str, str]) -> str:
    if name.strip() in subjects:
        return name.strip()
    found = re.search(r"[A-Za-z][0-9]{6}", name)
    return found.group().upper() if found else name


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below a folder by relative name.

    Hidden files are passed over, and links that lead out of the folder: what lies there is no part
    of the case file.
    """
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        name = _written(path.relative_to(folder).as_posix())
        hidden = any(part.startswith(".") for part in name.split("/"))
        if path.is_file() and not hidden and path.resolve().is_relative_to(inside):
            yield name, path


def _written(name: str) -> str:
    """A file's name as text, also where the operating system gives bytes that are none."""
    return name.encode("utf-8", "replace").decode("utf-8")


def add_documents(session: Session, subject: str, files: Iterable[tuple[str, Path | bytes]]) -> int:
    """Hold files, or bytes, as documents of a subject; what is there already is not held twice.

    A file of the same name as one that was there before is a newer version of it.
    """
    every = readings.documents(session.present(), subject)
    there = {one.sha256 for one in readings.of_reading(every)}
    edits: list[Edit] = []
    for name, source in files:
        digest, size = _hash(source)
        if digest in there:
            continue
        there.add(digest)
        media = mimetypes.guess_type(name)[0] or "application/octet-stream"
        session.casebook.documents.put(subject, digest, media, _pieces(source))
        about = (digest, name, title_of(name), media, size, date_of(name))
        made = Document("", subject, *about, replaces=versions.older(name, every))
        key = Key(subject, "", f"document/{secrets.token_hex(12)}")
        edits.append(Edit(key, made.to_value()))
    if edits:
        session.record(edits)
    return len(edits)


def _pieces(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _hash(source: Path | bytes) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(source):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def title_of(name: str) -> str:
    """A title from a file's name: without date and ending, in plain words.

    Hyphens part words only where nothing else does: "case-notes", but "E-mail from court".
    """
    stem = Path(name).stem
    stem = re.sub(r"^\d{4}-\d{2}-\d{2}[ _-]*", "", stem)
    parts = r"_+" if re.search(r"[ _]", stem) else r"-+"
    words = re.sub(parts, " ", stem).strip() or Path(name).name
    return words[:1].upper() + words[1:]


def date_of(name: str) -> str:
    """The ISO date a file's name begins with, or nothing."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", Path(name).name)
    return found.group() if found else ""


def read_plan(data: bytes) -> list[Allocation]:
    """The allocation table: number, readers (separated by a semicolon or a comma), kind.

    Raises FieldkitError ``table.columns`` or ``table.unreadable``.
    """
    return [
        Allocation(
            row["number"],
            tuple(one.strip() for one in re.split("[;,]", row["readers"]) if one.strip()),
            row["kind"].lower() or "first",
        )
        for row in delimited.records(data, ("number", "readers", "kind"))
    ]


def allocate(session: Session, allocations: Sequence[Allocation]) -> int:
    """Make a reading of each allocation. Returns how many.

    Raises FieldkitError ``prepare.unknown_subject``, ``prepare.unknown_person``,
    ``prepare.same_reader`` (nobody reads one case twice), ``prepare.no_reader``,
    ``prepare.reading_kind``.
    """
    now = session.present()
    subjects = {one.number: one for one in readings.subjects(now)}
    readers: dict[str, set[str]] = {}
    for one in readings.readings(now):
        readers.setdefault(one.subject, set()).update(one.readers)
    edits: list[Edit] = []
    for allocation in allocations:
        subject = subjects.get(allocation.number)
        if subject is None:
            raise FieldkitError("prepare.unknown_subject", number=allocation.number)
        if not allocation.readers:
            raise FieldkitError("prepare.no_reader", number=allocation.number)
        if allocation.kind not in READING_KINDS:
            known = ", ".join(READING_KINDS)
            raise FieldkitError("prepare.reading_kind", kind=allocation.kind, known=known)
        for person in allocation.readers:
            if not session.roster.of_person(person):
                raise FieldkitError("prepare.unknown_person", person=person)
        taken = readers.setdefault(subject.id, set())
        if taken & set(allocation.readers):
            raise FieldkitError("prepare.same_reader", number=allocation.number)
        taken |= set(allocation.readers)
        value: Value = {"kind": allocation.kind, "readers": list(allocation.readers), "from": ""}
        edits.append(Edit(Key(subject.id, secrets.token_hex(12), "reading"), value))
    session.record(edits)
    return len(edits)


@dataclass(frozen=True)
class Packed:
    """A pack as written: for whom, where, and what it holds."""

    device: str
    person: str
    path: Path
    readings: int
    documents: int
    entries: int


def write_packs(session: Session, folder: Path, people: Sequence[str] = ()) -> tuple[Packed, ...]:
    """Write one sealed pack per laptop of those who read, review or moderate (or of `people` only).

    Raises FieldkitError ``packs.not_centre``.
    """
    attempts.centre_only(session, "packs", "packs.not_centre")
    now, held = session.present(), session.held()
    made = []
    for device in session.roster.devices.values():
        chosen = pack.for_person(now, device.person, device.role)
        wanted = pack.with_ancestors(chosen, held)
        skip = device.id == session.device_id or device.role == "none"
        if skip or not wanted.readings or (people and device.person not in people):
            continue
        made.append(_write_pack(session, folder, device.id, device.name, wanted, now))
    return tuple(made)


def _write_pack(
    session: Session,
    folder: Path,
    device: str,
    name: str,
    wanted: pack.Selection,
    now: Mapping[Key, tuple[Entry, ...]],
) -> Packed:
    every = readings.of_reading(readings.documents(now), *wanted.readings)
    documents = [one for one in every if one.subject in wanted.subjects]
    blobs = {d.sha256: (d.subject, BlobInfo(d.sha256, d.size, d.media_type)) for d in documents}
    load = carry.Load(wanted.entries, tuple(blobs.values()), session.opened.form_text)
    path = carry.write(session, "pack", device, load, folder)
    return Packed(device, name, path, len(wanted.readings), len(documents), len(wanted.entries))


def count_entries(session: Session) -> int:
    """How many entries the casebook holds of this inspection."""
    with session.casebook.read() as connection:
        return entry_store.count(connection, session.opened.id)
