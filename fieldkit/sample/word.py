"""Writes Word files whose pages are known: blocks are laid on pages by estimate, well within them.

Words between ``[-`` and ``-]`` become a tracked deletion, between ``[+`` and ``+]`` a tracked
insertion; ``[!...!]`` at the end of a paragraph becomes a comment on it.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LINE, _PAGE_LINES = 92, 52.0
_WIDTH = 9600
_MARKED = re.compile(r"\[-(.*?)-\]|\[\+(.*?)\+\]", re.DOTALL)
_GAP = f'<w:p {_W}><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'
_BREAK = '<w:r><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/></w:r>'
_COMMENT = re.compile(r"\[!(.*?)!\]\s*$", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A heading (`level` 1-3), a paragraph (`level` 0) or a table (`rows`, the first its header).

    `shares` are the widths of a table's columns in parts; `page` begins a new page.
    """

    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()
    page: bool = False
    bullet: bool = False


@dataclass(frozen=True)
class Sheet:
    """What stands round the blocks: title, author, header, when and by whom it was changed."""

    title: str
    author: str
    header: str
    made: datetime
    changed_by: str


def pages_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks on their pages. A table that does not fit is carried on with its header again."""
    pages: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        if block.page and pages[-1]:
            pages.append([])
            used = 0.0
        if block.level and pages[-1] and used + 9 > _PAGE_LINES:
            pages.append([])
            used = 0.0
        for piece in _pieces(block, _PAGE_LINES - used):
            height = _height(piece)
            if used + height > _PAGE_LINES and pages[-1]:
                pages.append([])
                used = 0.0
            pages[-1].append(piece)
            used += height
    return pages


def _pieces(block: Block, room: float) -> Iterator[Block]:
    if not block.rows or _height(block) <= room:
        yield block
        return
    head, *rows = block.rows
    part: list[tuple[str, ...]] = [head]
    for row in rows:
        longer = replace(block, rows=(*part, row))
        if _height(longer) > room and len(part) > 1:
            yield replace(block, rows=tuple(part))
            part, room = [head], _PAGE_LINES
        elif _height(longer) > room:
            room = _PAGE_LINES
        part.append(row)
    yield replace(block, rows=tuple(part))


def _height(block: Block) -> float:
    """About how many lines a block takes, rather too many than too few."""
    if block.rows:
        return 1.0 + sum(_row_height(row, block.shares) for row in block.rows)
    wide = _LINE if not block.level else 60
    lines = sum(max(1, math.ceil(len(line) / wide)) for line in block.text.split("\n"))
    return lines * 1.0 + (1.6 if block.level else 0.6)


def _row_height(row: Sequence[str], shares: Sequence[int]) -> float:
    whole = sum(shares)
    tall = 1
    for text, share in zip(row, shares, strict=True):
        wide = max(6, int((_LINE - 6) * share / whole) - 2)
        tall = max(tall, sum(max(1, math.ceil(len(one) / wide)) for one in text.split("\n")))
    return tall * 1.0 + 0.35


def build(blocks: Sequence[Block], sheet: Sheet) -> tuple[bytes, int]:
    """The .docx file and how many pages it has."""
    document = _prepared(sheet)
    body = document.element.body
    last = body.find(qn("w:sectPr"))
    marks = _Marks(sheet)
    pages = pages_of(blocks)
    for number, page in enumerate(pages):
        for place, block in enumerate(page):
            element = parse_xml(_xml(block, marks, number > 0 and place == 0))
            last.addprevious(element)
            if found := _COMMENT.search(block.text):
                _comment(document, element, found[1].strip(), sheet)
            if block.rows:
                last.addprevious(parse_xml(_GAP))
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue(), len(pages), sheet.made), len(pages)


def _prepared(sheet: Sheet) -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.8)
    section.header.paragraphs[0].text = sheet.header
    section.footer.paragraphs[0].text = f"{sheet.title}. Printed for inspection"
    for name, size in (("Normal", 10), ("Heading 1", 15), ("Heading 2", 12), ("Heading 3", 10.5)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.paragraph_format.space_after = Pt(5 if name == "Normal" else 4)
        style.paragraph_format.space_before = Pt(0 if name == "Normal" else 8)
        style.paragraph_format.line_spacing = 1.0
    for element in list(document.element.body.iterchildren(qn("w:p"))):
        document.element.body.remove(element)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = sheet.title, sheet.author, sheet.changed_by
    core.created = core.modified = core.last_printed = sheet.made
    core.comments, core.revision = "", 3
    return document


class _Marks:
    """Numbers the tracked changes and says by whom and when."""

    def __init__(self, sheet: Sheet) -> None:
        when = f"{sheet.made:%Y-%m-%dT%H:%M:%SZ}"
        self._said = f'w:author="{escape(sheet.changed_by)}" w:date="{when}"'
        self._number = 900

    def attributes(self) -> str:
        self._number += 1
        return f'w:id="{self._number}" {self._said}'


def _xml(block: Block, marks: _Marks, begins: bool) -> str:
    if block.rows:
        return _table(block, begins)
    style = f"Heading{block.level}" if block.level else "ListBullet" if block.bullet else "Normal"
    start = _BREAK if begins else ""
    runs = "".join(_runs(_COMMENT.sub("", block.text).rstrip(), marks))
    return f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{start}{runs}</w:p>'


def _runs(text: str, marks: _Marks) -> Iterator[str]:
    at = 0
    for found in _MARKED.finditer(text):
        yield _run(text[at : found.start()])
        gone, come = found.groups()
        if gone is not None:
            yield f"<w:del {marks.attributes()}>{_run(gone, 'delText')}</w:del>"
        else:
            yield f"<w:ins {marks.attributes()}>{_run(come)}</w:ins>"
        at = found.end()
    yield _run(text[at:])


def _run(text: str, tag: str = "t", bold: bool = False) -> str:
    if not text:
        return ""
    parts = "<w:br/>".join(
        f'<w:{tag} xml:space="preserve">{escape(line)}</w:{tag}>' for line in text.split("\n")
    )
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{parts}</w:r>"


def _table(block: Block, begins: bool) -> str:
    whole = sum(block.shares)
    widths = [_WIDTH * share // whole for share in block.shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = []
    for number, row in enumerate(block.rows):
        cells = []
        for place, (text, width) in enumerate(zip(row, widths, strict=True)):
            begun = begins and number == 0 and place == 0
            before = "<w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:lastRenderedPageBreak/></w:r>"
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
                f"<w:p>{before if begun else ''}{_run(text, bold=number == 0)}</w:p></w:tc>"
            )
        head = "<w:tblHeader/>" if number == 0 else ""
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>")
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{_WIDTH}" '
        f'w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _comment(document: Any, element: Any, text: str, sheet: Sheet) -> None:
    runs = [run for run in Paragraph(element, document).runs if run.text]
    initials = "".join(word[0] for word in sheet.changed_by.split())
    made = document.add_comment(runs, text=text, author=sheet.changed_by, initials=initials)
    made._comment_elm.set(qn("w:date"), f"{sheet.made:%Y-%m-%dT%H:%M:%SZ}")


def _settled(data: bytes, pages: int, made: datetime) -> bytes:
    """The same package with the page count in its properties, and one date on all its parts."""
    out = io.BytesIO()
    stamp = (made.year, made.month, made.day, made.hour, made.minute, 0)
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/app.xml":
                said = f"<Pages>{pages}</Pages>".encode()
                content = re.sub(rb"<Pages>\d+</Pages>", said, content)
                content = content.replace(b"Microsoft Macintosh Word", b"Microsoft Office Word")
            new.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
