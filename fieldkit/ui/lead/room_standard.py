"""One standard as the room sees it: its questions large, each on its band scale, and what decides.

Nothing here names a person, a reader or a CRN, and no letter is smaller than can be read across
a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from fieldkit.inspection.form import Form
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.band_scale import Standing, paint_band
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.columns import paint_plain_row
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.rating import RATINGS, RatingMark
from fieldkit.ui.components.row_delegate import Index, RowDelegate, prepare
from fieldkit.ui.lead.moderation_detail import TRIGGERS, Ground
from fieldkit.ui.lead.moderation_list import near_words, standing_of, thresholds_of
from fieldkit.ui.plain_list import PlainList

_LINE = Qt.ItemDataRole.UserRole
_ROW, _LOW, _ZOOM = 136, 92, 1.9
_FIGURE, _SCALE, _WIDE, _TWO = 150, 380, 700, 1060
_FROM_EVIDENCE = "Judged from evidence: the lead proposes, the panel decides."


@dataclass(frozen=True)
class _Question:
    """A key question's line: what it is called, how it stands, and where the bands begin."""

    title: str
    second: str
    standing: Standing
    lowest: bool
    thresholds: tuple[float, ...]


class _QuestionDelegate(RowDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(240), row_height(option.rect.width()))

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line: _Question | str = index.data(_LINE)
        paint_plain_row(painter, rect, option)
        inside = rect.adjusted(theme.px(24), 0, -theme.px(24), 0)
        if isinstance(line, str):
            _two(painter, inside, _FROM_EVIDENCE, "wall_second", line, paint.LEFT)
            return
        role = "wall_figure" if line.lowest else "wall_title"
        wide = rect.width() >= theme.px(_WIDE)
        scale = min(theme.px(_SCALE), inside.width() * 0.45) if wide else 0
        figure = theme.px(_FIGURE)
        first = QRectF(inside)
        first.setWidth(inside.width() - figure - scale - theme.px(24 if wide else 12))
        if theme.metrics(role).horizontalAdvance(line.title) > first.width():
            role = "panel"
        _two(painter, first, line.title, role, line.second, paint.LEFT)
        place = QRectF(first.right() + theme.px(12), rect.top(), figure, rect.height())
        told = f"{line.standing.n} of {line.standing.of}"
        share = line.standing.percent
        percent = f"{share:.1f} %" if share is not None else "–"
        _two(painter, place, told, "wall_figure", percent, paint.RIGHT)
        if wide:
            high = theme.px(12 * _ZOOM) + theme.metrics("wall_second").height() * 2
            top = rect.center().y() - high / 2
            band = QRectF(inside.right() - scale, top, scale, high)
            paint_band(
                painter, band, line.standing, line.thresholds, shapes_above=False, zoom=_ZOOM
            )


def row_height(width: int) -> int:
    """How tall a question's row of `width` is, in pixels: less where no band has room."""
    words = theme.metrics("wall_figure").height() + theme.metrics("wall_second").height()
    high = _ROW if width >= theme.px(_WIDE) else _LOW
    return max(round(theme.px(high)), round(words + theme.px(24)))


def _two(
    painter: QPainter, place: QRectF, first: str, role: str, second: str, align: Qt.AlignmentFlag
) -> None:
    """Two lines, one above the other, in the middle of `place`."""
    one, two = theme.metrics(role).height(), theme.metrics("wall_second").height()
    top = place.center().y() - (one + two) / 2
    paint.text(painter, QRectF(place.left(), top, place.width(), one), first, role, "text", align)
    below = QRectF(place.left(), top + one, place.width(), two)
    paint.text(painter, below, second, "wall_second", "text2", align)


