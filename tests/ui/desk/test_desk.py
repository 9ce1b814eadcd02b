"""The desk, driven by real keys on a real casebook.

1. An answer by its letter is on the disk; choosing again clears it.
2. A reason is kept while typing and is there after the field is left; letters typed are words.
3. A passage is tied by keyboard to two questions, shown as chips and marks, and untied again.
4. Undo and redo put answers, reasons and evidence back; each is one more entry.
5. Completing is impossible until nothing is to fix, and then works from the keyboard.
6. Not applicable is refused where the form does not allow it, with words.
7. An alert goes with question, document and page, and marks the case.
8. The desk opens again where it was left.
9. Panes fold by width; F6 reaches each; below 1100 the question docks and opens in full.
10. A standard shows its questions and takes a proposed rating.
11. When the disk refuses, the line says so, and everything goes once it can.
12. Behind the problems, the chronology and the conversations nothing is answered, tied or turned.
"""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.ui.desk import words
from fieldkit.ui.reader.marks import Passage
from tests.ui.desk.conftest import MakePlace, Place

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def select(place: Place, monkeypatch: pytest.MonkeyPatch, quote: str = "Case 1") -> str:
    """As if these words were selected on page 1 of the document shown."""
    sha256 = place.desk.work.documents[0].document.sha256
    passage = Passage(sha256, 1, 0, len(quote), quote, "", "")
    monkeypatch.setattr(place.desk.reader, "selection", lambda: passage)
    return sha256


def test_answer_by_key(place: Place) -> None:
    """1."""
    desk = place.open_first()
    assert desk.work.question.code == "P 2.1.1"
    place.press(Key.Key_Y)
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_N)
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_Y)
    place.press(Key.Key_Y)
    assert desk.work.question.code == "P 2.1.3"
    place.saved()
    assert place.work.frame.save_line.text().startswith("Saved ")
    found = place.on_disk().view.answers
    assert [found[f"P 2.1.{n}"].value for n in (1, 2, 3)] == ["yes", "no", None]


def test_reason(place: Place) -> None:
    """2."""
    desk = place.open_first()
    place.press(Key.Key_N)
    assert any(one.code == "reason_missing" for one in desk.work.view.problems)
    place.press(Key.Key_R)
    place.type("Nobody asked any police force")
    assert desk.work.view.answers["P 2.1.1"].value == "no"
    assert not any(one.code == "reason_missing" for one in desk.work.view.problems)
    place.press(Key.Key_Tab)
    place.saved()
    now = place.on_disk().view
    assert now.reasons["P 2.1.1"].value == "Nobody asked any police force"


