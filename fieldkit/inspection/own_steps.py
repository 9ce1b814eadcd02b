"""What one reader can undo and do again in a reading, worked out from their own entries alone.

An undo is one more entry that says so, never a removal, so the steps are there after a restart.
What somebody else recorded is never undone: a field whose present value is not one's own any more
has no step left to take back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from fieldkit.inspection.entry import Entry, Key, Value, canonical

UNDO, REDO, ALSO = "undo", "redo", "also"
KINDS = frozenset(
    {"answer", "prompt", "reason", "rating", "evidence", "note_lead", "note_private", "flag"}
    | {"state", "fixed", "bookmark", "record", "line", "exhibit"}
)


@dataclass(frozen=True)
class Change:
    """One field that a step changed."""

    key: Key
    before: Value
    after: Value


Step = tuple[Change, ...]


@dataclass(frozen=True)
class Past:
    """Steps done, and steps undone that may be done again; the next to go is last in each."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()


def past(own: Sequence[Entry], known: Mapping[str, Entry], standing: Set[str]) -> Past:
    """The steps of one reader. `own` are their entries of one reading in order of the chain.

    `known` are the entries that these replace, by id; `standing` the ids that stand now.
    """
    done: list[Step] = []
    undone: list[Step] = []
    last: dict[Key, str] = {}
    moving: set[Key] = set()
    for entry in own:
        key, body = entry.key, entry.body
        if key is None or body is None or key.kind not in KINDS:
            continue
        last[key] = entry.id
        if body.deed in (UNDO, REDO):
            if key in moving:
                moving.discard(key)
                continue
            one, other = (done, undone) if body.deed == UNDO else (undone, done)
            if (place := _last_with(one, key)) is not None:
                other.append(one.pop(place))
                moving = {change.key for change in other[-1]} - {key}
                continue
        agreed, before = _before(body.replaces, known)
        if not agreed:
            done = _without(done, {key})
            continue
        change = Change(key, before, body.value)
        if body.deed == ALSO and done:
            done[-1] = (*done[-1], change)
        else:
            done.append((change,))
            undone = []
        moving = set()
    gone = {key for key, identity in last.items() if identity not in standing}
    return Past(tuple(_without(done, gone)), tuple(_without(undone, gone)))


def _last_with(steps: Sequence[Step], key: Key) -> int | None:
    places = (n for n in reversed(range(len(steps))) if any(c.key == key for c in steps[n]))
    return next(places, None)


def _before(replaced: Sequence[str], known: Mapping[str, Entry]) -> tuple[bool, Value]:
    """Whether the entries replaced said one thing, and which."""
    bodies = [known[name].body for name in replaced if name in known]
    values = [body.value for body in bodies if body is not None]
    if len({canonical(value) for value in values}) > 1:
        return False, None
    return True, values[0] if values else None


def _without(steps: Sequence[Step], gone: Set[Key]) -> list[Step]:
    return [one for one in steps if not any(change.key in gone for change in one)]
