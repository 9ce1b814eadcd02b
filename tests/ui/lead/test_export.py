"""Requirements of what leaves and comes back, in the lead's window.

1. Nothing is written before every guess in the free text is settled; each can be, by keyboard.
2. What is chosen is what is written: kind, cases, threshold, purpose, decisions.
3. A moderated workbook is shown as a difference; only what is ticked is taken.
4. Refusals are told and lose nothing; both pages speak and fit at any size.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.inspection import names
from fieldkit.steps import export, leaving, moderate
from fieldkit.ui import theme
from fieldkit.ui.lead.export_choices import WHAT
from tests import exported, kit
from tests.steps.test_import_grid import moderated
from tests.ui.lead.conftest import CTRL, Centre, window_of
from tests.ui.test_accessibility import assert_speaks

Key = Qt.Key


@pytest.fixture
def full(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> Iterator[Centre]:
    """A lead's window on a centre with names in its free text."""
    lead = exported.centre(tmp_path, 12)
    moderate.moderate(lead, "P 1.1", "Good", "evidence", "Seen in three meetings")
    with window_of(kit.World(tmp_path, lead), look, qtbot, [], tmp_path) as made:
        yield made


def open_export(full: Centre) -> None:
    full.work.frame.show_tab("export")
    full.idle()


def test_1_every_guess_is_settled_first(full: Centre) -> None:
    open_export(full)
    page = full.pages.export
    left = page.hits.undecided
    assert left > 3 and not page.button.isEnabled()
    page._choose = lambda parent: str(full.folder / "grid.xlsx")
    page.write()
    full.idle()
    assert not (full.folder / "grid.xlsx").exists()
    full.press(Key.Key_F8)
    assert full.focus() is page.hits.choice
    hit = page.hits._current()
    assert hit is not None and not hit.sure
    page.hits.choice.setCurrentIndex(page.hits.choice.findData(names.KEEP))
    page.hits.choice.activated.emit(page.hits.choice.currentIndex())
    assert page.hits.decided[hit.id] == names.KEEP and page.hits.undecided == left - 1
    page.hits.alike.click()
    assert page.hits.undecided < left - 1
    page.hits.mask_rest.click()
    assert page.hits.undecided == 0 and page.button.isEnabled()
    page.why.setText("Ratings meeting")
    full.press(Key.Key_Return, CTRL)
    full.idle()
    told = json.loads((full.folder / "grid.manifest.json").read_text("utf-8"))
    assert told["why"] == "Ratings meeting" and told["names"]["keep"] > 0
    words = [
        str(cell.value)
        for row in load_workbook(full.folder / "grid.xlsx")["Reasons"].iter_rows()
        for cell in row
    ]
    assert any(hit.found in one for one in words)
    assert not any("QX1 4ZZ" in one for one in words if hit.found != "QX1 4ZZ")
    assert "is written" in page.notices.words()


@pytest.mark.parametrize("what", WHAT, ids=lambda one: one.title)
def test_2_every_kind_is_written(full: Centre, what: object) -> None:
    open_export(full)
    page = full.pages.export
    page.choices.choose(what.title)  # type: ignore[attr-defined]
    places = [page.choices.filter.itemText(at) for at in range(page.choices.filter.count())]
    assert "Risk of serious harm: low" in places
    page.choices.filter.setCurrentIndex(places.index("Risk of serious harm: low"))
    page.choices.threshold.setCurrentIndex(1)
    page.load()
    full.idle()
    page.hits.mask_rest.click()
    target = full.folder / "out" / what.file  # type: ignore[attr-defined]
    target.parent.mkdir()
    page._choose = lambda parent: str(target)
    page.button.click()
    full.idle()
    assert target.exists(), page.notices.words()
    found = list(target.parent.rglob("*.manifest.json"))
    told = json.loads(found[0].read_text("utf-8"))
    letter = what.name == "letter"  # type: ignore[attr-defined]
    assert told["threshold"] == 10 and told["where"] == ([] if letter else [["rosh", "low"]])
    assert told["counts"]["cases"] == (11 if letter else 5)


def test_3_a_workbook_is_read_back(full: Centre) -> None:
    data, cells = moderated(full.session, export.grid_bytes(full.session))
    (full.folder / "panel.xlsx").write_bytes(data)
    tab = full.pages.moderating
    tab._choose = lambda parent: str(full.folder / "panel.xlsx")
    before = full.session.present()
    full.press(Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier)
    full.idle()
    page = tab.read_back
    assert tab.currentWidget() is page and full.session.present() == before
    assert set(page.chosen()) == {cells["standard"], "P 1.1"}
    assert page.rest.model().rowCount() == 4 and "Take 2 of 2" in page.button.text()
    assert_speaks(page)
    row = next(one for one in page._rows if one.standard == "P 1.1")
    row.box.setChecked(False)
    full.press(Key.Key_Return, CTRL)
    full.idle()
    rated = leaving.gather(full.session).ratings
    decided = {one.code: one.decision for one in rated.standards if one.decision}
    assert decided[cells["standard"]].by == "H. Sund"
    assert decided["P 1.1"].reason == "Seen in three meetings"
    assert not page.button.isEnabled()
    page.comments.click()
    full.idle()
    assert "goes back" in page.notices.words()
    page.close_button.click()
    full.idle()
    assert tab.currentWidget() is tab.moderation


def test_4_what_is_not_ours_is_told(full: Centre) -> None:
    tab = full.pages.moderating
    full.work.frame.show_tab("moderation")
    for name, data in (("a.xlsx", b"no workbook"), ("missing.xlsx", None)):
        if data is not None:
            (full.folder / name).write_bytes(data)
        tab._choose = lambda parent, name=name: str(full.folder / name)
        tab.choose_workbook()
        full.idle()
        assert tab.read_back.notices.words() and not tab.read_back.button.isEnabled()
    tab._choose = lambda parent: ""
    tab.choose_workbook()


@pytest.mark.parametrize("width", [1440, 1000, 700])
def test_4_the_page_speaks_and_fits(full: Centre, width: int) -> None:
    full.work.frame.resize(width, 800)
    open_export(full)
    page = full.pages.export
    assert_speaks(page)
    assert page.hits.isVisible() and page.hits.width() >= 300
    assert page.button.width() >= page.button.sizeHint().width()
