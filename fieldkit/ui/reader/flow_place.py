"""Where stretches of a text document stand on its page: rectangles, in document coordinates."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument


def rectangles(document: QTextDocument, start: int, end: int) -> list[QRectF]:
    """One rectangle for each line that the positions `start` to `end` touch."""
    return list(_each(document, start, end))


def _each(document: QTextDocument, start: int, end: int) -> Iterator[QRectF]:
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        yield from _in_block(document, block, start - block.position(), end - block.position())
        block = block.next()


def _in_block(document: QTextDocument, block: QTextBlock, start: int, end: int) -> Iterator[QRectF]:
    layout = block.layout()
    origin = document.documentLayout().blockBoundingRect(block).topLeft()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, length = line.textStart(), line.textLength()
        low, high = max(start, first), min(end, first + length)
        if low >= high:
            continue
        left = _x(line.cursorToX(low))
        right = _x(line.cursorToX(high))
        if number + 1 < layout.lineCount() and high == first + length:
            right = line.x() + line.naturalTextWidth()
        text = line.ascent() + line.descent()
        top = line.y() + max(0.0, line.height() - text)
        if right > left:
            yield QRectF(origin.x() + left, origin.y() + top, right - left, text)


def _x(found: object) -> float:
    """`cursorToX` gives the place alone or with the position, as the binding likes."""
    return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type]
