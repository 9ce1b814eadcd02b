"""What stands, as a value: every field with its standing entries, by subject and by kind as well.

Whoever works something out of what stands takes any mapping of fields; given one of these, the same
work is not done twice. Neither is changed once it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from fieldkit.inspection.entry import Entry, Key

T = TypeVar("T")
Fields = Mapping[Key, tuple[Entry, ...]]
Item = tuple[Key, tuple[Entry, ...]]


class Group(dict[Key, tuple[Entry, ...]]):
    """What stands of one subject. It remembers what was worked out of it."""

    def __init__(self, fields: Fields | Iterable[Item] = ()) -> None:
        super().__init__(fields)
        self._known: dict[Hashable, tuple[object, Any]] = {}

    def once(self, name: Hashable, rests_on: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each `name` and what else it `rests_on`."""
        known = self._known.get(name)
        if known is None or known[0] != rests_on:
            known = self._known[name] = (rests_on, make())
        found: T = known[1]
        return found


class Standing(dict[Key, tuple[Entry, ...]]):
    """What stands of a whole inspection, in order of the first standing entry's id."""

    def __init__(self, groups: Mapping[str, Group]) -> None:
        every = [item for group in groups.values() for item in group.items()]
        every.sort(key=lambda item: item[1][0].id)
        super().__init__(every)
        self.groups = groups
        self._kinds: dict[str, list[Item]] | None = None

    def of_kind(self, kind: str) -> Iterable[Item]:
        """The fields of one kind."""
        if self._kinds is None:
            kinds: dict[str, list[Item]] = {}
            for item in self.items():
                kinds.setdefault(item[0].kind, []).append(item)
            self._kinds = kinds
        return self._kinds.get(kind, ())


def of_kind(now: Fields, kind: str) -> Iterable[Item]:
    """The fields of one kind, such as ``answer`` or ``reading``, of whatever stands."""
    if isinstance(now, Standing):
        return now.of_kind(kind)
    return [item for item in now.items() if item[0].kind == kind]


def of_subject(now: Fields, subject: str) -> Fields:
    """What stands of a subject; all of it, where it is not known by subject."""
    return now.groups.get(subject, {}) if isinstance(now, Standing) else now


def by_subject(now: Fields) -> Mapping[str, Group]:
    """What stands, by subject."""
    if isinstance(now, Standing):
        return now.groups
    found: dict[str, Group] = {}
    for key, entries in now.items():
        found.setdefault(key.subject, Group())[key] = entries
    return found
