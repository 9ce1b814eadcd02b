"""Every test of a screen: offscreen unless --onscreen, the light theme at 100 percent, and a
warning from Qt is a failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from fieldkit.ui import theme
from fieldkit.ui.garbage import Garbage
from fieldkit.ui.operations import Operations

if "--onscreen" not in sys.argv:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

_HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    with suppress(ValueError):  # a conftest above may offer it as well
        parser.addoption("--onscreen", action="store_true", help="show the windows under test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("plugin does not support"))


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> theme.Theme:
    """The theme of the whole run."""
    return theme.install(qapp, "light")


@pytest.fixture(scope="session")
def garbage(qapp: QApplication) -> Garbage:
    """Collects when told, so that what happens in a test does not depend on the test before."""
    made = Garbage(qapp)
    made.timer.stop()
    return made


@pytest.fixture(autouse=True)
def fresh_look(look: theme.Theme, garbage: Garbage) -> Iterator[None]:
    # Windows of the test before are only deleted when told so: no event loop has run since.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    garbage.look()
    yield
    if (look.choice, look.scale) != ("light", 1.0):
        look.set_choice("light")
        look.set_scale(1.0)


@pytest.fixture
def operations() -> Iterator[Operations]:
    """Work off the GUI thread, finished with the test."""
    made = Operations(parent=QApplication.instance())
    yield made
    made.close()
