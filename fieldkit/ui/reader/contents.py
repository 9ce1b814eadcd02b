"""What leads elsewhere within a document: its own contents list, and the links on a page."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.documents.display import Box, PageText
from fieldkit.ui.reader.opening import Arrived

_LONGEST = 120


@dataclass(frozen=True)
class Goal:
    """One line: where it leads. `end` is 0 where it leads to a page rather than to words."""

    title: str
    page: int
    level: int = 1
    start: int = 0
    end: int = 0
    link: bool = False


def has_contents(arrived: Arrived) -> bool:
    """Whether the document names its parts."""
    return bool(_parts(arrived))


def goals(arrived: Arrived, here: PageText | None) -> tuple[list[Goal], list[Goal]]:
    """The parts of a document, and the links of the page being read that lead within it."""
    links = [
        Goal(_words(here, one.box) or f"Link to page {one.page}", one.page, link=True)
        for one in (here.links if here is not None else ())
        if one.page is not None
    ]
    return _parts(arrived), links


def _parts(arrived: Arrived) -> list[Goal]:
    if arrived.flow is None:
        return [Goal(one.title, one.page, one.level) for one in arrived.opened.outline]
    return [
        Goal(title, 1, max(1, block.level), block.start, block.start + len(block.text))
        for block in arrived.flow.blocks
        if block.kind == "heading" and (title := " ".join(block.text.split())[:_LONGEST])
    ]


def _words(page: PageText | None, box: Box) -> str:
    """The words of a page that stand inside a box."""
    if page is None:
        return ""
    left, top, right, bottom = box
    found = []
    for letter, (x0, y0, x1, y1) in zip(page.text, page.boxes, strict=True):
        across, down = (x0 + x1) / 2, (y0 + y1) / 2
        if left <= across <= right and top <= down <= bottom:
            found.append(letter)
    return " ".join("".join(found).split())[:_LONGEST]
