"""Bugs sown into merge, rights, roster, undo and what keeps them: each must be caught by a round.

A bug replaces one function by a wrong variant that a tired person might write. `seed` is a round
that is known to catch it; where the rules changed and it does not any more, others are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from fieldkit.envelope import roster_chain
from fieldkit.inspection import merge, moderation, pack, rights, roster, undo
from fieldkit.inspection.entry import Entry, Head
from fieldkit.inspection.merge import Chain, Held
from fieldkit.inspection.rights import ACCEPTED, Verdict
from fieldkit.steps import arrival
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import undo as undo_store

Wrong = Callable[[Any], Any]


@dataclass(frozen=True)
class Bug:
    """One wrong variant: of which function, and what it does instead, given the right one."""

    name: str
    where: Any
    function: str
    wrong: Wrong
    seed: int = 0


@contextmanager
def sown(bug: Bug) -> Iterator[None]:
    """The product with this bug in it."""
    with pytest.MonkeyPatch.context() as patch:
        right = getattr(bug.where, bug.function)
        patch.setattr(bug.where, bug.function, bug.wrong(right))
        yield


def _refused_stop(right: Any) -> Any:
    def superseded(held: Iterable[Held]) -> set[str]:
        every = list(held)
        live = {one.entry.id for one in every if one.live}
        bodies = [one.entry.body for one in every if one.live and one.entry.body]
        return {name for body in bodies for name in body.replaces if name in live}

    return superseded


def _refused_supersede(right: Any) -> Any:
    def superseded(held: Iterable[Held]) -> set[str]:
        every = list(held)
        return {name for one in every if one.entry.body for name in one.entry.body.replaces}

    return superseded


def _latest_wins(right: Any) -> Any:
    def standing(held: Iterable[Held]) -> tuple[Entry, ...]:
        found = right(held)
        return found[:0] + tuple(sorted(found, key=lambda e: e.body.made_at)[-1:])

    return standing


def _refused_stand(right: Any) -> Any:
    return lambda held: right([Held(one.entry, "accepted", one.hidden) for one in held])


def _hidden_stand(right: Any) -> Any:
    return lambda held: right([Held(one.entry, one.status) for one in held])


def _votes_any(right: Any) -> Any:
    def standing(held: Iterable[Held]) -> dict[str, undo.Undo]:
        every = list(held)
        found = right(every)
        for one in every:
            if one.entry.key and one.entry.key.kind == "undo" and one.entry.body:
                said = undo.read(one.entry.key, one.entry.body.value)
                if said and said.undone and one.status == "accepted":
                    found[said.envelope] = said
        return found

    return standing


def _without_gaps(right: Any) -> Any:
    return lambda device, stubs: replace(right(device, stubs), gaps=())


def _short_gaps(right: Any) -> Any:
    def chain(device: str, stubs: Iterable[tuple[int, str, str]]) -> Chain:
        found = right(device, stubs)
        return replace(found, gaps=tuple((a, b - 1) for a, b in found.gaps if b > a))

    return chain


def _without_forks(right: Any) -> Any:
    return lambda device, stubs: replace(right(device, stubs), forks=())


def _head_at_top(right: Any) -> Any:
    def chain(device: str, stubs: Iterable[tuple[int, str, str]]) -> Chain:
        every = list(stubs)
        top = max(every)
        return replace(right(device, every), head=Head(top[0], top[1]))

    return chain


def _judge_as(reason: str) -> Wrong:
    def make(right: Any) -> Any:
        def judge(role: str | None, kind: str, own: bool | None) -> Verdict:
            found: Verdict = right(role, kind, own)
            return ACCEPTED if found.reason == reason else found

        return judge

    return make


def _role_now(right: Any) -> Any:
    return lambda self, sequence: self.role


def _role_late(right: Any) -> Any:
    return lambda self, sequence: right(self, sequence - 1)


def _turns_pile_up(right: Any) -> Any:
    def apply(devices: dict[str, roster.Device], change: Mapping[str, Any]) -> None:
        before = dict(devices)
        right(devices, change)
        name = str(change.get("device"))
        if change.get("kind") == "role" and name in before:
            kept = before[name].turns
            devices[name] = replace(devices[name], turns=(*kept, devices[name].turns[-1]))

    return apply


def _ours_wins(right: Any) -> Any:
    def join(ours: Any, carried: Any, founder: str, adopt: bool = False) -> Any:
        found = right(ours, carried, founder, adopt)
        if found.lost:
            return roster_chain.Joined(tuple(ours), roster_chain.fold(ours, founder))
        return found

    return join


def _by_place(right: Any) -> Any:
    def take_in(connection: Any, inspection: str, batch: Sequence[Entry], *more: Any) -> Any:
        kept = []
        for one in batch:
            device, place = one.stub.device, one.stub.sequence
            there = entry_store.of_device(connection, inspection, device, place - 1)[:1]
            if not there or there[0].stub.sequence != place or there[0].id == one.id:
                kept.append(one)
        return right(connection, inspection, kept, *more)

    return take_in


def _first_key_only(right: Any) -> Any:
    def project(connection: Any, inspection: str, keys: Any, at_hand: Any = None) -> None:
        every = sorted(keys, key=lambda key: (key.subject, key.reading, key.field))
        right(connection, inspection, every[:1], at_hand)

    return project


def _numbers_only(right: Any) -> Any:
    def known(connection: Any, inspection: str, device: str, ours: Any) -> int:
        rows = envelope_store.all_of(connection, inspection, "received")
        return max((int(row.roster_version) for row in rows if row.device == device), default=0)

    return known


def _one_more_delivered(right: Any) -> Any:
    def delivered(connection: Any, inspection: str, device: str) -> tuple[int, str]:
        through, at = right(connection, inspection, device)
        return (through + 1 if through else 0, at)

    return delivered


def _gone_devices_forgotten(right: Any) -> Any:
    def changed(before: Any, after: Any, founder: str) -> tuple[str, ...]:
        there = roster_chain.fold(after, founder).devices
        return tuple(one for one in right(before, after, founder) if one in there)

    return changed


def _nothing(value: Any) -> Wrong:
    return lambda right: lambda *given, **named: value


def _sees_nothing(right: Any) -> Any:
    def record(*given: Any) -> Any:
        *first, edits, judged, at = given
        return right(*first, [replace(one, seen=()) for one in edits], judged, at)

    return record


def _only_new_devices(right: Any) -> Any:
    def rejudge(connection: Any, inspection: str, judged: Any, devices: Any = ()) -> Any:
        return right(connection, inspection, judged, ())

    return rejudge


def _named_only(right: Any) -> Any:
    return lambda undos, arrived, hidden: right(undos, arrived, lambda ids: set())


def _replacing_only(right: Any) -> Any:
    def may_change(undos: Any, arrived: Any, hidden: Any) -> bool:
        return bool(hidden([name for one in arrived if one.body for name in one.body.replaces]))

    return may_change


def _without_earlier(right: Any) -> Any:
    def project(connection: Any, inspection: str, keys: Any, added: Any = None) -> None:
        right(connection, inspection, keys, added and replace(added, after=0))

    return project


BUGS = (
    Bug("a refused entry ends the search", merge, "superseded", _refused_stop, -7),
    Bug("refused entries supersede", merge, "superseded", _refused_supersede, -5),
    Bug("the last clock wins", merge, "standing", _latest_wins, -10),
    Bug("refused entries stand", merge, "standing", _refused_stand, -5),
    Bug("hidden entries stand", merge, "standing", _hidden_stand, -3),
    Bug("parallels are disputes", merge, "differ", lambda r: lambda found: len(found) > 1, 0),
    Bug("no disputes", merge, "differ", _nothing(False), -10),
    Bug("descendants stay", merge, "descendants", lambda r: lambda held, roots: set(roots), -3),
    Bug("gaps are not told", merge, "chain", _without_gaps, -4),
    Bug("gaps end one early", merge, "chain", _short_gaps, -4),
    Bug("forks are not told", merge, "chain", _without_forks, -10),
    Bug("receipts jump over gaps", merge, "chain", _head_at_top, -4),
    Bug("an undo cannot be ended", undo, "standing", _votes_any, -3),
    Bug("an undo hides decided work", undo, "decided", _nothing({}), -2),
    Bug("nothing is hidden", undo, "hidden", _nothing(set()), -3),
    Bug("hiding is not refreshed", undo_store, "refresh", _nothing(set()), -3),
    Bug("arrivals never hide", undo, "may_change", _nothing(False), -3),
    Bug("only the named are hidden", undo, "may_change", _named_only, 3),
    Bug("only descendants are hidden", undo, "may_change", _replacing_only, -3),
    Bug("new entries stand alone", entry_store, "project", _without_earlier, -10),
    Bug("unknown devices count", rights, "judge", _judge_as("unknown_device"), -1),
    Bug("revoked devices count", rights, "judge", _judge_as("revoked"), -5),
    Bug("everybody may do everything", rights, "judge", _judge_as("not_allowed"), -7),
    Bug("the role now, not then", roster.Device, "role_at", _role_now, -7),
    Bug("a role begins one late", roster.Device, "role_at", _role_late, -10),
    Bug("a position is never moved", roster, "_apply_to_device", _turns_pile_up, -5),
    Bug("our branch always wins", roster_chain, "join", _ours_wins, -6),
    Bug("a roster judges nothing again", entry_store, "rejudge", _nothing(set()), -10),
    Bug("only what waits is judged again", entry_store, "rejudge", _only_new_devices, -7),
    Bug("one entry per place", entry_store, "take_in", _by_place, -10),
    Bug("one field of a batch is shown", entry_store, "project", _first_key_only, -10),
    Bug("an edit forgets what was seen", entry_store, "record", _sees_nothing, -2),
    Bug("a version number is enough", envelope_store, "known_roster_version", _numbers_only, -6),
    Bug("one more is delivered", envelope_store, "delivered_through", _one_more_delivered, -4),
    Bug("who left is forgotten", arrival, "_changed_devices", _gone_devices_forgotten, -11),
    Bug(
        "packs without ancestors", pack, "with_ancestors", lambda r: lambda chosen, held: chosen, -9
    ),
    Bug("moderations never lapse", moderation, "lapsed", _nothing(()), -8),
)
