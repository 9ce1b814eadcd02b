"""Paints pages, and on them hits, marks, selection and caret; and finds the tag under the mouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from fieldkit import wording
from fieldkit.inspection.subjects import Area
from fieldkit.ui import theme
from fieldkit.ui.reader import marks as marking
from fieldkit.ui.reader import text_selection as geometry
from fieldkit.ui.reader.finder import Hit
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.page_feed import PageFeed
from fieldkit.ui.reader.page_layout import PageLayout
from fieldkit.ui.reader.page_selection import PageSelection


@dataclass
class Scene:
    """All there is to paint. `hits` are those of the pages painted."""

    layout: PageLayout
    feed: PageFeed
    selection: PageSelection
    marks: tuple[Mark, ...] = ()
    selected: str | None = None
    hits: list[Hit] = field(default_factory=list)
    hit: Hit | None = None

    def rects(self, page: int, start: int, end: int) -> list[QRectF]:
        """Where characters stand, in content pixels; nothing while the text is not here."""
        text = self.feed.text(page)
        if text is None:
            return []
        found = geometry.rectangles(text, start, end)
        return [self.layout.from_page(page, rect) for rect in found]

    def mark_rects(self, mark: Mark) -> list[QRectF]:
        """Where a mark stands: its words, or its area."""
        if mark.area is not None:
            return [area_rect(self.layout, mark.page, mark.area)]
        return self.rects(mark.page, mark.start, mark.end)

    def tags(self, pages: Iterable[int]) -> list[tuple[Mark, QRectF, QRectF]]:
        """Tag and bar of each mark on these pages, in content pixels."""
        shown = set(pages)
        wanted, left = [], float("inf")
        for mark in self.marks:
            if mark.page not in shown:
                continue
            rects = self.mark_rects(mark)
            if rects:
                whole = rects[0]
                for rect in rects[1:]:
                    whole = whole.united(rect)
                wanted.append((mark, whole))
                left = min(left, self.layout.rect(mark.page).left())
        return marking.tag_places(wanted, left) if wanted else []

    def mark_at(self, pages: Iterable[int], point: QPointF) -> Mark | None:
        """The mark whose tag or words are at a point of the content."""
        shown = list(pages)
        for mark, tag, _ in self.tags(shown):
            if tag.contains(point):
                return mark
        for mark in reversed(self.marks):
            if mark.page in shown and any(rect.contains(point) for rect in self.mark_rects(mark)):
                return mark
        return None


def paint_scene(painter: QPainter, scene: Scene, pages: Sequence[int], focused: bool) -> None:
    """Paint these pages; the painter is moved so that it paints in content pixels."""
    for page in pages:
        _paint_page(painter, scene, page)
        painter.save()
        painter.setClipRect(scene.layout.rect(page))
        _paint_hits(painter, scene, page)
        _paint_marks(painter, scene, page)
        _paint_selection(painter, scene, page, focused)
        painter.restore()
    for mark, tag, bar in scene.tags(pages):
        marking.paint_bar(painter, bar, mark)
        marking.paint_tag(painter, tag, mark, mark.id == scene.selected)


def _paint_page(painter: QPainter, scene: Scene, page: int) -> None:
    rect = scene.layout.rect(page)
    painter.fillRect(rect, marking.paper())
    held = scene.feed.cache.get(page)
    if held is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, held.image)
    elif page in scene.feed.failed:
        _paint_failed(painter, rect, wording.sentence(scene.feed.failed[page]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("edge" if theme.high_contrast() else "line"), 1))
    painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))


def _paint_failed(painter: QPainter, rect: QRectF, words: str) -> None:
    painter.save()
    painter.setFont(theme.font("lead"))
    painter.setPen(marking.on_paper("text"))
    inner = rect.adjusted(theme.px(40), theme.px(40), -theme.px(40), -theme.px(40))
    flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(inner, int(flags), words)
    painter.restore()


def _multiply(painter: QPainter, rects: list[QRectF], token: str) -> None:
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    colour = theme.colour(token)
    for rect in rects:
        painter.fillRect(rect.toAlignedRect(), colour)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def _paint_hits(painter: QPainter, scene: Scene, page: int) -> None:
    for hit in scene.hits:
        if hit.page != page:
            continue
        rects = scene.rects(page, hit.start, hit.end)
        _multiply(painter, rects, "page_hit")
        if hit == scene.hit:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(marking.on_paper("accent"), theme.px(2)))
            for rect in rects:
                painter.drawRect(rect.adjusted(-1, -1, 1, 1))


def _paint_marks(painter: QPainter, scene: Scene, page: int) -> None:
    for mark in scene.marks:
        if mark.page != page:
            continue
        rects = scene.mark_rects(mark)
        if mark.area is not None:
            _paint_area(painter, rects[0], mark)
            continue
        _multiply(painter, rects, mark.fill)
        for rect in rects:
            marking.underline(painter, rect, mark)


def area_rect(layout: PageLayout, page: int, area: Area) -> QRectF:
    """Where an area stands, in content pixels."""
    whole = layout.rect(page)
    across, down = whole.width() / 1000, whole.height() / 1000
    left, top, right, bottom = area
    return QRectF(
        whole.left() + left * across,
        whole.top() + top * down,
        (right - left) * across,
        (bottom - top) * down,
    )


def _paint_area(painter: QPainter, rect: QRectF, mark: Mark) -> None:
    """A frame round an area: solid for, dashed against."""
    pen = QPen(marking.line_colour(mark), theme.px(2))
    if mark.direction != "for":
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRect(rect)


def _paint_selection(painter: QPainter, scene: Scene, page: int, focused: bool) -> None:
    chosen = scene.selection
    if chosen.page != page:
        return
    if not chosen.empty:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for rect in scene.rects(page, chosen.start, chosen.end):
            painter.fillRect(rect.toAlignedRect(), marking.selection_tint())
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    text = scene.feed.text(page)
    if chosen.caret_on and text is not None:
        place = scene.layout.from_page(page, geometry.caret(text, chosen.caret))
        place.adjust(-theme.px(1), -1, theme.px(1), 1)
        painter.fillRect(place, marking.on_paper("accent" if focused else "edge"))
