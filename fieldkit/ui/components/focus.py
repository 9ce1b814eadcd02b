"""Who has the keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def keys_in(part: QWidget) -> QWidget | None:
    """What has the keys of its window, if that is `part` or inside it.

    `part.focusWidget()` would not do: it names the child that had them last. Nor would the
    application's: it is nobody while another program has the keys.
    """
    now = part.window().focusWidget()
    return now if now is part or (now is not None and part.isAncestorOf(now)) else None
