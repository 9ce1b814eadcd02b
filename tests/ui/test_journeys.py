"""The journeys that drive the real windows for the demo and the pictures.

1. Each is found by the name that `--script` takes, and is a function of the app.
2. The lead's journey goes the whole way on a real centre: receive, settle, moderate, export page.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.app import App
from fieldkit.settings import Settings
from fieldkit.ui import script, theme
from fieldkit.ui.journeys import lead
from tests import kit

JOURNEYS = [
    "fieldkit.ui.journeys.reading:read_and_rate",
    "fieldkit.ui.journeys.lead:lead",
    "fieldkit.ui.journeys.endless:answer_until_killed",
    "fieldkit.ui.journeys.painted:painted",
]


@pytest.mark.parametrize("name", JOURNEYS)
def test_reachable(name: str) -> None:
    """1."""
    found = script.load(name)
    assert callable(found) and len(inspect.signature(found).parameters) == 1
    assert found.__doc__


def test_unknown() -> None:
    """1."""
    with pytest.raises(AttributeError):
        script.load("fieldkit.ui.journeys.lead:nobody")


def test_the_lead_goes_the_whole_way(
    tmp_path: Path, look: theme.Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2."""
    from PySide6.QtWidgets import QApplication

    from fieldkit.steps import send
    from tests.ui.lead.conftest import rated

    world = kit.inspection(
        tmp_path / "world", ("A. Marsh", "F. Pike"), cases=1, standard="", index=False
    )
    bundles = []
    for person, value in (("marsh", "yes"), ("pike", "no")):
        rated(world.laptops[person], value)
        bundles.append(str(send.send(world.laptops[person], tmp_path / "bundles").path))
    folder = world.lead.casebook.folder
    world.close()
    (folder / "passphrase.txt").write_text(kit.PASSPHRASE, encoding="utf-8")
    task = {
        "out": str(tmp_path / "out"),
        "report": str(tmp_path / "report.json"),
        "bundles": bundles,
        "decisions": {"answer/P 2.1.1": "yes"},
        "keeper": "A. Marsh",
        "why": "The plan names it",
        "moderations": [{"standard": "P 1.1", "rating": "Good", "reason": "From the notes"}],
    }
    monkeypatch.setattr(lead, "LOOKS", lead.LOOKS[:1])  # every look is painted elsewhere
    monkeypatch.setenv("FIELDKIT_JOURNEY", json.dumps(task))
    settings = Settings(casebook=folder, kdf_memory_kib=65536)
    app = App(settings, look, lambda casebook: None, QApplication.instance())
    ended: list[int] = []
    with qtbot.waitSignal(app.ready):
        app.start()
    runner = script.Runner(script.load(JOURNEYS[1])(app), ended.append, app)
    try:
        qtbot.waitUntil(lambda: bool(ended), timeout=240000)
        assert ended == [0] and runner is not None
        report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        assert report["decided"] == [{"name": "001/answer/P 2.1.1", "value": "yes"}]
        assert report["moderated"] == 1 and report["disputes"] == 1
        assert len(list((tmp_path / "out" / "screens").glob("lead-*.png"))) >= 9
    finally:
        app.close()
        app.gate.deleteLater()
