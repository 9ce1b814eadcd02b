"""The list of moderation: standards with their ratings, key questions with their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from fieldkit.inspection.form import Form
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.band_scale import Standing, paint_band
from fieldkit.ui.components.columns import Column, fitted, paint_plain_row, paint_two
from fieldkit.ui.components.pill import paint_pill, pill_width
from fieldkit.ui.components.rating import paint_rating
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate

LINE = Qt.ItemDataRole.UserRole
_STANDARD, _QUESTION, _SECTION = 40, 28, 30


@dataclass(frozen=True)
class Line:
    """What a row paints: a standard's ratings, or a question's standing."""

    code: str
    title: str
    second: str = ""
    near: str = ""
    standing: Standing | None = None
    computed: str | None = None
    final: str | None = None
    lowest: bool = False
    thresholds: tuple[float, ...] = ()


def columns(thresholds: Sequence[float]) -> tuple[Column, ...]:
    """The columns, for a form with these thresholds."""
    bounds = ", ".join(f"{one:g}" for one in thresholds)
    return (
        Column("title", "Standard and key questions"),
        Column("n", "n/N", 44, drop=3, right=True),
        Column("percent", "Sufficient", 68, drop=2, right=True),
        Column("band", f"Band scale: {bounds}", 204, drop=4),
        Column("computed", "Computed", 165, drop=1),
        Column("final", "Final", 165),
    )


def near_words(rated: KeyQuestionRating | StandardRating, words: Sequence[str]) -> str:
    """How far the next band is: "1 case to Good", or from the one below."""
    now = rated.rating if isinstance(rated, KeyQuestionRating) else rated.computed
    place = words.index(now) if now in words else -1
    if rated.cases_up and 0 <= place < len(words) - 1:
        return f"{_cases(rated.cases_up)} to {words[place + 1]}"
    if rated.cases_down and place > 0:
        return f"{_cases(rated.cases_down)} from {words[place - 1]}"
    return ""


def _cases(number: int) -> str:
    return f"{number} {'case' if number == 1 else 'cases'}"


def standing_of(one: KeyQuestionRating, level: int, words: Sequence[str]) -> Standing:
    """A key question's figures as the band scale draws them."""
    low, high = one.interval if one.interval is not None else (None, None)
    return Standing(
        percent=float(one.percent) if one.percent is not None else None,
        n=one.counts.yes,
        of=one.counts.judged,
        low=float(low) if low is not None else None,
        high=float(high) if high is not None else None,
        level=level,
        words=near_words(one, words),
    )


def thresholds_of(form: Form) -> tuple[float, ...]:
    """The percents at which the bands of a form begin, the lowest left out."""
    return tuple(float(one.percent_from) for one in form.bands if one.percent_from)


