"""Labels by role and tone: plain text only, so a name out of a file can never be read as markup."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint

_LOOKS = (QEvent.Type.FontChange, QEvent.Type.StyleChange)


class Label(QLabel):
    """Text in a role of `tokens.TYPE` and a tone (a colour token).

    With ``wrap=True`` it takes as many lines as its width needs and never clips them.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._stale = False
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if not wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: str) -> None:
        """Change the colour token."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def setText(self, text: str) -> None:
        """Set the words, and the height they need at the present width."""
        super().setText(text)
        self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOKS:
            if self.isVisible():
                self._grow()
            else:  # a change of looks tells every label many times; a hidden one measures once
                self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._grow()

    def _grow(self) -> None:
        # Layouts ask a wrapped label for its height before they know its width.
        if not self.wordWrap() or self.width() <= 0:
            return
        if self.window().isVisible():
            self.setMinimumHeight(0)  # a label never says it needs less than its minimum
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))
        else:  # measuring makes its style, which would be made again with every parent it gets
            self._stale = True


class ElidedLabel(QWidget):
    """One line that ends in an ellipsis where it does not fit; the tooltip then has it whole."""

    def __init__(
        self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._role = role
        self._tone = tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Change the words."""
        self._text = text
        self.setAccessibleName(text)
        self._tell()
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Change the colour token."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        measure = theme.metrics(self._role)
        return QSize(int(measure.horizontalAdvance(self._text)) + 2, int(measure.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.px(40), self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        wide = theme.metrics(self._role).horizontalAdvance(self._text)
        self.setToolTip(self._text if wide > self.width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.text(painter, QRectF(self.rect()), self._text, self._role, self._tone)


class IconLabel(QWidget):
    """One icon, `size` at 100 percent. Give it a name only where it says what no word says."""

    def __init__(
        self,
        icon: str,
        tone: str = "text2",
        size: int = 16,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tone = tone
        self._size = size
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, tone: str | None = None) -> None:
        """Change icon and, if given, colour token."""
        self._icon = icon
        self._tone = tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._icon, QRectF(self.rect()), self._tone)
