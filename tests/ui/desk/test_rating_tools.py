"""What a reader can do besides answering, driven by real keys on a real casebook.

1. Undo is there after a restart, redo too; the menu says what would be undone.
2. The history of a question tells in words who did what, what stands and what was replaced; a
   value is put back as one more entry; both values of a dispute are told.
3. Notes on the whole case and on a question are kept apart, and the list finds what is flagged.
4. A conversation: lines with times, tags that make evidence, a line put right, kept while typing.
5. Lines of two inspectors who wrote offline stand side by side once both bundles are in.
6. Coverage is told in the panel and in the problems, and never stops completing.
7. A search that found nothing is evidence; one that found something is not.
8. Returned work opens on what to fix, the lead's words above and the returned answer beside.
9. A second reading, a quality check and a benchmark say that the first is not on this laptop.
10. Every control has a name in the accessibility tree, and everything fits the window.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import ReadingView
from fieldkit.inspection.records import NoteLine
from fieldkit.steps import progress, rate, read, receive, send
from fieldkit.steps import records as record_steps
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.desk import notes_panel
from fieldkit.ui.desk.meetings import Meetings
from fieldkit.ui.desk.work import first_question
from tests import kit
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_desk import CTRL, SHIFT, Key, select

ALT = Qt.KeyboardModifier.AltModifier


def menu(place: Place, identity: str) -> str:
    return place.work.frame.actions_by_id[identity].text().replace("&", "")


def again(place: Place) -> Place:
    """The case left and opened again: what the window knew by heart is gone."""
    place.saved()
    place.work.inspector.back()
    place.saved()
    place.open_first()
    return place


def test_undo_after_a_restart(place: Place) -> None:
    """1."""
    place.open_first()
    place.press(Key.Key_Y)
    place.press(Key.Key_N)
    place.press(Key.Key_R)
    place.type("Nobody asked")
    place.press(Key.Key_Tab)
    assert menu(place, "edit.undo") == "Undo reason for P 2.1.1"
    desk = again(place).desk
    assert menu(place, "edit.undo") == "Undo reason for P 2.1.1"
    place.press(Key.Key_Z, CTRL)
    assert menu(place, "edit.undo") == "Undo answer to P 2.1.1"
    assert menu(place, "edit.redo") == "Redo reason for P 2.1.1"
    place.press(Key.Key_Z, CTRL)
    desk = again(place).desk
    assert desk.work.view.answers["P 2.1.1"].value == "yes"
    for _ in range(2):
        place.press(Key.Key_Z, CTRL | SHIFT)
    assert menu(place, "edit.redo") == "Redo"
    place.saved()
    now = place.on_disk().view
    assert (now.answers["P 2.1.1"].value, now.reasons["P 2.1.1"].value) == ("no", "Nobody asked")


def test_history(place: Place) -> None:
    """2."""
    desk = place.open_first()
    place.press(Key.Key_Y)
    place.press(Key.Key_N)
    place.press(Key.Key_M)
    place.saved()
    place.press(Key.Key_H, CTRL)
    place.qtbot.waitUntil(lambda: desk.rating.history is not None, timeout=5000)
    panel = desk.rating.history
    assert panel is not None and panel.isVisible() and panel.list.hasFocus()
    model = panel.list.model()
    told = [model.index(n, 0).data() for n in range(model.rowCount())]
    assert told == [
        "A. Marsh · flag put on",
        "A. Marsh · answer: Yes → No",
        "A. Marsh · answer: Not answered → Yes",
    ]
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "not yet delivered" in spoken and spoken.endswith("stands now")
    for _ in range(2):
        place.press(Key.Key_Down)
    assert panel.back.isVisible()
    panel.back.setFocus()
    place.press(Key.Key_Space)
    assert panel.isHidden() and desk.work.view.answers["P 2.1.1"].value == "yes"
    place.saved()
    assert place.on_disk().view.answers["P 2.1.1"].value == "yes"


def test_notes_and_flags(place: Place) -> None:
    """3."""
    desk = place.open_first()
    place.press(Key.Key_N, CTRL | SHIFT)
    panel = desk.rating.notes
    assert panel is not None and panel.fields["private"].edit.hasFocus()
    place.type("Ask about the partner")
    place.press(Key.Key_Tab)
    place.type("Same wording as case 009")
    place.press(Key.Key_Escape)
    assert panel.isHidden()
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_M)
    place.press(Key.Key_Up, CTRL)
    place.press(Key.Key_N, CTRL | SHIFT)
    assert [one[0] for one in notes_panel.come_back(desk.work)] == ["P 2.1.2"]
    assert panel.list.hasFocus()
    place.press(Key.Key_Return)
    assert desk.work.question.code == "P 2.1.2"
    place.saved()
    now = place.on_disk().view
    assert now.private_notes["case"].value == "Ask about the partner"
    assert now.lead_notes["case"].value == "Same wording as case 009"


def begin(place: Place, title: str = "") -> Meetings:
    place.press(Key.Key_I, CTRL)
    page = place.desk.rating.meetings
    assert page._sheet is not None and page._sheet.isVisible() and page._sheet.title.hasFocus()
    if title:
        place.type(title)
    place.press(Key.Key_Tab)
    place.type("1 probation officer")
    place.press(Key.Key_Return)
    assert page.input.edit.hasFocus()
    return page


def test_a_conversation(place: Place) -> None:
    """4."""
    desk = place.open_first()
    page = begin(place)
    place.type("Nobody rang the police")
    place.press(Key.Key_2, ALT)
    place.press(Key.Key_Minus, ALT)
    place.press(Key.Key_Return)
    assert page.input.edit.toPlainText() == "" and page.input.edit.hasFocus()
    place.type("We were short of staff")
    place.press(Key.Key_Return)
    place.saved()
    record = desk.work.view.records[0]
    assert [one.text for one in record.lines] == [
        "Nobody rang the police",
        "We were short of staff",
    ]
    assert record.people == "1 probation officer"
    tied = desk.work.view.evidence_for("P 2.1.2")
    assert [(one.quote, one.direction) for one in tied] == [
        ("Nobody rang the police", "contradicts")
    ]
    page.lines.setFocus()
    place.press(Key.Key_1, ALT)
    place.press(Key.Key_Return)
    place.type("Very, very short. ")
    place.press(Key.Key_Return)
    place.saved()
    assert desk.work.view.evidence_for("P 2.1.1")[0].quote.startswith("Very, very short.")
    place.press(Key.Key_Left, ALT)
    assert desk.pages.currentWidget() is desk.panes
    place.press(Key.Key_Down, CTRL)
    chip = desk.panel.evidence.chips()[0]
    assert "Interview with the practitioner" in chip.accessibleName()
    place.qtbot.waitUntil(chip.isVisible)
    chip.setFocus()
    place.press(Key.Key_Return)
    assert desk.pages.currentWidget() is page and page.lines.hasFocus()
    place.press(Key.Key_Left, ALT)
    for _ in range(2):
        place.press(Key.Key_Z, CTRL)
    place.saved()
    now = place.on_disk().view
    assert [one.text for one in now.records[0].lines][1] == "We were short of staff"
    assert not now.evidence_for("P 2.1.1")


def test_a_line_is_kept_while_it_is_typed(place: Place) -> None:
    """4. The process ends without leaving the field: the journal has the line."""
    place.open_first()
    begin(place)
    place.type("Half a sentence about")
    place.work.saver._keep_typed()
    place.qtbot.waitUntil(lambda: all(one.kept for one in place.work.saver._typed.values()))
    place.saved()
    assert len(place.work.saver._typed) == 1
    place.work.saver._typed.clear()
    place.desk.work._typed.clear()
    place.work.close()
    session = Session.unlock(place.folder, kit.PASSPHRASE)
    try:
        assert rate.settle_journal(session) == 1
        opened = read.open_reading(session, read.my_readings(session)[0].reading.id)
        assert [one.text for one in opened.view.records[0].lines] == ["Half a sentence about"]
    finally:
        session.close()


@pytest.mark.parametrize(("form", "standard"), [("pdu-2023", "P 1.1"), ("national-2025", "")])
def test_two_writers_meet(
    tmp_path_factory: pytest.TempPathFactory,
    form: str,
    standard: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """5. On a standard of each form: lines and tags of two laptops, merged at the lead."""
    folder = tmp_path_factory.mktemp(form)
    monkeypatch.setattr(kit, "FORM", form)
    monkeypatch.setattr(kit.founder, "__defaults__", (form, "D. Rowe"))
    first = standard or _first_standard(form)
    world = kit.inspection(folder, ("A. Marsh", "F. Pike"), cases=0, standard=first, index=False)
    try:
        at = "2025-11-21T13:30:00+00:00"
        for person, words in (("marsh", "Workloads are high"), ("pike", "Supervision is late")):
            session = world.laptops[person]
            rows = read.my_readings(session)
            view = read.open_reading(session, rows[0].reading.id).view
            edit = record_steps.begin(view, "focus_group", f"Officers, {person}", "5 officers", at)
            rate.save(session, [edit]).result()
            view = read.open_reading(session, rows[0].reading.id).view
            record = view.records[0]
            line = record_steps.new_line(record, session.clock)
            rate.save(session, [record_steps.write(view, line, words)]).result()
            view = read.open_reading(session, rows[0].reading.id).view
            record = view.records[0]
            code = view.questions[0].code
            rate.save(
                session, record_steps.tag(view, record, record.lines[0], code, "contradicts")
            ).result()
            receive.receive(world.lead, [send.send(session, folder / "out").path])
        everything = progress.lines(world.lead)
        view = read.open_reading(world.lead, everything[0].reading.id).view
        lines = [one.text for record in view.records for one in record.lines]
        assert sorted(lines) == ["Supervision is late", "Workloads are high"]
        tied = view.evidence_for(view.questions[0].code)
        assert {one.quote for one in tied} == set(lines)
        assert not any(one.disputed for one in lines_of(view))
        proposed = [problem.code for problem in view.problems]
        assert "no_proposal" in proposed
    finally:
        world.close()


def lines_of(view: ReadingView) -> list[NoteLine]:
    return [line for record in view.records for line in record.lines]


def _first_standard(form: str) -> str:
    from fieldkit.inspection import form_file
    from fieldkit.steps import prepare

    found = form_file.parse(prepare.form_text(form), "form.toml")
    return next(one.code for one in found.standards if one.basis == "evidence")


def test_coverage(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """6."""
    desk = place.open_first()
    place.press(Key.Key_Y)
    assert desk.panel.coverage.isHidden()
    select(place, monkeypatch)
    place.press(Key.Key_E)
    panel = desk.tying.panel
    assert panel is not None and panel.prompts.isVisible()
    place.press(Key.Key_A)
    assert panel.prompts.chosen() == ("P 2.1.1/a",)
    place.press(Key.Key_Return)
    select(place, monkeypatch, "risk reviewed")
    place.press(Key.Key_G)
    told = desk.panel.coverage.words.text()
    assert "One source only (2 passages)" in told and "evidence both ways" in told
    assert "1 against your answer" in told and "none for b" in told
    codes = {one.code for one in desk.work.view.problems if one.question == "P 2.1.1"}
    assert codes == {"contradicting", "one_source", "prompts_bare"}
    assert not any(one.question == "P 2.1.1" for one in desk.work.view.to_fix)
    place.saved()
    assert place.on_disk().view.evidence_for("P 2.1.1")


def test_proposal_has_reasons(make_place: MakePlace) -> None:
    """4. A standard: the rating proposed, and why."""
    place = make_place()
    place.open_first()
    place.work.inspector.back()
    rows = place.work.inspector.cases.model.rows
    standard = next(row for row in rows if row.subject.kind == "standard")
    with place.qtbot.waitSignal(place.work.inspector.case_shown, timeout=5000):
        place.work.inspector.open_case(standard.reading.id)
    page = begin(place, "Meeting: senior managers")
    place.type("Workloads are over the agreed amount")
    place.press(Key.Key_1, ALT)
    place.press(Key.Key_Return)
    place.press(Key.Key_Left, ALT)
    desk = place.desk
    assert "1 for" in desk.panel.proposal._rests.text()
    desk.panel.proposal.reasons.take_keys()
    place.type("Workloads")
    place.press(Key.Key_Tab)
    place.saved()
    assert desk.work.view.reasons["P 1.2"].value == "Workloads"
    assert page.record is not None and page.record.title == "Meeting: senior managers"


def test_evidence_of_absence(place: Place) -> None:
    """7."""
    desk = place.open_first()
    place.saved()
    place.press(Key.Key_E, CTRL | SHIFT)
    panel = desk.rating.absence
    assert panel is not None and panel.search.hasFocus() and not panel.button.isEnabled()
    place.type("police")
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: "Nothing to record" in panel.result.text(), timeout=5000)
    place.press(Key.Key_Return)
    assert panel.isVisible() and not desk.work.view.evidence
    panel.search.selectAll()
    place.type("MARAC")
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(panel.button.isEnabled, timeout=5000)
    place.press(Key.Key_Return)
    assert panel.isHidden()
    place.saved()
    held = place.desk.work.view.evidence_for("P 2.1.1")
    assert [(one.direction, one.quote) for one in held] == [
        ("absence", "Searched 3 documents for “MARAC”: none")
    ]
    assert "Absence" in desk.panel.evidence.chips()[0].accessibleName()
    assert [one.direction for one in place.on_disk().view.evidence] == ["absence"]


def test_returned_work_opens_on_what_to_fix(place: Place) -> None:
    """8. The lead's words above, the answer that was returned beside them."""
    desk = place.open_first()
    place.press(Key.Key_Down, CTRL)
    place.press(Key.Key_N)
    place.press(Key.Key_R)
    place.type("Copied from 2021")
    place.press(Key.Key_Tab)
    place.saved()
    view = desk.work.view
    returned = readings.Returned("Look at page 31 again", "f" * 64)
    shown = replace(view, returned={"P 2.1.2": returned}, state=readings.Answer("returned"))
    assert first_question(shown) == "P 2.1.2"
    desk.work._view = shown
    desk.work.changed.emit()
    told = desk.panel._returned.words()
    assert "Look at page 31 again" in told
    stood = desk.panel._stood
    assert stood.isVisible() and stood.text() == "No\n“Copied from 2021”"
    assert any(one.code == "returned" for one in desk.work.view.to_fix)


