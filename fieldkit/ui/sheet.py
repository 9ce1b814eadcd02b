"""The one generated style sheet: chrome, fields, menus, scroll bars. Pure text from tokens.

Rows, pills, bars, marks, buttons and answers are painted by their own modules, not styled here.
A label says what it is by two properties: ``role`` (a role of `tokens.TYPE`) and ``tone`` (a
colour token); a frame says which surface it is by ``look``.
"""

from __future__ import annotations

from collections.abc import Callable

from fieldkit.ui import tokens
from fieldkit.ui.tokens import Colours

_Px = Callable[[float], str]
_TONES = ("text2", "text3", "accent", "bad", "warn", "ok", "off", "on_mark", "evidence_for")


def style_sheet(c: Colours, scale: float, high: bool) -> str:
    """The style sheet for colours `c` at an interface `scale`; `high` for high contrast."""

    def px(size: float) -> str:
        return f"{max(1, round(size * scale))}px"

    return "\n".join(
        (
            _labels(c, px),
            _surfaces(c, px, high),
            _menus(c, px, high),
            _fields(c, px, scale),
            _views(c, px),
            _scroll_bars(c, px, high),
        )
    )


def _labels(c: Colours, px: _Px) -> str:
    rules = ["QLabel { background: transparent; }"]
    for role, kind in tokens.TYPE.items():
        rules.append(
            f'QLabel[role="{role}"] {{ font-size: {px(kind.size)}; font-weight: {kind.weight}; }}'
        )
    for tone in _TONES:
        rules.append(f'QLabel[tone="{tone}"] {{ color: {getattr(c, tone)}; }}')
    rules.append(f"QLabel:disabled {{ color: {c.off}; }}")
    return "\n".join(rules)


def _surfaces(c: Colours, px: _Px, high: bool) -> str:
    thick = px(2 if high else 1)
    rules = [
        f'QFrame[look="{name}"] {{ background: {getattr(c, name)}; border: 0; }}'
        for name in ("window", "panel", "raised", "sunken", "desk", "tint")
    ]
    return (
        "\n".join(rules)
        + f"""
QFrame[look="bar_top"] {{ background: {c.panel}; border: 0; border-bottom: 1px solid {c.line}; }}
QFrame[look="bar_bottom"] {{ background: {c.panel}; border: 0; border-top: 1px solid {c.line}; }}
QFrame[look="failed"] {{ background: {c.bad_bg}; border: 0; border-top: {px(2)} solid {c.bad}; }}
QFrame[look="tools"] {{ background: {c.window}; border: 0; border-bottom: 1px solid {c.line}; }}
QFrame[look="side_left"] {{ background: {c.window}; border: 0; border-right: 1px solid {c.line}; }}
QFrame[look="side_right"] {{ background: {c.panel}; border: 0; border-left: 1px solid {c.line}; }}
QFrame[look="card"] {{ background: {c.panel}; border: 1px solid {c.line};
  border-radius: {px(8)}; }}
QFrame[look="card_chosen"] {{ background: {c.panel}; border: {px(2)} solid {c.accent};
  border-radius: {px(8)}; }}
QFrame[look="unlock_left"] {{ background: {c.window}; border: 0;
  border-right: 1px solid {c.line}; border-top-left-radius: {px(7)};
  border-bottom-left-radius: {px(7)}; }}
QFrame[look="unlock_below"] {{ background: {c.window}; border: 0;
  border-top: 1px solid {c.line}; border-bottom-left-radius: {px(7)};
  border-bottom-right-radius: {px(7)}; }}
QFrame[look="unlock_right"] {{ background: transparent; border: 0; }}
QFrame[look="clear"] {{ background: transparent; border: 0; }}
QFrame[look="well"] {{ background: {c.window}; border: 1px solid {c.line};
  border-radius: {px(6)}; }}
QFrame[look="popover"] {{ background: {c.raised}; border: {thick} solid {c.edge};
  border-radius: {px(10)}; }}
QFrame[look="rule"] {{ background: {c.line}; border: 0; }}
QLabel[look="key"] {{ color: {c.text2}; background: {c.window};
  border: 1px solid {c.edge if high else c.line}; border-radius: {px(4)};
  padding: 0 {px(5)}; font-size: {px(11)}; font-weight: 500; }}
QLabel[look="marking"] {{ color: {c.on_mark}; background: {c.mark}; border-radius: {px(4)};
  padding: 0 {px(11)}; font-size: {px(11)}; font-weight: 700; }}
QToolTip {{ color: {c.on_mark}; background: {c.mark}; border: 1px solid {c.mark};
  padding: {px(4)} {px(8)}; font-size: {px(12)}; }}
QSplitter::handle {{ background: {c.line}; }}
QSplitter::handle:hover, QSplitter::handle:focus {{ background: {c.accent}; }}
"""
    )


