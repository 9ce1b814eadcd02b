"""Buttons of six kinds. A view has at most one ``primary``; icon-only buttons need a name.

Kinds: primary (filled), plain (bordered), quiet (no border), link, alert (red border), tab
(checkable, tinted when on). The label says the deed ("Tie to 2 questions").
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import key_hint, paint
from fieldkit.ui.tokens import SIZE

Kind = Literal["primary", "plain", "quiet", "link", "alert", "tab"]
_ROLES: dict[str, str] = {"primary": "strong", "alert": "strong", "link": "body"}
_PADDING: dict[str, int] = {"link": 4, "quiet": 8, "tab": 10}


class Button(QPushButton):
    """A painted push button; role, state, mnemonic and keys are `QPushButton`'s own."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = "plain",
        *,
        icon: str | None = None,
        name: str = "",
        key: str = "",
        height: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        if not text and not name:
            raise ValueError("a button without words needs a name")
        self._glyph = icon
        self._key = key
        self._height = height or (24 if kind == "link" else SIZE["control"])
        self._count = ""
        self.setProperty("kind", kind)
        self.setCheckable(kind == "tab")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    @property
    def kind(self) -> str:
        """The kind, kept in the dynamic property ``kind`` so that it may be changed."""
        return str(self.property("kind"))

    def set_kind(self, kind: Kind) -> None:
        """Change the kind, for example when another deed becomes the main one."""
        self.setProperty("kind", kind)
        self.updateGeometry()
        self.update()

    def set_name(self, name: str) -> None:
        """Name for screen readers and, with the key, tooltip."""
        words = name or self.text().replace("&", "")
        self.setAccessibleName(name)
        shown = f"{words} ({key_hint.shown(self._key)})" if self._key else words
        self.setToolTip(shown if (name or self._key) else "")

    def set_icon(self, icon: str | None) -> None:
        """Change the icon by its Phosphor name."""
        self._glyph = icon
        self.updateGeometry()
        self.update()

    def set_count(self, count: int | None) -> None:
        """A number behind the words ("Send 12"); None or 0 shows none."""
        self._count = str(count) if count else ""
        words = self.text().replace("&", "")
        self.setAccessibleName(f"{words}, {self._count}" if self._count else "")
        self.updateGeometry()
        self.update()

    def _role(self) -> str:
        if self.kind == "tab":
            return "strong" if self.isChecked() else "medium"
        if self.kind == "quiet" and self._height <= 24:
            return "second"
        return _ROLES.get(self.kind, "medium")

    def _widths(self, role: str) -> tuple[float, float, float]:
        """Widths of icon, words and count, each with the gap before it."""
        measure = theme.metrics(role)
        flag = Qt.TextFlag.TextShowMnemonic
        words = measure.size(flag, self.text()).width() + 1 if self.text() else 0.0
        icon = float(theme.px(SIZE["icon"])) if self._glyph else 0.0
        gap = theme.px(7) if icon and words else 0
        count = measure.horizontalAdvance(self._count) + theme.px(8) if self._count else 0.0
        return icon + gap, words, count

    def sizeHint(self) -> QSize:
        # A tab is measured as if it were on, so that choosing it moves nothing.
        role = "strong" if self.kind == "tab" else self._role()
        wide = sum(self._widths(role)) + 2 * theme.px(_PADDING.get(self.kind, 13))
        high = max(theme.px(self._height), int(theme.metrics(role).height()) + theme.px(4))
        if not self.text():
            return QSize(max(high, theme.px(24)), high)
        return QSize(int(wide) + 2, high)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[str | None, str | None, str]:
        """Tokens of fill, border and words in the present state."""
        hover = self.underMouse() or self.isDown()
        if not self.isEnabled():
            bare = self.kind in ("quiet", "link", "tab")
            border = "off" if theme.high_contrast() else "line"
            return (None, None, "off") if bare else ("window", border, "off")
        if self.kind == "primary":
            return "accent", None, "on_accent"
        if self.kind == "alert":
            return ("bad_bg" if hover else "panel"), "bad", "bad"
        if self.kind == "link":
            return None, None, "accent"
        if self.kind == "tab" and self.isChecked():
            edge = "focus" if theme.high_contrast() else None
            return "tint", edge, "accent"
        if self.kind in ("quiet", "tab"):
            edge = "edge" if hover and theme.high_contrast() else None
            return ("sunken" if hover else None), edge, "text2"
        return ("sunken" if self.isDown() else "window" if hover else "panel"), "edge", "text"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill, border, token = self._colours()
        box = paint.ring(painter, rect) if self.hasFocus() else rect
        if fill or border:
            thick = 2 if self.kind == "tab" else 1
            paint.block(painter, box, fill, border, width=thick)
        if self.kind == "primary" and self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setOpacity(0.3 if self.isDown() else 0.16)
            paint.block(painter, box, "mark")
            painter.setOpacity(1)
        self._paint_words(painter, rect, token)

    def _paint_words(self, painter: QPainter, rect: QRectF, token: str) -> None:
        role = self._role()
        icon, words, count = self._widths(role)
        left = rect.center().x() - (icon + words + count) / 2
        if self._glyph:
            side = theme.px(SIZE["icon"])
            place = QRectF(left, rect.center().y() - side / 2, side, side)
            icons.paint(painter, self._glyph, place, token)
        font = theme.font(role)
        font.setUnderline(self.kind == "link" and (self.underMouse() or self.hasFocus()))
        painter.setFont(font)
        painter.setPen(theme.colour(token))
        flags = int(paint.LEFT | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextSingleLine)
        painter.drawText(
            QRectF(left + icon, rect.top(), words + 2, rect.height()), flags, self.text()
        )
        if self._count:
            place = QRectF(left + icon + words, rect.top(), count, rect.height())
            painter.drawText(place, int(paint.RIGHT), self._count)
