"""A new data key: both databases and the key file written anew, and swapped in one durable step.

Everything new is made and verified in a folder of its own. Its renaming is the one moment that
counts: before it the old casebook is whole, after it the new one is, and `settle` finishes the
moving however often it is interrupted.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select, update

from fieldkit.errors import FieldkitError
from fieldkit.store import keys, sqlite
from fieldkit.store.files import disk_trouble, make_folder, sync_folder
from fieldkit.store.instance_lock import InstanceLock
from fieldkit.store.key_slots import KEY_BYTES, wrap_passphrase
from fieldkit.store.keys import DataKey, Kdf, KeyFile
from fieldkit.store.tables import case_keys

PART = "rekey.part"
READY = "rekey.ready"
BEFORE_MIGRATION = ".before-migration"
Step = Callable[[str], None]


def is_pending(folder: Path) -> bool:
    """Whether a change of the data key was interrupted."""
    return (folder / PART).exists() or (folder / READY).exists()


def settle(folder: Path, step: Step = lambda name: None) -> None:
    """Finish an interrupted change of the data key, or clear what it had only begun.

    The caller holds the instance lock. Raises FieldkitError ``disk.not_written``.
    """
    ready = folder / READY
    try:
        if ready.exists():
            for name, _ in sqlite.DATABASES:
                _move_database(folder, name, step)
            if (ready / keys.FILE).exists():
                (ready / keys.FILE).replace(folder / keys.FILE)
                step("key file moved")
            sync_folder(folder)
            shutil.rmtree(ready)
        shutil.rmtree(folder / PART, ignore_errors=True)
    except OSError as why:
        raise disk_trouble(why, folder) from why


def _move_database(folder: Path, name: str, step: Step) -> None:
    fresh = folder / READY / name
    if not fresh.exists():
        return
    for ending in ("-wal", "-shm", BEFORE_MIGRATION):
        (folder / f"{name}{ending}").unlink(missing_ok=True)
    step(f"{name} log removed")
    fresh.replace(folder / name)
    sync_folder(folder)
    step(f"{name} moved")


def rekey(
    folder: Path,
    passphrase: str,
    kdf: Kdf,
    step: Step = lambda name: None,
) -> None:
    """Give a casebook that is not open a new data key, under the same passphrase.

    `step` is told of every step that is done. Raises FieldkitError ``keys.wrong_passphrase``,
    ``store.already_open``, ``store.page_damaged``, ``disk.full``, ``disk.not_written``.
    """
    lock = InstanceLock(folder)
    try:
        settle(folder)
        old, key_file = keys.unlock(folder, passphrase)
        part = folder / PART
        make_folder(part)
        new = _write_key_file(part, key_file, passphrase, kdf)
        step("key file written")
        for name, purpose in sqlite.DATABASES:
            source, target = old.database_key(purpose), new.database_key(purpose)
            _finish_log(folder / name, source)
            sqlite.copy(folder / name, source, part / name, target)
            step(f"{name} copied")
        _rewrap(part, old, new)
        step("case keys wrapped")
        _verify(folder, part, old, new)
        step("verified")
        sync_folder(part)
        part.replace(folder / READY)
        sync_folder(folder)
        step("ready")
        settle(folder, step)
    except OSError as why:
        raise disk_trouble(why, folder) from why
    finally:
        if not (folder / READY).exists():
            shutil.rmtree(folder / PART, ignore_errors=True)
        lock.release()


def _write_key_file(part: Path, key_file: KeyFile, passphrase: str, kdf: Kdf) -> DataKey:
    new = DataKey(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(32))
    slot = wrap_passphrase(key_file.store, new.raw(), passphrase, kdf)
    bare = replace(key_file, salt=new.salt, slots=(slot,))
    keys.save(part, new, keys.with_recovery(new, bare, key_file.recipients))
    return new


def _finish_log(path: Path, key: str) -> None:
    if sqlite.integrity(path, key):
        raise FieldkitError("store.page_damaged", file=path.name)


def _rewrap(part: Path, old: DataKey, new: DataKey) -> None:
    """Wrap every case's document key under the new data key; the case keys stay what they are."""
    engine = sqlite.engine(part / "documents.db", new.database_key("documents"), True)
    try:
        with engine.begin() as connection:
            for subject, wrapped in connection.execute(select(case_keys)).all():
                bound = subject.encode()
                fresh = new.wrap(old.unwrap(wrapped, bound), bound)
                here = case_keys.c.subject == subject
                connection.execute(update(case_keys).where(here).values(wrapped=fresh))
    finally:
        engine.dispose()


def _verify(folder: Path, part: Path, old: DataKey, new: DataKey) -> None:
    for name, purpose in sqlite.DATABASES:
        before = sqlite.row_counts(folder / name, old.database_key(purpose))
        if sqlite.integrity(part / name, new.database_key(purpose)):
            raise FieldkitError("store.page_damaged", file=name)
        if sqlite.row_counts(part / name, new.database_key(purpose)) != before:
            raise FieldkitError("store.page_damaged", file=name)
