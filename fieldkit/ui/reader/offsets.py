"""Offsets of a document's text beside positions in the text widget, which counts otherwise.

The widget counts UTF-16 units, and a table or a picture takes places of its own. Both ways are
found by halving.
"""

from __future__ import annotations

import bisect


class OffsetMap:
    """Stretches of text in order, each with its offset and its position."""

    def __init__(self) -> None:
        self._offsets: list[int] = []
        self._positions: list[int] = []
        self._lengths: list[tuple[int, int]] = []

    def add(self, offset: int, position: int, text: str) -> None:
        """Text that begins at `offset` stands at `position`; it may be empty."""
        start = 0
        for place, letter in enumerate(text):
            if ord(letter) > 0xFFFF:
                if place > start:
                    self._put(offset + start, position, place - start, place - start)
                    position += place - start
                self._put(offset + place, position, 1, 2)
                position += 2
                start = place + 1
        if start < len(text) or not text:
            rest = len(text) - start
            self._put(offset + start, position, rest, rest)

    def _put(self, offset: int, position: int, length: int, units: int) -> None:
        self._offsets.append(offset)
        self._positions.append(position)
        self._lengths.append((length, units))

    def position(self, offset: int) -> int:
        """Where the character at `offset` stands."""
        place = bisect.bisect_right(self._offsets, offset) - 1
        if place < 0:
            return self._positions[0] if self._positions else 0
        length, units = self._lengths[place]
        along = offset - self._offsets[place]
        if along >= length:
            return self._positions[place] + units
        return self._positions[place] + (along if length == units else 0)

    def offset(self, position: int) -> int:
        """The offset of the character that stands at `position`, or of the one before a gap."""
        place = bisect.bisect_right(self._positions, position) - 1
        if place < 0:
            return self._offsets[0] if self._offsets else 0
        length, units = self._lengths[place]
        along = position - self._positions[place]
        if along >= units:
            return self._offsets[place] + length
        return self._offsets[place] + (along if length == units else 0)
