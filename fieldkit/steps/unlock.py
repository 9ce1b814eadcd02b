"""Unlocking and making a casebook, and the small things it remembers for its windows.

The windows may not name the store, so what they need of it (owner, edits, key derivation) is
named here.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import label
from fieldkit.steps.session import Clock, Session, now_utc
from fieldkit.steps.words import words
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import keys, parcels
from fieldkit.store.casebook import Owner
from fieldkit.store.entries import Edit
from fieldkit.store.files import write_whole
from fieldkit.store.keys import Kdf, Throttle
from fieldkit.store.shred import of_case

__all__ = [
    "Edit",
    "Kdf",
    "Owner",
    "check_passphrase",
    "create",
    "keep_shown",
    "make_passphrase",
    "read_file",
    "remember",
    "remembered",
    "seconds_left",
    "unlock",
    "write_file",
]


_LARGEST = 4 << 20


def create(
    folder: Path,
    passphrase: str,
    name: str,
    laptop: str,
    settings: Settings,
    clock: Clock = now_utc,
) -> Session:
    """A new casebook for `name` on the laptop called `laptop`; raises as `Session.create`."""
    owner = Owner(secrets.token_hex(8), name, laptop)
    kdf = Kdf(settings.kdf_memory_kib, settings.kdf_rounds, settings.kdf_lanes)
    session = Session.create(folder, passphrase, owner, kdf, clock)
    keep_shown(session)
    return session


def check_passphrase(passphrase: str) -> None:
    """Raise FieldkitError ``keys.passphrase_short`` or ``keys.passphrase_common``."""
    keys.check_passphrase(passphrase)


def make_passphrase() -> str:
    """Six random words of the project's list, ten bits each."""
    return keys.make_passphrase(list(words()))


def seconds_left(folder: Path) -> float:
    """How long to wait before the next try at the passphrase, in seconds."""
    return Throttle(folder).seconds_left()


def unlock(folder: Path, passphrase: str, clock: Clock = now_utc) -> Session:
    """A session on an existing casebook; counts wrong tries. Raises as `Session.unlock`."""
    throttle = Throttle(folder)
    try:
        session = Session.unlock(folder, passphrase, clock)
    except FieldkitError as why:
        if why.code == "keys.wrong_passphrase":
            throttle.failed()
        raise
    throttle.succeeded()
    return session


def keep_shown(session: Session) -> None:
    """Write what the unlock window may show: at a send, a receipt, a lock and a close.

    Raises FieldkitError ``disk.full``, ``disk.not_written``.
    """
    try:
        opened = session.opened
    except FieldkitError:
        shown = label.Shown("No inspection yet")
    else:
        with session.casebook.read() as connection:
            _, at = envelope_store.delivered_through(connection, opened.id, session.device_id)
        shown = label.Shown(opened.label, at or "", session.undelivered())
    data = json.dumps(vars(shown), ensure_ascii=False).encode()
    write_whole(session.casebook.folder / label.FILE, data)


def remember(session: Session, name: str, value: str, case: str = "") -> None:
    """Keep a small value for the windows (the team folder, the theme) in the encrypted store.

    `case` is the id of the subject that it is about: destroyed with it.
    """
    session.casebook.put_meta({_remembered(name, case): value.encode()})


def remembered(session: Session, name: str, case: str = "") -> str:
    """A value kept with `remember`, or ""."""
    return (session.casebook.get_meta(_remembered(name, case)) or b"").decode()


def _remembered(name: str, case: str) -> str:
    return f"{of_case(case)}{name}" if case else f"window/{name}"


def read_file(path: Path) -> bytes:
    """A file that a person chose. Raises FieldkitError ``parcel.not_found``, ``.unreadable``."""
    with parcels.open_parcel(path) as file:
        return file.read(_LARGEST)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole where a person wants it. Raises FieldkitError ``disk.not_written``."""
    write_whole(path, data)
