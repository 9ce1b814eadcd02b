"""Where Tab goes: to the next control that takes keys, in the order in which they stand.

Qt stops at a page that hands its keys on to one of its parts, and so passes over every control that
stands before that part. Here only controls are stops.

Qt's own chain is never asked (`nextInFocusChain`), nor a button for its group: the binding takes
the one that is asked for the owner of the one it names. So rings of owners come about, and a
collection of garbage then deletes scroll bars that are on screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSplitter, QWidget


def step(window: QWidget, forward: bool) -> bool:
    """Give the keys to the next control of `window`, or the one before; whether there was one."""
    every = [window, *_seen(window)]
    if not forward:
        every.reverse()
    here = window.focusWidget()
    at = every.index(here) if here in every else 0
    beside = _beside_the_chosen(window)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    for one in every[at + 1 :] + every[:at]:
        if _takes_keys(one) and one not in beside:
            one.setFocus(reason)
            return True
    return False


def _seen(part: QWidget) -> Iterator[QWidget]:
    """All that is seen in a part of a window, from the first to the last."""
    inner = [one for one in part.children() if isinstance(one, QWidget) and not one.isHidden()]
    if isinstance(part, QSplitter):  # its parts may have changed places
        inner.sort(key=lambda one: (one.x(), one.y()))
    for one in inner:
        if not one.isWindow():
            yield one
            yield from _seen(one)


def _takes_keys(one: QWidget) -> bool:
    takes = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and one.isEnabled() and one.focusProxy() is None


def _beside_the_chosen(window: QWidget) -> set[QWidget]:
    """Of buttons of which one is chosen, Tab stops at that one; arrows go to these others."""
    found: set[QWidget] = set()
    for group in window.findChildren(QButtonGroup):
        buttons: list[QAbstractButton] = group.buttons() if group.exclusive() else []
        if any(one.isChecked() and one.isVisible() for one in buttons):
            found.update(one for one in buttons if not one.isChecked())
    return found
