"""How a casebook is: last check, backups, what is not delivered, recovery, keys, room on the disk.

`look` is quick and opens nothing twice; `check` reads every page and may take seconds. Both are
what the command and the window show.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection.entry import Value
from fieldkit.steps import backup as backup_step
from fieldkit.steps import care, recover
from fieldkit.steps.session import Session, stamp
from fieldkit.store import care_log, keys
from fieldkit.store.backups import Backup
from fieldkit.store.keys import Kdf

PARTS = ("pages", "key file", "chain heads", "entries", "documents", "backups")
_SEEN = "recovery/seen"


@dataclass(frozen=True)
class Checked:
    """A full check: when, and what it found, as coded faults."""

    at: str
    findings: tuple[FieldkitError, ...]


@dataclass(frozen=True)
class BackupLine:
    """One backup: where, when, how many entries; `whole` says that the documents are with it.

    `opens` is False for one of an older data key, which this casebook cannot verify.
    """

    name: str
    folder: str
    at: str
    entries: int
    whole: bool
    opens: bool


@dataclass(frozen=True)
class Health:
    """The whole picture. `free` is bytes; `unconfirmed` says that it was restored from a backup and
    its lead has not confirmed it as a new laptop yet.

    `undelivered` is None without an inspection, and at a centre, which waits for no receipt.
    """

    checked: Checked | None
    backups: tuple[BackupLine, ...]
    last_backup: backup_step.Last | None
    folder: str
    folder_there: bool
    undelivered: int | None
    recoveries: tuple[str, ...]
    recovery_seen: bool
    recovery_slots: int
    key_copies: int
    free: int
    unconfirmed: bool = False


def look(session: Session) -> Health:
    """What can be told at once."""
    chosen = backup_step.folder_of(session)
    undelivered: int | None = None
    unconfirmed = False
    recoveries = {session.casebook.key_file.recovery} - {""}
    with suppress(FieldkitError):  # no inspection yet, or several: then nothing is counted
        undelivered = None if session.is_centre else session.undelivered()
        unconfirmed = bool(session.former) and not session.is_confirmed
        recoveries |= {one.at for one in recover.uses(session)}
    folder = session.casebook.folder
    return Health(
        checked=last_check(session),
        backups=tuple(_line(session, one) for one in backup_step.listed(session)),
        last_backup=backup_step.last(session),
        folder=str(chosen) if chosen else "",
        folder_there=chosen is not None and chosen.is_dir(),
        undelivered=undelivered,
        recoveries=tuple(sorted(recoveries)),
        recovery_seen=recovery_seen(session),
        recovery_slots=len(session.casebook.key_file.recipients),
        key_copies=2 - len(keys.load(folder)[1]),
        free=shutil.disk_usage(folder).free,
        unconfirmed=unconfirmed,
    )


def _line(session: Session, one: Backup) -> BackupLine:
    made = one.manifest
    opens = made.key == session.casebook.key.name
    folder = str(one.path.parent)
    return BackupLine(
        one.path.name, folder, made.made_at, made.entries, bool(made.documents), opens
    )


def check(session: Session, progress: Callable[[int, str], None] | None = None) -> Checked:
    """The full check, remembered with what it found. `progress` is told how many parts are done.

    What `progress` raises stops it.
    """
    told = progress or (lambda done, name: None)
    found = tuple(care.check(session, lambda name: told(PARTS.index(name), name)))
    at = stamp(session.clock)
    values: list[Value] = [{"code": one.code, "facts": _facts(one)} for one in found]
    with suppress(FieldkitError):  # a damaged store may take nothing any more: it is told anyway
        session.casebook.recorder.run(
            lambda c: care_log.write(c, care_log.CHECK, at, {"findings": values}), False
        )
    return Checked(at, found)


def _facts(one: FieldkitError) -> dict[str, Value]:
    return {
        name: value if isinstance(value, int) else str(value) for name, value in one.facts.items()
    }


def last_check(session: Session) -> Checked | None:
    """The last full check, or None."""
    with session.casebook.read() as connection:
        line = care_log.last(connection, care_log.CHECK)
    if line is None:
        return None
    kept = line.facts.get("findings")
    found = [one for one in kept if isinstance(one, Mapping)] if isinstance(kept, list) else []
    return Checked(line.at, tuple(_told(one) for one in found))


def _told(one: Mapping[str, Value]) -> FieldkitError:
    facts = one.get("facts")
    kept: dict[str, Fact] = {}
    for name, value in facts.items() if isinstance(facts, Mapping) else ():
        kept[name] = value if isinstance(value, int) else str(value)
    return FieldkitError(str(one.get("code")), **kept)


def recovery_seen(session: Session) -> bool:
    """Whether the owner has said that the last use of recovery is known."""
    last = session.casebook.key_file.recovery
    return not last or (session.casebook.get_meta(_SEEN) or b"").decode() == last


def see_recovery(session: Session) -> None:
    """The owner knows of the last use of recovery."""
    session.casebook.put_meta({_SEEN: session.casebook.key_file.recovery.encode()})


def change_passphrase(session: Session, old: str, new: str, kdf: Kdf) -> int:
    """Another passphrase in the place of `old`, in the backups that can be reached too.

    Returns how many backups. Raises FieldkitError ``keys.wrong_passphrase``,
    ``keys.passphrase_short``, ``keys.passphrase_common``, ``disk.not_written``.
    """
    session.casebook.change_passphrase(old, new, kdf)
    done = backup_step.rewrap(session)
    at = stamp(session.clock)
    session.casebook.recorder.run(
        lambda c: care_log.write(c, care_log.PASSPHRASE, at, {"backups": done}), False
    )
    return done
