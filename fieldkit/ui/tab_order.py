"""Where Tab goes: to the next control that takes keys, whatever holds it.

Qt stops at a page that hands its keys on to one of its parts, and so passes over every control that
stands before that part. Here only controls are stops, in the order in which they stand.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget


def step(window: QWidget, forward: bool) -> bool:
    """Give the keys to the next control of `window`, or the one before; whether there was one."""
    here = window.focusWidget() or window
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    one = _after(here, forward)
    while one is not None and one is not here:
        if _is_stop(one, window):
            one.setFocus(reason)
            return True
        one = _after(one, forward)
    return False


def _after(one: QWidget, forward: bool) -> QWidget | None:
    return one.nextInFocusChain() if forward else one.previousInFocusChain()


def _is_stop(one: QWidget, window: QWidget) -> bool:
    takes = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if not takes or one.focusProxy() is not None or one.window() is not window:
        return False
    return one.isEnabled() and one.isVisibleTo(window) and not _beside_the_chosen(one)


def _beside_the_chosen(one: QWidget) -> bool:
    """Of buttons of which one is chosen, Tab stops at that one; arrows go to the others."""
    group = one.group() if isinstance(one, QAbstractButton) else None
    if group is None or not group.exclusive():
        return False
    chosen = group.checkedButton()
    return chosen is not None and chosen is not one and chosen.isVisible()
