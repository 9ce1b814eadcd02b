"""Characters and their boxes on a page: which one is at a point, words, lines, rectangles.

Pure geometry in points of the page; nothing here paints or keeps state.
"""

from __future__ import annotations

import bisect
import weakref
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from fieldkit.documents.display import NO_BOX, Box, PageText


@dataclass(frozen=True)
class Line:
    """Characters that stand beside each other: `start` to `end`, and the box around them."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


_known: dict[int, tuple[weakref.ref[PageText], tuple[Line, ...]]] = {}


def _lines(text: str, boxes: tuple[Box, ...]) -> tuple[Line, ...]:
    made: list[Line] = []
    start = 0
    edges: list[float] = []
    for place, box in enumerate(boxes):
        if box == NO_BOX:
            if text[place] == "\n" and edges:
                made.append(Line(start, place, *edges))
                edges, start = [], place + 1
            elif not edges:
                start = place + 1
            continue
        if edges and not _beside(edges, box):
            made.append(Line(start, place, *edges))
            edges, start = [], place
        if edges:
            edges = [
                min(edges[0], box[0]),
                min(edges[1], box[1]),
                max(edges[2], box[2]),
                max(edges[3], box[3]),
            ]
        else:
            edges, start = list(box), place
    if edges:
        made.append(Line(start, len(boxes), *edges))
    return tuple(made)


def _beside(edges: list[float], box: Box) -> bool:
    """Whether a character carries on the line: it shares most of its height and is not far left."""
    overlap = min(edges[3], box[3]) - max(edges[1], box[1])
    least = min(edges[3] - edges[1], box[3] - box[1])
    high = max(box[3] - box[1], 1.0)
    ahead = -2.0 * high <= box[0] - edges[2] <= 12.0 * high
    return overlap >= 0.4 * least and ahead


def lines(page: PageText) -> tuple[Line, ...]:
    """The lines of a page in the order of its text; kept as long as the page itself."""
    held = _known.get(id(page))
    if held is not None and held[0]() is page:
        return held[1]
    made = _lines(page.text, page.boxes)
    place = id(page)
    _known[place] = (weakref.ref(page, lambda _: _known.pop(place, None)), made)
    return made


def line_at(page: PageText, offset: int) -> Line | None:
    """The line a character is in; behind the last one, the last."""
    found = lines(page)
    if not found:
        return None
    place = bisect.bisect_right([one.start for one in found], offset) - 1
    return found[max(0, place)]


def _distance(line: Line, x: float, y: float) -> float:
    up = max(line.top - y, 0.0, y - line.bottom)
    aside = max(line.left - x, 0.0, x - line.right)
    return up * 4 + aside


def offset_at(page: PageText, x: float, y: float) -> int:
    """The gap between characters that is nearest to a point, as an offset of the text."""
    found = lines(page)
    if not found:
        return 0
    line = min(found, key=lambda one: _distance(one, x, y))
    return offset_in(page, line, x)


def offset_in(page: PageText, line: Line, x: float) -> int:
    """The gap of a line that is nearest to `x`."""
    for place in range(line.start, line.end):
        box = page.boxes[place]
        if box != NO_BOX and x < (box[0] + box[2]) / 2:
            return place
    return line.end


def on_text(page: PageText, x: float, y: float) -> bool:
    """Whether a point is on a line of text, so that a text cursor should be shown."""
    return any(_distance(one, x, y) == 0 for one in lines(page))


def character_at(page: PageText, x: float, y: float) -> int | None:
    """The character whose box holds a point."""
    for place, (left, top, right, bottom) in enumerate(page.boxes):
        if left <= x < right and top <= y < bottom:
            return place
    return None


def word_at(text: str, offset: int) -> tuple[int, int]:
    """The word at or just before an offset; an empty range where there is none."""
    if not text:
        return 0, 0
    place = min(offset, len(text) - 1)
    if not _in_word(text, place) and place > 0 and _in_word(text, place - 1):
        place -= 1
    if not _in_word(text, place):
        return offset, offset
    start = end = place
    while start > 0 and _in_word(text, start - 1):
        start -= 1
    while end < len(text) and _in_word(text, end):
        end += 1
    return start, end


def _in_word(text: str, place: int) -> bool:
    here = text[place]
    if here.isalnum() or here == "_":
        return True
    joins = here in "'’-" and 0 < place < len(text) - 1
    return joins and text[place - 1].isalnum() and text[place + 1].isalnum()


def next_word(text: str, offset: int) -> int:
    """Where the next word begins."""
    place = offset
    while place < len(text) and _in_word(text, place):
        place += 1
    while place < len(text) and not _in_word(text, place):
        place += 1
    return place


def previous_word(text: str, offset: int) -> int:
    """Where the word before begins."""
    place = offset
    while place > 0 and not _in_word(text, place - 1):
        place -= 1
    while place > 0 and _in_word(text, place - 1):
        place -= 1
    return place


def rectangles(page: PageText, start: int, end: int) -> list[QRectF]:
    """One rectangle for each line that the range touches, in points."""
    made = []
    for line in lines(page):
        if line.start >= end or line.end <= start:
            continue
        boxes = [
            box for box in page.boxes[max(start, line.start) : min(end, line.end)] if box != NO_BOX
        ]
        if boxes:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
            made.append(QRectF(left, top, right - left, bottom - top))
    return made


def caret(page: PageText, offset: int) -> QRectF:
    """The place of a caret before a character: no width."""
    line = line_at(page, offset)
    if line is None:
        return QRectF(0, 0, 0, 12)
    x = line.right
    for place in range(max(offset, line.start), line.end):
        if page.boxes[place] != NO_BOX:
            x = page.boxes[place][0]
            break
    return QRectF(x, line.top, 0, line.bottom - line.top)


def words_within(page: PageText, area: QRectF) -> str:
    """The characters whose middle is in an area, as one line of words."""
    found = []
    for place, box in enumerate(page.boxes):
        if box == NO_BOX:
            found.append(" ")
        elif area.contains((box[0] + box[2]) / 2, (box[1] + box[3]) / 2):
            found.append(page.text[place])
    return " ".join("".join(found).split())
