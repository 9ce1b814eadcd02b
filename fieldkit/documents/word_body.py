"""Word's document XML as blocks: words, looks, tracked changes, remarks, tables and pictures.

Read here rather than by mammoth, which drops who inserted or deleted what and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from fieldkit.documents.archive import RELATIONSHIPS, Archive
from fieldkit.documents.display import Block, BlockKind, Cell, Run
from fieldkit.documents.plain import decoded
from fieldkit.documents.tree import declared_charset
from fieldkit.documents.web import html_blocks
from fieldkit.documents.word_fields import before_row, filled_in, spanned
from fieldkit.documents.word_lists import (
    Numbering,
    ParagraphStyle,
    W,
    is_on,
    number_of,
    read_styles,
    value,
)

MAX_DEPTH = 60
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_THROUGH = {"sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo"}
_ADDED, _TAKEN = {"ins", "moveTo"}, {"del", "moveFrom"}
_OUTSIDE = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DDE|DDEAUTO)\b")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_NOTE_REFERENCES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


@dataclass
class Gathered:
    """What reading a document turned up beside its blocks."""

    pictures: list[str] = field(default_factory=list)
    notes_used: list[tuple[str, str]] = field(default_factory=list)
    remarks_used: list[int] = field(default_factory=list)
    tracked: bool = False
    hidden: bool = False
    page_breaks: int = 0
    outside: int = 0
    drawn: int = 0
    chunks: int = 0


@dataclass(frozen=True)
class _Around:
    """What surrounds a run: who changed it, which remark, which link."""

    inserted: str | None = None
    deleted: str | None = None
    link: str | None = None
    depth: int = 0


class BodyReader:
    """Reads one part (the body, a note, a header) of one Word file into blocks."""

    def __init__(self, archive: Archive, gathered: Gathered) -> None:
        self._archive = archive
        self._gathered = gathered
        self._styles = read_styles(archive)
        self._numbering = Numbering(archive)
        self._links: dict[str, tuple[str, str, bool]] = {}
        self._remark: int | None = None
        self._boxes: list[Element] = []
        self._pictures: list[int] = []

    def part(self, root: Element, part: str) -> list[Block]:
        """The blocks of one part; `part` is its name in the archive, for its links."""
        self._links = self._archive.links(part)
        return list(self._blocks(root, _Around()))

    def _blocks(self, parent: Element, around: _Around) -> Iterator[Block]:
        if around.depth > MAX_DEPTH:
            return
        within = replace(around, depth=around.depth + 1)
        for child in parent:
            tag = child.tag.removeprefix(W)
            if tag == "p":
                yield from self._paragraph(child, within)
            elif tag == "tbl":
                yield from self._table(child, within)
            elif tag in _THROUGH:
                yield from self._blocks(child, within)
            elif tag in _ADDED | _TAKEN:
                yield from self._blocks(child, self._changed(child, within))
            elif tag in ("commentRangeStart", "commentRangeEnd"):
                self._mark(child, tag)
            elif tag == "altChunk":
                yield from self._chunk(child)
            elif child.tag == _MC + "AlternateContent":
                yield from self._blocks(_choice(child), within)

    def _chunk(self, element: Element) -> Iterator[Block]:
        """A file of another kind put into the text: web pages are read, others are counted."""
        _, target, outside = self._links.get(element.get(RELATIONSHIPS + "id", ""), ("", "", True))
        if outside or target not in self._archive.names:
            return
        if not target.lower().endswith((".htm", ".html", ".xhtml")):
            self._gathered.chunks += 1
            return
        data = self._archive.read(target)
        yield from (
            block
            for block in html_blocks(decoded(data, declared_charset(data)), {}, [])
            if block.picture is None
        )

    def _paragraph(self, paragraph: Element, around: _Around) -> Iterator[Block]:
        properties = paragraph.find(W + "pPr")
        style = self._styles.get(value(properties, "pStyle") or "", ParagraphStyle())
        outer_boxes, outer_pictures = self._boxes, self._pictures
        self._boxes, self._pictures = [], []
        runs = _joined(self._runs(paragraph, around))
        boxes, pictures = self._boxes, self._pictures
        self._boxes, self._pictures = outer_boxes, outer_pictures
        kind, level, label = self._kind(properties, style)
        if runs and label:
            runs = (Run(label), *runs)
        if runs or not (pictures or boxes):
            yield Block(kind, level=level, runs=runs)
        for number in pictures:
            yield Block("picture", picture=number)
        for box in boxes:
            yield from self._blocks(box, around)

    def _kind(
        self, properties: Element | None, style: ParagraphStyle
    ) -> tuple[BlockKind, int, str]:
        listed = None if properties is None else properties.find(W + "numPr")
        list_id = value(listed, "numId") or style.list_id
        level = number_of(value(listed, "ilvl"), style.list_level)
        label = self._numbering.label(list_id, level) if list_id and list_id != "0" else ""
        outline = number_of(value(properties, "outlineLvl"), 9)
        heading = style.heading or (outline + 1 if 0 <= outline < 9 else 0)
        if heading:
            return "heading", min(heading, 6), label
        if label:
            return "item", max(level, 0), label
        return ("quote", 1, "") if style.quote else ("paragraph", 0, "")

    def _runs(self, parent: Element, around: _Around) -> Iterator[Run]:
        if around.depth > MAX_DEPTH:
            return
        within = replace(around, depth=around.depth + 1)
        for child in parent:
            tag = child.tag.removeprefix(W)
            if tag == "r":
                yield from self._run(child, around)
            elif tag in _ADDED | _TAKEN:
                yield from self._runs(child, self._changed(child, within))
            elif tag == "hyperlink":
                yield from self._runs(child, replace(within, link=self._address(child)))
            elif tag in _THROUGH:
                yield from self._runs(child, within)
            elif tag in ("commentRangeStart", "commentRangeEnd"):
                self._mark(child, tag)
            elif child.tag == _MC + "AlternateContent":
                yield from self._runs(_choice(child), within)
            elif child.tag.endswith("}oMath") or child.tag.endswith("}oMathPara"):
                yield Run("".join(part.text or "" for part in child.iter() if part.text))

    def _changed(self, element: Element, around: _Around) -> _Around:
        self._gathered.tracked = True
        when = element.get(W + "date", "")
        who = ", ".join(part for part in (element.get(W + "author", ""), when[:10]) if part)
        if element.tag.removeprefix(W) in _ADDED:
            return replace(around, inserted=who)
        return replace(around, deleted=who)

    def _mark(self, element: Element, tag: str) -> None:
        number = number_of(element.get(W + "id"), -1)
        if tag == "commentRangeStart":
            self._remark = number
        elif self._remark == number:
            self._remark = None

    def _address(self, element: Element) -> str | None:
        known = self._links.get(element.get(RELATIONSHIPS + "id", ""))
        anchor = element.get(W + "anchor")
        return known[1] if known else f"#{anchor}" if anchor else None

    def _run(self, run: Element, around: _Around) -> Iterator[Run]:
        look = run.find(W + "rPr")
        text = "".join(self._pieces(run, around.depth))
        if is_on(look, "vanish") and text:
            self._gathered.hidden = True
        if text:
            yield Run(
                text,
                bold=is_on(look, "b"),
                italic=is_on(look, "i"),
                underline=is_on(look, "u"),
                struck=is_on(look, "strike") or is_on(look, "dstrike"),
                inserted=around.inserted,
                deleted=around.deleted,
                comment=self._remark,
                link=around.link,
            )

    def _pieces(self, run: Element, depth: int) -> Iterator[str]:
        for child in run:
            tag = child.tag.removeprefix(W)
            if tag in ("t", "delText"):
                yield (child.text or "").replace("\r", "").replace("\n", " ")
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == "sym":
                yield _symbol(child.get(W + "char", ""))
            elif tag in _NOTE_REFERENCES:
                yield self._note(_NOTE_REFERENCES[tag], child.get(W + "id", ""))
            elif tag == "commentReference":
                yield self._reference(number_of(child.get(W + "id"), -1))
            elif tag == "lastRenderedPageBreak":
                self._gathered.page_breaks += 1
            elif tag == "instrText" and _OUTSIDE.match(child.text or ""):
                self._gathered.outside += 1
            elif tag == "fldChar":
                yield filled_in(child)
            elif tag in ("drawing", "pict", "object"):
                self._drawing(child)
            elif child.tag == _MC + "AlternateContent" and depth < MAX_DEPTH:
                yield from self._pieces(_choice(child), depth + 1)

    def _note(self, kind: str, number: str) -> str:
        if (kind, number) not in self._gathered.notes_used:
            self._gathered.notes_used.append((kind, number))
        return f"[{self._gathered.notes_used.index((kind, number)) + 1}]"

    def _reference(self, number: int) -> str:
        if number not in self._gathered.remarks_used:
            self._gathered.remarks_used.append(number)
        return ""

    def _drawing(self, element: Element) -> None:
        self._boxes.extend(_outermost(element, W + "txbxContent"))
        for part in element.iter():
            self._gathered.drawn += part.tag.endswith(("/chart}chart", "/diagram}relIds"))
            known = part.get(RELATIONSHIPS + "embed") or part.get(RELATIONSHIPS + "id")
            if part.tag.endswith("}blip") or part.tag.endswith("}imagedata"):
                kind, target, outside = self._links.get(known or "", ("", "", True))
                if kind == "image" and not outside:
                    self._gathered.pictures.append(target)
                    self._pictures.append(len(self._gathered.pictures) - 1)

    def _table(self, table: Element, around: _Around) -> Iterator[Block]:
        outer_boxes, outer_pictures = self._boxes, self._pictures
        self._boxes, self._pictures = [], []
        made: list[tuple[Cell, ...]] = []
        after: list[Block] = []
        for row, changed in self._rows(table, around):
            shown = [self._cell(cell, changed) for cell in _within(row, "tc")]
            line: list[Cell] = [()] * before_row(row)
            for cell, (runs, _) in zip(_within(row, "tc"), shown, strict=True):
                line += [runs, *[()] * (spanned(cell) - 1)]
            made.append(tuple(line))
            after.extend(block for _, blocks in shown for block in blocks)
        self._boxes, self._pictures = outer_boxes, outer_pictures
        if made:
            yield Block("table", rows=tuple(made))
        yield from after

    def _rows(self, table: Element, around: _Around) -> Iterator[tuple[Element, _Around]]:
        for row in _within(table, "tr"):
            changed = around
            for mark in row.findall(f"{W}trPr/*"):
                if mark.tag.removeprefix(W) in _ADDED | _TAKEN:
                    changed = self._changed(mark, around)
            yield row, changed

    def _cell(self, cell: Element, around: _Around) -> tuple[Cell, list[Block]]:
        """A cell's words, and the pictures in it, which follow the table."""
        runs: list[Run] = []
        pictures = []
        for block in self._blocks(cell, around):
            if block.kind == "picture":
                pictures.append(block)
                continue
            words = block.runs or (Run(block.text.replace("\n", "; ")),) if block.text else ()
            if words and runs:
                runs.append(Run("\n"))
            runs.extend(replace(run, text=run.text.replace("\t", " ")) for run in words)
        return tuple(runs), pictures


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also inside content controls and tracked changes."""
    for child in parent:
        name = child.tag.removeprefix(W)
        if name == tag:
            yield child
        elif name in _THROUGH | _ADDED | _TAKEN:
            yield from _within(child, tag)


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    waiting = list(element)
    while waiting:
        part = waiting.pop(0)
        if part.tag == tag:
            yield part
        elif part.tag == _MC + "AlternateContent":
            waiting[:0] = list(_choice(part))
        else:
            waiting[:0] = list(part)


def _choice(element: Element) -> Element:
    """The first way of saying something that offers several."""
    found = element.find(_MC + "Choice")
    if found is None:
        found = element.find(_MC + "Fallback")
    return element if found is None or found is element else found


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    # Symbol fonts sit in a private area; the ticks and bullets inspectors meet most are named.
    known = {0xF0FC: "✓", 0xF0FE: "☒", 0xF0A8: "☐", 0xF06F: "☐", 0xF0B7: "•", 0xF0E0: "→"}
    return known.get(number, chr(number) if 32 <= number < 0xD800 else "•")


def _joined(runs: Iterator[Run]) -> tuple[Run, ...]:
    made: list[Run] = []
    for run in runs:
        if made and replace(made[-1], text="") == replace(run, text=""):
            made[-1] = replace(run, text=made[-1].text + run.text)
        else:
            made.append(run)
    return tuple(made)
