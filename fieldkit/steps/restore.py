"""Restoring a backup: a casebook in a new folder, which is a new device from then on.

The old signing key signs the new one once and is gone; the old age key stays, to open what was
sealed for it. The lead confirms the new device by its six words, and its next bundle carries what
the old one had not delivered. Until then it waits with the lead as a new device.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.steps.session import Clock, Session, now_utc
from fieldkit.store import backups, keys, migrations, sqlite
from fieldkit.store.backups import Backup
from fieldkit.store.files import disk_trouble, make_folder, sync_folder, write_whole


def find(place: Path) -> Backup:
    """The backup in `place`, or the newest one in the folder `place`.

    Raises FieldkitError ``backup.not_one`` or ``backup.several`` when casebooks share the folder.
    """
    if (place / backups.MANIFEST).exists():
        return backups.read(place)
    found = backups.in_folder(place)
    if not found:
        raise FieldkitError("backup.not_one", folder=place.name)
    if len({one.manifest.device for one in found}) > 1:
        raise FieldkitError("backup.several", folder=place.name, first=found[0].path.name)
    return found[0]


def restore(place: Path, target: Path, passphrase: str, clock: Clock = now_utc) -> Session:
    """Restore a backup to `target`, which is not there yet or is empty, as a new device.

    Returns the open session. What fails leaves nothing at `target`. Raises FieldkitError
    ``backup.not_one``, ``backup.damaged``, ``backup.no_documents``, ``store.exists``,
    ``keys.wrong_passphrase``, ``disk.full``, ``disk.not_written``.
    """
    backup = find(place)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FieldkitError("store.exists", folder=target.name)
    make_folder(target.parent)
    part = target.parent / f"{target.name}.{secrets.token_hex(4)}.part"
    try:
        part.mkdir()
        _copy(backup, part, passphrase)
        session = Session.unlock(part, passphrase, clock)
        try:
            session.casebook.renew_device()
        finally:
            session.casebook.close()
        with suppress(FileNotFoundError):
            target.rmdir()
        part.replace(target)
        sync_folder(target.parent)
    except OSError as why:
        raise disk_trouble(why, target) from why
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Session.unlock(target, passphrase, clock)


def _copy(backup: Backup, part: Path, passphrase: str) -> None:
    key, _ = keys.unlock(backup.path, passphrase)
    faults = backups.verify(backup, key)
    if faults:
        raise faults[0]
    store_key, documents_key = key.database_key("store"), key.database_key("documents")
    sqlite.copy(backup.path / backups.STORE, store_key, part / backups.STORE, store_key)
    documents = part / "documents.db"
    if backup.documents is not None:
        sqlite.copy(backup.documents, documents_key, documents, documents_key)
    else:
        empty = sqlite.engine(documents, documents_key, True)
        migrations.migrate(empty, migrations.DOCUMENTS, lambda: None)
        empty.dispose()
    write_whole(part / keys.FILE, (backup.path / keys.FILE).read_bytes())
