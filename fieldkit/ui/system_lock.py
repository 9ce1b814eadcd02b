"""Hears when the operating system locks its screen or goes to sleep.

One small interface, `SystemLock.locking`, over three systems: logind and the screen savers on
D-Bus, the session and power messages of Windows, the distributed notifications of macOS. On Linux
sleep waits (a ``delay`` inhibitor) until the casebook is closed. Windows and macOS have not been
run yet.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
# The stubs of PySide6 ask for bytes here; what it takes is the text that SLOT gives.
_BEGINS: Any = SLOT("begins(bool)")
_LOCKED: Any = SLOT("locked()")
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
_WM_POWERBROADCAST, _PBT_APMSUSPEND = 0x0218, 0x0004
_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK = 0x02B1, 0x7


class SystemLock(QObject):
    """`locking` is emitted when the screen is locked or the machine is about to sleep.

    `system_bus` and `session_bus` are D-Bus addresses, for tests; None takes the usual ones.
    """

    locking = Signal()

    def __init__(
        self,
        window: QWidget,
        parent: QObject | None = None,
        system_bus: str | None = None,
        session_bus: str | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept: list[Any] = []
        with contextlib.suppress(Exception):  # a machine without these services still locks by idle
            if sys.platform == "win32":
                self._watch_windows(window)
            elif sys.platform == "darwin":
                self._watch_macos()
            else:
                self._watch_linux(system_bus, session_bus)

    def stop(self) -> None:
        """Hear nothing more, and let a sleep that waits for us go on."""
        for kept in self._kept:
            with contextlib.suppress(Exception):
                kept.stop()
        self._kept.clear()

    def _watch_linux(self, system_bus: str | None, session_bus: str | None) -> None:
        from PySide6.QtDBus import QDBusConnection

        system = (
            QDBusConnection.connectToBus(system_bus, "fieldkit system")
            if system_bus
            else QDBusConnection.systemBus()
        )
        session = (
            QDBusConnection.connectToBus(session_bus, "fieldkit session")
            if session_bus
            else QDBusConnection.sessionBus()
        )
        manager = f"{LOGIN}.Manager"
        if system.isConnected():
            system.connect(LOGIN, _LOGIN_PATH, manager, "PrepareForSleep", self, _BEGINS)
            system.connect(LOGIN, "", f"{LOGIN}.Session", "Lock", self, _LOCKED)
            self._kept.append(_Inhibitor(system))
        if session.isConnected():
            for saver in _SAVERS:
                path = "/" + saver.replace(".", "/")
                session.connect(saver, path, saver, "ActiveChanged", self, _BEGINS)

    @Slot(bool)
    def begins(self, does: bool) -> None:
        """A sleep or a screen saver begins, or ends."""
        if does:
            self.locking.emit()

    @Slot()
    def locked(self) -> None:
        """The session was locked."""
        self.locking.emit()

    def _watch_windows(self, window: QWidget) -> None:
        self._kept.append(_WindowsFilter(window, self))

    def _watch_macos(self) -> None:
        self._kept.append(_MacObserver(self))


class _Inhibitor:
    """Asks logind to wait with a sleep, without waiting for its answer.

    Letting go of the handle in the answer ends the wait.
    """

    def __init__(self, bus: Any) -> None:
        from PySide6.QtDBus import QDBusMessage

        asked = QDBusMessage.createMethodCall(LOGIN, _LOGIN_PATH, f"{LOGIN}.Manager", "Inhibit")
        asked.setArguments(["sleep", "fieldkit", "Closes the casebook first", "delay"])
        self._answer: Any = bus.asyncCall(asked)

    def stop(self) -> None:
        """Let the system sleep."""
        self._answer = None


class _WindowsFilter(QAbstractNativeEventFilter):
    """Session and power messages of a window."""

    def __init__(self, window: QWidget, told: SystemLock) -> None:
        super().__init__()
        self._told = told
        self._window = int(window.winId())
        self._terminal = ctypes.windll.wtsapi32  # type: ignore[attr-defined,unused-ignore]
        self._terminal.WTSRegisterSessionNotification(ctypes.c_void_p(self._window), 0)
        application = QApplication.instance()
        assert application is not None
        application.installNativeEventFilter(self)

    def nativeEventFilter(self, kind: Any, message: Any) -> tuple[bool, int]:
        if bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            told = wintypes.MSG.from_address(int(message))
            if (told.message, told.wParam) in (
                (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK),
                (_WM_POWERBROADCAST, _PBT_APMSUSPEND),
            ):
                self._told.locking.emit()
        return False, 0

    def stop(self) -> None:
        """Hear nothing more."""
        application = QApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self)
        self._terminal.WTSUnRegisterSessionNotification(ctypes.c_void_p(self._window))


class _MacObserver:
    """The notifications that macOS sends when the screen is locked or the displays sleep."""

    _NAMES = (b"com.apple.screenIsLocked", b"com.apple.screensaver.didstart")

    def __init__(self, told: SystemLock) -> None:
        name = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
        self._core = core = ctypes.CDLL(name)
        for function in ("CFNotificationCenterGetDistributedCenter", "CFStringCreateWithCString"):
            getattr(core, function).restype = ctypes.c_void_p
        kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)
        self._call = kind(lambda *_: told.locking.emit())
        self._center = ctypes.c_void_p(core.CFNotificationCenterGetDistributedCenter())
        utf8, at_once = 0x08000100, 4
        for one in self._NAMES:
            text = ctypes.c_void_p(core.CFStringCreateWithCString(None, one, utf8))
            core.CFNotificationCenterAddObserver(
                self._center, None, self._call, text, None, at_once
            )

    def stop(self) -> None:
        """Hear nothing more."""
        self._core.CFNotificationCenterRemoveEveryObserver(self._center, None)
