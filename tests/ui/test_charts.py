"""Painted charts: every bar and course is drawn, said in words, and never told by colour alone.

1. The description says every figure; without anything to show it says so.
2. Two bars that differ only in their band look different in grey too: shape and word are there.
3. Bars, figures and courses stay inside at every size, and another theme is another picture.
4. The pages: shares by question, then by an attribute; drift on its own page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from fieldkit.inspection.chart import Bar, Course, Point
from fieldkit.ui import theme
from fieldkit.ui.components.chart import DriftChart, ShareChart
from tests import exported, kit
from tests.ui.lead.conftest import Centre, window_of

BARS = (
    Bar("P 2.1.1", 31, 40, 77.5, 68.0, 84.6, "Good"),
    Bar("P 2.1.2", 12, 38, 31.6, 22.8, 41.9, "Inadequate", True),
    Bar("P 2.1.3", 0, 0, None),
)
COURSES = (
    Course("A. Marsh", (Point("Week 10 of 2025", 20, 30, 70), Point("Week 2 of 2026", 9, 9, 68))),
    Course("F. Pike", (Point("Week 10 of 2025", 3, 30, 70),)),
)


def grey(chart: ShareChart | DriftChart, wide: int = 900) -> QImage:
    chart.resize(wide, chart.sizeHint().height())
    return chart.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def test_charts_say_themselves(qtbot: QtBot, look: theme.Theme) -> None:
    """1."""
    shares, drift = ShareChart("Cases judged sufficient"), DriftChart("Drift")
    for one in (shares, drift):
        qtbot.addWidget(one)
    shares.show_bars(BARS, (50, 65, 80))
    drift.show_courses(COURSES)
    told = shares.accessibleDescription()
    assert "P 2.1.1: 77.5 %, 31 of 40, Good, interval 68.0 to 84.6" in told
    assert "lowest of its standard" in told and "P 2.1.3: nothing judged" in told
    assert "Week 2 of 2026 100 % (9 of 9), all 68 %" in drift.accessibleDescription()
    shares.show_bars(())
    assert shares.accessibleDescription() == "Cases judged sufficient. Empty."


def test_a_band_is_no_colour_alone(qtbot: QtBot, look: theme.Theme) -> None:
    """2."""
    chart = ShareChart("Shares")
    qtbot.addWidget(chart)
    pictures = []
    for rating in ("Good", "Outstanding"):
        chart.show_bars([Bar("P 2.1.1", 3, 4, 75.0, rating=rating)])
        picture = grey(chart)
        pictures.append(picture.copy(700, 0, 200, picture.height()))
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("wide", [320, 640, 1400])
def test_sizes_and_themes(qtbot: QtBot, look: theme.Theme, wide: int) -> None:
    """3."""
    made: list[ShareChart | DriftChart] = [ShareChart("Shares"), DriftChart("Drift")]
    for chart in made:
        qtbot.addWidget(chart)
        if isinstance(chart, ShareChart):
            chart.show_bars(BARS, (50, 65, 80))
        else:
            chart.show_courses(COURSES)
        light = grey(chart, wide)
        assert len({light.pixel(x, y) for x in range(0, wide, 2) for y in range(4, 60)}) > 4
        look.set_choice("dark")
        assert grey(chart, wide) != light
        look.set_choice("light")
        height = chart.sizeHint().height()
        look.set_scale(2.0)
        assert chart.sizeHint().height() > 1.8 * height
        look.set_scale(1.0)


@pytest.fixture
def centre(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> Iterator[Centre]:
    world = kit.World(tmp_path, exported.centre(tmp_path))
    with window_of(world, look, qtbot, [], tmp_path) as made:
        yield made
    world.close()


def test_the_pages(centre: Centre) -> None:
    """4."""
    centre.go(1)
    centre.pages.fieldwork.show_section("charts", take_keys=True)
    centre.idle()
    page = centre.pages.fieldwork.charts
    every = page.chart.bars
    assert len(every) == 12 and all(one.percent is not None for one in every)
    assert page.by.count() > 1
    page.by.setCurrentIndex(1)
    page.by.activated.emit(1)
    centre.idle()
    assert page.chart.bars[-1].name == "All"
    last = page.chart.bars[-1]
    assert sum(one.judged for one in page.chart.bars[:-1]) == last.judged == every[0].judged
    centre.go(6)
    centre.pages.doubles.show_section("drift", take_keys=True)
    centre.idle()
    drift = centre.pages.doubles.drift
    assert len(drift.weeks.lines) == sum(len(one.points) for one in drift.chart.courses)
