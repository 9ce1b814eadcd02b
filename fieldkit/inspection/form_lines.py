"""Finds the line on which each part of a form file stands, since TOML readers do not tell.

A place is a path such as ``("standards", 1, "key_questions", 0, "text")``.
"""

from __future__ import annotations

import re

Place = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[{1,2})\s*([A-Za-z0-9_.\-]+)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"\\]+"|'[^']+'|[A-Za-z0-9_\-]+)\s*=\s*(.*)$""")
_QUOTES = ('"""', "'''")


def lines(text: str) -> dict[Place, int]:
    """The line (from 1) of every table, key and item on a line of its own. Never raises."""
    return _Walk(text).found


def line_of(found: dict[Place, int], place: Place) -> int:
    """The line of `place`, or of the nearest thing that holds it; 1 if nothing does."""
    while place:
        if place in found:
            return found[place]
        place = place[:-1]
    return 1


class _Walk:
    def __init__(self, text: str) -> None:
        self.found: dict[Place, int] = {}
        self._table: Place = ()
        self._counts: dict[Place, int] = {}
        self._list: Place | None = None
        self._item = 0
        self._quote = ""
        for number, line in enumerate(text.splitlines(), start=1):
            self._line(number, line)

    def _line(self, number: int, line: str) -> None:
        if self._quote:
            if self._quote in line:
                self._quote = ""
            return
        if self._list is not None and self._in_list(number, line):
            return
        header = _HEADER.match(line)
        if header:
            self._enter(number, header.group(2).split("."), header.group(1) == "[[")
            return
        key = _KEY.match(line)
        if key:
            self._key(number, key.group(1).strip("\"'"), key.group(2))

    def _in_list(self, number: int, line: str) -> bool:
        begun = line.strip()
        if begun.startswith("]"):
            self._list = None
        elif begun and not begun.startswith("#") and self._list is not None:
            self.found.setdefault((*self._list, self._item), number)
            self._item += 1
        return True

    def _enter(self, number: int, names: list[str], repeated: bool) -> None:
        place: Place = ()
        for depth, name in enumerate(names):
            place = (*place, name)
            last = depth == len(names) - 1
            if last and repeated:
                self._counts[place] = self._counts.get(place, -1) + 1
                self.found.setdefault(place, number)
                self._forget(place)
            if place in self._counts:
                place = (*place, self._counts[place])
        self._table = place
        self.found.setdefault(place, number)

    def _forget(self, place: Place) -> None:
        inside = (*place, self._counts[place])
        for known in [one for one in self._counts if one[: len(inside)] == inside]:
            del self._counts[known]

    def _key(self, number: int, name: str, value: str) -> None:
        place = (*self._table, name)
        self.found.setdefault(place, number)
        bare = value.strip()
        for quote in _QUOTES:
            if bare.startswith(quote) and quote not in bare[3:]:
                self._quote = quote
        if bare.startswith("[") and not bare.split("#")[0].rstrip().endswith("]"):
            self._list, self._item = place, 0
