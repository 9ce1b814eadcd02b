"""Preview: open and verify files and say what merging them would change. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge, preview
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.judging import Judging
from fieldkit.inspection.merge import Chain, Held
from fieldkit.inspection.preview import CaseRow, Incoming, RosterChange
from fieldkit.inspection.roster import Roster
from fieldkit.steps import take, trust
from fieldkit.steps.session import Session
from fieldkit.store import chain_report
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import undo as undo_store

NEW_DEVICE = "envelope.signer_unknown"


@dataclass(frozen=True)
class Case:
    """One row of the table: the subject's number and title, and what would happen to it."""

    number: str
    title: str
    row: CaseRow


@dataclass(frozen=True)
class File:
    """One file: from whom, how much in it is new, and why it would be refused or wait."""

    path: Path
    sender: str = ""
    kind: str = ""
    sequence: int = 0
    new: int = 0
    held: bool = False
    reason: FieldkitError | None = None

    @property
    def new_device(self) -> bool:
        """Whether it comes from a laptop that the roster does not name (yet)."""
        return self.reason is not None and self.reason.code == NEW_DEVICE


@dataclass(frozen=True)
class Preview:
    """What merging these files would change.

    `gaps` are (device, first, last), `forks` (device, sequence): as they would be afterwards.
    """

    files: tuple[File, ...]
    cases: tuple[Case, ...]
    gaps: tuple[tuple[str, int, int], ...] = ()
    forks: tuple[tuple[str, int], ...] = ()
    roster: tuple[RosterChange, ...] = ()

    def total(self, name: str) -> int:
        """The sum of one column, such as ``new``."""
        return sum(int(getattr(one.row, name)) for one in self.cases)


def look(
    session: Session,
    files: Sequence[Path],
    kinds: Sequence[str] = ("bundle",),
    progress: Callable[[int], None] = lambda done: None,
) -> Preview:
    """What merging `files` would change, as one table. Never raises for what is in them.

    `progress` is told how many were looked at.
    """
    looked: list[File] = []
    found: dict[str, Entry] = {}
    every: list[Entry] = []
    roster = session.roster
    before = session.opened.id
    for path in files:
        try:
            with take.opened_file(session, path, kinds, None) as (opened, joined, _, _):
                header = opened.header
                if header.text("inspection") != before:
                    raise FieldkitError("envelope.other_inspection")
                roster = joined if joined.number >= roster.number else roster
                inside = list(trust.entries_of(opened))
                with session.casebook.read() as connection:
                    there = entry_store.held(connection, [one.id for one in inside])
                    whole = envelope_store.is_whole(connection, opened.sha256)
                new = sum(one.id not in there and one.id not in found for one in inside)
                every += inside
                found.update((one.id, one) for one in inside)
                sender = joined.name_of(header.text("device"))
                told = (header.text("kind"), header.number("sequence"), new, whole)
                looked.append(File(path, sender, *told))
        except FieldkitError as why:
            looked.append(File(path, reason=why))
        progress(len(looked))
    with session.casebook.read() as connection:
        return _preview(session, connection, tuple(looked), every, roster)


def _preview(
    session: Session,
    connection: Connection,
    files: tuple[File, ...],
    every: Sequence[Entry],
    roster: Roster,
) -> Preview:
    inspection = session.opened.id
    incoming = _judged(connection, inspection, every, roster)
    keys = {one.key for one in every if one.key is not None}
    undone = _undone(connection, inspection, incoming)
    here: dict[Key, list[Held]] = {
        key: entry_store.history(connection, inspection, key) for key in keys
    }
    chains = _chains(connection, inspection, every)
    rows = preview.rows(here, incoming, chains, undone)
    now = entry_store.present(connection, inspection, field_name="subject")
    subjects = {one.id: one for one in readings.subjects(now)}
    cases = [
        Case(subjects[row.subject].number, subjects[row.subject].title, row)
        if row.subject in subjects
        else Case("", "", row)
        for row in rows
    ]
    return Preview(
        files,
        tuple(sorted(cases, key=lambda one: (not one.number, one.number, one.row.subject))),
        tuple((one.device, a, b) for one in chains for a, b in one.gaps),
        tuple((one.device, place) for one in chains for place in one.forks),
        preview.roster_changes(session.roster, roster),
    )


def _undone(
    connection: Connection, inspection: str, incoming: Sequence[Incoming]
) -> frozenset[str]:
    held = undo_store.held_if_any(connection, inspection)
    said = any(one.entry.key is not None and one.entry.key.kind == "undo" for one in incoming)
    if not held and said:
        held = undo_store.held(connection, inspection)
    return preview.would_hide(held, incoming) if held else frozenset()


def _judged(
    connection: Connection, inspection: str, every: Sequence[Entry], roster: Roster
) -> list[Incoming]:
    """Each entry with the verdict it would have once all of them are in."""
    judged: Judging = entry_store.judging(connection, inspection, roster)
    there = entry_store.held(connection, [one.id for one in every])
    for one in every:
        defines = one.key is not None and one.key.field == "reading"
        if defines and judged.verdict(one).status == "accepted":
            judged.learn(one)
    return [Incoming(one, judged.verdict(one), one.id in there) for one in every]


def _chains(connection: Connection, inspection: str, every: Sequence[Entry]) -> list[Chain]:
    """The chains of the devices that the files bring, as they would be."""
    more: dict[str, list[tuple[int, str, str]]] = {}
    for one in every:
        stub = one.stub
        more.setdefault(stub.device, []).append((stub.sequence, one.id, stub.previous))
    made = []
    for device, stubs in sorted(more.items()):
        here = chain_report.links(connection, inspection, device)
        made.append(merge.chain(device, [*here, *stubs]))
    return made
