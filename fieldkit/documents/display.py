"""What a parsed document looks like to the window, the index and the evidence anchors.

Frozen values only, because they cross the pipe from the worker process (`display_json` writes and
reads them). Nothing here parses a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["pdf", "word", "rtf", "email", "sheet", "web", "text", "json", "picture", "unknown"]
Shape = Literal["pages", "flow", "sheet"]
BlockKind = Literal[
    "heading", "paragraph", "item", "table", "picture", "rule", "quote", "pre", "field"
]
Box = tuple[float, float, float, float]
NO_BOX: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class OutlineItem:
    """One line of a document's own contents list. `page` counts from 1; `level` from 1."""

    title: str
    page: int
    level: int


@dataclass(frozen=True)
class AttachmentInfo:
    """A file inside a document, opened by `worker.attachment`. `size` is in bytes."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Opened:
    """What is known at once when a document is opened, without reading its text.

    `shape` says which call shows it: ``pages`` -> page() and render(), ``flow`` -> flow(),
    ``sheet`` -> sheets(). `notes` are codes with an optional count: ``tracked_changes``,
    ``comments``, ``remote_blocked:3``, ``macros_ignored``, ``rotated``. `date` is an ISO date or
    date and time found inside (an e-mail's Date). Characters and scan come from `Survey`.
    """

    kind: Kind
    title: str
    pages: int
    shape: Shape
    outline: tuple[OutlineItem, ...] = ()
    attachments: tuple[AttachmentInfo, ...] = ()
    notes: tuple[str, ...] = ()
    date: str | None = None


@dataclass(frozen=True)
class Survey:
    """The count of characters of text, and whether any page is a picture with hardly any."""

    characters: int
    scan: bool


@dataclass(frozen=True)
class Dated:
    """A part of a document that says when: an ISO date, "14:30" or "", and what it says.

    `start` and `end` count characters of `page`; `where` is "row 161" or the section.
    """

    date: str
    time: str
    title: str
    words: str
    page: int
    start: int
    end: int
    where: str = ""


@dataclass(frozen=True)
class DatedParts:
    """The date of a whole document ("" for none), its dated parts, and its time ("" for none)."""

    date: str
    parts: tuple[Dated, ...] = ()
    time: str = ""


@dataclass(frozen=True)
class PageLink:
    """A place on a page that leads elsewhere: a page of this document, or an address.

    The window shows an address as text and never opens it.
    """

    box: Box
    page: int | None = None
    address: str | None = None


@dataclass(frozen=True)
class PageText:
    """The text of one page with a box for every character.

    `number` counts from 1. `width`, `height` and boxes (left, top, right, bottom) are in points of
    the page as displayed (after rotation), origin at the top left. ``len(boxes) == len(text)``;
    a character without a place has a box of zeros. `scan` means a picture with under 20
    characters of text; `ocr` that the text was read from the picture by a program, a guess.
    `remarks` of its readers stand at the end of the text too.
    """

    number: int
    width: float
    height: float
    text: str
    boxes: tuple[Box, ...]
    scan: bool = False
    links: tuple[PageLink, ...] = ()
    ocr: bool = False
    remarks: tuple[str, ...] = ()


def bounded(scale: float, width: float, height: float, most: float) -> float:
    """A scale at which a page of this size in points has at most `most` pixels."""
    return min(scale, float((most / max(1.0, width * height)) ** 0.5))


@dataclass(frozen=True)
class RenderedPage:
    """Pixels of one page: rows of `stride` bytes, three bytes (red, green, blue) a pixel."""

    width: int
    height: int
    stride: int
    pixels: bytes


@dataclass(frozen=True)
class DrawnPage:
    """Pixels of a page, and the width and height of the page in points."""

    picture: RenderedPage
    width: float
    height: float


@dataclass(frozen=True)
class Run:
    """Text of one look. `inserted` and `deleted` name who changed it and when.

    `comment` is a number in `Flow.comments`; `link` is an address, shown and never opened.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    struck: bool = False
    inserted: str | None = None
    deleted: str | None = None
    comment: int | None = None
    link: str | None = None


Cell = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """One paragraph, table or picture of a flowing document.

    `start` is the offset of the block's text in `Flow.text`. A table's text is its cells joined
    by tabs and its rows by line feeds; any other block's text is its runs put together.
    `level` is 1-6 for a heading, the depth from 0 for an item, a quote or a field. `picture` is
    the number for `worker.picture`. A field's first run is its name.
    """

    kind: BlockKind
    start: int = 0
    level: int = 0
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    picture: int | None = None

    @property
    def text(self) -> str:
        """The block's own part of `Flow.text`."""
        if self.kind == "table":
            return "\n".join("\t".join(cell_text(cell) for cell in row) for row in self.rows)
        return cell_text(self.runs)


@dataclass(frozen=True)
class Comment:
    """A remark someone left in the margin. Its text is also a block of the flow, at `start`."""

    number: int
    author: str
    made_at: str
    text: str
    start: int


@dataclass(frozen=True)
class Flow:
    """A document without fixed pages. `text` is what evidence anchors point into, as page 1."""

    blocks: tuple[Block, ...]
    text: str
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Table:
    """One sheet. `above` are the rows over the header; `header` is empty when none was told.

    `starts` holds the offset in `Sheets.text` of each row of `above`, of the header if there is
    one, and of each row, in that order; `row_start` picks one.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    starts: tuple[int, ...]
    above: tuple[tuple[str, ...], ...] = ()

    def row_start(self, row: int) -> int:
        """The offset in `Sheets.text` of ``rows[row]``."""
        return self.starts[len(self.above) + bool(self.header) + row]


@dataclass(frozen=True)
class Sheets:
    """A workbook or CSV. Rows are joined by line feeds, cells by tabs, sheets by an empty line."""

    tables: tuple[Table, ...]
    text: str


def cell_text(runs: tuple[Run, ...]) -> str:
    """The text of some runs put together."""
    return "".join(run.text for run in runs)


LONGEST = 20_000
"""Characters after which a line without any blank is broken: nothing can lay out a longer one."""


MOST_ROWS = 1000
"""Rows after which a table in a text goes on as a next one: long ones take very long to lay out."""


def _short(block: Block) -> Iterator[Block]:
    """The block, or the parts of one with a line too long, or too many rows, to be laid out."""
    if len(block.rows) > MOST_ROWS:
        for first in range(0, len(block.rows), MOST_ROWS):
            yield replace(block, rows=block.rows[first : first + MOST_ROWS])
        return
    text = block.runs[0].text if len(block.runs) == 1 else ""
    if len(text) <= LONGEST or max(map(len, text.split())) <= LONGEST:
        yield block
        return
    at = 0
    while at < len(text):
        end = min(len(text), at + LONGEST)
        blank = max(text.rfind(" ", at, end), text.rfind("\n", at, end)) + 1
        end = end if end == len(text) or blank <= at else blank
        yield replace(block, runs=(replace(block.runs[0], text=text[at:end]),))
        at = end


def flow_of(blocks: list[Block], comments: tuple[Comment, ...] = ()) -> Flow:
    """Lay blocks one after another, joined by line feeds, and give each its start.

    A comment whose `start` is -1 - i is taken to be the block numbered i.
    """
    placed, texts, start = [], [], 0
    if not comments:  # which are found by the number of their block
        blocks = [part for block in blocks for part in _short(block)]
    for block in blocks:
        text = block.text
        placed.append(replace(block, start=start))
        texts.append(text)
        start += len(text) + 1
    moved = tuple(
        replace(note, start=placed[-1 - note.start].start) if note.start < 0 else note
        for note in comments
    )
    return Flow(tuple(placed), "\n".join(texts), moved)


@dataclass(frozen=True)
class SheetRows:
    """One sheet's rows before they are laid out by `sheets_of`."""

    name: str
    above: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


def sheets_of(found: list[SheetRows]) -> Sheets:
    """Lay sheets one after another, an empty line between, and give each row its start."""
    made, texts, at = [], [], 0
    for one in found:
        header = [one.header] if one.header else []
        lines = ["\t".join(row) for row in (*one.above, *header, *one.rows)]
        text, start, starts = "\n".join(lines), at, []
        for line in lines:
            starts.append(start)
            start += len(line) + 1
        made.append(Table(one.name, one.header, tuple(one.rows), tuple(starts), one.above))
        texts.append(text)
        at += len(text) + 2
    return Sheets(tuple(made), "\n\n".join(texts))
