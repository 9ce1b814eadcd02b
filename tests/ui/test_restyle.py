"""A new style sheet for everything.

1. What is on screen has the new look at once; what is hidden has it some turns later.
2. What is shown before its turn came has it when it comes on screen.
3. Each widget is styled once, however deep it stands.
4. What was there before looks, to the pixel, as if it had been made with the new look.
5. Widgets may go, and other sheets come, while some still wait.
6. With no window on screen, nothing waits; nor where sizes change.
"""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from fieldkit.ui import theme, tokens
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, surface
from fieldkit.ui.components.search_field import SearchField


class Page(QWidget):
    """Something of everything, deep down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Label("Case 014", "section", "accent")
        self.field = QLineEdit("Words")
        self.search = SearchField("Find")
        theme.fix(self.field, height=40)
        theme.fix(self.search, height=50)
        text = QPlainTextEdit("Long.\n" * 40)
        text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        parts = (self.label, self.field, self.search, QCheckBox("Agreed"), text)
        self.setLayout(column(surface(column(surface(column(*parts), "card")), "tools")))


class Window(QStackedWidget):
    """Two pages, the first one on screen."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = Page(self), Page(self)
        self.addWidget(self.first)
        self.addWidget(self.second)
        self.resize(300, 240)


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme) -> Window:
    """The window; both its pages have been on screen once."""
    made = Window()
    qtbot.addWidget(made)
    made.show()
    for page in (made.second, made.first):
        made.setCurrentWidget(page)
        made.grab()
    return made


def ink(label: Label) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name().upper()


def done(qtbot: QtBot, look: theme.Theme) -> None:
    qtbot.waitUntil(lambda: not look._sheet.waiting)


class _Styled(QObject):
    """How often each widget was told of a new style."""

    def __init__(self) -> None:
        super().__init__()
        self.count: Counter[QObject] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.count[watched] += 1
        return False


def test_seen_at_once_hidden_soon(window: Window, look: theme.Theme, qtbot: QtBot) -> None:
    """1."""
    look.set_choice("dark")
    assert ink(window.first.label) == tokens.DARK.accent
    assert ink(window.second.label) == tokens.LIGHT.accent and look._sheet.waiting
    done(qtbot, look)
    assert ink(window.second.label) == tokens.DARK.accent


def test_shown_before_its_turn(window: Window, look: theme.Theme) -> None:
    """2."""
    look.set_choice("dark")
    window.setCurrentWidget(window.second)
    assert ink(window.second.label) == tokens.DARK.accent


def test_once_each(window: Window, look: theme.Theme, qtbot: QtBot, qapp: QApplication) -> None:
    """3."""
    heard = _Styled()
    qapp.installEventFilter(heard)
    look.set_choice("dark")
    done(qtbot, look)
    qapp.removeEventFilter(heard)
    inside = [window, *window.findChildren(QWidget)]
    assert len(inside) > 12
    assert {heard.count[one] for one in inside} == {1}


def _pictures(qtbot: QtBot, window: Window) -> list[QImage]:
    found = []
    for page in (window.first, window.second):
        window.setCurrentWidget(page)
        page.field.clearFocus()
        page.search.clearFocus()
        qtbot.wait(20)
        found.append(window.grab().toImage())
    return found


@pytest.mark.parametrize(("choice", "scale"), [("dark", 1.0), ("high", 1.0), ("light", 2.0)])
def test_as_if_made_so(
    window: Window, look: theme.Theme, qtbot: QtBot, choice: theme.Choice, scale: float
) -> None:
    """4."""
    before = _pictures(qtbot, window)
    look.set_choice(choice)
    look.set_scale(scale)
    done(qtbot, look)
    fresh = Window()
    qtbot.addWidget(fresh)
    window.resize(600, 480)
    fresh.resize(600, 480)
    fresh.show()
    assert _pictures(qtbot, window) == _pictures(qtbot, fresh)
    look.set_choice("light")
    look.set_scale(1.0)
    done(qtbot, look)
    qtbot.wait(20)  # until it may be small again
    window.resize(300, 240)
    assert _pictures(qtbot, window) == before


def test_gone_meanwhile(window: Window, look: theme.Theme, qtbot: QtBot) -> None:
    """5."""
    look.set_choice("high")
    delete(window.second.field)
    look.set_choice("dark")
    delete(window.second)
    done(qtbot, look)
    assert ink(window.first.label) == tokens.DARK.accent


def test_sizes_at_once(window: Window, look: theme.Theme) -> None:
    """6."""
    look.set_choice("dark")
    look.set_scale(2.0)
    assert not look._sheet.waiting
    assert window.second.label.font().pixelSize() == window.first.label.font().pixelSize() == 30


def test_none_on_screen(window: Window, look: theme.Theme) -> None:
    """6."""
    window.hide()
    look.set_choice("dark")
    assert not look._sheet.waiting
    assert ink(window.first.label) == ink(window.second.label) == tokens.DARK.accent
