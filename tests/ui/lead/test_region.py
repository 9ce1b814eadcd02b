"""The region in the window: exports added, pooled, shown by unit with small counts hidden.

1. Shift+F11 opens it where the set takes standards from other inspections, and only there.
2. Figures equal what the step pools; a file changed since it was signed is refused in words.
3. What was chosen is there again; one can be taken out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.steps import export, region
from fieldkit.steps.leaving import Choices
from fieldkit.ui import theme
from tests import kit
from tests.steps.test_region import unit
from tests.ui.lead.conftest import Centre, window_of

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder, made = tmp_path_factory.mktemp("units"), []
    for name, numbers, no in (("North", (1, 2), (1,)), ("South", (2, *range(10, 17)), ())):
        lead = unit(folder / name, numbers, no)
        made.append(folder / f"{name}.json")
        export.export(lead, "json", made[-1], Choices(identify=True))
        lead.close()
    return made


def test_the_region(tmp_path: Path, look: theme.Theme, qtbot: QtBot, files: list[Path]) -> None:
    """1. to 3."""
    world = kit.World(tmp_path, kit.founder(tmp_path / "centre", "region-2023"))
    with window_of(world, look, qtbot, [], tmp_path) as centre:
        centre.press(Key.Key_F11, SHIFT)
        centre.idle()
        page = centre.pages.moderating.region
        assert page.isVisible() and page._told.text().startswith("Add the exports")
        page._choose = lambda parent: [str(one) for one in files]
        page.add.click()
        centre.idle()
        pooled = region.look(centre.session, files)
        shown = dict(zip(page.figures.told("what"), page.figures.told("share"), strict=True))
        for standard in pooled.ratings.standards:
            for one in standard.key_questions if standard.basis != "evidence" else ():
                words = next(w for name, w in shown.items() if one.code in name)
                assert words.endswith(f"{one.counts.yes} of {one.counts.judged}")
        assert "9 cases of 2 inspections" in page._told.text()
        assert "1 read in two units" in page._told.text()
        page.figures.choose("R 2.1|R 2.1.1")
        assert "North: under 5, hidden · South: hidden too" in page._more.text()
        changed = tmp_path / "West.json"
        changed.write_bytes(files[0].read_bytes() + b" ")
        beside = files[0].with_name("North.json.manifest.json").read_bytes()
        (tmp_path / "West.json.manifest.json").write_bytes(beside)
        page._choose = lambda parent: [str(changed)]
        page.add.click()
        centre.idle()
        assert page.notices.words() and len(page.units.lines) == 2
        _again(centre)
    world.close()


def _again(centre: Centre) -> None:
    page = centre.pages.moderating.region
    page.leave.click()
    centre.idle()
    assert centre.pages.moderation.isVisible()
    centre.press(Key.Key_F11, SHIFT)
    centre.idle()
    assert page.units.told("name") == ["North", "South"]
    page.units.choose("0")
    page.take_out.click()
    centre.idle()
    assert page.units.told("name") == ["South"]


def test_only_where_it_can_be(centre: Centre) -> None:
    """1."""
    assert not centre.pages.frame.actions_by_id["lead.region"].isEnabled()
