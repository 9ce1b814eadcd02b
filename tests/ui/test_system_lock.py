"""The operating system's own lock and sleep are heard, on a real D-Bus with a stand-in logind.

1. logind says that the machine is about to sleep, or that the session is locked: `locking`.
2. A screen saver of either desktop that starts: `locking`; one that ends: nothing.
3. Sleep waits for us until we let go. Without any bus, nothing fails.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui.system_lock import SystemLock

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs a D-Bus daemon"
)

_LOGIND = """
import os, sys
from jeepney import DBusAddress, new_method_return, new_signal, MessageType
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
bus = open_dbus_connection(sys.argv[1], enable_fds=True)
for name in ("org.freedesktop.login1", "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
    bus.send_and_get_reply(message_bus.RequestName(name))
print("up", flush=True)
reader, writer = os.pipe()
asked = bus.receive(timeout=20)
while asked.header.message_type != MessageType.method_call:
    asked = bus.receive(timeout=20)
print("inhibits", *asked.body, flush=True)
bus.send(new_method_return(asked, "h", (writer,)))
os.close(writer)
for line in sys.stdin:
    if line.strip() == "held?":
        os.set_blocking(reader, False)
        try:
            print("held" if os.read(reader, 1) else "let go", flush=True)
        except BlockingIOError:
            print("held", flush=True)
        continue
    path, interface, member, *value = line.split()
    where = DBusAddress(path, interface=interface)
    body = (value[0] == "true",) if value else ()
    bus.send(new_signal(where, member, "b" if value else None, body))
"""


class Desktop:
    """A message bus of our own, with a stand-in for logind and the screen savers on it."""

    def __init__(self) -> None:
        command = ["dbus-daemon", "--session", "--print-address", "--nofork", "--nopidfile"]
        self.bus = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.bus.stdout is not None
        self.address = self.bus.stdout.readline().strip()
        self.login = subprocess.Popen(
            [sys.executable, "-c", _LOGIND, self.address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.login.stdin is not None and self.login.stdout is not None
        self.says, self.told = self.login.stdin, self.login.stdout
        assert self.told.readline() == "up\n"

    def say(self, line: str) -> None:
        self.says.write(line + "\n")
        self.says.flush()

    def close(self) -> None:
        for process in (self.login, self.bus):
            process.kill()
            process.communicate()


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    made = Desktop()
    yield made
    made.close()


LOGIN = "/org/freedesktop/login1"


def test_lock_and_sleep_are_heard(desktop: Desktop, qtbot: QtBot) -> None:
    """1., 2. and 3."""
    window = QWidget()
    qtbot.addWidget(window)
    watch = SystemLock(window, None, desktop.address, desktop.address)
    assert desktop.told.readline() == "inhibits sleep fieldkit Closes the casebook first delay\n"
    for line in (
        f"{LOGIN} org.freedesktop.login1.Manager PrepareForSleep true",
        f"{LOGIN}/session/_31 org.freedesktop.login1.Session Lock",
        "/org/freedesktop/ScreenSaver org.freedesktop.ScreenSaver ActiveChanged true",
        "/org/gnome/ScreenSaver org.gnome.ScreenSaver ActiveChanged true",
    ):
        with qtbot.waitSignal(watch.locking, timeout=5000):
            desktop.say(line)
    heard: list[None] = []
    watch.locking.connect(lambda: heard.append(None))
    desktop.say(f"{LOGIN} org.freedesktop.login1.Manager PrepareForSleep false")
    desktop.say("/org/gnome/ScreenSaver org.gnome.ScreenSaver ActiveChanged false")
    desktop.say(f"{LOGIN}/session/_31 org.freedesktop.login1.Session Lock")
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=5000)
    desktop.say("held?")
    assert desktop.told.readline() == "held\n"
    watch.stop()
    desktop.say("held?")
    assert desktop.told.readline() == "let go\n"


def test_without_a_bus_nothing_fails(qtbot: QtBot) -> None:
    """3."""
    window = QWidget()
    qtbot.addWidget(window)
    watch = SystemLock(window, None, "unix:path=/nowhere", "unix:path=/nowhere")
    watch.stop()
