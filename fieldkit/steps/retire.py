"""The end of a case in this casebook: key destroyed, words gone, a certificate that says so.

A laptop destroys only what a receipt covers. How long cases stay is set by a lead and travels with
packs; on a laptop it runs by itself once a case is finished and delivered. A kill half-way is
finished the next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key, Value, canonical
from fieldkit.inspection.reading import Subject
from fieldkit.inspection.subjects import latest
from fieldkit.steps import backup
from fieldkit.steps.session import Session, stamp
from fieldkit.store import backups, journal
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store.entries import Edit

RETENTION = Key(readings.INSPECTION, "", "retention")
_PENDING, _CERTIFICATES = "wipe/pending", "wipe/certificates"
_LABEL = b"fieldkit.disposal.v1"
LONGEST_DAYS = 3650
ALERT = "alert/"
"""How the name begins under which an alert is kept that was begun and not raised."""


@dataclass(frozen=True)
class Certificate:
    """What was destroyed, when, by whom and why. Names the case by its number only.

    `entries` and `documents` count what went, `backups` the older backups that went with it,
    `backups_left` places of backups that could not be reached. `signature` is the device's, over
    everything else.
    """

    inspection: str
    case: str
    subject: str
    device: str
    person: str
    reason: str
    at: str
    entries: int = 0
    documents: int = 0
    key_destroyed: bool = True
    backups: int = 0
    backups_left: tuple[str, ...] = ()
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        value: dict[str, Value] = {**asdict(self), "backups_left": list(self.backups_left)}
        del value["signature"]
        return pae(_LABEL, canonical(value))

    def to_json(self) -> str:
        """The certificate as it is kept and handed out."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)


@dataclass(frozen=True)
class Held:
    """A case that could be destroyed here. `waiting` counts what no receipt covers yet.

    `begun` says that an alert about it was begun and not raised, `due` that the time for which it
    may stay is over.
    """

    subject: Subject
    waiting: int
    begun: bool
    due: bool


def set_retention(session: Session, days: int) -> None:
    """Set for how many days after the last work on it a delivered case may stay on a laptop.

    0 means until somebody says so. Raises FieldkitError ``wipe.days`` or ``rights.refused``.
    """
    if not 0 <= days <= LONGEST_DAYS:
        raise FieldkitError("wipe.days", days=days, most=LONGEST_DAYS)
    now = session.present(readings.INSPECTION).get(RETENTION, ())
    session.record([Edit(RETENTION, {"days": days}, tuple(one.id for one in now))])


def retention(session: Session) -> int:
    """The days a lead set; 0 where none did."""
    standing = session.present(readings.INSPECTION).get(RETENTION)
    days = latest(standing).get("days") if standing else 0
    return days if isinstance(days, int) and not isinstance(days, bool) else 0


def due(session: Session) -> list[Subject]:
    """Cases whose time is over: every reading of them finished, all delivered, the days passed."""
    days = retention(session)
    if not days:
        return []
    before = session.clock().astimezone(UTC) - timedelta(days=days)
    now = session.present()
    with session.casebook.read() as connection:
        worked = journal.worked(connection, session.opened.id, session.device_id, 0)
    found = []
    for subject in readings.subjects(now):
        if subject.kind == "case" and not _holds(session, subject.id):
            mine = [one for one in readings.readings(now) if one.subject == subject.id]
            states = {readings.view(session.form, subject, one, now).state.value for one in mine}
            last = max((worked[one.id][0] for one in mine if one.id in worked), default="")
            if mine and states <= readings.FINISHED and last and _time(last) < before:
                found.append(subject)
    return found


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def run_due(session: Session) -> list[Certificate]:
    """Finish what a kill left, and on a laptop destroy what is due. A lead destroys by hand."""
    done = resume(session)
    if session.inspections() and not session.is_centre:
        days = retention(session)
        for subject in due(session):
            done.append(wipe(session, subject.number, f"the retention period of {days} days ended"))
    return done


def _undelivered(session: Session, subject: str) -> int:
    """How many of our own entries about a subject no receipt covers, typed text included."""
    inspection = session.opened.id
    with session.casebook.read() as connection:
        count = sum(
            one.inspection == inspection and one.key.subject == subject
            for one in journal.typed(connection)
        )
        for device in session.lineage:
            through, _ = envelope_store.delivered_through(connection, inspection, device)
            later = entry_store.of_device(connection, inspection, device, through)
            count += sum(one.key is not None and one.key.subject == subject for one in later)
    return count


