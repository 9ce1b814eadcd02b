"""Writes a report as a PDF: own layout, so that it is known which quote stands on which page.

The same report gives the same bytes. A quote is kept whole on one page wherever it fits on one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fieldkit.inspection.report import (
    Block,
    Heading,
    Index,
    Paragraph,
    Picture,
    Quote,
    Report,
    Table,
    index_rows,
)

LEFT, RIGHT, TOP, BOTTOM = 57.0, A4[0] - 57.0, A4[1] - 74.0, 66.0
_WIDE = RIGHT - LEFT
_REGULAR, _BOLD = "FieldkitRegular", "FieldkitBold"
_INK, _MUTED, _LINE, _TINT = (0.09, 0.13, 0.17), (0.29, 0.33, 0.38), (0.72, 0.75, 0.78), 0.94
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFTWARD = re.compile(f"[{_RTL}](?:[{_RTL} ]*[{_RTL}])?")
_SIZES = {1: 16.0, 2: 12.0, 3: 10.5}
_INDEX_SHARES = (2, 9, 11, 3)


@dataclass(frozen=True)
class Look:
    """Font, size, distance of lines, indent and colour of a text."""

    font: str = _REGULAR
    size: float = 9.5
    leading: float = 13.0
    indent: float = 0.0
    colour: tuple[float, float, float] = _INK


_BODY, _STRONG, _LISTED = Look(), Look(font=_BOLD), Look(indent=12)
_NOTE = Look(size=8, leading=11, colour=_MUTED)
_CELL, _CELL_HEAD = Look(size=8.5, leading=11.5), Look(_BOLD, 8.5, 11.5)
_QUOTE, _SOURCE = Look(indent=14), Look(size=8, leading=11, indent=14, colour=_MUTED)


def write(report: Report, fonts: Path) -> bytes:
    """The report as a PDF; `fonts` is the folder of the fonts it is set in."""
    _register(fonts)
    first = _Paper(report, {})
    first.lay()
    # The index says on which page each quote is; its own length does not change with the numbers.
    second = _Paper(report, first.pages)
    second.lay()
    return second.done()


def _register(fonts: Path) -> None:
    known = pdfmetrics.getRegisteredFontNames()
    for name, file in ((_REGULAR, "DejaVuSans.ttf"), (_BOLD, "DejaVuSans-Bold.ttf")):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(fonts / file)))


def drawable(text: str) -> str:
    """The text with each character that cannot be set and found again as its code point."""
    held = pdfmetrics.getFont(_REGULAR).face.charToGlyph
    return "".join(
        one if one == "\n" or (ord(one) in held and ord(one) < 0x10000) else f"[U+{ord(one):04X}]"
        for one in text
    )


def _seen(line: str) -> str:
    """A line in the order in which it is seen: runs of right-to-left letters turned round."""
    return _LEFTWARD.sub(lambda run: run.group()[::-1], line) if _LEFTWARD.search(line) else line


class _Paper:
    """One pass over the report."""

    def __init__(self, report: Report, pages: dict[int, int]) -> None:
        self._out = io.BytesIO()
        self._canvas: Any = Canvas(self._out, pagesize=A4, invariant=1, pageCompression=1)
        self._canvas.setTitle(drawable(report.title))
        self._canvas.setProducer("fieldkit")
        self._canvas.setCreator("fieldkit")
        self._report, self._known = report, pages
        self.pages: dict[int, int] = {}
        self._page, self._marks, self._y = 0, 0, 0.0
        self._widths: dict[tuple[str, str], float] = {}
        self._turn()

    def lay(self) -> None:
        """Lay every block."""
        blocks = self._report.blocks
        for at, block in enumerate(blocks):
            if isinstance(block, Heading) and any(
                isinstance(one, Picture) for one in blocks[at + 1 : at + 2]
            ):
                self._turn()  # else the heading would stand alone at the foot
            self._block(block)

    def done(self) -> bytes:
        """The finished file."""
        self._canvas.save()
        return self._out.getvalue()

    def _turn(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._y = TOP
        canvas, marking = self._canvas, drawable(self._report.marking)
        canvas.setFillColorRGB(*_INK)
        canvas.setFont(_BOLD, 9)
        for high in (A4[1] - 36, 30):
            canvas.drawCentredString(A4[0] / 2, high, marking)
        canvas.setFillColorRGB(*_MUTED)
        canvas.setFont(_REGULAR, 8)
        canvas.drawString(LEFT, A4[1] - 52, drawable(self._report.title)[:90])
        canvas.drawString(LEFT, 44, drawable(self._report.footer)[:80])
        canvas.drawRightString(RIGHT, 44, f"Page {self._page}")

    def _room(self, points: float) -> None:
        if self._y - points < BOTTOM:
            self._turn()

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            look = {"note": _NOTE, "strong": _STRONG}.get(block.look, _BODY)
            look = _LISTED if block.text.startswith("• ") else look
            self._lines(self._wrapped(block.text, look, _WIDE - look.indent), look)
            self._y -= 4
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, Table):
            self._table(block.head, block.rows, block.shares)
        elif isinstance(block, Picture):
            self._picture(block)
        else:
            rows = tuple(index_rows(self._report, self._known))
            self._table(Index().head if block is None else block.head, rows, _INDEX_SHARES)

    def _heading(self, block: Heading) -> None:
        size = _SIZES[block.level]
        look = Look(_BOLD, size, size * 1.3)
        lines = self._wrapped(block.text, look, _WIDE)
        self._room(len(lines) * look.leading + size + 52)
        self._y -= size * 0.7
        self._marks += 1
        key = f"mark{self._marks}"
        self._canvas.bookmarkHorizontal(key, 0, self._y + size)
        title = drawable(block.text)[:120]
        if block.level < 3:
            self._canvas.addOutlineEntry(title, key, block.level - 1 if self._marks > 1 else 0)
        self._lines(lines, look)
        self._y -= 3

    def _quote(self, block: Quote) -> None:
        wide = _WIDE - _QUOTE.indent
        lines = self._wrapped(f"“{block.text}”", _QUOTE, wide)
        told = f"{block.number}. {block.about}. {block.source}"
        source = self._wrapped(told, _SOURCE, wide)
        high = len(lines) * _QUOTE.leading + len(source) * _SOURCE.leading + 8
        if high <= TOP - BOTTOM:
            self._room(high)
        self.pages[block.number] = self._page
        begun = self._y
        self._lines(source, _SOURCE)
        self._lines(lines, _QUOTE)
        if self._y < begun:
            self._canvas.setStrokeColorRGB(0.06, 0.36, 0.42)
            self._canvas.setLineWidth(1.6)
            self._canvas.line(LEFT + 4, begun + 8, LEFT + 4, self._y + 8)
        self._y -= 8

    def _table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int]
    ) -> None:
        whole = sum(shares)
        widths = [_WIDE * one / whole for one in shares]
        self._row(head, widths, _CELL_HEAD)
        for row in rows:
            if not self._row(row, widths, _CELL):
                self._turn()
                self._row(head, widths, _CELL_HEAD)
                self._row(row, widths, _CELL, force=True)
        self._y -= 8

    def _row(
        self, cells: Sequence[str], widths: Sequence[float], look: Look, force: bool = False
    ) -> bool:
        wrapped = [
            self._wrapped(cell, look, width - 8) for cell, width in zip(cells, widths, strict=True)
        ]
        count = max(map(len, wrapped))
        high = count * look.leading + 5
        if self._y - high < BOTTOM:
            if look is _CELL and not force:
                return False
            if look is not _CELL:
                self._turn()
        canvas = self._canvas
        if look is _CELL_HEAD:
            canvas.setFillGray(_TINT)
            canvas.rect(LEFT, self._y - high + 9, _WIDE, high, stroke=0, fill=1)
        for at in range(count):
            if self._y < BOTTOM:
                self._turn()
            x = LEFT + 4
            for lines, width in zip(wrapped, widths, strict=True):
                if at < len(lines):
                    self._put(x, lines[at], look)
                x += width
            self._y -= look.leading
        canvas.setStrokeColorRGB(*_LINE)
        canvas.setLineWidth(0.4)
        canvas.line(LEFT, self._y + 7, RIGHT, self._y + 7)
        self._y -= 5
        return True

    def _picture(self, block: Picture) -> None:
        wide = min(_WIDE, block.width * 0.75)
        high = wide * block.height / block.width
        most = TOP - BOTTOM - 80
        if high > most:
            wide, high = wide * most / high, most
        caption = self._wrapped(block.caption, _NOTE, _WIDE)
        self._room(high + len(caption) * _NOTE.leading + 10)
        self._lines(caption, _NOTE)
        picture = ImageReader(io.BytesIO(block.data))
        self._canvas.drawImage(picture, LEFT, self._y - high + 6, wide, high)
        self._canvas.setStrokeColorRGB(*_LINE)
        self._canvas.rect(LEFT, self._y - high + 6, wide, high)
        self._y -= high + 10

    def _lines(self, lines: Sequence[str], look: Look) -> None:
        for line in lines:
            if self._y - look.leading < BOTTOM:
                self._turn()
            self._put(LEFT + look.indent, line, look)
            self._y -= look.leading

    def _put(self, x: float, line: str, look: Look) -> None:
        self._canvas.setFillColorRGB(*look.colour)
        self._canvas.setFont(look.font, look.size)
        self._canvas.drawString(x, self._y, _seen(line))

    def _wide(self, text: str, look: Look) -> float:
        key = (text, look.font)
        if key not in self._widths:
            self._widths[key] = pdfmetrics.stringWidth(text, look.font, 1)
        return self._widths[key] * look.size

    def _wrapped(self, text: str, look: Look, room: float) -> list[str]:
        lines: list[str] = []
        for part in drawable(text).split("\n"):
            lines += self._filled(part, look, room)
        return lines

    def _filled(self, part: str, look: Look, room: float) -> list[str]:
        """Words on lines; a word that is wider than a line is cut."""
        lines, line, used = [], "", 0.0
        gap = self._wide(" ", look)
        for word in part.split(" "):
            for piece in self._cut(word, look, room):
                wide = self._wide(piece, look)
                if line and used + gap + wide > room:
                    lines.append(line)
                    line, used = piece, wide
                else:
                    line, used = (f"{line} {piece}", used + gap + wide) if line else (piece, wide)
        return [*lines, line]

    def _cut(self, word: str, look: Look, room: float) -> list[str]:
        if self._wide(word, look) <= room:
            return [word]
        pieces, piece, used = [], "", 0.0
        for one in word:
            wide = self._wide(one, look)
            if used + wide > room:
                pieces.append(piece)
                piece, used = "", 0.0
            piece, used = piece + one, used + wide
        return [*pieces, piece]
