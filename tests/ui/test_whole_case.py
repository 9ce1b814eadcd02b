"""A whole case from the unlock window to complete, on real windows: by keys alone, by mouse.

1. By keys: no mouse event at all. By mouse: keys only where words are typed.
2. Every question is answered, the reading is complete on the disk, evidence and alert are there.
3. The GUI thread's longest turn was measured, and what it was busy with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.app import App
from fieldkit.settings import Settings
from fieldkit.steps import read
from fieldkit.steps.session import Session
from fieldkit.ui import script, theme
from tests import kit


class Watch(QObject):
    """Counts what reaches the windows."""

    def __init__(self) -> None:
        super().__init__()
        self.clicks = 0
        self.keys = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched.isWidgetType():
            self.clicks += event.type() == QEvent.Type.MouseButtonPress
            self.keys += event.type() == QEvent.Type.KeyPress
        return False


@pytest.mark.parametrize("how", ["by_keys", "by_mouse"])
def test_a_whole_case(
    how: str, tmp_path: Path, look: theme.Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1, 2, 3."""
    world = kit.inspection(tmp_path / "world", cases=1, standard="")
    folder = world.laptops["marsh"].casebook.folder
    world.close()
    (folder / "passphrase.txt").write_text(kit.PASSPHRASE, encoding="utf-8")
    report = tmp_path / "report.json"
    task = {"out": str(tmp_path / "out"), "report": str(report), "phrase": "former partner"}
    monkeypatch.setenv("FIELDKIT_JOURNEY", json.dumps(task | {"size": (1800, 900)}))
    app = App(
        Settings(casebook=folder, kdf_memory_kib=65536),
        look,
        lambda casebook: None,
        QApplication.instance(),
    )
    ended: list[int] = []
    with qtbot.waitSignal(app.ready):
        app.start()
    watch = Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    journey = script.load(f"fieldkit.ui.journeys.whole_case:{how}")
    runner = script.Runner(journey(app), ended.append, app)
    try:
        qtbot.waitUntil(lambda: bool(ended), timeout=240000)
        assert ended == [0] and runner is not None
    finally:
        application.removeEventFilter(watch)
        app.close()
        app.gate.deleteLater()
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if how == "by_keys":
        assert watch.clicks == 0 and told["keys"] > 60
    else:
        assert watch.clicks > 30 and told["clicks"] > 30
        typed = len(kit.PASSPHRASE) + len("former partner") + 1 + len("Children stay there.")
        reasons = told["answers"] // 4 * len("The record does not show it.")
        assert told["keys"] == typed + reasons  # whatever else was done with the mouse
    assert told["complete"] == "complete" and told["documents"] >= 3
    assert told["blocks"]["turns"] > 100 and told["blocks"]["longest"][0][0] > 0
    session = Session.unlock(folder, kit.PASSPHRASE)
    view = read.open_reading(session, read.my_readings(session)[0].reading.id).view
    session.close()
    assert view.state.value == "complete" and view.answered == len(view.questions)
    assert view.evidence and view.alerts and not view.to_fix
    assert any(one.value for one in view.flags.values())
