"""Evidence as the reader and the chronology mark it."""

from __future__ import annotations

from fieldkit.inspection.reading import Evidence
from fieldkit.ui.desk import words
from fieldkit.ui.reader.marks import Direction, Mark


def mark_of(one: Evidence) -> Mark:
    """Evidence as a mark; the margin has room for the first of its questions."""
    direction: Direction = "absence"
    if one.direction in ("supports", "contradicts"):
        direction = "for" if one.direction == "supports" else "against"
    codes = [words.short(code) for code in one.questions]
    label = codes[0] if codes else ""
    return Mark(one.id, one.document, one.page, one.start, one.end, direction, label, area=one.area)
