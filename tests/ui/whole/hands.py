"""A person at a window: keys only, one window at a time, a picture of whatever is on screen.

Dialogs of the system (choosing a file or a folder) cannot be driven here; what they would answer
is laid ready. A control is reached as a person reaches it: Tab until it has the keys.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.settings import Settings
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.operations import Operations
from fieldkit.ui.workplace import Workplace
from tests import kit

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_FAR = 120


class Hands:
    """Somebody's window on their casebook, from unlocking to closing."""

    def __init__(self, folder: Path, look: theme.Theme, qtbot: QtBot, pictures: Path) -> None:
        self.qtbot = qtbot
        self.pictures = pictures
        self.keys = 0
        session = Session.unlock(folder, kit.PASSPHRASE)
        if session.inspections():
            session.opened  # noqa: B018  (as the unlock window does)
        owner = QApplication.instance()
        self.work = Workplace(
            session,
            Settings(casebook=folder),
            look,
            Operations(parent=owner),
            lambda folder: None,
            owner,
        )
        self.session = session
        self.work.frame.resize(1440, 900)
        self.work.frame.show()
        self.work.frame.activateWindow()
        qtbot.waitUntil(self.work.frame.isActiveWindow)
        self.work.start()
        self.idle()

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, kind: object, *why: object) -> None:
        if kind is not None:
            self.picture("failed")
        self.work.close()
        self.work.operations.close()
        self.work.frame.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # Keys

    def focus(self) -> QWidget:
        """What has the keys."""
        found = QApplication.focusWidget()
        inside = found is not None and found.window() is self.work.frame
        return found if found is not None and inside else self.work.frame

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """A key, so many times."""
        for _ in range(times):
            self.qtbot.keyClick(self.focus(), key, held)
            self.keys += 1

    def type(self, text: str) -> None:
        """Words, into whatever has the keys."""
        self.qtbot.keyClicks(self.focus(), text)
        self.keys += len(text)

    def replace(self, text: str) -> None:
        """Type over what a field holds."""
        self.press(Key.Key_A, CTRL)
        self.type(text)

    def idle(self) -> None:
        """Wait until all is saved and nothing runs behind the window."""
        calm = lambda: self.work.saver.idle and self.work.operations.running == 0  # noqa: E731
        for _ in range(2):
            self.qtbot.waitUntil(calm, timeout=60000)
            self.qtbot.wait(1)

    def has(self, name: str, kind: type[QWidget] = QWidget) -> bool:
        """Whether the control of that name, and kind, has the keys."""
        now = self.focus()
        if not isinstance(now, kind):
            return False
        text = now.text() if isinstance(now, QAbstractButton) else ""
        return name == now.accessibleName() or bool(text and text.startswith(name))

    def reach(self, name: str, kind: type[QWidget] = QWidget) -> None:
        """Tab until the control of that name has the keys."""
        met: list[str] = []
        for _ in range(_FAR):
            if self.has(name, kind):
                return
            met.append(self.focus().accessibleName())
            self.press(Key.Key_Tab)
        raise AssertionError(f"no key reaches {name!r}; met {list(dict.fromkeys(met))}")

    def push(self, name: str) -> None:
        """Reach a button and press it."""
        self.reach(name)
        self.press(Key.Key_Space)
        self.idle()

    def pick(self, name: str, words: str) -> None:
        """Reach a drop-down and go down to a choice."""
        self.reach(name, QComboBox)
        drop = self.focus()
        assert isinstance(drop, QComboBox)
        texts = [drop.itemText(number) for number in range(drop.count())]
        self.press(Key.Key_Home)
        self.press(Key.Key_Down, times=next(n for n, t in enumerate(texts) if t.startswith(words)))
        self.idle()
        assert drop.currentText().startswith(words)

    def command(self, words: str) -> None:
        """Ctrl+K, the words of a command, Enter."""
        self.press(Key.Key_K, CTRL)
        self.type(words)
        self.press(Key.Key_Return)
        self.idle()

    def section(self, of: str, title: str, number: int) -> None:
        """Go to a section by the list at the left."""
        self.reach(of, QAbstractItemView)
        self.press(Key.Key_Home)
        self.press(Key.Key_Down, times=number)
        self.press(Key.Key_Return)
        self.idle()

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.work.frame.grab().save(str(self.pictures / f"{name}.png"))
