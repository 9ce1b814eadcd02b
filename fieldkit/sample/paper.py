"""A quiet page layout for PDF: wrapped text, headings, facts, head and foot, bookmarks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

LEFT, RIGHT, TOP, BOTTOM = 62.0, A4[0] - 62.0, A4[1] - 76.0, 70.0
BODY, BOLD = "Helvetica", "Helvetica-Bold"
SIZE, LEADING = 10.0, 13.4


class Paper:
    """One PDF being written. `header` and `footer` stand on every page, the latter with its number.

    A new page begins by itself when the old one is full; `page` counts them.
    """

    def __init__(self, title: str, header: str = "", footer: str = "") -> None:
        self._out = io.BytesIO()
        self._canvas: Any = Canvas(self._out, pagesize=A4, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Northvale PDU (sample)")
        self._header, self._footer = header, footer
        self.page = 0
        self._marks = 0
        self._y = 0.0
        self.turn()

    def turn(self) -> None:
        """Begin the next page."""
        if self.page:
            self._canvas.showPage()
        self.page += 1
        self._y = TOP
        self._canvas.setFont(BODY, 8)
        if self._header:
            self._canvas.drawString(LEFT, A4[1] - 42, self._header)
            self._canvas.line(LEFT, A4[1] - 48, RIGHT, A4[1] - 48)
        if self._footer:
            self._canvas.drawString(LEFT, 38, self._footer)
            self._canvas.drawRightString(RIGHT, 38, f"Page {self.page}")

    def room(self, points: float) -> None:
        """Turn the page unless this much height is left."""
        if self._y - points < BOTTOM:
            self.turn()

    def mark(self, title: str, level: int = 0) -> None:
        """Put a bookmark at this place."""
        self._marks += 1
        key = f"mark{self._marks}"
        self._canvas.bookmarkHorizontal(key, 0, self._y + 14)
        self._canvas.addOutlineEntry(title, key, level, closed=0)

    def heading(self, text: str, size: float = 13.0) -> None:
        """A heading in bold."""
        self.room(size * 2 + LEADING * 3)
        self._y -= size * 0.6
        self._write([text], BOLD, size, size * 1.3, 0)
        self._y -= 3

    def text(self, words: str, *, bold: bool = False, indent: float = 0.0) -> None:
        """A paragraph, wrapped; its own line breaks are kept."""
        font = BOLD if bold else BODY
        for line in words.split("\n"):
            self._write(
                simpleSplit(line, font, SIZE, RIGHT - LEFT - indent) or [""],
                font,
                SIZE,
                LEADING,
                indent,
            )

    def space(self, points: float = 7.0) -> None:
        """A little room."""
        self._y -= points

    def rule(self) -> None:
        """A thin line across."""
        self._canvas.setLineWidth(0.4)
        self._canvas.line(LEFT, self._y + 4, RIGHT, self._y + 4)
        self._y -= 7

    def facts(self, rows: Sequence[tuple[str, str]], indent: float = 150.0) -> None:
        """Names on the left in bold, what is said of them on the right."""
        for name, said in rows:
            lines = simpleSplit(said, BODY, SIZE, RIGHT - LEFT - indent) or [""]
            self.room(LEADING * len(lines))
            self._canvas.setFont(BOLD, SIZE)
            self._canvas.drawString(LEFT, self._y, name)
            self._write(lines, BODY, SIZE, LEADING, indent)

    def done(self) -> bytes:
        """The finished file."""
        self._canvas.save()
        return self._out.getvalue()

    def _write(
        self, lines: Sequence[str], font: str, size: float, leading: float, indent: float
    ) -> None:
        for line in lines:
            if self._y - leading < BOTTOM:
                self.turn()
            self._canvas.setFont(font, size)
            self._canvas.drawString(LEFT + indent, self._y, line)
            self._y -= leading
