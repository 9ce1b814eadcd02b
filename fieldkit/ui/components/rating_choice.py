"""Choosing a rating: radio buttons with the shape of each rating, and a word on it at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.choice import RadioButton
from fieldkit.ui.components.layout import column
from fieldkit.ui.components.rating import paint_rating
from fieldkit.ui.tokens import SIZE


class RatingRadio(RadioButton):
    """One rating; `note` is what is to be known of it ("computed")."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(word, parent)
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_note(self, note: str) -> None:
        """The word at the right."""
        self._note = note
        self.setAccessibleDescription(note)
        self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + theme.px(20), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.hasFocus():
            paint.ring(painter, rect, 4)
        side = theme.px(SIZE["icon_list"])
        mark = QRectF(theme.px(5), rect.center().y() - side / 2, side, side)
        on = self.isChecked()
        icon, token = ("check-circle-fill", "accent") if on else ("circle", "edge")
        icons.paint(painter, icon, mark, token if self.isEnabled() else "off")
        words = rect.adjusted(theme.px(5 + 18 + 7), 0, -theme.px(8), 0)
        paint_rating(painter, words, self.text(), "strong" if on else "body")
        paint.text(painter, words, self._note, "second", "text2", paint.RIGHT)


class RatingChoice(QWidget):
    """The ratings of a form, one to be chosen. `chosen` carries the word a person chose."""

    chosen = Signal(str)

    def __init__(self, words: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons = {word: RatingRadio(word) for word in words}
        self.setLayout(column(*self.buttons.values(), gap=2))
        for button in self.buttons.values():
            button.clicked.connect(self._clicked)

    def word(self) -> str:
        """The rating chosen, or ""."""
        return next((word for word, one in self.buttons.items() if one.isChecked()), "")

    def set_word(self, word: str | None) -> None:
        """Show a rating as chosen, or none, without telling."""
        for one in self.buttons.values():
            one.setAutoExclusive(False)  # an exclusive button cannot be cleared
            one.setChecked(one.text() == word)
            one.setAutoExclusive(True)
        self._stop()

    def set_notes(self, notes: dict[str, str]) -> None:
        """A word for some ratings."""
        for word, one in self.buttons.items():
            one.set_note(notes.get(word, ""))

    def choose(self, word: str) -> None:
        """What pressing one does."""
        self.set_word(word)
        self.chosen.emit(word)

    def take_keys(self) -> None:
        """Give the one chosen the keys, else the first."""
        wanted = self.buttons.get(self.word()) or next(iter(self.buttons.values()))
        wanted.setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self) -> None:
        self._stop()
        self.chosen.emit(self.word())

    def _stop(self) -> None:
        """Tab stops once in the group: at the one chosen, else at the first."""
        word = self.word()
        for place, (one, button) in enumerate(self.buttons.items()):
            stop = one == word if word else place == 0
            focus = Qt.FocusPolicy
            button.setFocusPolicy(focus.StrongFocus if stop else focus.ClickFocus)
