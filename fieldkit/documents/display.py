"""What a parsed document looks like to the window, the index and the evidence anchors.

Frozen values only, written to and read from JSON, because they cross the pipe from the worker
process. Nothing here parses a document.
"""

from __future__ import annotations

import base64
import dataclasses
import sys
import types
import typing
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

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
    """

    number: int
    width: float
    height: float
    text: str
    boxes: tuple[Box, ...]
    scan: bool = False
    links: tuple[PageLink, ...] = ()
    ocr: bool = False


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


def flow_of(blocks: list[Block], comments: tuple[Comment, ...] = ()) -> Flow:
    """Lay blocks one after another, joined by line feeds, and give each its start.

    A comment whose `start` is -1 - i is taken to be the block numbered i.
    """
    placed, texts, start = [], [], 0
    for block in blocks:
        text = block.text
        placed.append(dataclasses.replace(block, start=start))
        texts.append(text)
        start += len(text) + 1
    moved = tuple(
        dataclasses.replace(note, start=placed[-1 - note.start].start) if note.start < 0 else note
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


def to_json(value: Any) -> Any:
    """A display value as plain JSON values. Boxes go as base64 of little-endian 32-bit floats."""
    if isinstance(value, PageText):
        plain = {
            field.name: to_json(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name != "boxes"
        }
        return plain | {"boxes": _boxes_out(value.boxes)}
    if isinstance(value, tuple | list):
        if value and isinstance(value[0], str | int | float):
            return list(value)
        return [to_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        defaults = _defaults(type(value))
        named = ((name, getattr(value, name)) for name in defaults)
        return {name: to_json(item) for name, item in named if item != defaults[name]}
    return value


T = TypeVar("T")


def from_json(kind: type[T], value: Any) -> T:
    """Build a display value of `kind` from what `to_json` gave.

    Raises TypeError, ValueError or KeyError when the shape is another: the reply of a captured
    worker process is not trusted.
    """
    return typing.cast(T, _reader(typing.cast(Any, kind))(value))


def _boxes_out(boxes: tuple[Box, ...]) -> str:
    flat = array("f", [edge for box in boxes for edge in box])
    if sys.byteorder == "big":
        flat.byteswap()
    return base64.b64encode(flat.tobytes()).decode("ascii")


def _boxes_in(text: Any) -> tuple[Box, ...]:
    flat = array("f")
    flat.frombytes(base64.b64decode(text, validate=True))
    if sys.byteorder == "big":
        flat.byteswap()
    edges = iter(flat.tolist())
    return tuple(zip(edges, edges, edges, edges, strict=True))


_NEVER = object()


@cache
def _defaults(kind: type) -> dict[str, Any]:
    return {
        field.name: _NEVER if field.default is dataclasses.MISSING else field.default
        for field in dataclasses.fields(kind)
    }


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that turns a JSON value into `kind`, made once from the type hints."""
    if dataclasses.is_dataclass(kind):
        return _record_reader(typing.cast(type, kind))
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin in (typing.Union, types.UnionType):
        readers = [_reader(one) for one in inner if one is not type(None)]
        return lambda value: None if value is None else readers[0](value)
    if origin is Literal:
        return lambda value: inner[inner.index(value)]
    if kind is float:
        return float
    return lambda value: _exactly(kind, value)


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _tuple_reader(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    each = _reader(inner[0])
    if inner == (str, ...):
        return lambda value: _all_str(tuple(value))
    if inner[-1] is Ellipsis:
        return lambda value: tuple([each(item) for item in value])
    return lambda value: tuple([each(item) for item in _long(value, len(inner))])


def _all_str(values: tuple[Any, ...]) -> tuple[str, ...]:
    if not all(type(item) is str for item in values):
        raise TypeError("str")
    return values


def _long(value: list[Any], length: int) -> list[Any]:
    if len(value) != length:
        raise ValueError("length")
    return value


def _record_reader(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
    if kind is PageText:
        readers["boxes"] = _boxes_in

    def read(value: Any) -> Any:
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read
