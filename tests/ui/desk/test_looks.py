"""What a change of size, of page or of place does to the desk: nothing is lost, hidden or untrue.

1. The question keeps the width chosen for its width class, also after a stay at 200 percent.
2. On a narrow window one row stands above a case, with menu, Lock and the alert in it.
3. Esc leaves the reason: letters answer again. The save line tells no page that is not seen.
4. Narrow, the list of problems says what to do; its headings fit its columns.
5. Returned work: the lead's words above, what was answered then below.
6. Beside the history stand one's own steps: undone above "You are here", done below it.
7. Rows whose words may be cut off say them whole in a tooltip.
8. Good news is one line where the window is low; a refusal is never shortened.
9. The list of keys is never cut off at its side: one column where there is no room for two.
10. Two documents side by side are as wide as each other, whatever made room for them.
11. A panel that is open while the size changes takes its room anew: its list keeps what is left.
12. A document that cannot be shown keeps the keys, also where they were in a field for a password;
    no page is told of it, and one thing only is ringed.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.row_delegate import Row
from fieldkit.ui.desk.history_panel import HistoryPanel
from fieldkit.ui.desk.problems import SHORT
from fieldkit.ui.plain_list import PlainList
from tests import kit
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_desk import CTRL, Key
from tests.ui.desk.test_low import laid_over, low
from tests.ui.desk.test_reading_tools import show
from tests.ui.reader.helpers import CASEFILES, with_casefiles


def widths(place: Place) -> list[int]:
    return place.desk.panes._splitter.sizes()


def test_widths_come_back(make_place: MakePlace, look: theme.Theme) -> None:
    """1."""
    place = make_place()
    place.open_first()
    place.saved()
    frame = place.work.frame
    frame.resize(1366, 688)
    place.qtbot.waitUntil(lambda: widths(place)[2] == 388, timeout=5000)
    look.set_scale(2.0)
    place.qtbot.waitUntil(lambda: place.desk.panes.one_pane, timeout=5000)
    look.set_scale(1.0)
    place.qtbot.waitUntil(lambda: widths(place)[2] == 388, timeout=5000)
    place.desk.panes._splitter.moveSplitter(900, 2)
    chosen = widths(place)[2]
    assert chosen != 388
    frame.resize(1800, 900)
    frame.resize(1366, 688)
    place.qtbot.waitUntil(lambda: abs(widths(place)[2] - chosen) <= 1, timeout=5000)


def test_one_row_above_a_case(make_place: MakePlace, look: theme.Theme) -> None:
    """2."""
    place = low(make_place, look)
    frame = place.work.frame
    bar = place.desk.header.parentWidget()
    assert bar is not None and not frame._row.isVisible()
    assert bar.menu.isVisible() and bar.lock.isVisible()  # type: ignore[attr-defined]
    assert place.desk.header.alert.isVisible() and not laid_over(bar)
    assert place.desk.mapTo(frame, QPoint(0, 0)).y() <= theme.px(49)
    frame.lock_requested.disconnect()
    with place.qtbot.waitSignal(frame.lock_requested):
        bar.lock.click()  # type: ignore[attr-defined]
    frame.show_tab("cases")
    place.qtbot.waitUntil(frame._row.isVisible, timeout=5000)


def test_esc_leaves_the_reason(place: Place) -> None:
    """3."""
    desk = place.open_first()
    place.press(Key.Key_R)
    place.type("No reason yet")
    assert desk.panel.reason.edit.hasFocus()
    place.press(Key.Key_Escape)
    assert not desk.panel.reason.edit.hasFocus()
    place.press(Key.Key_N)
    place.saved()
    now = place.on_disk().view
    assert now.answers["P 2.1.1"].value == "no"
    assert now.reasons["P 2.1.1"].value == "No reason yet"


def test_no_page_is_told_that_is_not_seen(place: Place) -> None:
    """3."""
    place.open_first()
    line = place.work.frame.save_line
    place.qtbot.waitUntil(lambda: bool(line._zoom.text()), timeout=5000)
    before = (line._page.text(), line._zoom.text())
    place.press(Key.Key_Return, CTRL)
    assert (line._page.text(), line._zoom.text()) == ("", "")
    place.desk.back()
    assert (line._page.text(), line._zoom.text()) == before


def test_problems_on_a_narrow_window(make_place: MakePlace, look: theme.Theme) -> None:
    """4."""
    place = low(make_place, look)
    place.press(Key.Key_Return, CTRL)
    page = place.desk.problems
    assert page._delegate.columns is SHORT and page._heads._columns is SHORT
    index = page.model.index(1, 0)
    assert "Give an answer" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    look.set_scale(1.0)
    place.qtbot.waitUntil(lambda: page._delegate.columns is not SHORT, timeout=5000)


def steps_panel(place: Place) -> HistoryPanel:
    """The first case after three deeds and an undo, its panel of steps open."""
    desk = place.open_first()
    for key in (Key.Key_Y, Key.Key_N, Key.Key_M):
        place.press(key)
    place.press(Key.Key_Z, CTRL)
    place.saved()
    place.press(Key.Key_H, CTRL)
    place.qtbot.waitUntil(lambda: desk.rating.history is not None, timeout=5000)
    panel = desk.rating.history
    assert panel is not None
    panel.of_steps.click()
    return panel


def test_own_steps(place: Place) -> None:
    """6."""
    panel = steps_panel(place)
    model = panel.list.model()

    def told() -> list[tuple[object, object]]:
        indexes = [model.index(row, 0) for row in range(model.rowCount())]
        return [(index.data(), index.data(Row.SECOND)) for index in indexes]

    assert told() == [
        ("Flag on P 2.1.1", "undone; Ctrl+Y brings it back"),
        ("You are here", None),
        ("Answer to P 2.1.1: Yes → No", "next to be undone"),
        ("Answer to P 2.1.1: Not answered → Yes", "done"),
    ]
    panel.undo.click()
    assert [line for line, _ in told()].index("You are here") == 2
    assert place.desk.work.view.answers["P 2.1.1"].value == "yes"
    panel.redo.click()
    panel.redo.click()
    assert told()[0][0] == "You are here" and not panel.redo.isEnabled()
    panel.of_question.click()
    assert not panel.undo.isVisible() and panel.lines


def test_rows_say_themselves_whole(qtbot: QtBot) -> None:
    """7."""
    rows = PlainList()
    qtbot.addWidget(rows)
    rows.show_rows([{int(Qt.ItemDataRole.DisplayRole): "A title", int(Row.SECOND): "its second"}])
    rows.show()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), rows.mapToGlobal(QPoint(5, 5)))
    option = QStyleOptionViewItem()
    rows.itemDelegate().helpEvent(event, rows, option, rows.model().index(0, 0))
    assert QToolTip.text() == "A title\nits second"
    QToolTip.hideText()
    QApplication.processEvents()


def test_good_news_is_short_where_it_is_low(make_place: MakePlace, look: theme.Theme) -> None:
    """8."""
    place = low(make_place, look)
    notices = place.desk.notices
    notices.say("form", "ok", "The form is written.", "It is not encrypted.")
    assert notices.words() == "The form is written. It is not encrypted."
    banner = notices.findChildren(Banner)[0]
    assert banner._text.isHidden() and banner._title.toolTip() == "It is not encrypted."
    notices.say("place", "warn", "It cannot be reached.", "Nothing was lost.")
    warned = next(one for one in notices.findChildren(Banner) if "reached" in one.words())
    assert not warned._text.isHidden()
    look.set_scale(1.0)
    place.qtbot.waitUntil(banner._text.isVisible, timeout=5000)


def test_every_key_is_read_to_its_end(make_place: MakePlace, look: theme.Theme) -> None:
    """9."""
    place = low(make_place, look)
    for scale, columns in ((2.0, 1), (1.0, 2)):
        look.set_scale(scale)
        place.work.frame.open_keys()
        keys = place.work.frame._keys
        place.qtbot.waitUntil(lambda keys=keys: not laid_over(keys), timeout=5000)
        sheet = keys._area.widget()
        lefts = {one.x() for one in sheet.findChildren(Label) if one.property("tone") == "text2"}
        assert len(lefts) == columns
        assert sheet.width() <= keys._area.viewport().width()
        keys.close_it()


def test_two_documents_share_the_width(place: Place) -> None:
    """10."""
    desk = place.open_first()
    place.saved()
    place.work.frame.resize(1366, 688)
    place.press(Key.Key_F9)
    splitter = desk.readers._splitter
    place.qtbot.waitUntil(
        lambda: desk.readers.split and abs(splitter.sizes()[0] - splitter.sizes()[1]) <= 2,
        timeout=5000,
    )


def test_an_open_panel_takes_its_room_anew(make_place: MakePlace, look: theme.Theme) -> None:
    """11."""
    place = make_place()
    place.work.frame.resize(1366, 688)
    panel = steps_panel(place)
    look.set_scale(2.0)
    room = place.work.frame.height() - theme.px(16)
    place.qtbot.waitUntil(
        lambda: panel.height() == room and panel.list.height() > theme.px(150), timeout=5000
    )


@with_casefiles
def test_a_refusal_keeps_the_keys(make_place: MakePlace, tmp_path: Path) -> None:
    """12."""
    locked = (CASEFILES / "odd-libreoffice-writer-password.pdf").read_bytes()
    more = {"y.pdf": locked, "z.dwg": b"\x00\x01" * 300, "zz.docx": b""}
    place = make_place(kit.inspection(tmp_path / "world", cases=1, standard="", more=more))
    desk = place.open_first()
    place.saved()
    desk.reader.setFocus()
    held = {one.document.name: one.document.sha256 for one in desk.work.documents}
    refusal = desk.reader.refusal
    told: list[str] = []
    desk.page_told.connect(told.append)
    for name in more:
        show(place, desk.work.documents[0].document.title)
        told.clear()
        desk.open_document(held[name])
        place.saved()
        place.qtbot.waitUntil(lambda name=name: name in refusal.words, timeout=10000)
        now = QApplication.focusWidget()
        assert now is refusal or now is refusal.password
        assert told[-1:] == [""]
        edge = refusal.grab().toImage().pixelColor(1, refusal.height() // 2)
        assert (edge == theme.colour("focus")) == (refusal.password is None)