def held(session: Session) -> list[Held]:
    """Every case of this casebook, and whether it can be destroyed now.

    At the centre nothing waits: it is where work is delivered to.
    """
    over = {one.id for one in due(session)}
    cases = [one for one in readings.subjects(session.present()) if one.kind == "case"]
    return [
        Held(
            one,
            0 if session.is_centre else _undelivered(session, one.id),
            _begun(session, one.id),
            one.id in over,
        )
        for one in cases
    ]


def _begun(session: Session, subject: str) -> bool:
    """Whether an alert about a case was begun and not raised: words that are nowhere else."""
    return any(one.startswith(ALERT) for one in session.casebook.kept_of_case(subject))


def _holds(session: Session, subject: str) -> bool:
    return bool(_undelivered(session, subject)) or _begun(session, subject)


def find(session: Session, case: str) -> Subject:
    """The subject of that number or id. Raises FieldkitError ``wipe.no_case``."""
    for one in readings.subjects(session.present()):
        if case in (one.number, one.id):
            return one
    raise FieldkitError("wipe.no_case", case=case)


def wipe(session: Session, case: str, reason: str) -> Certificate:
    """Destroy a case here: its document key, documents, text and entry bodies, and older backups.

    Stubs stay, so chains and receipts still hold; what arrives later brings no words back. A
    laptop refuses while anything of the case is undelivered. That it was done is an entry.
    Raises FieldkitError ``wipe.no_case``, ``wipe.reason``, ``wipe.undelivered``,
    ``wipe.alert_begun``.
    """
    resume(session)
    subject = find(session, case)
    if not reason.strip():
        raise FieldkitError("wipe.reason")
    waiting = 0 if session.is_centre else _undelivered(session, subject.id)
    if waiting:
        raise FieldkitError("wipe.undelivered", case=subject.number, count=waiting)
    if _begun(session, subject.id):
        raise FieldkitError("wipe.alert_begun", case=subject.number)
    begun = Certificate(
        session.opened.id,
        subject.number,
        subject.id,
        session.device_id,
        session.me.person if session.me else session.owner.person,
        reason.strip(),
        stamp(session.clock),
    )
    told = Key(readings.INSPECTION, "", f"disposal/{subject.id}/{session.device_id[:16]}")
    session.record([Edit(told, {"case": subject.number, "reason": begun.reason, "at": begun.at})])
    session.casebook.put_meta({_PENDING: begun.to_json().encode()})
    return _finish(session, begun)


def resume(session: Session) -> list[Certificate]:
    """Finish a destruction that a kill cut short."""
    data = session.casebook.get_meta(_PENDING)
    return [_finish(session, _read(json.loads(data)))] if data else []


def _read(value: Mapping[str, object]) -> Certificate:
    left = value["backups_left"]
    assert isinstance(left, list)
    return Certificate(**{**value, "backups_left": tuple(left)})  # type: ignore[arg-type]


def _finish(session: Session, begun: Certificate) -> Certificate:
    bodies, documents = session.casebook.shred(begun.inspection, begun.subject, begun.at)
    session.changed()
    session.choose(begun.inspection)
    gone, left = _renew_backups(session)
    made = replace(
        begun,
        entries=bodies,
        documents=documents,
        backups=gone,
        backups_left=tuple(left),
    )
    made = replace(made, signature=session.keys.sign(made.signed_bytes()).hex())
    kept = json.dumps([*(json.loads(one.to_json()) for one in certificates(session)), asdict(made)])
    session.casebook.put_meta({_CERTIFICATES: kept.encode(), _PENDING: b""})
    return made


def _renew_backups(session: Session) -> tuple[int, list[str]]:
    """A new backup wherever there are older ones, which go then. Returns (gone, not reached)."""
    gone, left = 0, []
    chosen = backup.folder_of(session)
    if chosen is not None and not chosen.is_dir():
        left.append(str(chosen))
    for folder in filter(None, (chosen, backup.own_folder(session))):
        older = backup.listed(session, folder) if folder.is_dir() else []
        if not older:
            continue
        made = backup.make(session, folder)
        for device in session.lineage:
            gone += len(backups.remove_older(folder, device, [made.path]))
    return gone, left


def certificates(session: Session) -> list[Certificate]:
    """Every certificate of this casebook, oldest first."""
    data = session.casebook.get_meta(_CERTIFICATES)
    return [_read(one) for one in json.loads(data)] if data else []


def written(certificates: Iterable[Certificate]) -> bytes:
    """Certificates as the file that is handed out: JSON, one after the other."""
    return "".join(f"{one.to_json()}\n" for one in certificates).encode("utf-8")
