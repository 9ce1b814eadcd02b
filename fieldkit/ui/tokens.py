"""Every colour, size and type role of the screens, and the measure of contrast between two colours.

The palette, the style sheet, the delegates and all painting read only this module (through
`fieldkit.ui.theme`); nothing here needs Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Colours:
    """One theme. Every field is a colour as ``#RRGGBB``; see the table of tokens in the design."""

    window: str
    panel: str
    raised: str
    sunken: str
    desk: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    focus: str
    on_accent: str
    tint: str
    tint2: str
    mark: str
    on_mark: str
    bad: str
    bad_bg: str
    warn: str
    warn_bg: str
    ok: str
    ok_bg: str
    info: str
    info_bg: str
    off: str
    evidence_for: str
    evidence_against: str
    inadequate: str
    inadequate_band: str
    requires_improvement: str
    requires_improvement_band: str
    good: str
    good_band: str
    outstanding: str
    outstanding_band: str
    page_for: str
    page_against: str
    page_hit: str
    page: str


LIGHT: Final = Colours(
    window="#F3F5F6",
    panel="#FFFFFF",
    raised="#FFFFFF",
    sunken="#E9ECEE",
    desk="#DDE1E4",
    line="#DADFE3",
    edge="#7C8791",
    text="#17212B",
    text2="#46525D",
    text3="#5B6772",
    accent="#0B5A70",
    focus="#0B5A70",
    on_accent="#FFFFFF",
    tint="#E1EFF3",
    tint2="#CFE4EA",
    mark="#17212B",
    on_mark="#FFFFFF",
    bad="#A3230F",
    bad_bg="#FBE9E5",
    warn="#754D00",
    warn_bg="#FFF3D4",
    ok="#1C6338",
    ok_bg="#E4F2E8",
    info="#0B5A70",
    info_bg="#E1EFF3",
    off="#5B6772",
    evidence_for="#1F5FA8",
    evidence_against="#9A4A00",
    inadequate="#9B3412",
    inadequate_band="#F3DCD2",
    requires_improvement="#7A5600",
    requires_improvement_band="#F5E8C4",
    good="#1F5FA8",
    good_band="#D9E6F5",
    outstanding="#3B2A80",
    outstanding_band="#DFDAF2",
    page_for="#FFE89A",
    page_against="#FFC9A3",
    page_hit="#CDEFF6",
    page="#FFFFFF",
)

DARK: Final = Colours(
    window="#15191D",
    panel="#1D2227",
    raised="#262C32",
    sunken="#12161A",
    desk="#0E1114",
    line="#333B43",
    edge="#7F8B96",
    text="#E9EDF0",
    text2="#BAC3CB",
    text3="#9AA6B0",
    accent="#6CC4D8",
    focus="#6CC4D8",
    on_accent="#08222A",
    tint="#173640",
    tint2="#1D4552",
    mark="#E9EDF0",
    on_mark="#15191D",
    bad="#FF9B88",
    bad_bg="#43201A",
    warn="#F2C45C",
    warn_bg="#3C2F12",
    ok="#82CE9C",
    ok_bg="#17341F",
    info="#6CC4D8",
    info_bg="#173640",
    off="#9AA6B0",
    evidence_for="#8FBEF5",
    evidence_against="#F5B070",
    inadequate="#F59B78",
    inadequate_band="#47281C",
    requires_improvement="#E8BE5C",
    requires_improvement_band="#40340F",
    good="#8FBEF5",
    good_band="#1B324D",
    outstanding="#B9A9F5",
    outstanding_band="#2E2650",
    page_for="#F3DC8C",
    page_against="#F2BC95",
    page_hit="#A9DCE6",
    page="#DCDDDC",
)

HIGH: Final = Colours(
    window="#000000",
    panel="#000000",
    raised="#000000",
    sunken="#000000",
    desk="#000000",
    line="#FFFFFF",
    edge="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#FFFFFF",
    accent="#FFE100",
    focus="#FFE100",
    on_accent="#000000",
    tint="#000000",
    tint2="#000000",
    mark="#FFFFFF",
    on_mark="#000000",
    bad="#FFB3A6",
    bad_bg="#000000",
    warn="#FFE100",
    warn_bg="#000000",
    ok="#7CF29B",
    ok_bg="#000000",
    info="#FFE100",
    info_bg="#000000",
    off="#3FF23F",
    evidence_for="#7FD4FF",
    evidence_against="#FFB870",
    inadequate="#FFB870",
    inadequate_band="#000000",
    requires_improvement="#FFE100",
    requires_improvement_band="#000000",
    good="#7FD4FF",
    good_band="#000000",
    outstanding="#D9C2FF",
    outstanding_band="#000000",
    page_for="#FFE100",
    page_against="#FFB870",
    page_hit="#7FD4FF",
    page="#FFFFFF",
)