@pytest.mark.parametrize("kind", ["second", "benchmark", "quality_check"])
def test_a_blind_reading_says_so(place: Place, kind: str) -> None:
    """9."""
    desk = place.open_first()
    assert "not on this laptop" not in desk.notices.words()
    reading = replace(desk.work.view.reading, kind=kind)
    desk.work._view = replace(desk.work.view, reading=reading)
    desk.rating.introduce(desk.notices)
    assert "not on this laptop" in desk.notices.words()


def spoken(widget: QWidget) -> list[str]:
    """Every control in the accessibility tree below a widget that has no name."""
    found = []
    for one in (widget, *widget.findChildren(QWidget)):
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            told = QAccessible.queryAccessibleInterface(one)
            name = told.text(QAccessible.Text.Name) if told else ""
            if not name and one.focusProxy() is None:
                found.append(f"{type(one).__name__} {one.objectName()}")
    return found


def test_every_new_control_has_a_name(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """10. And the keys stay inside a panel while it is open."""
    desk = place.open_first()
    select(place, monkeypatch)
    place.press(Key.Key_F)
    place.saved()
    place.press(Key.Key_H, CTRL)
    place.qtbot.waitUntil(lambda: desk.rating.history is not None, timeout=5000)
    assert desk.rating.history is not None
    assert not spoken(desk.rating.history)
    desk.rating.history.close_it()
    desk.rating.show_notes()
    assert desk.rating.notes is not None and not spoken(desk.rating.notes)
    desk.rating.notes.close_it()
    desk.rating.record_absence()
    assert desk.rating.absence is not None and not spoken(desk.rating.absence)
    desk.rating.absence.close_it()
    page = begin(place)
    place.type("A line")
    place.press(Key.Key_Return)
    assert not spoken(page)
    place.work.help.open_here()
    place.qtbot.waitUntil(place.work.help.isVisible, timeout=5000)
    assert not spoken(place.work.help) and page.input.tags["P 2.1.1"].accessibleName()


@pytest.mark.parametrize(("width", "scale"), [(1366, 1.0), (1920, 2.0), (683, 1.0)])
def test_fits_the_window(place: Place, look: theme.Theme, width: int, scale: float) -> None:
    """10. Nothing of a panel or of the page stands outside the window."""
    desk = place.open_first()
    look.set_scale(scale)
    frame = place.work.frame
    frame.resize(width, 688 if scale == 1.0 else 1040)
    place.qtbot.waitUntil(lambda: frame.width() == width)
    desk.rating.show_notes()
    desk.rating.record_absence()
    for panel in (desk.rating.notes, desk.rating.absence):
        assert panel is not None and frame.rect().contains(panel.geometry())
        panel.close_it()
    page = begin(place)
    assert page.input.isVisible() and page.width() <= frame.width()
    right = max(one.geometry().right() for one in page.input.tags.values())
    assert right <= page.input.width()
