"""The list of my cases: one row of columns for each, painted, with a header in the same columns."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from fieldkit.steps.read import CaseRow
from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.pill import paint_pill
from fieldkit.ui.components.progress import paint_bar
from fieldkit.ui.components.row_delegate import Index, RowDelegate, paint_state, prepare
from fieldkit.ui.my_cases_model import (
    CaseModel,
    delivered_words,
    pill_of,
    second_of,
    title_of,
    unread_words,
)

_WIDE = (
    ("Case", 0),
    ("Answered", 168),
    ("Documents", 110),
    ("State", 186),
    ("Last worked on", 132),
    ("Delivered", 96),
)
_DROPPED = (("Delivered", 860), ("Last worked on", 760), ("Documents", 700))


def columns(width: float) -> dict[str, tuple[float, float]]:
    """Left edge and width of each column that has room, in pixels."""
    left = float(theme.px(49))
    dropped = {name for name, least in _DROPPED if width < theme.px(least)}
    shown = [(name, theme.px(wide)) for name, wide in _WIDE if name not in dropped]
    rest = width - left - sum(wide for _, wide in shown) - theme.px(8)
    found: dict[str, tuple[float, float]] = {}
    for name, wide in shown:
        room = wide or max(theme.px(120), rest)
        found[name] = (left, room - theme.px(12))
        left += room
    return found


class Header(QWidget):
    """The names of the columns."""

    def __init__(self, view: QListView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        theme.fix(self, height=31)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(rect, theme.colour("panel"))
        foot = QRectF(0, rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        for name, (left, wide) in columns(self._view.viewport().width()).items():
            place = QRectF(left, 0, wide, rect.height())
            paint.text(painter, place, name, "second_medium", "text2")


class CaseDelegate(RowDelegate):
    """Paints one case across the columns."""

    def __init__(self, model: CaseModel, parent: QWidget) -> None:
        super().__init__(parent, height=48)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index)

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        row: CaseRow = index.data(Qt.ItemDataRole.UserRole)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = isinstance(option.widget, QWidget) and option.widget.hasFocus()
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        foot = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(foot, theme.colour("line"))
        paint_state(painter, rect, selected=selected, focused=focused, hover=hover)
        if row.alerts or row.asked:
            side = theme.px(18)
            place = QRectF(theme.px(14), rect.center().y() - side / 2, side, side)
            what = ("warning-octagon-fill", "bad") if row.alerts else ("chat-text", "warn")
            icons.paint(painter, what[0], place, what[1])
        for name, (left, wide) in columns(rect.width()).items():
            place = QRectF(rect.left() + left, rect.top(), wide, rect.height())
            self._paint_cell(painter, name, place, row, selected)

    def _paint_cell(
        self, painter: QPainter, name: str, place: QRectF, row: CaseRow, selected: bool
    ) -> None:
        if name == "Case":
            self._paint_case(painter, place, row)
        elif name == "Answered":
            words = theme.px(64)
            told = f"{row.answered} of {row.questions}"
            paint.text(painter, QRectF(place.left(), place.top(), words, place.height()), told)
            bar = QRectF(place.left() + words, place.top(), theme.px(82), place.height())
            paint_bar(painter, bar, row.answered, row.questions)
        elif name == "Documents":
            role, tone = ("strong", "text") if row.unread else ("body", "text2")
            if row.unread:
                side = theme.px(8)
                dot = QRectF(place.left(), place.center().y() - side / 2, side, side)
                paint.block(painter, dot, "accent", radius=4)
                place = place.adjusted(theme.px(16), 0, 0, 0)
            paint.text(painter, place, unread_words(row), role, tone)
        elif name == "State":
            paint_pill(painter, place, *pill_of(row), on_tint=selected)
        elif name == "Last worked on":
            paint.text(painter, place, self._model.last_worked(row), "body", "text2")
        else:
            paint.text(painter, place, delivered_words(row), "body", "text2")

    def _paint_case(self, painter: QPainter, place: QRectF, row: CaseRow) -> None:
        one, two = theme.metrics("strong").height(), theme.metrics("second").height()
        top = place.center().y() - (one + two) / 2
        first = QRectF(place.left(), top, place.width(), one)
        paint.text(painter, first, title_of(row), "strong")
        second = QRectF(place.left(), top + one, place.width(), two)
        paint.text(painter, second, second_of(row, self._model.now), "second", "text2")


def make_list(model: CaseModel) -> QListView:
    """The list view itself."""
    view = ListView()
    prepare(view, "My cases")
    view.setModel(model)
    view.setItemDelegate(CaseDelegate(model, view))
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view
