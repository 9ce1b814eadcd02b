"""Hides small counts of a published table, and as many more as keep them from being worked out.

A table has groups (rows) and kinds of answer (columns); its totals, and the sizes of groups that
are not small, are published beside it. A hidden count is safe when the published figures leave it
at least two values. Source of the test of safety: Gusfield 1988, "A graph theoretic approach to
statistical data security": a count can move exactly where it lies on a cycle of counts that can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

SMALL = 5
Hidden = Literal["small", "too"]
"""Why figures are kept back: they are small, or they would give away those that are."""

_Arc = tuple[str, str]


@dataclass(frozen=True)
class Hiding:
    """What is kept back: sizes of groups, and the counts of a group under a question."""

    groups: Mapping[int, Hidden]
    cells: Mapping[tuple[int, int], Hidden]

    def group(self, group: int) -> Hidden | None:
        """Why the size of a group is hidden, or None."""
        return self.groups.get(group)

    def cell(self, group: int, question: int) -> Hidden | None:
        """Why the counts of a group under a question are hidden, or None."""
        return self.cells.get((group, question))


def hide(tables: Sequence[Sequence[Sequence[int]]], threshold: int = SMALL) -> Hiding:
    """What to hide of `tables`, one a question: counts by group and kind of answer.

    Every table holds the same groups of the same sizes; its last kind is what was not judged and
    is not small in itself. The totals of each kind and the size of the whole are published, the
    size of each group unless it is small. `threshold` is in cases; under 2 nothing is hidden.
    """
    if threshold < 2 or not tables or not tables[0]:
        return Hiding({}, {})
    sizes = [sum(row) for row in tables[0]]
    every = range(len(sizes))
    if 0 < sum(sizes) < threshold:
        whole = {at: _why(sizes[at], threshold) for at in every}
        return Hiding(whole, {(at, q): whole[at] for q in range(len(tables)) for at in every})
    groups: dict[int, Hidden] = {at: "small" for at in every if 0 < sizes[at] < threshold}
    if len(groups) == 1:
        others = [at for at in every if at not in groups and sizes[at]]
        groups |= dict.fromkeys(sorted(others, key=lambda at: (sizes[at], at))[:1], "too")
    cells: dict[tuple[int, int], Hidden] = {}
    for question, table in enumerate(tables):
        for at, why in _question(table, sizes, groups, threshold).items():
            cells[at, question] = why
    return Hiding(groups, cells)


def _why(size: int, threshold: int) -> Hidden:
    return "small" if size < threshold else "too"


def _question(
    table: Sequence[Sequence[int]],
    sizes: Sequence[int],
    groups: Mapping[int, Hidden],
    threshold: int,
) -> dict[int, Hidden]:
    found: dict[int, Hidden] = dict(groups)
    if sum(map(bool, sizes)) < 2:
        return found  # the only group is the whole, which is published as such
    for at, row in enumerate(table):
        told = (*row[:-1], sum(row[:-1]))
        if at not in found and any(0 < one < threshold for one in told):
            found[at] = "small"
    while found and not safe(table, tuple(found), tuple(groups)):
        left = [at for at in range(len(table)) if at not in found and sizes[at]]
        if not left:
            break
        left.sort(key=lambda at: (sizes[at], at))
        enough = (at for at in left if safe(table, (*found, at), tuple(groups)))
        found[next(enough, left[0])] = "too"
    return found


def safe(table: Sequence[Sequence[int]], hidden: Sequence[int], unsized: Sequence[int]) -> bool:
    """Whether no count of the `hidden` groups can be worked out from what is published.

    `unsized` are the groups whose size is hidden too. A kind of answer that nobody gave is known
    from its total of nought, and is no secret.
    """
    totals = [sum(column) for column in zip(*table, strict=True)]
    kinds = [at for at, total in enumerate(totals) if total]
    if len(kinds) < 2 and all(at in unsized for at in hidden):
        kinds = kinds[:1]
    elif len(kinds) < 2:
        return True  # all cases are of one kind: the size of a group says as much
    flow: dict[_Arc, int] = {}
    for row in hidden:
        for kind in kinds:
            flow[f"g{row}", f"k{kind}"] = table[row][kind]
        if row in unsized:
            flow["whole", f"g{row}"] = sum(table[row])
    return all(_moves(flow, arc) for arc in flow)


def _moves(flow: Mapping[_Arc, int], arc: _Arc) -> bool:
    """Whether the count on `arc` can be one more or one less with every total kept."""
    start, end = arc
    return _path(flow, end, start, arc) or (flow[arc] > 0 and _path(flow, start, end, arc))


def _path(flow: Mapping[_Arc, int], start: str, end: str, but: _Arc) -> bool:
    """A way from `start` to `end`: along any arc, against those that hold a count."""
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for arc, count in flow.items():
            if arc == but:
                continue
            tail, head = arc
            onward = head if tail == here else tail if head == here and count else None
            if onward is not None and onward not in reached:
                reached.add(onward)
                waiting.append(onward)
    return end in reached
