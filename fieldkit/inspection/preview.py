"""Preview of a merge: what files would change, case by case, before anything does.

Pure: it looks at entries that came, at what is held of the same fields, and at verdicts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection import merge, undo
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.merge import Chain, Held
from fieldkit.inspection.rights import Verdict
from fieldkit.inspection.roster import Roster


@dataclass(frozen=True)
class Incoming:
    """One entry of a file: whether it is held already, and what would become of it."""

    entry: Entry
    verdict: Verdict
    held: bool = False


@dataclass(frozen=True)
class CaseRow:
    """What would happen to one subject; `subject` is empty for entries without their words.

    `new` counts entries that would be taken in, of which `refused` and `waiting` would not count
    yet and `hidden` build on a merge that was undone; `held` are here already. `parallel` and
    `disputed` count fields: several equal values, or values that differ, that do not stand so now.
    `gapped` counts new entries that lie behind a gap in their laptop's chain.
    """

    subject: str
    new: int = 0
    held: int = 0
    parallel: int = 0
    disputed: int = 0
    refused: int = 0
    waiting: int = 0
    gapped: int = 0
    hidden: int = 0


def rows(
    here: Mapping[Key, Sequence[Held]],
    incoming: Sequence[Incoming],
    chains: Sequence[Chain] = (),
    undone: frozenset[str] = frozenset(),
) -> tuple[CaseRow, ...]:
    """One row per subject, in order of subject id.

    `here` is what is held of every field that `incoming` touches, `chains` the chains as they would
    be, `undone` the ids that undoings would hide.
    """
    heads = {one.device: one.head.sequence for one in chains}
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    fresh: dict[str, Incoming] = {}
    for one in incoming:
        count = counts[one.entry.key.subject if one.entry.key else ""]
        if one.held or one.entry.id in fresh:
            count["held"] += 1
            continue
        fresh[one.entry.id] = one
        count["new"] += 1
        count["refused"] += one.verdict.status == "refused"
        count["waiting"] += one.verdict.status == "waiting"
        count["hidden"] += one.entry.id in undone
        stub = one.entry.stub
        count["gapped"] += stub.sequence > heads.get(stub.device, stub.sequence)
    for key, (before, after) in _fields(here, fresh, undone).items():
        if key.kind in merge.DISPUTABLE and merge.differ(after) and not merge.differ(before):
            counts[key.subject]["disputed"] += 1
        elif len(after) > 1 and not merge.differ(after) and len(before) < 2:
            counts[key.subject]["parallel"] += 1
    return tuple(CaseRow(subject, **counts[subject]) for subject in sorted(counts))


def _fields(
    here: Mapping[Key, Sequence[Held]], fresh: Mapping[str, Incoming], undone: frozenset[str]
) -> dict[Key, tuple[tuple[Entry, ...], tuple[Entry, ...]]]:
    """What stands of each field that is touched, before and after."""
    added: dict[Key, list[Held]] = defaultdict(list)
    for name, one in fresh.items():
        if one.entry.key is not None:
            added[one.entry.key].append(Held(one.entry, one.verdict.status, name in undone))
    found = {}
    for key, more in added.items():
        before = list(here.get(key, ()))
        names = {one.entry.id for one in more}
        kept = [
            Held(one.entry, one.status, one.hidden or one.entry.id in undone)
            for one in before
            if one.entry.id not in names
        ]
        found[key] = (merge.standing(before), merge.standing([*kept, *more]))
    return found


def would_hide(held: Sequence[Held], incoming: Sequence[Incoming]) -> frozenset[str]:
    """Ids that undoings would hide once these entries are in."""
    there = {one.entry.id for one in held if one.entry.raw is not None}
    more = [Held(i.entry, i.verdict.status) for i in incoming if i.entry.id not in there]
    return frozenset(undo.hidden([*held, *more]))


@dataclass(frozen=True)
class RosterChange:
    """One thing a newer roster would change. `what`: joined, role, signer."""

    what: str
    name: str
    before: str
    after: str
    since: int = 1


def roster_changes(before: Roster, after: Roster) -> tuple[RosterChange, ...]:
    """What would change of who takes part, device by device."""
    found: list[RosterChange] = []
    for name, device in after.devices.items():
        old = before.device(name)
        if old is None:
            found.append(RosterChange("joined", device.name, "", device.role))
            continue
        if old.turns != device.turns:
            since = device.turns[-1].since if device.turns else 1
            found.append(RosterChange("role", device.name, old.role, device.role, since))
        if old.signer != device.signer:
            told = {True: "signer", False: ""}
            change = RosterChange("signer", device.name, told[old.signer], told[device.signer])
            found.append(change)
    return tuple(found)
