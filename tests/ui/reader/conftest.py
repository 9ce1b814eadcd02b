"""A reader on screen, and a shelf of documents it can read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.ui.reader.reader import Reader
from tests.ui.reader.helpers import Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.operations.close()
    made.worker.stop()


@pytest.fixture
def reader(qtbot: QtBot, shelf: Shelf) -> Reader:
    made = Reader(shelf.source, shelf.operations)
    qtbot.addWidget(made)
    made.resize(900, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
