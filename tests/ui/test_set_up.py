"""Setting up a laptop: what is refused, what stays on screen, and how it fits.

1. A refusal gives the keys to the field that is to blame.
2. Once made, the passphrase is nowhere on the page, its step says so, and the six words are there.
3. What happens next goes where there is no room for it, also when only the size changes.
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.ui import theme
from fieldkit.ui.set_up import SetUpPage

SECRET = "marble tunnel oyster pepper gravel seven"
SIX = "harbour copper window nettle lantern orbit"


@pytest.fixture
def page(look: theme.Theme, qtbot: QtBot) -> SetUpPage:
    made = SetUpPage(SECRET)
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_field_to_blame(page: SetUpPage) -> None:
    """1."""
    page.make.click()
    assert page.name.hasFocus()
    page.name.setText("B. Lindqvist")
    page.make.click()
    assert page.label.hasFocus()
    page.label.setText("laptop 12")
    page.first.setText(SECRET)
    page.second.setText("marble tunnel")
    page.make.click()
    assert page.second.hasFocus() and page.second.selectedText()
    assert "differ" in page._told.text()


def test_the_passphrase_goes(page: SetUpPage) -> None:
    """2."""
    page.first.setText(SECRET)
    page.second.setText(SECRET)
    page.show_card(SIX, "card.fkcard")
    shown = [one.text() for one in page.findChildren(QLabel)]
    typed = [one.text() for one in page.findChildren(QLineEdit)]
    assert SECRET not in shown + typed and page._kept.isVisible() and not page._secret.isVisible()
    assert page.save.hasFocus() and page.words.isVisible()


def test_beside_only_where_there_is_room(page: SetUpPage, look: theme.Theme, qtbot: QtBot) -> None:
    """3."""
    assert page._side.isVisible()
    look.set_scale(2.0)
    qtbot.waitUntil(lambda: not page._side.isVisible(), timeout=5000)
    look.set_scale(1.0)
    qtbot.waitUntil(page._side.isVisible, timeout=5000)
