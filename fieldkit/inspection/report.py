"""A report as plain values: headings, paragraphs, quotes, tables, pictures, and an index of quotes.

The same report becomes a PDF or a Word file; nothing here knows either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fieldkit.inspection.sheet import clean


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a part, 2 and 3 stand below it."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in a `look`: body, note (small and grey) or strong."""

    text: str
    look: Literal["body", "note", "strong"] = "body"


@dataclass(frozen=True)
class Quote:
    """Words of a document: its number in the report, where they stand, for or against what."""

    number: int
    text: str
    source: str
    about: str


@dataclass(frozen=True)
class Table:
    """Rows of text under a head; `shares` are the widths of the columns in parts."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A picture as JPEG bytes, its size in pixels, and what it shows."""

    data: bytes
    width: int
    height: int
    caption: str


@dataclass(frozen=True)
class Index:
    """Stands where the list of all quotes is to be, with the page each is on where pages exist."""

    head: tuple[str, str, str, str] = ("Quote", "About", "From", "Page here")


Block = Heading | Paragraph | Quote | Table | Picture | Index


@dataclass(frozen=True)
class Report:
    """A whole report. `marking` stands at the head and foot of every page, `footer` beside it."""

    title: str
    marking: str
    footer: str
    blocks: tuple[Block, ...]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote in order."""
        return tuple(one for one in self.blocks if isinstance(one, Quote))


def plain(text: str) -> str:
    """Text as a report can hold it: no controls, tabs as spaces, plain line ends."""
    return clean(text).replace("\t", "    ").replace("\x85", "\n")


def index_rows(report: Report, pages: dict[int, int]) -> Iterator[tuple[str, str, str, str]]:
    """The rows of the index; `pages` holds the page of each quote by number, where known."""
    for one in report.quotes:
        page = pages.get(one.number)
        yield str(one.number), one.about, one.source, "" if page is None else str(page)
