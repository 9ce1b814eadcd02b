"""The fallback form through the real windows, by keys.

1. Written from My cases or the desk after a warning, with what was typed last; the lead's log and
   one's own history tell that it was.
2. Read back: changes are shown, what crossed stays unless asked for, and then it is all recorded.
3. Another file is refused with a sentence; cancelled, nothing is written or recorded.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.steps import activity
from fieldkit.ui.fallback_form import FallbackForm
from tests.ui.desk.conftest import MakePlace, Place

CTRL = Qt.KeyboardModifier.ControlModifier


class Files:
    """What a person would choose in the system's dialogs."""

    def __init__(self, form: FallbackForm, path: Path) -> None:
        self.path = str(path)
        form._choose_target = lambda parent, name: self.path
        form._choose_form = lambda parent: self.path


def asked(place: Place, command: str) -> FallbackForm:
    form = place.work.inspector.form
    place.work.frame.actions_by_id[command].trigger()
    return form


def fill(path: Path, row: int, answer: str, reason: str = "") -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Form"]
    sheet.cell(row, 3).value, sheet.cell(row, 4).value = answer, reason
    book.save(path)


def wait_for(qtbot: QtBot, place: Place, form: FallbackForm) -> None:
    qtbot.waitUntil(form.changes.isVisible, timeout=10000)
    place.saved()


def test_there_and_back_by_keys(make_place: MakePlace, qtbot: QtBot, tmp_path: Path) -> None:
    """1. and 2."""
    place = make_place()
    form = place.work.inspector.form
    Files(form, tmp_path / "form.xlsx")
    desk = place.open_first()
    place.press(Qt.Key.Key_Y)
    asked(place, "file.form_out")
    assert form.warning.isVisible()
    with qtbot.waitSignal(form.written, timeout=10000):
        place.press(Qt.Key.Key_Return)
    assert openpyxl.load_workbook(tmp_path / "form.xlsx")["Form"].cell(5, 3).value == "Yes"
    assert "log.fallback" in [one.code for one in activity.lines(place.work.session)]
    desk.take_keys()
    place.press(Qt.Key.Key_R)
    place.type("Seen here")
    place.press(Qt.Key.Key_Escape)
    place.saved()
    fill(tmp_path / "form.xlsx", 5, "No", "On paper")
    fill(tmp_path / "form.xlsx", 6, "No")
    asked(place, "file.form_in")
    wait_for(qtbot, place, form)
    panel = form.changes
    assert panel.list.model().rowCount() == 3 and panel.crossed.isVisible()
    assert panel.button.text() == "Take 2 changes"
    with qtbot.waitSignal(place.work.inspector.case_shown, timeout=10000):
        place.press(Qt.Key.Key_Return)
    place.saved()
    assert "2 changes of the form of 001 taken." in place.desk.notices.words()
    view = place.desk.work.view
    first, second = (one.code for one in view.questions[:2])
    assert (view.answers[first].value, view.answers[second].value) == ("no", "no")
    assert view.reasons[first].value == "Seen here"
    asked(place, "file.form_in")
    wait_for(qtbot, place, form)
    panel.crossed.setFocus()
    place.press(Qt.Key.Key_Space)
    assert panel.button.text() == "Take 1 change"
    with qtbot.waitSignal(place.work.inspector.case_shown, timeout=10000):
        panel.button.setFocus()
        place.press(Qt.Key.Key_Return)
    place.saved()
    assert place.desk.work.view.reasons[first].value == "On paper"
    asked(place, "file.form_in")
    wait_for(qtbot, place, form)
    assert not panel.button.isEnabled() and not panel.list.isVisible()
    place.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_refused_and_cancelled(make_place: MakePlace, qtbot: QtBot, tmp_path: Path) -> None:
    """3."""
    place = make_place()
    form = place.work.inspector.form
    files = Files(form, tmp_path / "form.xlsx")
    cases = place.work.inspector.cases
    qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
    asked(place, "file.form_out")
    place.press(Qt.Key.Key_Escape)
    assert not form.warning.isVisible() and not (tmp_path / "form.xlsx").exists()
    files.path = ""
    asked(place, "file.form_out")
    place.press(Qt.Key.Key_Return)
    place.saved()
    assert "log.fallback" not in [one.code for one in activity.lines(place.work.session)]
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    files.path = str(other)
    with qtbot.waitSignal(form.refused, timeout=10000) as caught:
        asked(place, "file.form_in")
    assert caught.args is not None and caught.args[0].code == "fallback.not_one"
    files.path = str(tmp_path / "gone.xlsx")
    with qtbot.waitSignal(form.refused, timeout=10000) as caught:
        asked(place, "file.form_in")
    assert caught.args is not None and caught.args[0].code == "cli.not_read"
