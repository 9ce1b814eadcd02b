"""A hand on the mouse: clicks, rows, drags and menus, as real mouse events to real widgets."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QMenuBar, QWidget

from fieldkit.ui.journeys.hand import NONE, Hand

LEFT = Qt.MouseButton.LeftButton


class Mouse:
    """Clicks at places of widgets; `hand.told["clicks"]` counts them."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        hand.told.setdefault("clicks", 0)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """One click of the left button; the widget must be seen and enabled."""
        if not (widget.isVisible() and widget.isEnabled()):
            name = widget.accessibleName() or type(widget).__name__
            raise RuntimeError(f"nobody could click {name}: it is hidden or off")
        QTest.mouseClick(widget, LEFT, NONE, at or widget.rect().center())
        self._hand.told["clicks"] += 1

    def row(self, view: QAbstractItemView, number: int, double: bool = False) -> None:
        """One click on a row of a list, or a double click."""
        index = view.model().index(number, 0)
        view.scrollTo(index)
        at = view.visualRect(index).center()
        self.click(view.viewport(), at)
        if double:
            QTest.mouseDClick(view.viewport(), LEFT, NONE, at)

    def drag(self, widget: QWidget, start: QPointF, end: QPointF) -> None:
        """Press at one place, move, and let go at another."""
        QTest.mousePress(widget, LEFT, NONE, start.toPoint())
        for share in (0.3, 0.7, 1.0):
            place = start + (end - start) * share
            moved = QMouseEvent(
                QEvent.Type.MouseMove,
                place,
                widget.mapToGlobal(place),
                Qt.MouseButton.NoButton,
                LEFT,
                NONE,
            )
            QApplication.sendEvent(widget, moved)
        QTest.mouseRelease(widget, LEFT, NONE, end.toPoint())
        self._hand.told["clicks"] += 1

    def menu(self, identity: str) -> Iterator[object]:
        """Open a menu by its title and click a command of it, through sub-menus."""
        wanted = self._hand.app.workplace.frame.actions_by_id[identity]
        bars = self._hand.frame.findChildren(QMenuBar)
        bar = next(one for one in bars if one.isVisible())
        for title in bar.actions():
            path = _path_to(title, wanted)
            if path:
                self.click(bar, bar.actionGeometry(title).center())
                for action in path:
                    menu = _menu_of(title, action)
                    yield menu.isVisible
                    self.click(menu, menu.actionGeometry(action).center())
                # A window manager gives the window its keys back; off screen there is none.
                self._hand.frame.activateWindow()
                yield self._hand.frame.isActiveWindow
                return
        raise LookupError(identity)


def _path_to(title: QAction, wanted: QAction) -> list[QAction]:
    """The actions to click below a title until the wanted one; empty where it is not there."""
    menu = title.menu()
    for action in menu.actions() if isinstance(menu, QMenu) else ():
        if action is wanted:
            return [action]
        if action.menu() is not None and (rest := _path_to(action, wanted)):
            return [action, *rest]
    return []


def _menu_of(title: QAction, action: QAction) -> QMenu:
    """The menu below `title` that holds this action."""
    todo = [title.menu()]
    while todo:
        menu = todo.pop()
        if isinstance(menu, QMenu):
            if action in menu.actions():
                return menu
            todo += [one.menu() for one in menu.actions() if one.menu() is not None]
    raise LookupError(action.text())
