"""My cases.

1. Groups, tabs and search show the right rows; a standard is one of them.
2. A screen reader hears number, state, answered and unread.
3. Enter opens the case selected; the detail says where you are and what is not opened.
4. Without an inspection the page says so and offers to open a pack.
5. The words on each row follow its state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.steps import rate, read
from fieldkit.ui.components.label import ElidedLabel
from fieldkit.ui.components.row_delegate import Row
from fieldkit.ui.my_cases import MyCases
from fieldkit.ui.my_cases_model import delivered_words, group_of, pill_of, spoken
from fieldkit.ui.operations import Operations
from tests import kit


@pytest.fixture
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, cases=3)
    yield made
    made.close()


@pytest.fixture
def page(world: kit.World, qtbot: QtBot) -> Iterator[MyCases]:
    session = world.laptops["marsh"]
    row = read.my_readings(session)[0]
    view = read.open_reading(session, row.reading.id).view
    rate.save(session, [rate.answer(view, "P 2.1.1", "yes")]).result()
    operations = Operations(parent=QApplication.instance())
    made = MyCases(session, operations)
    qtbot.addWidget(made)
    made.resize(1400, 800)
    made.show()
    made.activateWindow()
    with qtbot.waitSignal(made.loaded, timeout=5000):
        made.reload()
    yield made
    qtbot.waitUntil(lambda: operations.running == 0)
    operations.close()


def titles(page: MyCases) -> list[str]:
    model = page.model
    rows = range(model.rowCount())
    return [str(model.index(row, 0).data()) for row in rows]


def test_groups_tabs_and_search(page: MyCases) -> None:
    """1."""
    assert [one.split("   ")[0] for one in titles(page)] == [
        *("In progress", "001"),
        *("Not started", "002", "003", "P 1.2"),
    ]
    page.show_tab("to_start")
    assert [one.split(" ")[0] for one in titles(page)] == ["Not", "002", "003", "P"]
    page.show_tab("complete")
    assert titles(page) == []
    page.show_tab("all")
    page.search.setText("482902")
    assert [one.split("   ")[0] for one in titles(page)] == ["Not started", "002"]


def test_spoken(page: MyCases) -> None:
    """2."""
    index = page.model.index(1, 0)
    told = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Case 001, in progress, 1 of 12 answered, 3 unread"
    assert page.model.index(0, 0).data(Row.SECTION) is True


def test_enter_opens_and_detail_tells(page: MyCases, qtbot: QtBot) -> None:
    """3."""
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.chosen) as told:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert told.args == [page.model.rows[1].reading.id]

    def shown() -> set[str]:
        return {one.text() for one in page.detail.findChildren(ElidedLabel)}

    # Case 001, whose detail may still come first, has the same documents and one answer.
    qtbot.waitUntil(lambda: {"Supervision notes", "Nothing answered yet"} <= shown())


def test_without_inspection(tmp_path: Path, qtbot: QtBot) -> None:
    """4."""
    session = kit.laptop(tmp_path / "new")
    operations = Operations(parent=QApplication.instance())
    page = MyCases(session, operations)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.loaded):
        page.reload()
    assert page._pages.currentWidget() is page.empty
    with qtbot.waitSignal(page.pack_requested):
        page.empty.acted.emit()
    operations.close()
    session.close()


def test_words_by_state(page: MyCases) -> None:
    """5."""
    row = page.model.rows[0]
    returned = replace(row, returned=2, state="complete")
    assert group_of(returned) == "Needs you now"
    assert pill_of(returned) == ("returned", "Returned: 2 to fix")
    complete = replace(row, state="complete", to_fix=0, undelivered=0)
    assert group_of(complete) == "Complete" and delivered_words(complete) == "Delivered"
    alert = replace(row, alerts=1)
    assert group_of(alert) == "Needs you now" and spoken(alert).endswith("alert open")
    second = replace(row, reading=replace(row.reading, kind="second"))
    assert pill_of(second) == ("in_progress", "In progress · second")
    ready = replace(row, to_fix=0)
    assert pill_of(ready) == ("in_progress", "Ready to complete")
