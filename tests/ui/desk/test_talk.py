"""What the lead asks reaches its reader, and the answer reaches the lead.

1. A question of the lead's is told when the case opens, on My cases, among what is left, and stands
   beside the question; the answer goes back with the next send. Settled, it is gone.
2. An answer that was begun is kept: over another question, leaving the case, and locking. One that
   is recorded is not offered again, though its reader moved on; what was typed meanwhile stays.
3. A disk that refuses leaves the words in the field.
4. The words with which a reading was returned stand there until it is complete again.
5. One about the whole case stands beside every question, also once the case is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.steps import open_pack, prepare, receive, review, send
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.label import ElidedLabel
from fieldkit.ui.desk.talk import Talk
from fieldkit.ui.my_cases_model import group_of, spoken
from fieldkit.ui.operations import Operations
from tests import kit
from tests.ui.desk.conftest import MakePlace, Place

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ASKED = "Which letter do you mean?"


@dataclass
class Asked:
    """A laptop whose lead asked about one question, and the lead."""

    place: Place
    world: kit.World
    folder: Path
    thread: str

    @property
    def lead(self) -> Session:
        return self.world.lead

    @property
    def reading(self) -> readings.Reading:
        return readings.readings(self.lead.present())[0]

    def bring(self) -> None:
        """What the lead has now comes to the laptop."""
        path = prepare.write_packs(self.lead, self.folder, ("marsh",))[0].path
        open_pack.open_pack(self.place.work.session, path, self.world.words)

    def again(self) -> None:
        """Leave the case and open it again."""
        self.place.press(Key.Key_Home, CTRL)
        self.place.saved()
        self.place.open_first()
        self.place.saved()


@pytest.fixture
def asked(make_place: MakePlace, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Asked]:
    world = kit.inspection(tmp_path / "world", cases=1, standard="", index=False)
    (reading,) = readings.readings(world.lead.present())
    question = getattr(request, "param", "P 2.1.2")
    thread = review.start_thread(world.lead, reading.id, question, ASKED)
    made = Asked(make_place(world), world, tmp_path / "files", thread)
    made.bring()
    cases = made.place.work.inspector.cases
    made.place.qtbot.waitUntil(lambda: bool(cases.model.rows), timeout=5000)
    yield made


def talk(place: Place) -> Talk:
    (one,) = place.desk.panel.talks.shown
    assert one.isVisible()
    return one


def said(session: Session, reading: readings.Reading) -> list[str]:
    (thread,) = review.threads(session.present(), reading)
    return [one.words for one in thread.remarks]


def test_there_and_back(asked: Asked) -> None:
    """1."""
    place = asked.place
    place.open_first()
    place.saved()
    assert ASKED in place.desk.notices.words()
    assert not place.desk.panel.talks.isVisible()  # about another question than the first
    (told,) = [one for one in place.desk.notices.findChildren(Banner) if ASKED in one.words()]
    told.action().click()
    assert place.desk.work.question.code == "P 2.1.2"
    assert ASKED not in place.desk.notices.words()
    one = talk(place)
    assert ASKED in one._said.text() and one._said.text().startswith("D. Rowe, ")
    assert "Your lead waits for 1 answer" in str(place.desk.problems._checked())
    one.field.take_keys()
    assert not one.button.isEnabled()
    place.type("The one of May")
    one.button.click()
    place.saved()
    assert ASKED not in place.desk.notices.words()
    assert one.field.text() == "" and "your lead has not settled it" in one._title.text()
    assert "waits" not in str(place.desk.problems._checked())
    receive.receive(asked.lead, [send.send(place.work.session, asked.folder).path])
    assert said(asked.lead, asked.reading) == [ASKED, "The one of May"]
    review.resolve(asked.lead, asked.reading.id, asked.thread)
    asked.bring()
    asked.again()
    place.press(Key.Key_Down, CTRL)
    assert place.desk.panel.talks.shown == [] and ASKED not in place.desk.notices.words()


def test_my_cases_says_so(asked: Asked) -> None:
    """1."""
    place = asked.place
    place.work.inspector.cases.reload()
    place.saved()

    def told() -> bool:
        every = place.work.inspector.cases.findChildren(ElidedLabel)
        return any(ASKED in one.text() for one in every)

    place.qtbot.waitUntil(told, timeout=5000)
    (row,) = place.work.inspector.cases.model.rows
    assert (row.asked, group_of(row)) == (1, "Needs you now")
    assert spoken(row).endswith("your lead asks")


def test_what_was_begun_is_kept(asked: Asked, operations: Operations, look: theme.Theme) -> None:
    """2."""
    place = asked.place
    place.open_first()
    place.press(Key.Key_Down, CTRL)
    talk(place).field.take_keys()
    place.type("The one")
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_Up, CTRL)
    place.qtbot.waitUntil(lambda: talk(place).field.text() == "The one", timeout=5000)
    asked.again()
    place.press(Key.Key_Down, CTRL)
    place.qtbot.waitUntil(lambda: talk(place).field.text() == "The one", timeout=5000)
    assert talk(place).button.isEnabled()
    talk(place).field.take_keys()
    place.type(" of May")
    with place.after_a_lock(look, operations) as desk:
        desk.work.go("P 2.1.2")
        (one,) = desk.panel.talks.shown
        place.qtbot.waitUntil(lambda: one.field.text() == "The one of May", timeout=5000)
        here = desk.work._session
        assert said(here, asked.reading) == [ASKED]  # nothing goes before it is pressed


@pytest.mark.parametrize("leaves", [False, True])
def test_recorded_while_elsewhere(asked: Asked, leaves: bool) -> None:
    """2."""
    place = asked.place
    place.open_first()
    place.press(Key.Key_Down, CTRL)
    talk(place).field.take_keys()
    place.type("The one of May")
    talk(place).button.click()
    place.desk.work.step(1)
    if leaves:
        asked.again()
    place.saved()
    place.desk.work.go("P 2.1.2")
    place.saved()
    assert talk(place).field.text() == "" and "You answered" in talk(place)._title.text()
    assert said(place.work.session, asked.reading) == [ASKED, "The one of May"]


def test_typed_while_it_is_recorded(asked: Asked) -> None:
    """2."""
    place = asked.place
    place.open_first()
    place.press(Key.Key_Down, CTRL)
    one = talk(place)
    one.field.take_keys()
    place.type("The one of May")
    one.button.click()
    one.field.take_keys()
    place.type(", page 2")
    place.saved()
    assert one.field.text() == "The one of May, page 2" and one.button.isEnabled()
    assert said(place.work.session, asked.reading) == [ASKED, "The one of May"]


def test_a_disk_that_refuses(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """3."""
    place = asked.place
    place.open_first()
    place.press(Key.Key_Down, CTRL)
    one = talk(place)
    one.field.take_keys()
    place.type("The one of May")
    recorder = place.work.session.casebook.recorder

    def full(*given: object, **more: object) -> Future[None]:
        future: Future[None] = Future()
        future.set_exception(FieldkitError("disk.full", file="store.db"))
        return future

    monkeypatch.setattr(recorder, "submit", full)
    one.button.click()
    place.qtbot.waitUntil(lambda: "disk is full" in place.desk.notices.words(), timeout=5000)
    assert one.field.text() == "The one of May" and one.button.isEnabled()
    monkeypatch.undo()
    one.button.click()
    place.saved()
    assert said(place.work.session, asked.reading) == [ASKED, "The one of May"]


@pytest.mark.parametrize("asked", [""], indirect=True)
def test_about_the_whole_case(asked: Asked) -> None:
    """5."""
    place = asked.place
    desk = place.open_first()
    for one in desk.work.questions:
        desk.work.go(one.code)
        assert "about the whole of it" in talk(place)._title.text()
    place.complete()
    talk(place).field.take_keys()
    assert QApplication.focusWidget() is talk(place).field.edit
    place.type("Yes")
    talk(place).button.click()
    place.saved()
    assert said(place.work.session, asked.reading) == [ASKED, "Yes"]


def test_why_it_was_returned(make_place: MakePlace, tmp_path: Path) -> None:
    """4."""
    world = kit.inspection(tmp_path / "world", cases=1, standard="", index=False)
    place = make_place(world)
    made = Asked(place, world, tmp_path / "files", "")
    desk = place.open_first()
    place.complete()
    assert desk.panel.talks.shown == []
    for words in ("Read March again", "And April"):
        receive.receive(made.lead, [send.send(place.work.session, made.folder).path])
        review.change(made.lead, made.reading.id, "return", words)
        made.bring()
        made.again()
        assert f"Your lead returned this: “{words}”" in place.desk.notices.words()
        assert talk(place)._title.text() == "Your lead returned this"
        assert words in talk(place)._said.text()
        place.desk.work.complete()
        place.saved()
        assert place.desk.panel.talks.shown == []
