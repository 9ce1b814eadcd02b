"""The context menu of a passage, the same over pages, text and sheets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from fieldkit.ui.reader.marks import Mark, Passage


def open_menu(
    owner: QWidget,
    place: QPoint,
    passage: Passage | None,
    tie: Callable[[Passage], object],
    mark: Mark | None = None,
    show: Callable[[str], object] | None = None,
) -> QMenu:
    """Open the menu at a point of the screen: tie or copy `passage`, show the chip of `mark`."""
    menu = QMenu(owner)
    tying = menu.addAction("Tie to question…\tE")
    copying = menu.addAction("Copy the words\tCtrl+C")
    tying.setEnabled(passage is not None)
    copying.setEnabled(passage is not None)
    if passage is not None:
        tying.triggered.connect(lambda: tie(passage))
        copying.triggered.connect(lambda: copy(passage))
    if mark is not None and show is not None:
        menu.addSeparator()
        menu.addAction(f"Show what is tied: {mark.label}").triggered.connect(lambda: show(mark.id))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
    return menu


def copy(passage: Passage) -> None:
    """Put the quote on the clipboard."""
    QApplication.clipboard().setText(passage.quote)
