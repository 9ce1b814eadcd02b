"""Moderation and what all of the lead's pages share.

1. Figures stand beside every question; headings are sections that the arrows pass over.
2. A final rating is recorded by keyboard alone, with a reason; the same one not twice.
3. Arrows within a standard lose nothing that was typed.
4. Tab reaches the rating, the reason and the decision in this order.
5. Every page paints in every look, at 200 percent and narrow, and the window never grows.
6. Commands are on only where they do something.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.steps import moderate
from fieldkit.ui import theme
from fieldkit.ui.components.rating_choice import RatingRadio
from fieldkit.ui.lead.moderation_list import LINE
from tests.ui.lead.conftest import CTRL, Centre

Key = Qt.Key


@pytest.fixture
def moderating(centre: Centre) -> Centre:
    centre.receive()
    centre.go(4)
    return centre


def spoken(centre: Centre) -> list[str]:
    model = centre.pages.moderation.list.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def test_figures(moderating: Centre) -> None:
    """1."""
    told = spoken(moderating)
    assert told[0].startswith("Organisation: ")
    question = next(one for one in told if one.startswith("P 2.1.2"))
    assert question.startswith("P 2.1.2 Desistance") and "1/1 = 100.0 %" in question
    page = moderating.pages.moderation
    assert moderating.focus() is page.list
    assert page.list.currentIndex().data(LINE).code == "P 1.1"
    page.choose_standard("P 2.1")
    moderating.press(Key.Key_Up)
    assert page.list.currentIndex().data(LINE).code == "P 1.3"


def test_record_by_keyboard(moderating: Centre) -> None:
    """2. and 4."""
    page = moderating.pages.moderation
    moderating.press(Key.Key_Return, CTRL)
    moderating.press(Key.Key_Tab)
    first = moderating.focus()
    assert isinstance(first, RatingRadio)
    for _ in range(2):
        moderating.press(Key.Key_Down)
    moderating.press(Key.Key_Space)
    assert page.detail.choice.word() == "Good" and not page.detail.record.isEnabled()
    moderating.press(Key.Key_Tab)
    assert moderating.focus() is page.detail.why
    moderating.type("The panel read the notes again")
    moderating.press(Key.Key_Tab)
    assert moderating.focus() is page.detail.record
    moderating.press(Key.Key_Backtab)
    with moderating.qtbot.waitSignal(page.decided, timeout=10000):
        moderating.press(Key.Key_Return, CTRL)
    moderating.idle()
    rated = moderate.rate(moderating.session)[0].standard("P 1.1")
    assert rated is not None and rated.rating == "Good"
    assert rated.decision is not None
    assert rated.decision.reason == "The panel read the notes again"
    assert not page.detail.record.isEnabled()
    assert any(one.startswith("P 1.1") and "final Good" in one for one in spoken(moderating))


def test_arrows_within_a_standard_keep_the_words(moderating: Centre) -> None:
    """3."""
    page = moderating.pages.moderation
    page.choose_standard("P 2.1")
    moderating.press(Key.Key_Return)
    assert isinstance(moderating.focus(), RatingRadio)
    page.write_reason("Half a sentence")
    page.list.setFocus()
    moderating.press(Key.Key_Down)
    assert page.list.currentIndex().data(LINE).code == "P 2.1.1"
    assert page.detail.why.toPlainText() == "Half a sentence"


LOOKS = [("light", 1.0), ("dark", 1.0), ("high", 1.0), ("light", 2.0), ("dark", 0.9)]


@pytest.mark.parametrize(("choice", "scale"), LOOKS)
@pytest.mark.parametrize("wide", [1440, 1366, 683])
def test_every_look(
    centre: Centre, look: theme.Theme, choice: theme.Choice, scale: float, wide: int
) -> None:
    """5."""
    centre.receive()
    look.set_choice(choice)
    look.set_scale(scale)
    frame = centre.work.frame
    frame.resize(wide, 688)
    for number in range(1, 6):
        centre.go(number)
        QApplication.processEvents()
        assert not frame.grab().isNull()
    assert frame.width() <= max(wide, theme.px(400))
    marking = [one for one in (frame._row.marking, frame.save_line._marking) if one.isVisible()]
    assert len(marking) == 1


def test_the_menus_come_back_after_a_large_interface(centre: Centre, look: theme.Theme) -> None:
    """5."""
    frame = centre.work.frame
    assert frame._row.bar.isVisible()
    look.set_scale(2.0)
    assert frame._row.fold.isVisible() and not frame._row.bar.isVisible()
    look.set_scale(1.0)
    assert frame._row.bar.isVisible() and frame._head.palette_button.isVisible()
    assert frame.width() == 1440


def test_commands_are_on_where_they_act(centre: Centre) -> None:
    """6."""
    actions = centre.work.frame.actions_by_id
    for number, ids in ((1, ""), (3, "lead.next lead.previous lead.decide"), (4, "lead.decide")):
        centre.go(number)
        some = ("lead.next", "lead.previous", "lead.decide")
        assert [one for one in some if actions[one].isEnabled()] == ids.split()
