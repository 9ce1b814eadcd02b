"""Benchmark cases in the lead's window, by keyboard.

1. Nothing can be let go before somebody has completed; then what most said is agreed.
2. Where there is no majority the panel says what is agreed, and why; then it goes to who completed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.steps import benchmark, prepare
from fieldkit.steps.prepare import Allocation
from fieldkit.ui import theme
from fieldkit.ui.lead.benchmark import BenchmarkPage
from tests import kit
from tests.steps.test_benchmark import bring, finish
from tests.ui.lead.conftest import Centre, window_of

Key = Qt.Key


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=1, standard="", index=False)
    prepare.add_cases(made.lead, [kit.listed(9)])
    prepare.allocate(made.lead, [Allocation("002", (one,), "benchmark") for one in made.laptops])
    kit.open_packs(made, index=False)
    yield made
    made.close()


def test_released_by_keyboard(
    world: kit.World, tmp_path: Path, look: theme.Theme, qtbot: QtBot
) -> None:
    """1. and 2."""
    with window_of(world, look, qtbot, [], tmp_path) as centre:
        page = opened(centre)
        assert page.table.told("state") == ["0 of 2 complete"]
        release = page.panel.button("release")
        assert not release.isEnabled()
        finish(world.laptops["marsh"])
        finish(world.laptops["pike"], "P 2.1.2")
        bring(world, "marsh", "pike")
        page.load()
        centre.idle()
        questions = page.table.told("question")
        open_yet = questions.index("P 2.1.2")
        assert page.table.told("agreed")[open_yet] == "Open: no majority"
        assert not release.isEnabled() and "P 2.1.2" in page.panel._why.text()
        page.table.setFocus()
        while page.table.current != "002 P 2.1.2":
            before = page.table.current
            centre.press(Key.Key_Down)
            assert page.table.current != before
        page.panel.button("no").setFocus()
        centre.press(Key.Key_Space)
        assert page.table.told("agreed")[open_yet] == "No, by the panel"
        assert not release.isEnabled()
        page.panel.words.setFocus()
        centre.type("The plan names no risk")
        release.setFocus()
        centre.press(Key.Key_Space)
        centre.idle()
        assert set(page.table.told("state")) == {"They see it"}
        (made,) = benchmark.every(centre.session)
        agreed = {one.question: one.released for one in made.questions}
        assert agreed["P 2.1.2"] == "no" and agreed["P 2.1.1"] == "yes"
        assert not page.panel.words.toPlainText()


def opened(centre: Centre) -> BenchmarkPage:
    centre.work.frame.show_tab("doubles")
    centre.idle()
    tab = centre.pages.doubles
    tab.show_section("benchmark")
    centre.idle()
    return tab.benchmark
