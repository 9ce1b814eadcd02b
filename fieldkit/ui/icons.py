"""Icons: glyphs of the Phosphor font (MIT), which the package ``qtawesome`` ships.

The font file and its character map are read directly; ``qtawesome`` itself is never imported,
because that alone costs half a second at start. Glyphs are painted in a token's colour, so an
icon follows the theme without being made again.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from fieldkit.ui import theme

_FONT: Final = "phosphor-*.ttf"
_MAP: Final = "phosphor-charmap-*.json"


def _folder() -> Path:
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package qtawesome, which carries the icon font, is missing")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts"


@cache
def charmap() -> dict[str, str]:
    """Icon name to its one character."""
    file = sorted(_folder().glob(_MAP))[-1]
    return {name: chr(int(code, 16)) for name, code in json.loads(file.read_text("utf-8")).items()}


@cache
def family() -> str:
    """Load the font into the application once and return its family name."""
    file = sorted(_folder().glob(_FONT))[-1]
    number = QFontDatabase.addApplicationFont(str(file))
    return QFontDatabase.applicationFontFamilies(number)[0]


def paint(
    painter: QPainter, name: str, rect: QRectF, token: str = "text2", size: float | None = None
) -> None:
    """Paint icon `name` in the middle of `rect`; `size` in device-independent pixels."""
    side = size if size is not None else min(rect.width(), rect.height())
    font = QFont(family())
    font.setPixelSize(max(1, round(side)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    middle = rect.center()
    box = QRectF(middle.x() - side, middle.y() - side, 2 * side, 2 * side)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, charmap()[name])
    painter.restore()


class _Glyph(QIconEngine):
    """Paints one glyph whenever it is asked to, in the colour the theme has at that moment."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = "off" if mode == QIcon.Mode.Disabled else self._token
        paint(painter, self._name, QRectF(rect), token)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Glyph(self._name, self._token)


def icon(name: str, token: str = "text2") -> QIcon:
    """A `QIcon` for menus and item models. Raises `KeyError` for a name the font lacks."""
    charmap()[name]
    return QIcon(_Glyph(name, token))


def pixmap(name: str, size: int, token: str = "text2", ratio: float = 1.0) -> QPixmap:
    """A picture of `size` logical pixels at the given device pixel ratio."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, name, QRectF(0, 0, size, size), token)
    painter.end()
    return picture
