"""The look in force: colours, fonts and interface scale, as one `QPalette` and one style sheet.

`install` is called once, by `app`. Everything painted asks `colour`, `font` and `px` while it
paints, so a change of theme or scale needs nothing but a repaint.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Literal, get_args

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from fieldkit.ui import tokens
from fieldkit.ui.restyle import Restyle
from fieldkit.ui.sheet import style_sheet

Choice = Literal["system", "light", "dark", "high"]
CHOICES: tuple[Choice, ...] = get_args(Choice)


@dataclass(frozen=True)
class Look:
    """What is in force now. `name` is light, dark, high or system (the system's own contrast)."""

    name: str
    colours: tokens.Colours
    scale: float = 1.0

    @property
    def high_contrast(self) -> bool:
        """Whether surfaces are alike, so that borders must carry what tints carry elsewhere."""
        return self.name in ("high", "system")


_look = Look("light", tokens.LIGHT)
_fonts: dict[str, QFont] = {}
_metrics: dict[str, QFontMetricsF] = {}
_colours: dict[str, QColor] = {}


def look() -> Look:
    """The look in force."""
    return _look


def high_contrast() -> bool:
    """Whether a high contrast look is in force."""
    return _look.high_contrast


def colour(token: str) -> QColor:
    """The colour of a token, for example ``colour("text2")``."""
    if token not in _colours:
        _colours[token] = QColor(getattr(_look.colours, token))
    return _colours[token]


def px(size: float) -> int:
    """Logical pixels for a size given at 100 percent; one at least, unless `size` is 0 or less."""
    scaled = round(size * _look.scale)
    return max(1, scaled) if size > 0 else scaled


def font(role: str) -> QFont:
    """The font of a role of `tokens.TYPE` at the interface scale, with figures of one width."""
    if role not in _fonts:
        kind = tokens.TYPE[role]
        made = QFont(families())
        made.setPixelSize(px(kind.size))
        made.setWeight(QFont.Weight(kind.weight))
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        made.setFeature(QFont.Tag("tnum"), 1)
        _fonts[role] = made
    return QFont(_fonts[role])


def metrics(role: str) -> QFontMetricsF:
    """Measures of a role's font; made once for each look, since every row and button asks."""
    if role not in _metrics:
        _metrics[role] = QFontMetricsF(font(role))
    return _metrics[role]


def fix(widget: QWidget, width: float | None = None, height: float | None = None) -> None:
    """Fix a widget's size, given at 100 percent; it follows the interface scale from now on."""
    if width is not None:
        widget.setProperty("fixed_width", width)
        widget.setFixedWidth(px(width))
    if height is not None:
        widget.setProperty("fixed_height", height)
        widget.setFixedHeight(px(height))


def limit(widget: QWidget, width: float) -> None:
    """Let a widget be no wider than `width`, given at 100 percent; it follows the scale."""
    widget.setProperty("widest", width)
    widget.setMaximumWidth(px(width))


def rescale(widget: QWidget) -> None:
    """Give a widget's fixed sizes, and its layout of `components.layout`, pixels at this scale.

    It comes before the style sheet, as when a widget is made: what that says of sizes is stronger.
    """
    widest = widget.property("widest")
    if widest is not None:
        limit(widget, widest)
    fix(widget, widget.property("fixed_width"), widget.property("fixed_height"))
    _rescale(widget.layout())


def _rescale(layout: QLayout | None) -> None:
    if layout is None or getattr(layout, "scale", 0.0) == _look.scale:
        return  # what is in it was given its pixels with it
    rescale = getattr(layout, "rescale", None)
    if rescale is not None:
        rescale()
    for inner in layout.children():
        if isinstance(inner, QLayout):
            _rescale(inner)


def families() -> list[str]:
    """Families to try: on a Mac the system's, elsewhere the first of the list that is there."""
    if sys.platform == "darwin":
        general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        return [general.family(), *tokens.FAMILIES[1:]]
    return list(tokens.FAMILIES)


def palette(colours: tokens.Colours) -> QPalette:
    """The one `QPalette`, so that whatever the style sheet does not name is right as well."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.panel,
        role.AlternateBase: colours.window,
        role.Text: colours.text,
        role.PlaceholderText: colours.off,
        role.Button: colours.panel,
        role.ButtonText: colours.text,
        role.BrightText: colours.on_mark,
        role.ToolTipBase: colours.mark,
        role.ToolTipText: colours.on_mark,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.panel,
        role.Midlight: colours.line,
        role.Mid: colours.edge,
        role.Dark: colours.edge,
        role.Shadow: colours.edge,
    }.items():
        made.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.off))
    return made


def from_system(system: QPalette) -> tokens.Colours:
    """Colours out of the system's own high contrast palette.

    Surfaces, text and highlight are the system's; colours that carry a meaning are kept where
    they reach 4.5 against its window, and become its text colour where they do not.
    """
    role = QPalette.ColorRole

    def of(which: QPalette.ColorRole) -> str:
        return system.color(which).name().upper()

    window, text, accent = of(role.Window), of(role.WindowText), of(role.Highlight)
    base = tokens.HIGH if tokens.luminance(window) < 0.5 else tokens.LIGHT
    surfaces = {
        name: window
        for name in tokens.NAMES
        if name.endswith(("_bg", "_band"))
        or name in ("window", "panel", "raised", "sunken", "desk", "tint", "tint2")
    }
    words = dict.fromkeys(("line", "edge", "text", "text2", "text3", "mark"), text)
    seen = accent if tokens.contrast(accent, window) >= 4.5 else text
    on_accent = max(("#000000", "#FFFFFF"), key=lambda value: tokens.contrast(value, seen))
    meant = {
        name: text for name in tokens.TEXT_ON if tokens.contrast(getattr(base, name), window) < 4.5
    }
    plain = {"on_mark": window, "accent": seen, "focus": seen, "info": seen, "on_accent": on_accent}
    return replace(base, **{**meant, **surfaces, **words, **plain})


class Theme(QObject):
    """Keeps the application's palette, style sheet and fonts equal to what was chosen."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._sheet = Restyle(app, rescale)
        self._choice = choice
        self._scale = scale
        self._applied = 0.0  # the scale that fonts and fixed sizes have by now
        app.setStyle("Fusion")
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self._follow)
        ask = getattr(self._hints, "accessibility", None)  # since Qt 6.10
        self._contrast = ask() if ask is not None else None
        if self._contrast is not None:
            self._contrast.contrastPreferenceChanged.connect(self._follow)
        self._apply()

    @property
    def choice(self) -> Choice:
        """What the person chose: system, light, dark or high."""
        return self._choice

    @property
    def scale(self) -> float:
        """Interface size; 1.0 is 100 percent."""
        return self._scale

    def set_choice(self, choice: Choice) -> None:
        """Choose a theme; ``system`` follows the system from now on."""
        self._choice = choice
        self._apply()

    def set_scale(self, scale: float) -> None:
        """Set the interface size, between the smallest and the largest of `tokens.SCALES`."""
        self._scale = min(max(scale, tokens.SCALES[0]), tokens.SCALES[-1])
        self._apply()

    def step_scale(self, up: bool) -> float:
        """Go one step up or down and return the new scale."""
        if up:
            wider = [step for step in tokens.SCALES if step > self._scale + 0.01]
            self.set_scale(wider[0] if wider else tokens.SCALES[-1])
        else:
            smaller = [step for step in tokens.SCALES if step < self._scale - 0.01]
            self.set_scale(smaller[-1] if smaller else tokens.SCALES[0])
        return self._scale

    def _follow(self) -> None:
        if self._choice == "system":
            self._apply()

    def _wants_contrast(self) -> bool:
        if self._contrast is None:
            return False
        return bool(self._contrast.contrastPreference() == Qt.ContrastPreference.HighContrast)

    def _chosen(self) -> Look:
        if self._choice != "system":
            return Look(self._choice, tokens.THEMES[self._choice], self._scale)
        if self._wants_contrast():
            self._app.setPalette(QPalette())
            return Look("system", from_system(self._app.palette()), self._scale)
        dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        name = "dark" if dark else "light"
        return Look(name, tokens.THEMES[name], self._scale)

    def _tell_system(self) -> None:
        """Let the window frame (title bar, native dialogs) go dark or light with the rest."""
        with QSignalBlocker(self._hints):
            if self._choice == "system":
                self._hints.unsetColorScheme()
            else:
                dark = self._choice != "light"
                self._hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)

    def _apply(self) -> None:
        global _look
        self._tell_system()
        scale, _look = self._applied, self._chosen()
        self._applied = _look.scale
        _fonts.clear()
        _metrics.clear()
        _colours.clear()
        self._app.setPalette(palette(_look.colours))
        if scale != _look.scale:  # it goes through every widget there is
            self._app.setFont(font("body"))
        sheet = style_sheet(_look.colours, _look.scale, _look.high_contrast)
        self._sheet.set_sheet(sheet, at_once=scale != _look.scale)
        self.changed.emit()


def install(app: QApplication, choice: Choice = "system", scale: float = 1.0) -> Theme:
    """Give the application its look and return the object that changes it."""
    return Theme(app, choice, scale)
