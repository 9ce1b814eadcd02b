"""Backups on the disk: a folder for each, with the store and the key file as they were then.

In the folder that holds them lies, once, the copy of the documents that they share
(`fieldkit.store.mirror`). A backup gets its name only once it was opened again and every page of it
verified; what fails leaves nothing that looks like one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from fieldkit.errors import FieldkitError
from fieldkit.inspection import thinning
from fieldkit.inspection.thinning import Kept
from fieldkit.store import keys, mirror, sqlite
from fieldkit.store.files import disk_trouble, make_folder, sync_folder, write_whole
from fieldkit.store.keys import DataKey, KeyFile
from fieldkit.store.mirror import Progress
from fieldkit.store.tables import entries

MANIFEST = "backup.json"
FORMAT = 1
STORE = "store.db"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself, in the clear: nothing of any case.

    `documents` is the file beside it that holds the documents, "" where they were left out; `key`
    tells which data key opens it.
    """

    number: int
    device: str
    key: str
    made_at: str
    entries: int
    documents: str = ""

    @property
    def day(self) -> date:
        """The day it was made."""
        return datetime.fromisoformat(self.made_at.replace("Z", "+00:00")).date()


@dataclass(frozen=True)
class Backup:
    """One backup in a folder."""

    path: Path
    manifest: Manifest

    @property
    def documents(self) -> Path | None:
        """The copy of the documents that belongs to it, or None where they were left out."""
        name = self.manifest.documents
        return self.path.parent / name if name else None


def read(path: Path) -> Backup:
    """The backup in the folder `path`. Raises FieldkitError ``backup.not_one``."""
    try:
        value = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if value.pop("format") != FORMAT:
            raise FieldkitError("backup.newer", folder=path.name)
        made = Manifest(**{name: value[name] for name in Manifest.__dataclass_fields__})
        numbers = isinstance(made.number, int) and isinstance(made.entries, int)
        plain = all(isinstance(getattr(made, name), str) for name in ("device", "key", "documents"))
        if not numbers or not plain or Path(made.documents).name != made.documents:
            raise ValueError("manifest")
        _ = made.day
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as why:
        raise FieldkitError("backup.not_one", folder=path.name) from why
    return Backup(path, made)


def in_folder(folder: Path, device: str = "") -> list[Backup]:
    """The backups in a folder, newest first; only those of one device, if it is given."""
    found = []
    for path in folder.glob("*/" + MANIFEST):
        if path.parent.suffix != ".part":
            try:
                found.append(read(path.parent))
            except FieldkitError:
                continue
    found = [one for one in found if device in ("", one.manifest.device)]
    return sorted(found, key=lambda one: (-one.manifest.number, one.path.name))


@dataclass(frozen=True)
class Source:
    """What is backed up: an open casebook's folder, its keys, its device and its documents."""

    folder: Path
    key: DataKey
    key_file: KeyFile
    device: str
    documents: Engine


def make(
    source: Source,
    folder: Path,
    at: str,
    documents: bool = True,
    progress: Progress = lambda at, of: None,
    rule: Kept | None = None,
) -> Backup:
    """Make the next backup in `folder`, verify it by opening it again, and thin out by `rule`.

    `at` is when, as ISO 8601. The recorder goes on meanwhile. Raises FieldkitError ``disk.full``,
    ``disk.not_written``, ``backup.damaged``, or what `progress` raises.
    """
    make_folder(folder)
    before = in_folder(folder, source.device)
    number = max((one.manifest.number for one in before), default=0) + 1
    part = folder / f"{source.device[:8]}-{number}.part"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        name = f"documents-{source.device[:8]}-{source.key.name[:8]}.db" if documents else ""
        store_key = source.key.database_key("store")
        sqlite.copy(source.folder / STORE, store_key, part / STORE, store_key)
        count = _verify_store(part, source.key, source.key_file)
        if name:
            documents_key = source.key.database_key("documents")
            mirror.update(source.documents, folder / name, documents_key, progress)
            if mirror.missing(source.documents, folder / name, documents_key):
                raise FieldkitError("backup.damaged", folder=folder.name, first=name)
        write_whole(part / keys.FILE, keys.encoded(source.key, source.key_file))
        made = Manifest(number, source.device, source.key.name, at, count, name)
        value = json.dumps({"format": FORMAT, **asdict(made)}, indent=1).encode()
        write_whole(part / MANIFEST, value)
        target = _free_name(folder, at)
        part.replace(target)
        sync_folder(folder)
    except OSError as why:
        raise disk_trouble(why, part) from why
    finally:
        shutil.rmtree(part, ignore_errors=True)
    thin(folder, source.device, rule)
    return Backup(target, made)