class RatingDelegate(RowDelegate):
    """Paints standards and questions in the columns of `columns`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(LINE)
        least = theme.metrics("body").height() + theme.px(8)
        if line is not None and line.standing is None:
            least = theme.metrics("strong").height() + theme.metrics("second").height()
        high = _SECTION if line is None else _STANDARD if line.standing is None else _QUESTION
        return QSize(theme.px(120), max(theme.px(high), int(least) + theme.px(4)))

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line: Line = index.data(LINE)
        selected = paint_plain_row(painter, rect, option)
        places = fitted(columns(line.thresholds), rect)
        if line.standing is None:
            _paint_standard(painter, line, places)
        else:
            _paint_question(painter, line, line.standing, places, selected)


def _paint_standard(painter: QPainter, line: Line, places: dict[str, QRectF]) -> None:
    second = line.second if "band" in places else line.near or line.second
    paint_two(painter, places["title"], f"{line.code}  {line.title}", second)
    if "band" in places:
        paint.text(painter, places["band"], line.near, "body", "text2")
    if "computed" in places:
        paint_rating(painter, places["computed"], line.computed, "body", "Not rated")
    paint_rating(painter, places["final"], line.final, "strong", "Not rated")


def _paint_question(
    painter: QPainter, line: Line, standing: Standing, places: dict[str, QRectF], selected: bool
) -> None:
    title = places["title"].adjusted(theme.px(16), 0, 0, 0)
    role = "strong" if line.lowest else "body"
    room = title
    if line.lowest:
        room = title.adjusted(0, 0, -pill_width("plain", "lowest") - theme.px(10), 0)
    used = paint.text(painter, room, f"{line.code}  {line.title}", role)
    if line.lowest:
        place = title.adjusted(used + theme.px(10), 0, 0, 0)
        paint_pill(painter, place, "plain", "lowest", on_tint=selected)
    told = f"{standing.n}/{standing.of}"
    percent = f"{standing.percent:.1f} %" if standing.percent is not None else "–"
    if "n" in places:
        paint.text(painter, places["n"], told, "body", "text2", paint.RIGHT)
        paint.text(painter, places["percent"], percent, role, "text", paint.RIGHT)
    else:
        paint.text(painter, places["final"], f"{told} = {percent}", role)
    if "band" in places:
        # The scale keeps ten pixels free at both ends for its numbers, which rows do not have.
        scale = places["band"].adjusted(-theme.px(10), 0, theme.px(10), 0)
        paint_band(painter, scale, standing, line.thresholds, ticks=False, shapes_above=False)


def rows_of(form: Form, ratings: Ratings) -> list[tuple[str, dict[int, object]]]:
    """Every row with the code of its standard ("" for a heading)."""
    found: list[tuple[str, dict[int, object]]] = []
    basis = ""
    for rated in ratings.standards:
        if rated.basis != basis:
            basis = rated.basis
            found.append(("", _section(_HEADINGS.get(basis, _HEADINGS["evidence"]))))
        found.append((rated.code, _standard(form, rated)))
        for one in rated.key_questions if basis == "cases" else ():
            found.append((rated.code, _question(form, one, ratings.confidence)))
    return found


_HEADINGS = {
    "cases": "Cases: computed from the finished first readings",
    "evidence": "Organisation: proposed from evidence, decided by the panel",
}


def _section(words: str) -> dict[int, object]:
    role = Qt.ItemDataRole
    return {role.DisplayRole: words, role.AccessibleTextRole: words, Row.SECTION: True}


def _standard(form: Form, rated: StandardRating) -> dict[int, object]:
    standard = form.standard(rated.code)
    title = standard.title if standard else ""
    second = _second(rated)
    near = near_words(rated, form.ratings) if rated.basis == "cases" else ""
    if rated.basis != "cases":
        near = "Proposed by the lead" if rated.proposed else "Not proposed yet"
    line = Line(
        rated.code,
        title,
        second,
        near,
        computed=rated.computed,
        final=rated.rating,
        thresholds=thresholds_of(form),
    )
    spoken = (
        f"{rated.code} {title}",
        f"computed {rated.computed or 'not rated'}",
        f"final {rated.rating or 'not rated'}",
        second,
        near,
    )
    return {
        Qt.ItemDataRole.DisplayRole: f"{rated.code} {title}",
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(filter(None, spoken)),
        LINE: line,
    }


def _question(form: Form, one: KeyQuestionRating, level: int) -> dict[int, object]:
    question = form.key_question(one.code)
    strand = question.strand if question else ""
    standing = standing_of(one, level, form.ratings)
    title = f"{strand[:1].upper()}{strand[1:]}"
    line = Line(
        one.code, title, standing=standing, lowest=one.lowest, thresholds=thresholds_of(form)
    )
    lowest = ", lowest" if one.lowest else ""
    return {
        Qt.ItemDataRole.DisplayRole: f"{one.code} {title}",
        Qt.ItemDataRole.AccessibleTextRole: f"{one.code} {title}{lowest}, {standing.sentence()}",
        LINE: line,
    }


def _second(rated: StandardRating) -> str:
    if rated.decision is not None:
        changed = rated.rating != rated.computed
        return "Changed by the panel" if changed else "Decided by the panel"
    if rated.basis != "cases":
        return "From evidence"
    return "Open to the panel; not used" if rated.triggers else "Not open to discretion"