def test_tie_by_keyboard(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """3."""
    desk = place.open_first()
    place.press(Key.Key_E)
    assert "Select a passage first" in desk.notices.words()
    sha256 = select(place, monkeypatch)
    place.press(Key.Key_E)
    panel = desk.tying.panel
    assert panel is not None and panel.isVisible()
    for key in (Key.Key_3, Key.Key_G):
        place.press(key)
    assert panel.tie.text() == "Tie to 2 questions"
    place.press(Key.Key_Return)
    assert panel.isHidden()
    chips = desk.panel.evidence.chips()
    assert len(chips) == 1 and "Against" in chips[0].accessibleName()
    place.qtbot.waitUntil(chips[0].isVisible)
    chips[0].setFocus()
    place.press(Key.Key_Return)
    assert chips[0].is_selected()
    place.saved()
    held = desk.work.view.evidence[0]
    assert held.questions == ("P 2.1.1", "P 2.1.3") and held.document == sha256
    desk.panel.evidence.chips()[0].setFocus()
    place.press(Key.Key_Delete)
    place.saved()
    assert desk.work.view.evidence[0].questions == ("P 2.1.3",)
    place.press(Key.Key_Z, CTRL)
    place.saved()
    now = place.on_disk().view
    assert now.evidence[0].questions == ("P 2.1.1", "P 2.1.3")
    assert now.evidence[0].direction == "contradicts"


def test_one_key_ties_to_the_question_open(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """3."""
    desk = place.open_first()
    select(place, monkeypatch)
    place.press(Key.Key_F)
    place.saved()
    assert [one.direction for one in desk.work.view.evidence] == ["supports"]


def test_undo_and_redo(place: Place) -> None:
    """4."""
    desk = place.open_first()
    place.press(Key.Key_Y)
    place.press(Key.Key_N)
    place.press(Key.Key_R)
    place.type("Why")
    place.press(Key.Key_Tab)
    place.press(Key.Key_M)
    place.saved()
    entries = place.work.session.undelivered()
    work = desk.work
    for _ in range(4):
        place.press(Key.Key_Z, CTRL)
    place.saved()
    assert place.work.session.undelivered() == entries + 4
    assert work.view.answers["P 2.1.1"].value is None
    assert not work.view.reasons["P 2.1.1"].value and not work.view.flags["P 2.1.1"].value
    for _ in range(3):
        place.press(Key.Key_Y, CTRL)
    place.saved()
    now = place.on_disk().view
    assert (now.answers["P 2.1.1"].value, now.reasons["P 2.1.1"].value) == ("no", "Why")


def test_completing(place: Place) -> None:
    """5."""
    desk = place.open_first()
    place.press(Key.Key_Return, CTRL)
    assert desk.pages.currentWidget() is desk.problems
    assert not desk.problems.complete.isEnabled()
    place.press(Key.Key_Return, CTRL)
    assert desk.work.view.state.value != readings.COMPLETE
    place.press(Key.Key_F8)
    assert desk.pages.currentWidget() is not desk.problems
    for _ in desk.work.questions:
        place.press(Key.Key_Y)
        place.press(Key.Key_Down, CTRL)
    place.saved()
    assert not desk.work.view.to_fix
    place.press(Key.Key_Return, CTRL)
    assert desk.problems.complete.isEnabled()
    place.press(Key.Key_Return, CTRL)
    place.saved()
    assert place.work.inspector.desk is None
    assert place.on_disk().view.state.value == readings.COMPLETE


def test_not_applicable_is_refused_in_words(place: Place) -> None:
    """6."""
    desk = place.open_first()
    place.press(Key.Key_A)
    assert "does not allow" in desk.panel._refusal.text() and desk.panel._refusal.isVisible()
    assert desk.work.view.answers.get("P 2.1.1") is None


def test_alert(place: Place) -> None:
    """7."""
    desk = place.open_first()
    place.qtbot.waitUntil(lambda: bool(desk._shown[0]), timeout=10000)
    place.press(Key.Key_A, CTRL | SHIFT)
    place.type("Children are staying there")
    place.press(Key.Key_Return, CTRL)
    assert desk.header.alert_pill.isVisible()
    place.saved()
    alert = place.on_disk().view.alerts[0]
    assert alert["words"] == "Children are staying there" and alert["question"] == "P 2.1.1"
    assert alert["document"] and alert["page"] == 1


def test_resumes_where_it_was(make_place: MakePlace) -> None:
    """8."""
    place = make_place()
    desk = place.open_first()
    first = desk.work.documents[0]
    assert first.kind == "pdf" and first.pages == 3
    place.qtbot.waitUntil(lambda: desk._shown == (first.document.sha256, 1), timeout=10000)
    place.press(Key.Key_PageDown)
    place.press(Key.Key_PageDown)
    place.qtbot.waitUntil(lambda: desk._shown[1] > 1, timeout=10000)
    page = desk._shown[1]
    place.work.inspector.back()
    place.saved()
    again = place.open_first()
    place.qtbot.waitUntil(lambda: again._shown == (first.document.sha256, page), timeout=10000)


@pytest.mark.parametrize(
    ("width", "documents", "question", "outline", "dock"),
    [
        (1800, True, True, True, False),
        (1500, True, True, False, False),
        (1300, False, True, False, False),
        (700, False, False, False, True),
    ],
)
def test_panes_by_width(
    place: Place, width: int, documents: bool, question: bool, outline: bool, dock: bool
) -> None:
    """9."""
    place.work.frame.resize(width, 800)
    desk = place.open_first()
    place.qtbot.waitUntil(lambda: desk.width() == width)
    seen = [one.isVisible() for one in (desk.documents, desk.panel, desk.outline, desk.dock)]
    assert seen == [documents, question, outline, dock]
    assert desk.reader.isVisible()


def test_docked_question_opens_in_full(place: Place) -> None:
    """9."""
    place.work.frame.resize(700, 800)
    desk = place.open_first()
    place.qtbot.waitUntil(lambda: desk.panes.one_pane)
    place.press(Key.Key_F6)
    assert desk.panel.isVisible() and desk.panel.answers.button("yes").hasFocus()
    place.press(Key.Key_Y)
    place.press(Key.Key_F6)
    assert not desk.panel.isVisible() and desk.reader.isVisible()
    assert desk.dock.answers.value() == "yes"


def test_every_state_is_a_word(place: Place) -> None:
    """The outline tells each state in words, and the same to a screen reader."""
    desk = place.open_first()
    place.press(Key.Key_N)
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_M)
    view = desk.work.view
    told = [words.state_of(view, one).words for one in view.questions[:3]]
    assert told == ["No · reason missing", "Come back to this", "Not answered"]
    index = desk.outline.model.index(1, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("No · reason missing")
    assert desk.panel.answers.button("yes").accessibleName() == "Yes"


def test_standard(place: Place) -> None:
    """10."""
    place.open_first()
    place.work.inspector.back()
    rows = place.work.inspector.cases.model.rows
    standard = next(row for row in rows if row.subject.kind == "standard")
    with place.qtbot.waitSignal(place.work.inspector.case_shown, timeout=5000):
        place.work.inspector.open_case(standard.reading.id)
    desk = place.desk
    assert len(desk.work.questions) == 4 and desk.panel.proposal.isVisible()
    rating = place.work.session.form.ratings[1]
    desk.panel.proposal.buttons[rating].click()
    place.saved()
    assert desk.work.view.proposals["P 1.2"].value == rating
    assert not any(one.code == "no_proposal" for one in desk.work.view.problems)


def test_disk_refuses(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """11."""
    desk = place.open_first()
    saver = place.work.saver
    real = saver._save

    def full(edits: object) -> Future[list[object]]:
        refused: Future[list[object]] = Future()
        refused.set_exception(FieldkitError("disk.full", file="store.db", why="full"))
        return refused

    monkeypatch.setattr(saver, "_save", full)
    with place.qtbot.waitSignal(saver.failed):
        place.press(Key.Key_N)
    line = place.work.frame.save_line.text()
    assert line.startswith("Not saved since") and "still here" in line
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_Y)
    assert desk.work.view.answers["P 2.1.2"].value == "yes"
    monkeypatch.setattr(saver, "_save", real)
    with place.qtbot.waitSignal(saver.recovered, timeout=5000):
        pass
    place.saved()
    assert place.work.frame.save_line.text().startswith("Saved ")
    found = place.on_disk().view.answers
    assert (found["P 2.1.1"].value, found["P 2.1.2"].value) == ("no", "yes")


def test_letters_do_nothing_in_a_text_field(place: Place) -> None:
    """2."""
    desk = place.open_first()
    place.press(Key.Key_R)
    place.type("yna")
    assert desk.work.view.answers.get("P 2.1.1") is None
    assert QApplication.focusWidget() is desk.panel.reason.edit


def test_list_and_places_follow_the_reader(place: Place) -> None:
    """8. A flowing document after another: no page of the new one is told of the old one."""
    desk = place.open_first()
    place.saved()
    flows = [
        one.document.sha256
        for one in desk.work.documents
        if one.document.name.endswith((".txt", ".eml"))
    ]
    for sha256 in (*flows, flows[0]):
        told: list[str] = []
        desk.reader.page_shown.connect(lambda shown, page, told=told: told.append(shown))
        with place.qtbot.waitSignal(desk.reader.document_shown, timeout=10000):
            desk.reader.go_to(sha256, 1, 0, 4)
        place.qtbot.waitUntil(lambda: bool(told), timeout=5000)  # noqa: B023
        assert set(told) == {sha256} and desk._shown == (sha256, 1)
        assert desk.documents.selected == sha256
        place.saved()
        seen = None
        for _ in range(100):  # places are written in their own time
            desk._read_places()
            place.saved()
            seen = next(one for one in desk.work.documents if one.document.sha256 == sha256).place
            if seen is not None:
                break
            place.qtbot.wait(30)
        assert seen is not None and desk.documents.selected == sha256
        listed = desk.documents.model.listed(desk.documents.view.currentIndex().row())
        assert listed is not None and listed.document.sha256 == sha256


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_T, Key.Key_I])
def test_nothing_acts_unseen(place: Place, monkeypatch: pytest.MonkeyPatch, key: Key) -> None:
    """12."""
    desk = place.open_first()
    place.saved()
    select(place, monkeypatch)
    desk.take_keys()
    before, page, question = desk.work.view, desk.shown, desk.work.question
    place.press(key, CTRL)
    place.saved()
    assert not desk.page_seen
    actions = place.work.frame.actions_by_id
    for one in (Key.Key_Y, Key.Key_N, Key.Key_F, Key.Key_G, Key.Key_M, Key.Key_W, Key.Key_J):
        place.qtbot.keyClick(desk.pages.currentWidget(), one)
    place.qtbot.keyClick(desk.pages.currentWidget(), Key.Key_PageDown)
    place.qtbot.keyClick(desk.pages.currentWidget(), Key.Key_Down, CTRL)
    place.saved()
    assert desk.work.view == before and (desk.shown, desk.work.question) == (page, question)
    assert not actions["rate.yes"].isEnabled() and not actions["read.next_page"].isEnabled()
    assert actions["evidence.tie"].isEnabled() == (key == Key.Key_T)
    place.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.page_seen and actions["rate.yes"].isEnabled()
    desk.take_keys()
    place.press(Key.Key_Y)
    assert desk.work.view.answers[question.code].value == "yes"
