"""A hand on the keyboard and a camera: what every journey uses."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.ui import theme

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Heard:
    """Becomes true once a signal was heard; `what` keeps what it said."""

    def __init__(self, signal: Any) -> None:
        self.what: list[object] = []
        signal.connect(self._hear)

    def _hear(self, *said: object) -> None:
        self.what.append(said)

    def __call__(self) -> bool:
        return bool(self.what)


class Hand:
    """Types into whatever has the focus, waits for the windows, takes pictures."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.task: dict[str, Any] = json.loads(os.environ["FIELDKIT_JOURNEY"])
        self.out = Path(self.task["out"])
        self.screens = self.out / "screens"
        self.screens.mkdir(parents=True, exist_ok=True)
        self.told: dict[str, Any] = {"keys": 0, "pictures": 0}

    @property
    def frame(self) -> QWidget:
        """The window of the open casebook."""
        found: QWidget = self.app.workplace.frame
        return found

    def target(self) -> QWidget:
        """What a key press goes to: the focus, or the window."""
        window = self.frame if self.app.workplace is not None else self.app.gate
        focus = QApplication.focusWidget()
        return focus if focus is not None and focus.window() is window else window

    def key(self, key: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press one key."""
        QTest.keyClick(self.target(), key, modifier)
        self.told["keys"] += 1

    def type(self, text: str) -> None:
        """Type text."""
        QTest.keyClicks(self.target(), text)
        self.told["keys"] += len(text)

    def paste(self, text: str) -> None:
        """Put longer text in at once, as a person pastes it."""
        clipboard = QApplication.clipboard()
        clipboard.setText(text)
        self.key(Key.Key_V, CTRL)
        clipboard.clear()

    def idle(self) -> Callable[[], bool]:
        """True once nothing runs off the GUI thread."""
        return lambda: self.app.operations.running == 0

    def saved(self) -> Callable[[], bool]:
        """True once every edit is on the disk."""
        return lambda: self.app.workplace.saver.idle and self.idle()()

    def settle(self, seconds: float = 0.15) -> Iterator[object]:
        """Wait until nothing runs, and a little for painting."""
        yield self.idle()
        yield seconds
        yield self.idle()

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window."""
        window = widget or (self.frame if self.app.workplace is not None else self.app.gate)
        window.grab().save(str(self.screens / f"{name}.png"))
        self.told["pictures"] += 1

    def look(self, choice: theme.Choice, scale: float = 1.0) -> None:
        """Change theme and interface size."""
        look: theme.Theme = self.app.look
        look.set_choice(choice)
        look.set_scale(scale)

    def unlock(self) -> Iterator[object]:
        """Type the passphrase into the unlock window and wait for what stands behind it."""
        yield lambda: self.app.unlock_page is not None
        secret = (self.app.settings.casebook / "passphrase.txt").read_text("utf-8").strip()
        yield from self.settle()
        self.type(secret)
        began = time.monotonic()
        self.key(Key.Key_Return)
        yield lambda: self.app.workplace is not None
        self.told["unlock_seconds"] = round(time.monotonic() - began, 3)
        self.frame.activateWindow()
        yield from self.settle(0.3)

    def report(self) -> None:
        """Leave what was done for whoever started the journey."""
        Path(self.task["report"]).write_text(json.dumps(self.told), encoding="utf-8")


class OnCase:
    """What is on screen of an inspector's window, for journeys; `app` is the whole of it."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.hand = Hand(app)

    @property
    def inspector(self) -> Any:
        """The inspector's window."""
        return self.app.workplace.inspector

    @property
    def desk(self) -> Any:
        """The case on screen."""
        return self.inspector.desk
