"""Tokens.

1. Every text token has at least 4.5 on every surface it is used on, in each theme.
2. Control borders and the focus ring have at least 3; marks on a page at least 12 under black.
3. The figures measured are those the design states.
4. High contrast out of a system palette keeps 4.5 as well.
5. The type scale is the design's, never under 11.
"""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from fieldkit.ui import theme, tokens

THEMES = list(tokens.THEMES)


@pytest.mark.parametrize("name", THEMES)
def test_text_reaches_four_and_a_half(name: str) -> None:
    colours = tokens.THEMES[name]
    for token, surfaces in tokens.TEXT_ON.items():
        for surface in surfaces:
            ratio = tokens.contrast(getattr(colours, token), getattr(colours, surface))
            assert ratio >= 4.5, (name, token, surface, ratio)


@pytest.mark.parametrize("name", THEMES)
def test_borders_reach_three(name: str) -> None:
    colours = tokens.THEMES[name]
    for token, surfaces in tokens.EDGE_ON.items():
        for surface in surfaces:
            ratio = tokens.contrast(getattr(colours, token), getattr(colours, surface))
            assert ratio >= 3, (name, token, surface, ratio)


@pytest.mark.parametrize("name", THEMES)
def test_black_print_stays_readable_under_marks(name: str) -> None:
    for token in ("page_for", "page_against", "page_hit"):
        assert tokens.contrast("#000000", getattr(tokens.THEMES[name], token)) >= 12


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#0B5A70", "#FFFFFF", 7.7)],
)
def test_contrast_is_the_one_of_wcag(a: str, b: str, ratio: float) -> None:
    assert tokens.contrast(a, b) == pytest.approx(ratio, abs=0.05)
    assert tokens.contrast(b, a) == tokens.contrast(a, b)


def test_mix() -> None:
    assert tokens.mix("#000000", "#FFFFFF", 0) == "#000000"
    assert tokens.mix("#000000", "#FFFFFF", 1) == "#FFFFFF"
    assert tokens.mix("#000000", "#FF0000", 0.5) == "#800000"


@pytest.mark.parametrize(
    ("window", "text", "highlight"),
    [
        ("#000000", "#FFFFFF", "#1AEBFF"),
        ("#FFFFFF", "#000000", "#37006E"),
        ("#2D3236", "#FFFFFF", "#444444"),
    ],
)
def test_system_palette_keeps_contrast(window: str, text: str, highlight: str) -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor(window))
    system.setColor(QPalette.ColorRole.WindowText, QColor(text))
    system.setColor(QPalette.ColorRole.Highlight, QColor(highlight))
    colours = theme.from_system(system)
    assert colours.window == colours.panel == window
    assert colours.text == text
    for token, surfaces in tokens.TEXT_ON.items():
        for surface in surfaces:
            ratio = tokens.contrast(getattr(colours, token), getattr(colours, surface))
            assert ratio >= 4.5, (token, surface, ratio)


def test_type_scale() -> None:
    near = {kind.size for role, kind in tokens.TYPE.items() if not role.startswith("wall")}
    assert near == {24, 18, 16, 15, 13, 12, 11}
    far = {kind.size for role, kind in tokens.TYPE.items() if role.startswith("wall")}
    assert min(far) == 18, "what a room reads from the wall is never smaller"
    assert tokens.TYPE["body"] == tokens.Type(13, 400)
    assert tokens.SIZE["answer"] == 42 and tokens.SIZE["control"] == 32
