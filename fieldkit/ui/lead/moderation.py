"""Moderation: standards down, each figure with its n/N and band scale, computed beside final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating
from fieldkit.steps import moderate
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.band_scale import BandScale, Standing, paint_band
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.choice import RadioButton
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.components.rating import RatingMark, paint_rating
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.wording import sentence

FIGURES = Row.RIGHT + 1
TRIGGERS = {
    "near_boundary": "The lowest question is near a boundary",
    "one_case": "One case judged differently would cross it",
    "small_sample": "The sample is very small",
}


@dataclass(frozen=True)
class _Figures:
    """What a row paints: a standard's ratings, or a question's standing."""

    standing: Standing | None
    computed: str | None
    final: str | None
    thresholds: tuple[float, ...]


class _Delegate(RowDelegate):
    """Columns at the right: n/N, percent, band scale, computed, final."""

    def paint_right(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> float:
        found = index.data(FIGURES)
        if found is None:
            return 0.0
        wide = min(theme.px(560), int(rect.width() * 0.66))
        left = rect.right() - wide
        half = wide / 2
        if found.standing is None:
            for place, rating in ((0.0, found.computed), (half, found.final)):
                box = QRectF(left + place, rect.top(), half - theme.px(8), rect.height())
                paint_rating(painter, box, rating, "strong" if place else "body", "Not rated")
            return wide + theme.px(10)
        standing = found.standing
        told = f"{standing.n}/{standing.of}"
        percent = f"{standing.percent:.1f} %" if standing.percent is not None else "–"
        box = QRectF(left, rect.top(), theme.px(60), rect.height())
        paint.text(painter, box, told, "second", "text2", paint.RIGHT)
        box.translate(theme.px(66), 0)
        paint.text(painter, box, percent, "second", "text", paint.RIGHT)
        scale = QRectF(left + theme.px(140), rect.top(), wide - theme.px(140), rect.height())
        paint_band(painter, scale, standing, found.thresholds, ticks=False, shapes_above=False)
        return wide + theme.px(10)


def standing_of(one: KeyQuestionRating, level: int) -> Standing:
    """A key question's figures as the band scale draws them."""
    low, high = one.interval if one.interval is not None else (None, None)
    return Standing(
        percent=float(one.percent) if one.percent is not None else None,
        n=one.counts.yes,
        of=one.counts.judged,
        low=float(low) if low is not None else None,
        high=float(high) if high is not None else None,
        level=level,
        words=_near(one),
    )


def _near(one: KeyQuestionRating) -> str:
    if one.cases_up:
        return f"{one.cases_up} {'case' if one.cases_up == 1 else 'cases'} to the next band"
    return ""