def _menus(c: Colours, px: _Px, high: bool) -> str:
    chosen = f"border: {px(2)} solid {c.focus};" if high else "border: 0;"
    return f"""
QMenuBar {{ background: {c.panel}; border: 0; padding: 0 {px(8)}; spacing: {px(2)}; }}
QMenuBar::item {{ padding: {px(6)} {px(10)}; background: transparent; color: {c.text2};
  border-radius: {px(4)}; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {c.tint}; color: {c.text};
  {chosen} }}
QMenu {{ background: {c.raised}; border: 1px solid {c.edge}; padding: {px(4)} 0; }}
QMenu::item {{ padding: {px(6)} {px(28)} {px(6)} {px(28)}; color: {c.text};
  background: transparent; }}
QMenu::item:selected {{ background: {c.tint}; {chosen} }}
QMenu::item:disabled {{ color: {c.off}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {px(4)} 0; }}
QMenu::indicator {{ width: {px(12)}; height: {px(12)}; left: {px(8)}; }}
"""


def _fields(c: Colours, px: _Px, scale: float) -> str:
    # A focused border is thicker: padding and height give up as much, so that nothing moves.
    ring = max(2, round(2 * scale))
    side, high = (round(9 * scale) - ring + 1, round(30 * scale) - 2 * (ring - 1))
    above, beside = round(5 * scale) - ring + 1, round(7 * scale) - ring + 1
    return f"""
QLineEdit, QAbstractSpinBox, QDateEdit {{ color: {c.text}; background: {c.panel};
  placeholder-text-color: {c.off};
  border: 1px solid {c.edge}; border-radius: {px(6)}; padding: 0 {px(9)};
  min-height: {px(30)}; selection-background-color: {c.accent};
  selection-color: {c.on_accent}; font-size: {px(13)}; }}
QLineEdit:focus, QAbstractSpinBox:focus {{ border: {ring}px solid {c.focus};
  padding: 0 {side}px; min-height: {high}px; }}
QLineEdit:disabled, QLineEdit:read-only {{ color: {c.off}; background: {c.window};
  border: 1px dashed {c.off}; }}
QLineEdit[bad="true"] {{ border: {ring}px solid {c.bad};
  padding: 0 {side}px; min-height: {high}px; }}
QPlainTextEdit, QTextEdit {{ color: {c.text}; background: {c.panel};
  placeholder-text-color: {c.text3};
  border: 1px solid {c.edge}; border-radius: {px(6)}; padding: {px(5)} {px(7)};
  selection-background-color: {c.accent}; selection-color: {c.on_accent};
  font-size: {px(13)}; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border: {ring}px solid {c.focus};
  padding: {above}px {beside}px; }}
QPlainTextEdit:disabled, QTextEdit:disabled {{ color: {c.off}; background: {c.window};
  border: 1px dashed {c.off}; }}
QProgressBar {{ border: 1px solid {c.edge}; border-radius: {px(3)}; background: {c.sunken};
  min-height: {px(6)}; max-height: {px(6)}; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: {px(2)}; }}
"""


def _views(c: Colours, px: _Px) -> str:
    return f"""
QAbstractItemView {{ background: {c.panel}; border: 0; outline: 0; color: {c.text};
  selection-background-color: {c.tint}; selection-color: {c.text}; }}
QAbstractItemView[surface="window"] {{ background: {c.window}; }}
QAbstractItemView[surface="raised"] {{ background: {c.raised}; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.edge};
  padding: {px(4)}; }}
QHeaderView {{ background: {c.panel}; border: 0; }}
QHeaderView::section {{ background: {c.panel}; color: {c.text2}; border: 0;
  border-bottom: 1px solid {c.line}; padding: 0 {px(10)}; min-height: {px(31)};
  font-size: {px(12)}; font-weight: 500; }}
QTableCornerButton::section {{ background: {c.panel}; border: 0; }}
QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget[clear="true"] {{ background: transparent; }}
"""


def _scroll_bars(c: Colours, px: _Px, high: bool) -> str:
    thumb = c.edge if high else tokens.mix(c.edge, c.window, 0.45)
    return f"""
QScrollBar:vertical {{ width: {px(12)}; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: {px(12)}; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {thumb}; border-radius: {px(4)}; margin: {px(2)}; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {c.edge}; }}
QScrollBar::handle:vertical {{ min-height: {px(36)}; }}
QScrollBar::handle:horizontal {{ min-width: {px(36)}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
"""
