"""The order of causes: each entry after those that its author had seen, whatever clocks say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fieldkit.inspection.entry import Entry


def replaced(entry: Entry) -> Iterable[str]:
    """The ids of the entries that `entry` replaces, which its author saw standing."""
    return entry.body.replaces if entry.body else ()


def in_order(
    entries: Iterable[Entry], seen: Callable[[Entry], Iterable[str]] = replaced
) -> list[Entry]:
    """`entries`, each after those of them that it names as `seen` and after its device's earlier.

    Between entries of which neither was seen by the other's author, their clocks decide. The order
    is the same on every laptop, and nothing is left out even where forged entries name in a ring.
    """
    left = sorted(entries, key=_by_clock)
    causes = {one.id: set(seen(one)) for one in left}
    before: dict[str, str] = {}
    for one in sorted(left, key=lambda one: (one.stub.sequence, one.id)):
        if one.stub.device in before:
            causes[one.id].add(before[one.stub.device])
        before[one.stub.device] = one.id
    done: list[Entry] = []
    waiting = set(causes)
    while left:
        first = next((one for one in left if not causes[one.id] & waiting - {one.id}), left[0])
        left.remove(first)
        waiting.discard(first.id)
        done.append(first)
    return done


def _by_clock(entry: Entry) -> tuple[str, str, int, str]:
    made_at = entry.body.made_at if entry.body else ""
    return made_at, entry.stub.device, entry.stub.sequence, entry.id