class ModerationPage(QWidget):
    """`decided` is emitted after a final rating is on the disk."""

    decided = Signal()

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._ratings: Ratings | None = None
        self._codes: list[str] = []
        self._code = ""
        self._word = ""
        self._list = PlainList(_Delegate)
        prepare(self._list, "Standards and key questions")
        self._list.selectionModel().currentChanged.connect(self._choose_row)
        self._overall = row(gap=10)
        self._detail = column(gap=10, margins=(16, 14, 16, 14))
        self._build()

    def _build(self) -> None:
        self._why = QPlainTextEdit()
        self._why.setAccessibleName("Reason, needed; printed in the minutes")
        self._why.setFixedHeight(84)
        self._why.textChanged.connect(self._say_ready)
        self._record = Button("Record decision", "primary", icon="check-circle", key="Ctrl+Enter")
        self._record.clicked.connect(self.decide)
        self._note = Label("", "second", "text2")
        head = surface(
            row(
                (column(Label("Moderation", "display"), self._note, gap=2), 1),
                self._overall,
                margins=(20, 12, 20, 12),
            ),
            "window",
        )
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(surface(self._detail, "panel"))
        self._scroll.setMinimumWidth(theme.px(330))
        self._scroll.setMaximumWidth(theme.px(390))
        self.setLayout(column(head, (row((self._list, 1), self._scroll, gap=0), 1), gap=0))

    def load(self) -> None:
        """Rate again from what stands."""
        self._operations.run(lambda: moderate.rate(self._session)[0], self._show)

    def _show(self, ratings: Ratings) -> None:
        self._ratings = ratings
        form = self._session.form
        told = "" if form.confirmed else ", bands to be confirmed against the guidance manual"
        self._note.setText(f"Form {form.id}{told}")
        overall = ratings.overall
        _empty(self._overall)
        for title, points, word in (
            ("Overall, computed", overall.computed_points, overall.computed),
            ("Overall, final", overall.points, overall.rating),
        ):
            told = f"{points} of {overall.maximum}" if points is not None else "Not complete"
            mark = RatingMark(word, none="Not rated")
            self._overall.add(
                column(Label(title, "second", "text2"), row(Label(told, "strong"), mark), gap=2)
            )
        thresholds = tuple(float(one.percent_from) for one in form.bands if one.percent_from)
        self._fill_list(form, ratings, thresholds)

    def _fill_list(self, form: Form, ratings: Ratings, thresholds: tuple[float, ...]) -> None:
        rows: list[dict[int, object]] = []
        self._codes = []
        for rated in ratings.standards:
            standard = form.standard(rated.code)
            title = f"{rated.code}  {standard.title if standard else ''}"
            rows.append(
                {
                    Qt.ItemDataRole.DisplayRole: title,
                    Row.SECOND: _second(rated),
                    Row.STRONG: True,
                    FIGURES: _Figures(None, rated.computed, rated.rating, thresholds),
                    Qt.ItemDataRole.AccessibleTextRole: f"{title}, {rated.rating or 'not rated'}",
                }
            )
            self._codes.append(rated.code)
            for one in rated.key_questions if rated.basis == "cases" else ():
                question = form.key_question(one.code)
                strand = question.strand if question else ""
                lowest = "  · lowest" if one.lowest else ""
                standing = standing_of(one, ratings.confidence)
                rows.append(
                    {
                        Qt.ItemDataRole.DisplayRole: f"    {one.code}  {strand}{lowest}",
                        Row.STRONG: one.lowest,
                        FIGURES: _Figures(standing, None, None, thresholds),
                        Qt.ItemDataRole.AccessibleTextRole: f"{one.code}, {standing.sentence()}",
                    }
                )
                self._codes.append(rated.code)
        before = self._code
        self._list.show_rows(rows)
        place = self._codes.index(before) if before in self._codes else 0
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        model = self._list.model()
        self._list.selectionModel().setCurrentIndex(model.index(place, 0), flag)

    def _choose_row(self, index: object, before: object) -> None:
        place = self._list.currentIndex().row()
        if 0 <= place < len(self._codes) and self._ratings is not None:
            rated = self._ratings.standard(self._codes[place])
            if rated is not None:
                self._fill(rated, self._ratings)

    def _fill(self, rated: StandardRating, ratings: Ratings) -> None:
        form = self._session.form
        standard = form.standard(rated.code)
        _empty(self._detail, {self._why, self._record})
        self._code, self._word = rated.code, ""
        title = f"{rated.code}  {standard.title if standard else ''}"
        self._detail.add(Label(title, "panel", wrap=True))
        lowest = next((one for one in rated.key_questions if one.lowest), None)
        if lowest is not None:
            scale = BandScale([float(one.percent_from) for one in form.bands if one.percent_from])
            scale.set_standing(standing_of(lowest, ratings.confidence))
            told = f"The lowest key question decides: {lowest.code}."
            self._detail.add(Label(told, "second", "text2", wrap=True), scale)
            counts = lowest.counts
            away = f"{counts.not_applicable} not applicable, {counts.unanswered} unanswered, "
            well = Card(
                f"{counts.yes} of {counts.judged} sufficient",
                Label(f"{away}{counts.disputed} disputed", "second", "text2", wrap=True),
                look="well",
            )
            self._detail.add(well)
        else:
            told = "Judged from evidence: the lead proposes, the panel decides."
            self._detail.add(Label(told, "second", "text2", wrap=True))
        self._add_choice(form.ratings, rated)
        self._why.setPlainText(rated.decision.reason if rated.decision else "")
        asked = Label("Reason (needed; printed in the minutes)", "second_strong", "text2")
        foot = Label("Case answers are never edited here.", "second", "text2", wrap=True)
        self._detail.add(asked, self._why, row(self._record, STRETCH), foot, STRETCH)
        self._say_ready()

    def _add_choice(self, words: Sequence[str], rated: StandardRating) -> None:
        self._detail.add(Label("Final rating", "second_strong", "text2"))
        for word in words:
            button = RadioButton(word)
            button.setChecked(word == rated.rating)
            if button.isChecked():
                self._word = word
            button.toggled.connect(partial(self._chosen, word))
            note = "computed" if word == rated.computed else ""
            self._detail.add(row(button, STRETCH, Label(note, "second", "text2")))
        allowed = [TRIGGERS.get(one, one) for one in rated.triggers]
        if rated.basis == "cases":
            told = "; ".join(allowed) or "The form gives no ground to change it"
            title = "Why the form lets the panel change it"
            self._detail.add(Card(title, Label(told, "second", wrap=True), look="well"))

    def choose_standard(self, code: str) -> None:
        """Go to a standard."""
        if code in self._codes:
            self._list.setCurrentIndex(self._list.model().index(self._codes.index(code), 0))

    def choose_rating(self, word: str) -> None:
        """Choose a final rating."""
        for button in self.findChildren(RadioButton):
            if button.text() == word:
                button.setChecked(True)

    def write_reason(self, text: str) -> None:
        """Write the reason."""
        self._why.setPlainText(text)
        self._why.setFocus()

    def _chosen(self, word: str, on: bool) -> None:
        if on:
            self._word = word
            self._say_ready()

    def _say_ready(self) -> None:
        self._record.setEnabled(bool(self._word and self._why.toPlainText().strip()))

    def decide(self) -> None:
        """Record the final rating with its reason."""
        if not self._record.isEnabled() or self._ratings is None:
            return
        code, word, why = self._code, self._word, self._why.toPlainText()
        rated = self._ratings.standard(code)
        trigger = rated.triggers[0] if rated is not None and rated.triggers else "evidence"
        self._operations.run(
            lambda: moderate.moderate(self._session, code, word, trigger, why),
            self._done,
            self._failed,
        )

    def _done(self, made: object) -> None:
        self.decided.emit()
        self.load()

    def _failed(self, why: FieldkitError) -> None:
        self._detail.insertWidget(0, Banner("bad", "Not recorded.", sentence(why)))


def _second(rated: StandardRating) -> str:
    if rated.basis != "cases":
        return "Proposed from evidence" if rated.proposed else "From evidence"
    if rated.decision is not None:
        return "Changed by the panel" if rated.rating != rated.computed else "Decided by the panel"
    if rated.cases_up:
        return f"{rated.cases_up} {'case' if rated.cases_up == 1 else 'cases'} to the next band"
    return ""


def _empty(layout: Box, kept: set[QWidget] | None = None) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None and kept and widget in kept:
            widget.setParent(None)
        elif widget is not None:
            widget.deleteLater()
        elif isinstance(inner, Box):
            _empty(inner, kept)
