"""Meeting at a place: one step that takes our parcels there and brings what is for us.

The place (a folder, a share, a stick, an object store) is chosen once and remembered. What could
not be taken waits sealed in the casebook's outbox and goes first the next time; a bundle that no
receipt covers goes again when it is no longer there. Trust never rests on the place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fieldkit.envelope.open import may_open
from fieldkit.errors import FieldkitError
from fieldkit.steps import open_pack, receive
from fieldkit.steps import send as send_step
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session, stamp
from fieldkit.store import care_log, credentials, parcels, removable
from fieldkit.store import place as places
from fieldkit.store.credentials import Credentials
from fieldkit.store.files import make_folder
from fieldkit.store.place import Cancelled, Place, Progress, is_url, never, no_progress

__all__ = ["Credentials", "Synced", "Where", "choose", "needs_approval", "sync", "where"]

_WHERE, _SEEN, _LAST = "sync/where", "sync/seen", "sync/last"
_BEGIN = 1 << 15
APPROVED = "sync.approved"


@dataclass(frozen=True)
class Where:
    """The chosen place: a folder or a URL, and the reference that approved removable media."""

    name: str
    approval: str = ""


@dataclass
class Synced:
    """What one meeting did. `words_needed` names first packs whose six words nobody gave yet."""

    sent: int = 0
    waiting: int = 0
    arrivals: list[Arrival] = field(default_factory=list)
    refused: list[tuple[str, FieldkitError]] = field(default_factory=list)
    others: int = 0
    words_needed: list[str] = field(default_factory=list)
    receipts: int = 0


def needs_approval(name: str) -> bool:
    """Whether a place is something that can be carried away, so that leave to use it is asked."""
    return not is_url(name) and removable.is_removable(Path(name))


def choose(
    session: Session,
    name: str,
    approval: str = "",
    keys: Credentials | None = None,
    is_removable: Callable[[str], bool] = needs_approval,
) -> Where:
    """Choose the place and remember it. Keys go to the operating system's keyring.

    Raises FieldkitError ``place.approval_needed``, ``place.no_keyring``, ``place.unknown_kind``,
    ``place.library``, ``place.away`` or ``place.not_allowed``.
    """
    name = name.strip() if is_url(name) else str(Path(name.strip()).absolute())
    approval = approval.strip()
    if is_removable(name) and not approval:
        raise FieldkitError("place.approval_needed", where=Path(name).name)
    places.open_place(name, keys or credentials.find(name)).names()
    if keys is not None:
        credentials.keep(name, keys)
    made = Where(name, approval)
    if where(session) != made:
        session.casebook.put_meta({_WHERE: json.dumps([name, approval]).encode()})
        if approval:
            at, facts = stamp(session.clock), {"reference": approval, "folder": Path(name).name}
            session.casebook.recorder.run(lambda c: care_log.write(c, APPROVED, at, facts))
    return made


def where(session: Session) -> Where | None:
    """The place that was chosen, or None."""
    data = session.casebook.get_meta(_WHERE)
    return Where(*json.loads(data)) if data else None


def sync(
    session: Session,
    spoken: str | None = None,
    more: Sequence[Path] = (),
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Synced:
    """Take what is ours to the place, then bring what is for us and take it in.

    `more` are further parcels to take along (packs). At a centre bundles are received and their
    receipts taken to the place in the same meeting. Raises FieldkitError ``place.none``,
    ``place.away``, ``place.cancelled``, ``disk.full`` and the like; what was done until then stays
    done, and the rest goes on the next time.
    """
    chosen = where(session)
    if chosen is None:
        raise FieldkitError("place.none")
    place = places.open_place(chosen.name, credentials.find(chosen.name))
    meeting = _Meeting(session, place, progress, cancelled)
    names = place.names()
    done = Synced()
    meeting.empty_outbox(done)
    for path in more:
        place.put(path, progress, cancelled)
        done.sent += 1
    begun = bool(session.inspections())
    if begun and session.is_centre:
        meeting.receive(names, done)
    else:
        if begun:
            meeting.send(names, done)
        meeting.open(names, done, spoken)
    return done


class _Meeting:
    def __init__(
        self, session: Session, place: Place, progress: Progress, cancelled: Cancelled
    ) -> None:
        self.session, self.place = session, place
        self.progress, self.cancelled = progress, cancelled
        self.outbox = session.casebook.folder / "outbox"
        self.inbox = session.casebook.folder / "inbox"

    def _seen(self) -> set[str]:
        return set(json.loads(self.session.casebook.get_meta(_SEEN) or b"[]"))

    def _note_seen(self, names: Sequence[str]) -> None:
        seen = json.dumps(sorted(self._seen() | set(names))).encode()
        self.session.casebook.put_meta({_SEEN: seen})

    def empty_outbox(self, done: Synced) -> None:
        """Take what an earlier meeting could not."""
        for path in parcels.parcels(self.outbox):
            name = self.place.put(path, self.progress, self.cancelled)
            self._note_seen([name])
            parcels.drop(path)
            done.sent += 1

    def send(self, names: Sequence[str], done: Synced) -> None:
        """One bundle, if something is new, or if the last one is gone and has no receipt."""
        waiting = self.session.undelivered()
        if not waiting:
            return
        last, through = json.loads(self.session.casebook.get_meta(_LAST) or b'["", 0]')
        newest = send_step.newest(self.session)
        if newest > through or last not in (*names, *self.place.names()):
            make_folder(self.outbox)
            made = send_step.send(self.session, self.outbox)
            mark = json.dumps([made.path.name, newest]).encode()
            self.session.casebook.put_meta({_LAST: mark})
            self.empty_outbox(done)
        done.waiting = waiting

    def _ours(self, names: Sequence[str], done: Synced) -> list[str]:
        """Names nobody looked at here yet whose parcels are sealed to us."""
        seen = self._seen()
        found: list[str] = []
        others: list[str] = []
        for name in names:
            if name in seen:
                continue
            if self.cancelled():
                raise FieldkitError("place.cancelled")
            ours = may_open(self.place.begin(name, _BEGIN), self.session.identities)
            (found if ours else others).append(name)
        if others:
            self._note_seen(others)
        done.others = len(others)
        return found

    def _fetch(self, name: str) -> Path:
        make_folder(self.inbox)
        path = self.inbox / name
        part = path.with_suffix(".part")
        try:
            with part.open("wb") as file:
                self.place.fetch(name, file, self.progress, self.cancelled)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            parcels.drop(part)
        return path

    def open(self, names: Sequence[str], done: Synced, spoken: str | None) -> None:
        """Open packs, receipts, rosters and returned work."""
        for name in self._ours(names, done):
            path = self._fetch(name)
            try:
                done.arrivals.append(open_pack.open_pack(self.session, path, spoken, name=name))
            except FieldkitError as why:
                if why.code in ("inspection.words_needed", "inspection.words_differ"):
                    done.words_needed.append(name)
                    if spoken is not None:
                        raise
                    continue
                if why.code.startswith(("disk.", "store.")):
                    raise
                done.refused.append((name, why))
            finally:
                parcels.drop(path)
            self._note_seen([name])

    def receive(self, names: Sequence[str], done: Synced) -> None:
        """Receive bundles and take their receipts to the place."""
        files = [self._fetch(name) for name in self._ours(names, done)]
        if not files:
            return
        try:
            done.arrivals, refused = receive.receive(self.session, files)
            done.refused = [(one.path.name, one.reason) for one in refused]
            make_folder(self.outbox)
            done.receipts = len(receive.write_receipts(self.session, done.arrivals, self.outbox))
            self._note_seen([path.name for path in files])
        finally:
            for path in files:
                parcels.drop(path)
        self.empty_outbox(done)
