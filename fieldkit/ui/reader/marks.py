"""Marks on a document and the passage a reader has selected: values, and how a mark is drawn.

Documents are read on paper in every theme, so what is painted on a page takes its colours from
the light theme, or from the page tokens, and is multiplied with the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from fieldkit.inspection.subjects import Area
from fieldkit.ui import theme, tokens
from fieldkit.ui.components import paint

Direction = Literal["for", "against", "absence"]
QUOTE: Final = 2000
AROUND: Final = 40
_TAGS: Final = {"for": "evidence_for", "against": "evidence_against", "absence": "text2"}
_FILLS: Final = {"for": "page_for", "against": "page_against", "absence": "page_hit"}
_SIGNS: Final = {"for": "+", "against": "−", "absence": "○"}


@dataclass(frozen=True)
class Mark:
    """A passage that is tied to a question. `start` and `end` count characters of the page.

    `area` is a part of a page without words, in thousandths of its width and height.
    """

    id: str
    sha256: str
    page: int
    start: int
    end: int
    direction: Direction
    label: str
    area: Area | None = None

    @property
    def tag(self) -> str:
        """The words of its margin tag: "+ 2.1.3"."""
        return f"{_SIGNS[self.direction]} {self.label}"

    @property
    def token(self) -> str:
        """The colour token of its tag and bar, off the page."""
        return _TAGS[self.direction]

    @property
    def fill(self) -> str:
        """The page token of its highlight."""
        return _FILLS[self.direction]

    @property
    def spoken(self) -> str:
        """Its tag for a screen reader."""
        words = {"for": "for", "against": "against", "absence": "nothing found, for"}
        return f"Tied {words[self.direction]} {self.label}"


@dataclass(frozen=True)
class Passage:
    """What is selected: the quote with a little of what stands before and after it."""

    sha256: str
    page: int
    start: int
    end: int
    quote: str
    before: str
    after: str
    area: Area | None = None
    section: str = ""
    ocr: bool = False


def passage_of(sha256: str, page: int, text: str, start: int, end: int) -> Passage | None:
    """The passage of `text` from `start` to `end`, without blanks at its ends; None if empty."""
    start, end = max(0, min(start, end)), min(len(text), max(start, end))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    end = min(end, start + QUOTE)
    if start >= end:
        return None
    before = text[max(0, start - AROUND) : start]
    return Passage(sha256, page, start, end, text[start:end], before, text[end : end + AROUND])


def on_paper(token: str) -> QColor:
    """A colour for lines and text upon a page, which is light in every theme."""
    return QColor(getattr(tokens.LIGHT, token))


_PAPERS: Final = {"printed": "#FFFFFF", "cream": "#FBF1D9", "grey": "#E3E6E8"}
_paper = ["theme"]


def use_paper(name: str) -> None:
    """What pages are shown on from now on: ``theme``, ``printed``, ``cream`` or ``grey``."""
    _paper[0] = name if name in _PAPERS else "theme"


def paper() -> QColor:
    """The colour of a page: what was chosen, else that of the present theme."""
    chosen = _PAPERS.get(_paper[0])
    return QColor(chosen) if chosen else theme.colour("page")


def multiplied(colour: QColor, by: QColor) -> QColor:
    """Two colours multiplied, as a highlighter does on paper."""
    return QColor(
        colour.red() * by.red() // 255,
        colour.green() * by.green() // 255,
        colour.blue() * by.blue() // 255,
    )


def highlight(token: str) -> QColor:
    """The colour of a page token (``page_for`` ...) laid on the page of this theme."""
    return multiplied(theme.colour(token), paper())


def selection_tint() -> QColor:
    """What a selection multiplies the page with."""
    return QColor(tokens.mix(tokens.LIGHT.good, tokens.LIGHT.page, 0.62))


def line_colour(mark: Mark) -> QColor:
    """The colour of a mark's underline on the page."""
    return on_paper(mark.token)


def underline(painter: QPainter, rect: QRectF, mark: Mark) -> None:
    """The line under a marked passage: solid for, dashed against, dotted for absence."""
    pen = QPen(line_colour(mark), max(1.6, theme.px(1.6)))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if mark.direction != "for":
        pen.setDashPattern([4.0, 2.0] if mark.direction == "against" else [1.0, 1.5])
    painter.setPen(pen)
    low = rect.bottom() - pen.widthF() / 2
    painter.drawLine(QPointF(rect.left(), low), QPointF(rect.right(), low))


def tag_size(mark: Mark) -> tuple[float, float]:
    """Width and height of a mark's margin tag, in pixels."""
    wide = theme.metrics("key_strong").horizontalAdvance(mark.tag) + theme.px(12)
    return wide, float(theme.px(19))


def paint_tag(painter: QPainter, rect: QRectF, mark: Mark, selected: bool) -> None:
    """The margin tag; a ring around it tells the selected one."""
    if selected:
        gap = theme.px(3)
        paint.block(painter, rect.adjusted(-gap, -gap, gap, gap), None, "focus", radius=6, width=2)
    paint.block(painter, rect, mark.token, radius=4)
    paint.text(painter, rect, mark.tag, "key_strong", "on_mark", paint.CENTRE)


def paint_bar(painter: QPainter, rect: QRectF, mark: Mark) -> None:
    """The bar beside a marked passage, solid or broken."""
    if mark.direction == "for":
        painter.fillRect(rect, theme.colour(mark.token))
        return
    top = rect.top()
    while top < rect.bottom():
        high = min(float(theme.px(5)), rect.bottom() - top)
        painter.fillRect(QRectF(rect.left(), top, rect.width(), high), theme.colour(mark.token))
        top += theme.px(8)


def tag_places(
    wanted: list[tuple[Mark, QRectF]], right: float
) -> list[tuple[Mark, QRectF, QRectF]]:
    """Where tag and bar go, left of `right`, one below the other where they would overlap.

    `wanted` gives each mark with the rectangle of its passage, in the same coordinates.
    """
    placed = []
    low = float("-inf")
    bar = theme.px(3)
    for mark, rect in sorted(wanted, key=lambda one: (one[1].top(), one[0].id)):
        wide, high = tag_size(mark)
        top = max(rect.top(), low + theme.px(4))
        low = top + high
        bar_rect = QRectF(right - bar - theme.px(4), rect.top(), bar, rect.height())
        tag = QRectF(bar_rect.left() - theme.px(5) - wide, top, wide, high)
        placed.append((mark, tag, bar_rect))
    return placed
