"""Rows of hits: a document, and the words found with what stands around them, marked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate

SNIPPET = Qt.ItemDataRole.UserRole + 60


def plain(snippet: str) -> str:
    """The words of a snippet without its marks."""
    return " ".join(snippet.replace("\x02", "").replace("\x03", "").split())


def blind_words(scans: int, refused: int) -> str:
    """What find cannot look into, in words; "" for nothing."""
    number = scans + refused
    if not number:
        return ""
    parts = [f"{scans} {'is a scan' if scans == 1 else 'are scans'}"] if scans else []
    parts += [f"{refused} cannot be opened"] if refused else []
    noun = "document has" if number == 1 else "documents have"
    return f"{number} {noun} no text ({', '.join(parts)}): find cannot look inside."


class SnippetDelegate(RowDelegate):
    """The second line shows the words found on the colour of a hit."""

    def paint_words(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        snippet = index.data(SNIPPET)
        if not snippet:
            super().paint_words(painter, rect, index)
            return
        first = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        one, two = theme.metrics("strong").height(), theme.metrics("second").height()
        top = rect.center().y() - (one + two) / 2
        role = "strong" if index.data(Row.STRONG) else "body"
        paint.text(painter, QRectF(rect.left(), top, rect.width(), one), first, role)
        _paint_snippet(painter, QRectF(rect.left(), top + one, rect.width(), two), str(snippet))


def _paint_snippet(painter: QPainter, rect: QRectF, snippet: str) -> None:
    """From a little before the first word found, so that it is never cut off."""
    text = " ".join(snippet.split())
    before = text.split("\x02", 1)[0]
    room = theme.metrics("second").horizontalAdvance(before)
    while room > rect.width() * 0.5 and " " in before:
        before = before.split(" ", 1)[1]
        room = theme.metrics("second").horizontalAdvance(f"… {before}")
        text = f"… {before}\x02" + text.split("\x02", 1)[1]
    left = rect.left()
    for number, piece in enumerate(text.replace("\x03", "\x02").split("\x02")):
        if left >= rect.right() - theme.px(12) or not piece:
            continue
        place = QRectF(left, rect.top(), rect.right() - left, rect.height())
        hit = bool(number % 2)
        role = "second_strong" if hit else "second"
        wide = min(theme.metrics(role).horizontalAdvance(piece), place.width())
        if hit:
            painter.fillRect(QRectF(left, rect.top(), wide, rect.height()), theme.colour("tint2"))
        left += paint.text(painter, place, piece, role, "text" if hit else "text2")
