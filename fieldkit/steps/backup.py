"""Backups of an open casebook: made, verified by opening again, listed; and one before receiving.

The folder is chosen by a person, best on a second disk, and remembered. Without one, backups of
the store alone are kept within the casebook's own folder: they help against mistakes, not against
the loss of the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value
from fieldkit.inspection.thinning import Kept
from fieldkit.steps.session import Session, stamp
from fieldkit.store import backups, care_log
from fieldkit.store.backups import Backup, Source
from fieldkit.store.files import make_folder

OWN = "backups"
_FOLDER = "backup/folder"
# Within the casebook's own folder they cost its own disk, and only help against mistakes.
_FEW = Kept(newest=2, days=3, weeks=0, months=0)
_ONE_AT_A_TIME = threading.Lock()
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Last:
    """The last backup that succeeded: when, where, how many entries."""

    at: str
    folder: str
    entries: int


def folder_of(session: Session) -> Path | None:
    """The folder that a person chose for backups, or None."""
    chosen = (session.casebook.get_meta(_FOLDER) or b"").decode()
    return Path(chosen) if chosen else None


def choose_folder(session: Session, folder: Path) -> None:
    """Remember where backups go.

    Raises FieldkitError ``backup.same_folder`` for the casebook's own folder or one in it, and
    ``disk.not_written`` for one that cannot be made.
    """
    make_folder(folder)
    here, there = session.casebook.folder.resolve(), folder.resolve()
    if here == there or here in there.parents:
        raise FieldkitError("backup.same_folder")
    session.casebook.put_meta({_FOLDER: str(there).encode()})


def own_folder(session: Session) -> Path:
    """Where backups go when no folder was chosen."""
    return session.casebook.folder / OWN


def make(
    session: Session, folder: Path | None = None, progress: Progress = lambda at, of: None
) -> Backup:
    """Make a verified backup in `folder`, or where backups go; the recorder goes on meanwhile.

    Raises FieldkitError ``disk.full``, ``disk.not_written``, ``backup.damaged``, and what
    `progress` raises to stop it.
    """
    target = folder or folder_of(session) or own_folder(session)
    session.keep_heads()
    at = stamp(session.clock)
    casebook = session.casebook
    source = Source(
        casebook.folder,
        casebook.key,
        casebook.key_file,
        session.device_id,
        casebook.documents.reader,
    )
    with _ONE_AT_A_TIME:
        own = target == own_folder(session)
        made = backups.make(source, target, at, not own, progress, _FEW if own else None)
    facts: dict[str, Value] = {"folder": str(target), "entries": made.manifest.entries}
    casebook.recorder.run(lambda c: care_log.write(c, care_log.BACKUP, at, facts), False)
    return made


def before_receiving(session: Session) -> Backup:
    """One backup before a receive session: where backups go, else within the casebook's folder.

    A second disk that is not there must not stop the work. Raises FieldkitError ``disk.full`` or
    ``disk.not_written`` when neither takes it.
    """
    if folder_of(session) is not None:
        with suppress(FieldkitError):
            return make(session)
    return make(session, own_folder(session))


def listed(session: Session, folder: Path | None = None) -> list[Backup]:
    """This casebook's backups, newest first, those of before a restore included.

    Without `folder`, those in the chosen folder and in the casebook's own.
    """
    found = [
        one
        for place in ([folder] if folder else _places(session))
        for one in backups.in_folder(place)
        if one.manifest.device in session.lineage
    ]
    return sorted(found, key=lambda one: one.manifest.made_at, reverse=True)


def _places(session: Session) -> list[Path]:
    chosen = folder_of(session)
    return [*([chosen] if chosen else []), own_folder(session)]


def last(session: Session) -> Last | None:
    """The last backup that was made and verified, wherever it went."""
    with session.casebook.read() as connection:
        line = care_log.last(connection, care_log.BACKUP)
    if line is None:
        return None
    entries = line.facts.get("entries")
    return Last(line.at, str(line.facts.get("folder")), entries if isinstance(entries, int) else 0)


def verify(session: Session, one: Backup) -> list[FieldkitError]:
    """Open a backup again and read every page of it. Empty when it can be restored."""
    return backups.verify(one, session.casebook.key)


def rewrap(session: Session) -> int:
    """Give the backups that can be reached today's passphrase. Returns how many."""
    done = 0
    casebook = session.casebook
    for place in _places(session):
        for device in session.lineage:
            with suppress(FieldkitError):
                done += backups.rewrap(place, device, casebook.key, casebook.key_file)
    return done
