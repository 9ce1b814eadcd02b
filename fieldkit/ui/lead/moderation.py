"""Moderation: standards down, each figure with its n/N and band scale, computed beside final."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.rating_values import Ratings
from fieldkit.steps import moderate
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.columns import Headings
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import Box, column, row, surface
from fieldkit.ui.components.rating import RatingMark
from fieldkit.ui.components.row_delegate import prepare
from fieldkit.ui.lead.moderation_detail import DECIDE, ModerationDetail
from fieldkit.ui.lead.moderation_list import RatingDelegate, columns, rows_of, thresholds_of
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList


class _Overall(QWidget):
    """Points and rating of the whole, computed or final."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._points = Label("", "strong")
        self._mark = RatingMark(None, none=" ")
        both = row(self._points, self._mark, gap=10)
        self.setLayout(column(Label(title, "second", "text2"), both, gap=2))

    def say(self, points: int | None, maximum: int | None, word: str | None) -> None:
        """Show them."""
        told = f"{points} of {maximum}" if points is not None else "Not complete"
        self._points.setText(told)
        self._mark.set_rating(word)
        self.setAccessibleName(f"{self._title}: {told}, {word or 'not rated'}")


class ModerationPage(QWidget):
    """`decided` is emitted after a final rating is on the disk."""

    decided = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        key: str = DECIDE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._ratings: Ratings | None = None
        self._codes: list[str] = []
        self._code = ""
        self._wanted = ""
        self.list = PlainList(RatingDelegate)
        prepare(self.list, "Standards and key questions")
        self.list.selectionModel().currentChanged.connect(self._choose_row)
        self.detail = ModerationDetail(session.form, key)
        self.detail.decided.connect(self._record)
        self.list.activated.connect(lambda index: self.detail.choice.take_keys())
        self.notices = Notices()
        self._computed = _Overall("Overall, computed")
        self._final = _Overall("Overall, final")
        self._note = ElidedLabel("", "second", "text2")
        self.setLayout(self._build())
        self.setFocusProxy(self.list)

    def _build(self) -> Box:
        title = column(Label("Moderation", "display"), self._note, gap=2)
        head = row((title, 1), self._computed, 16, self._final, margins=(20, 12, 20, 12))
        heads = Headings(columns(thresholds_of(self._session.form)), self.list)
        both = row((column(heads, (self.list, 1), gap=0), 1), self.detail, gap=0)
        return column(self.notices, surface(head, "window"), (both, 1), gap=0)

    def load(self) -> None:
        """Rate again from what stands."""
        self._operations.run(lambda: moderate.rate(self._session)[0], self._show)

    def _show(self, ratings: Ratings) -> None:
        self._ratings = ratings
        form = self._session.form
        told = "" if form.confirmed else ", bands to be confirmed against the guidance manual"
        self._note.set_text(f"Form {form.id}{told}")
        overall = ratings.overall
        self._computed.say(overall.computed_points, overall.maximum, overall.computed)
        self._final.say(overall.points, overall.maximum, overall.rating)
        rows = rows_of(form, ratings)
        here, top = self.list.currentIndex().row(), self.list.verticalScrollBar().value()
        wanted = self._code or next(code for code, _ in rows if code)
        self._codes = [code for code, _ in rows]
        self.list.show_rows([one for _, one in rows])
        place = here if here >= 0 else self._codes.index(wanted)
        self._code = ""  # so that the detail is read again
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        model = self.list.model()
        self.list.selectionModel().setCurrentIndex(model.index(place, 0), flag)
        self.list.verticalScrollBar().setValue(top)
        if self._wanted:
            self.choose_standard(self._wanted)
            self._wanted = ""
            self.detail.choice.take_keys()

    def _choose_row(self, index: object, before: object) -> None:
        place = self.list.currentIndex().row()
        code = self._codes[place] if 0 <= place < len(self._codes) else ""
        if not code or code == self._code or self._ratings is None:
            return  # another question of the same standard: what was typed stays
        rated = self._ratings.standard(code)
        if rated is not None:
            self._code = code
            self.detail.show_standard(rated, self._ratings, self._session.clock())

    def choose_standard(self, code: str) -> None:
        """Go to a standard."""
        if code in self._codes:
            self.list.setCurrentIndex(self.list.model().index(self._codes.index(code), 0))

    def go_to(self, code: str) -> None:
        """Read the figures, go to a standard, and give its ratings the keys."""
        self._wanted = code
        self.load()

    def choose_rating(self, word: str) -> None:
        """Choose a final rating."""
        self.detail.choice.choose(word)

    def write_reason(self, text: str) -> None:
        """Write the reason."""
        self.detail.why.setPlainText(text)
        self.detail.why.setFocus()

    def decide(self) -> None:
        """Record the final rating with its reason, if both are there."""
        self.detail.decide()

    def _record(self, word: str, why: str) -> None:
        rated = self._ratings.standard(self._code) if self._ratings is not None else None
        if rated is None:
            return
        code = rated.code
        trigger = rated.triggers[0] if rated.triggers else "evidence"
        self._operations.run(
            lambda: moderate.moderate(self._session, code, word, trigger, why),
            lambda made: self._done(f"{code} is recorded as {word}."),
            self._failed,
        )

    def _done(self, told: str) -> None:
        self.notices.settle("record")
        announce(self, told)
        self.decided.emit()
        self.load()

    def _failed(self, why: FieldkitError) -> None:
        self.notices.refuse("record", why)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width()
        theme.fix(self.detail, width=370 if wide >= theme.px(1100) else 300)
        self._computed.setVisible(wide >= theme.px(820))
