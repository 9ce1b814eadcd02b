"""Check boxes, radio buttons and drop-down lists in the house style, with the common focus ring."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QRadioButton, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.tokens import SIZE


def _hint(button: QAbstractButton) -> QSize:
    measure = theme.metrics("body")
    words = measure.size(Qt.TextFlag.TextShowMnemonic, button.text()).width()
    high = max(theme.px(26), int(measure.height()) + theme.px(8))
    return QSize(int(words) + theme.px(4 + 18 + 8 + 8), high)


def _paint(button: QAbstractButton, on: str, off: str) -> None:
    painter = QPainter(button)
    rect = QRectF(button.rect())
    if button.hasFocus():
        wide = min(rect.width(), float(_hint(button).width()))
        paint.ring(painter, QRectF(0, 0, wide, rect.height()), 4)
    side = theme.px(SIZE["icon_list"])
    mark = QRectF(theme.px(5), rect.center().y() - side / 2, side, side)
    token = "accent" if button.isChecked() else "edge"
    if not button.isEnabled():
        token = "off"
    icons.paint(painter, on if button.isChecked() else off, mark, token)
    words = rect.adjusted(theme.px(5 + 18 + 7), 0, 0, 0)
    painter.setFont(theme.font("body"))
    painter.setPen(theme.colour("text" if button.isEnabled() else "off"))
    flags = int(paint.LEFT | Qt.TextFlag.TextShowMnemonic)
    painter.drawText(words, flags, button.text())


class CheckBox(QCheckBox):
    """A check box; the whole row can be pressed."""

    def sizeHint(self) -> QSize:
        return _hint(self)

    def minimumSizeHint(self) -> QSize:
        return _hint(self)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        partly = self.checkState() == Qt.CheckState.PartiallyChecked
        _paint(self, "check-square-fill", "minus-square" if partly else "square")


class RadioButton(QRadioButton):
    """A radio button; the whole row can be pressed."""

    def sizeHint(self) -> QSize:
        return _hint(self)

    def minimumSizeHint(self) -> QSize:
        return _hint(self)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, "check-circle-fill", "circle")


class DropDown(QComboBox):
    """A drop-down list. `name` says what is chosen here."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def refill(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer other items, (words, data) each; what was chosen stays if it is still there."""
        before = self.currentData()
        self.blockSignals(True)
        self.clear()
        for words, data in items:
            self.addItem(words, data)
        self.setCurrentIndex(max(0, self.findData(before)) if items else -1)
        self.blockSignals(False)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        measure = theme.metrics("body")
        texts = [self.itemText(number) for number in range(self.count())] or [""]
        wide = max(measure.horizontalAdvance(words) for words in texts)
        return QSize(int(wide) + theme.px(12 + 30), theme.px(SIZE["control"]))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(SIZE["control"]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        box = paint.ring(painter, rect) if self.hasFocus() else rect
        alive = self.isEnabled()
        paint.block(painter, box, "panel" if alive else "window", "edge" if alive else "off")
        words = rect.adjusted(theme.px(12), 0, -theme.px(28), 0)
        paint.text(painter, words, self.currentText(), "body", "text" if alive else "off")
        side = theme.px(14)
        place = QRectF(rect.right() - theme.px(24), rect.center().y() - side / 2, side, side)
        icons.paint(painter, "caret-down-bold", place, "text2" if alive else "off")
