"""The main frame.

1. Every key stands in a menu once; commands of a case are off while none is on screen.
2. Tabs, case and back; counts on tabs; titles.
3. Lock, palette, keys and interface size by their keys.
4. Narrow windows fold the menus, and the marking never leaves the screen.
5. Letters act through the menus' commands, outside text fields.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QMenu, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui import menus, theme
from fieldkit.ui.components.layout import column
from fieldkit.ui.frame import Frame
from fieldkit.ui.palette import PaletteItem

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def frame(qtbot: QtBot, look: theme.Theme) -> Frame:
    made = Frame(look)
    qtbot.addWidget(made)
    made.set_person("A. Marsh · laptop 07")
    made.set_marking("OFFICIAL-SENSITIVE")
    made.set_title("Northvale PDU 2025", "pdu-2023 · 14 cases")
    for key, words, count in (("cases", "My cases", None), ("send", "Send", 12)):
        made.add_tab(key, words, QListView(), count)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def case_page() -> tuple[QWidget, QListView, QLineEdit]:
    page, view, field = QWidget(), QListView(), QLineEdit()
    page.setLayout(column(view, field))
    return page, view, field


def test_every_key_of_the_design_is_in_a_menu() -> None:
    keys = {key for command in menus.READER for key in command.key.split(" ")}
    wanted = (
        "Y N A R E F G M Ctrl+Down Ctrl+Up F6 F8 Ctrl+F F3 Ctrl+K Shift+PgDown Shift+PgUp PgDown "
        "PgUp Alt+Left F7 Ctrl++ Ctrl+- Ctrl+0 Ctrl+Alt++ Ctrl+Alt+- Ctrl+Z "
        "Ctrl+Y Ctrl+Shift+A Ctrl+Return Ctrl+L Ctrl+/"
    )
    assert set(wanted.split()) <= keys


def test_a_key_twice_is_refused(qtbot: QtBot) -> None:
    twice = (menus.Command("&A", "One", "F2", "a.one"), menus.Command("&A", "Two", "F2", "a.two"))
    with pytest.raises(ValueError):
        Frame(None, twice)


def test_letters_are_no_shortcuts(frame: Frame) -> None:
    assert frame.actions_by_id["rate.yes"].shortcut().isEmpty()
    assert frame.actions_by_id["rate.yes"].text().endswith("\tY")


def test_tabs(frame: Frame, qtbot: QtBot) -> None:
    assert frame.current_tab() == "cases"
    with qtbot.waitSignal(frame.tab_changed) as told:
        frame.show_tab("send")
    assert told.args == ["send"] and frame.current_tab() == "send"
    frame.set_count("send", 3)
    assert frame.windowTitle() == "Northvale PDU 2025 · fieldkit"


def test_case_comes_and_goes(frame: Frame, qtbot: QtBot) -> None:
    assert not frame.actions_by_id["rate.yes"].isEnabled()
    page, _, _ = case_page()
    qtbot.addWidget(page)
    frame.show_case(page, QWidget())
    assert page.isVisible() and frame.actions_by_id["rate.yes"].isEnabled()
    assert frame._headers.height() == 48
    back = next(b for b in frame.findChildren(QWidget) if b.accessibleName() == "Back to my cases")
    with qtbot.waitSignal(frame.back_requested):
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    frame.leave_case()
    assert page.isHidden() and frame._headers.height() == 56
    assert not frame.actions_by_id["rate.yes"].isEnabled()


def test_letters_act_through_commands(frame: Frame, qtbot: QtBot) -> None:
    page, view, field = case_page()
    hits: list[str] = []
    frame.actions_by_id["rate.no"].triggered.connect(lambda: hits.append("no"))
    view.setFocus()
    qtbot.keyClick(frame, Qt.Key.Key_N)
    assert hits == []
    frame.show_case(page, QWidget())
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_N)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_N)
    assert (hits, field.text()) == (["no"], "n")


def test_lock_by_key_and_button(frame: Frame, qtbot: QtBot) -> None:
    with qtbot.waitSignal(frame.lock_requested):
        qtbot.keyClick(frame, Qt.Key.Key_L, CTRL)
    with qtbot.waitSignal(frame.lock_requested):
        qtbot.mouseClick(frame._row.lock, Qt.MouseButton.LeftButton)


def test_palette_runs_what_is_chosen(frame: Frame, qtbot: QtBot) -> None:
    hits: list[str] = []
    frame.set_palette_source(
        lambda: [
            PaletteItem("Case 014", "case", lambda: hits.append("014")),
            PaletteItem("Case 021", "case", lambda: hits.append("021")),
            *frame.command_items(),
        ]
    )
    qtbot.keyClick(frame, Qt.Key.Key_K, CTRL)
    field = frame._palette.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "case")
    assert frame._palette.titles()[:2] == ["Case 014", "Case 021"]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert hits == ["021"] and frame._palette.isHidden()


def test_palette_offers_no_command_that_is_off(frame: Frame) -> None:
    titles = {item.title for item in frame.command_items()}
    assert "Open a pack" in titles and "Yes" not in titles


def test_palette_closes_on_escape(frame: Frame, qtbot: QtBot) -> None:
    frame.open_palette()
    qtbot.keyClick(frame._palette.field, Qt.Key.Key_Escape)
    assert frame._palette.isHidden()


def test_keys_list(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame, Qt.Key.Key_Slash, CTRL)
    assert frame._keys.isVisible()
    listed = {key for _, _, key in frame._keys.entries}
    assert {c.first_key for c in menus.READER if c.key} <= listed
    qtbot.keyClick(frame._keys._close, Qt.Key.Key_Escape)
    assert frame._keys.isHidden()


def test_interface_size_by_key(frame: Frame, look: theme.Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(frame.scale_chosen) as told:
        qtbot.keyClick(frame, Qt.Key.Key_Equal, CTRL | ALT)
    assert told.args == [1.1] and look.scale == 1.1


def test_theme_by_menu(frame: Frame, look: theme.Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(frame.theme_chosen) as told:
        frame.actions_by_id["view.theme.dark"].trigger()
    assert told.args == ["dark"] and look.choice == "dark"
    assert frame.actions_by_id["view.theme.dark"].isChecked()


def test_narrow_window_folds(frame: Frame, qtbot: QtBot) -> None:
    assert frame._row.bar.isVisible() and frame._row.marking.isVisible()
    frame.resize(683, 640)
    qtbot.waitUntil(lambda: frame._row.fold.isVisible())
    assert not frame._row.bar.isVisible()
    assert frame.save_line._marking.isVisible()
    assert frame.save_line._marking.text() == "OFFICIAL-SENSITIVE"


def test_folded_menus_open_again(frame: Frame, qtbot: QtBot) -> None:
    """However often they are opened and closed; a chosen theme is worn each time."""
    frame.resize(683, 640)
    qtbot.waitUntil(lambda: frame._row.fold.isVisible())
    for choice in ("dark", "light"):
        qtbot.mouseClick(frame._row.fold, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu) and menu.isVisible()
        titles = [one.text().replace("&", "") for one in menu.actions()]
        assert titles[:2] == ["File", "Edit"] and titles[-1] == "Help"
        with qtbot.waitSignal(frame.theme_chosen) as told:
            frame.actions_by_id[f"view.theme.{choice}"].trigger()
        assert told.args == [choice]
        qtbot.keyClick(menu, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_set_enabled_takes_prefixes(frame: Frame) -> None:
    frame.set_enabled(["evidence.", "rate.yes"], True)
    assert frame.actions_by_id["evidence.tie"].isEnabled()
    assert frame.actions_by_id["rate.yes"].isEnabled()
    assert not frame.actions_by_id["rate.no"].isEnabled()