class StandardView(QWidget):
    """`chosen` and `activated` tell the code of a key question; `moved` the place of its row."""

    chosen = Signal(str)
    activated = Signal(str)
    moved = Signal(int, int)

    def __init__(self, form: Form, *more: QWidget) -> None:
        super().__init__()
        self._form = form
        self._codes: tuple[str, ...] = ()
        self.list = PlainList(_QuestionDelegate)
        prepare(self.list, "Key questions of the standard")
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.list.setVerticalScrollBarPolicy(off)
        self.list.setHorizontalScrollBarPolicy(off)
        self.list.selectionModel().currentChanged.connect(lambda now, before: self._walked())
        self.list.activated.connect(lambda index: self.activated.emit(self.current))
        self._near = Label("", "panel", wrap=True)
        self._moves = Label("", "wall_second", "text2", wrap=True)
        self._interval = Label("", "wall_second", "text2", wrap=True)
        self._legend = QWidget()
        marks = [RatingMark(one, role="wall_second") for one in RATINGS]
        self._legend.setLayout(row(*marks, STRETCH, gap=24))
        self._arrow = IconLabel("arrow-up", "text2", 22)
        self._computed = RatingMark(None, none="Not rated", role="wall_figure")
        self._final = RatingMark(None, none="Not rated", role="wall_figure")
        self._how = Label("Computed", "wall_second", "text2")
        self._what = Label("Final", "wall_second", "text2")
        self._grounds = {code: Ground(code, "wall_second", 18) for code in TRIGGERS}
        self._why = Label("", "wall_second", wrap=True)
        self._build(more)
        self.setFocusProxy(self.list)

    def _build(self, more: Sequence[QWidget]) -> None:
        self._card = Card("", self.list, self._legend, self._interval, gap=8)
        self._card.setAccessibleName("Key questions")
        near = row(column(self._arrow, STRETCH, gap=0), (self._near, 1), gap=10)
        self._left = column(self._card, near, self._moves, STRETCH, gap=14)
        final = Card("", self._what, self._final, look="card_chosen", gap=6)
        title = Label("The form lets the panel change it", "panel", "text2", wrap=True)
        self._may = Card("", title, *self._grounds.values(), gap=6)
        reason = Label("Reason, as it will be minuted", "panel", "text2", wrap=True)
        self._reason = Card("", reason, self._why, gap=6)
        computed = Card("", self._how, self._computed, gap=6)
        self._right = column(computed, final, self._may, self._reason, *more, STRETCH, gap=14)
        self._both = row((self._left, 7), (self._right, 4), gap=24, margins=(24, 20, 24, 20))
        self.setLayout(self._both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_TWO)
        way = self._both.Direction.LeftToRight if beside else self._both.Direction.TopToBottom
        if self._both.direction() != way:
            self._both.setDirection(way)
            self._both.rescale()
        self._both.activate()  # so that the list has the width of now
        self._fit()

    def _fit(self) -> None:
        wide = self.list.viewport().width()
        self.list.setFixedHeight(row_height(wide) * max(1, len(self._codes)))
        self._legend.setVisible(any(self._codes) and wide >= theme.px(_WIDE))

    def show_standard(
        self, rated: StandardRating, ratings: Ratings, moves: Sequence[str], passages: int
    ) -> None:
        """Show a standard; `moves` are the numbers of cases whose judgement would move it.

        `passages` counts what is tied to a standard that is judged from evidence.
        """
        form, by_cases = self._form, rated.basis == "cases"
        here = self.current
        judged = rated.key_questions if by_cases else ()
        self._codes = tuple(one.code for one in judged) or ("",)
        bounds = thresholds_of(form)
        rows = [_row(form, one, ratings.confidence, bounds) for one in judged]
        self.list.show_rows(rows or [_from_evidence(passages)])
        self._fit()
        self.choose(here if here in self._codes else self._codes[0])
        self._interval.setVisible(bool(judged))
        level, any_yet = ratings.confidence, any(one.counts.judged for one in judged)
        told = f"Bar: {level} % interval. It informs; it never decides."
        self._interval.setText(told if any_yet else "No finished reading answers these yet.")
        near = near_words(rated, form.ratings) if by_cases else ""
        away = near if " from " in near else near.replace(" to ", " away from ", 1)
        self._near.setText(away)
        self._arrow.set_icon("arrow-down" if " from " in near else "arrow-up", "text2")
        for part in (self._near, self._arrow):
            part.setVisible(bool(near))
        some = ", ".join(moves[:8]) + (" and more" if len(moves) > 8 else "")
        self._moves.setText(f"Judging one answer differently would move it: case {some}.")
        self._moves.setVisible(bool(moves))
        self._show_decision(rated, by_cases)

    def _show_decision(self, rated: StandardRating, by_cases: bool) -> None:
        decided = rated.decision
        self._how.setText("Computed" if by_cases else "Proposed by the lead")
        self._computed.set_rating(rated.computed)
        self._what.setText("Final, decided by the panel" if decided else "Final, not decided yet")
        self._final.set_rating(rated.rating)
        judged = any(one.counts.judged for one in rated.key_questions)
        self._may.setVisible(by_cases and judged)
        for code, ground in self._grounds.items():
            ground.show_met(code in rated.triggers)
        self._reason.setVisible(bool(decided and decided.reason))
        self._why.setText(decided.reason if decided else "")

    @property
    def current(self) -> str:
        """The code of the key question that has the bar, or ""."""
        place = self.list.currentIndex().row()
        return self._codes[place] if 0 <= place < len(self._codes) else ""

    def choose(self, code: str) -> None:
        """Give the bar to a key question."""
        if code in self._codes:
            self.list.setCurrentIndex(self.list.model().index(self._codes.index(code), 0))

    def told(self) -> tuple[str, ...]:
        """What each row says to those who hear it."""
        model, role = self.list.model(), Qt.ItemDataRole.AccessibleTextRole
        return tuple(str(model.index(at, 0).data(role)) for at in range(len(self._codes)))

    def _walked(self) -> None:
        if self.list.currentIndex().isValid():
            top = self.list.mapTo(self, self.list.visualRect(self.list.currentIndex()).topLeft())
            self.moved.emit(top.y(), row_height(self.list.viewport().width()))
            self.chosen.emit(self.current)


def _from_evidence(passages: int) -> dict[int, object]:
    """The one row of a standard without key questions."""
    counted = "1 passage stands" if passages == 1 else f"{passages} passages stand"
    told = f"{counted} behind it." if passages else "No passage is tied to it."
    return {
        Qt.ItemDataRole.DisplayRole: _FROM_EVIDENCE,
        Qt.ItemDataRole.AccessibleTextRole: f"{_FROM_EVIDENCE} {told}",
        _LINE: told,
    }


def _row(
    form: Form, one: KeyQuestionRating, level: int, bounds: tuple[float, ...]
) -> dict[int, object]:
    question = form.key_question(one.code)
    strand = question.strand if question else ""
    title = f"{strand[:1].upper()}{strand[1:]}" or one.code
    standing = standing_of(one, level, form.ratings)
    second = "the lowest: it decides" if one.lowest else one.code
    told = [f"{one.code} {title}", standing.sentence(), one.rating or "not rated"]
    told += ["the lowest: it decides"] if one.lowest else []
    line = _Question(title, second, standing, one.lowest, bounds)
    return {
        Qt.ItemDataRole.DisplayRole: f"{one.code} {title}",
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(told),
        Qt.ItemDataRole.ToolTipRole: standing.sentence(),
        _LINE: line,
    }
