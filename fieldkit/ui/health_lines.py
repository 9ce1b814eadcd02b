"""The health of a casebook in words: for each matter its state, how we know, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from fieldkit.steps.health import Health
from fieldkit.ui.when import moment, size
from fieldkit.wording import sentence

Kind = Literal["ok", "warn", "bad"]
_LITTLE: Final = 2_000_000_000
_TOO_LITTLE: Final = 300_000_000
_OLD_CHECK: Final = 7
_OLD_BACKUP: Final = 3


@dataclass(frozen=True)
class Line:
    """One matter; `to_do` is what is worth doing, as a title and a sentence, or none."""

    section: str
    what: str
    detail: str
    kind: Kind
    state: str
    how: str
    more: str = ""
    to_do: tuple[str, str] | None = None


def lines(health: Health, now: datetime) -> tuple[Line, ...]:
    """Every matter, in the order of the page."""
    return (
        _store(health, now),
        _keys(health),
        _recovery(health, now),
        _space(health),
        _backup(health, now),
        *_undelivered(health),
        *_restored(health),
    )


def summary(every: tuple[Line, ...]) -> str:
    """The sentence under the title."""
    if any(one.kind == "bad" for one in every):
        return "Something is wrong. Do first what stands first at the side."
    count = sum(one.to_do is not None for one in every)
    if not count:
        return "Everything is in order."
    worth = "One thing is" if count == 1 else f"{count} things are"
    return f"No fault is known. {worth} worth doing."


def _days(iso: str, now: datetime) -> int:
    return (now - datetime.fromisoformat(iso)).days


def _store(health: Health, now: datetime) -> Line:
    what, detail = "Store and documents", "answers, notes, evidence, files"
    checked = health.checked
    check = ("Check now", "It reads every page and document. You can go on working.")
    if checked is None:
        how = "No full check was made yet"
        return Line("Kept here", what, detail, "warn", "Not checked yet", how, to_do=check)
    at = moment(checked.at, now)
    if checked.findings:
        count = len(checked.findings)
        state = "1 fault found" if count == 1 else f"{count} faults found"
        first = sentence(checked.findings[0])
        more = at if count == 1 else f"{at}, and {count - 1} more"
        told = "Show your lead this page, make a read-out, and restore a backup."
        return Line("Kept here", what, detail, "bad", state, first, more, ("Tell your lead", told))
    how = "Every page, change, document and backup was checked"
    old = _days(checked.at, now) > _OLD_CHECK
    return Line(
        *("Kept here", what, detail, "warn" if old else "ok", "No fault found", how, at),
        to_do=check if old else None,
    )


def _keys(health: Health) -> Line:
    team = "and with the team's recovery key" if health.recovery_slots else "only"
    how = f"Opens with your passphrase {team}"
    more = (
        ""
        if health.recovery_slots
        else "The roster names no recovery key: without it, only what was sent is left."
    )
    if health.key_copies == 2:
        return Line("Kept here", "Keys", "key file, two copies", "ok", "Both agree", how, more)
    told = "That writes both copies of the key file again."
    return Line(
        *("Kept here", "Keys", "key file, two copies", "warn", "One copy is damaged", how, more),
        ("Change the passphrase once", told),
    )


def _recovery(health: Health, now: datetime) -> Line:
    head = ("Kept here", "Recovery by the team")
    if not health.recoveries:
        return Line(*head, "a forgotten passphrase", "ok", "Never used", "No entry tells of a use")
    last = moment(health.recoveries[-1], now, inside=True)
    times = len(health.recoveries)
    state = "Used once" if times == 1 else f"Used {times} times"
    how = f"This casebook was last opened by the team {last}"
    if health.recovery_seen:
        return Line(*head, "a forgotten passphrase", "ok", state, how, "You know of it.")
    told = "If you asked for it, all is well. If not, tell your lead at once."
    return Line(*head, "a forgotten passphrase", "warn", state, how, told, ("Was that you?", told))


def _space(health: Health) -> Line:
    head = ("Kept here", "Space on this laptop", "needs about 2 GB")
    state = (
        f"{health.free / 1e9:.0f} GB free" if health.free >= 1e9 else f"{size(health.free)} free"
    )
    how = "Free space on the disk that holds the casebook"
    if health.free >= _LITTLE:
        return Line(*head, "ok", state, how)
    told = "Saving stops when the disk is full. Nothing is lost by it, but work must wait."
    kind: Kind = "bad" if health.free < _TOO_LITTLE else "warn"
    return Line(*head, kind, state, how, to_do=("Free some space", told))


def _backup(health: Health, now: datetime) -> Line:
    head = ("Kept elsewhere", "Backup", "second folder")
    where = health.folder or "no folder was chosen"
    choose = "Best a folder on another disk or a team drive that is encrypted anyway."
    if health.last_backup is None:
        return Line(
            *(*head, "warn", "None yet", f"Backups go to: {where}"),
            to_do=("Back up now" if health.folder else "Choose a backup folder", choose),
        )
    last = health.last_backup
    age = _days(last.at, now)
    state = "Today" if age < 1 else f"{age} day{'' if age == 1 else 's'} old"
    how = f"{moment(last.at, now)}, to {last.folder}"
    more = f"Opened again after writing: whole, {last.entries} entries."
    if not health.folder:
        more = "On this laptop's own disk, without documents. " + more
        return Line(*head, "warn", state, how, more, ("Choose a backup folder", choose))
    if not health.folder_there:
        told = f"{health.folder} is not there now."
        return Line(*head, "warn", state, how, f"{more} {told}", ("Connect the folder", told))
    if age > _OLD_BACKUP:
        told = f"The last backup is {age} days old."
        return Line(*head, "warn", state, how, more, ("Back up now", told))
    return Line(*head, "ok", state, how, more)


def _undelivered(health: Health) -> Iterator[Line]:
    count = health.undelivered
    if count is None:
        return
    head = ("Kept elsewhere", "Not yet delivered", "only on this laptop")
    if not count:
        yield Line(*head, "ok", "Everything delivered", "A receipt covers every change")
        return
    changes = f"{count} change{'' if count == 1 else 's'}"
    told = f"{changes} {'is' if count == 1 else 'are'} on this laptop only."
    yield Line(*head, "warn", changes, "No receipt covers them yet", to_do=("Send your work", told))


def _restored(health: Health) -> Iterator[Line]:
    if not health.unconfirmed:
        return
    how = "It was restored from a backup, so it is a new laptop to your lead"
    more = "You can go on working. What you send waits there until it is confirmed."
    told = "Your lead needs its card and its six words, in person or by telephone."
    yield Line(
        *("Agreed with the team", "This laptop", "in the roster", "warn", "Not confirmed yet"),
        *(how, more, ("Have this laptop confirmed", told)),
    )