THEMES: Final = MappingProxyType({"light": LIGHT, "dark": DARK, "high": HIGH})
NAMES: Final = tuple(field.name for field in fields(Colours))

# Which text or shape token stands on which surface; a test measures 4.5 for each of these pairs.
_PLAIN = ("window", "panel", "raised", "sunken", "tint", "tint2")
TEXT_ON: Final = MappingProxyType(
    {
        "text": (*_PLAIN, "desk", "bad_bg", "warn_bg", "ok_bg", "info_bg"),
        "text2": (*_PLAIN, "desk"),
        "text3": ("window", "panel", "raised", "sunken", "tint"),
        "accent": _PLAIN,
        "on_accent": ("accent",),
        "on_mark": ("mark",),
        "bad": ("window", "panel", "raised", "sunken", "bad_bg"),
        "warn": ("window", "panel", "raised", "sunken", "tint", "tint2", "warn_bg"),
        "ok": ("window", "panel", "raised", "sunken", "tint", "ok_bg"),
        "info": ("window", "panel", "raised", "tint", "info_bg"),
        "off": ("window", "panel", "raised"),
        "evidence_for": ("window", "panel", "raised", "tint"),
        "evidence_against": ("window", "panel", "raised", "tint"),
        "inadequate": ("window", "panel", "raised", "tint", "inadequate_band"),
        "requires_improvement": ("window", "panel", "raised", "tint", "requires_improvement_band"),
        "good": ("window", "panel", "raised", "tint", "good_band"),
        "outstanding": ("window", "panel", "raised", "tint", "outstanding_band"),
    }
)
# Borders and rings by which a control is recognised; a test measures 3 for each of these pairs.
EDGE_ON: Final = MappingProxyType(
    {"edge": ("window", "panel", "raised"), "focus": (*_PLAIN, "desk"), "mark": ("window", "panel")}
)


@dataclass(frozen=True)
class Type:
    """One role of text: size in logical pixels at 100 percent, weight from 100 to 900."""

    size: int
    weight: int = 400


TYPE: Final = MappingProxyType(
    {
        "wall": Type(34, 600),
        "wall_figure": Type(26, 600),
        "wall_title": Type(24, 500),
        "wall_second": Type(18, 400),
        "display": Type(24, 600),
        "panel": Type(18, 600),
        "question": Type(16, 600),
        "section": Type(15, 600),
        "lead": Type(15, 400),
        "answer": Type(15, 500),
        "answer_chosen": Type(15, 600),
        "body": Type(13, 400),
        "medium": Type(13, 500),
        "strong": Type(13, 600),
        "second": Type(12, 400),
        "second_medium": Type(12, 500),
        "second_strong": Type(12, 600),
        "key": Type(11, 500),
        "key_strong": Type(11, 700),
    }
)

FAMILIES: Final = ("Segoe UI", "SF Pro Text", "Inter", "Noto Sans", "DejaVu Sans")

SPACE: Final = (4, 8, 12, 16, 20, 24)
RADIUS: Final = MappingProxyType({"tag": 4, "control": 6, "card": 8, "popover": 10, "pill": 11})
SIZE: Final = MappingProxyType(
    {
        "icon": 16,
        "icon_list": 18,
        "icon_empty": 40,
        "control": 32,
        "answer": 42,
        "prompt": 26,
        "main": 36,
        "menu": 31,
        "header_case": 48,
        "header_tabs": 56,
        "save": 28,
        "ring": 2,
        "gap": 2,
        "bar": 3,
    }
)
SCALES: Final = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2, relative luminance)."""
    red, green, blue = (_channel(value) for value in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    bright, dim = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def mix(a: str, b: str, share: float) -> str:
    """The colour that is `share` (0 to 1) of the way from `a` to `b`, as ``#RRGGBB``."""
    mixed = (round(x + (y - x) * share) for x, y in zip(_rgb(a), _rgb(b), strict=True))
    return "#" + "".join(f"{value:02X}" for value in mixed)