def _free_name(folder: Path, at: str) -> Path:
    stem = "casebook-" + at.replace("-", "").replace(":", "")
    names = [stem, *(f"{stem}-{n}" for n in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def _verify_store(path: Path, key: DataKey, key_file: KeyFile) -> int:
    """Open the copied store, check every page and the chain heads. Returns its entries."""
    store_key = key.database_key("store")
    faults = sqlite.integrity(path / STORE, store_key)
    if faults:
        raise FieldkitError("backup.damaged", folder=path.name, first=faults[0])
    engine = sqlite.engine(path / STORE, store_key, False)
    try:
        with engine.connect() as connection:
            for _, identity in key_file.heads.values():
                held = select(entries.c.id).where(entries.c.id == identity)
                if connection.execute(held).first() is None:
                    raise FieldkitError("backup.damaged", folder=path.name, first="chain head")
            return int(connection.execute(select(func.count()).select_from(entries)).scalar_one())
    finally:
        engine.dispose()


def verify(backup: Backup, key: DataKey) -> list[FieldkitError]:
    """Open a backup again and read every page of it. Empty when it can be restored."""
    name = backup.path.name
    if backup.manifest.key != key.name:
        return [FieldkitError("backup.other_key", folder=name)]
    try:
        key_file, damaged = keys.load(backup.path)
        keys.check_mac(key, key_file)
        if damaged:
            return [FieldkitError("backup.damaged", folder=name, first="key file")]
        if _verify_store(backup.path, key, key_file) != backup.manifest.entries:
            return [FieldkitError("backup.damaged", folder=name, first="entries")]
        documents = backup.documents
        if documents is not None:
            if not documents.exists():
                return [FieldkitError("backup.no_documents", folder=name)]
            faults = sqlite.integrity(documents, key.database_key("documents"))
            if faults:
                return [FieldkitError("backup.damaged", folder=name, first=faults[0])]
    except FieldkitError as why:
        first = why.code if why.code != "backup.damaged" else str(why.facts.get("first", ""))
        return [FieldkitError("backup.damaged", folder=name, first=first)]
    return []


def thin(folder: Path, device: str, rule: Kept | None = None) -> list[Path]:
    """Remove the backups of a device that the rule does not keep. Returns them."""
    found = in_folder(folder, device)
    kept = thinning.keep(((one.manifest.number, one.manifest.day) for one in found), rule)
    gone = [one for one in found if one.manifest.number not in kept]
    for one in gone:
        remove(one)
    _drop_unused_documents(folder, device)
    return [one.path for one in gone]


def remove(backup: Backup) -> None:
    """Remove one backup: its manifest first, so that half of one is none."""
    (backup.path / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(backup.path, ignore_errors=True)


def remove_older(folder: Path, device: str, newest: Sequence[Path]) -> list[Path]:
    """Remove every backup of a device but `newest`: what they hold was to be destroyed."""
    gone = [one for one in in_folder(folder, device) if one.path not in newest]
    for one in gone:
        remove(one)
    _drop_unused_documents(folder, device)
    return [one.path for one in gone]


def _drop_unused_documents(folder: Path, device: str) -> None:
    used = {one.manifest.documents for one in in_folder(folder, device)}
    for path in folder.glob(f"documents-{device[:8]}-*"):
        if not path.name.startswith(tuple(filter(None, used)) or (" ",)):
            path.unlink(missing_ok=True)


def rewrap(folder: Path, device: str, key: DataKey, key_file: KeyFile) -> int:
    """Give every backup of a device today's slots, so that an old passphrase opens none.

    Returns how many. A backup of another data key keeps its own.
    """
    done = 0
    for one in in_folder(folder, device):
        if one.manifest.key == key.name:
            held, _ = keys.load(one.path)
            keys.save(one.path, key, keys.with_slots(held, key_file))
            done += 1
    return done
