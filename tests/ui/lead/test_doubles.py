"""Second readings and audit in the window.

1. Nothing of a double reading is shown before both are complete.
2. Then differences only, without any reader's name, decided with a reason; the first reading gets
   the decided value, both readers' own values stay in the history, agreement does not change.
3. Agreement says its items, interval and what it left out. 4. Activity tells in words and is
   written out; the chain of custody names who, where and which envelope, proven again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.steps import doubles, prepare, rate, read, send
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.lead.doubles import DoublesTab
from tests import kit
from tests.ui.lead.conftest import Centre, window_of

Key = Qt.Key


def answer_all(session: Session, no: tuple[str, ...], complete: bool = True) -> None:
    """Every question of the one reading answered: no for these, yes for the others."""
    found = read.open_reading(session, read.my_readings(session)[0].reading.id)
    for question in found.view.questions:
        value = "no" if question.code in no else "yes"
        rate.save(session, [rate.answer(found.view, question.code, value)]).result()
        if value == "no":
            why = rate.reason(found.view, question.code, "The plan says nothing of it")
            rate.save(session, [why]).result()
    if complete:
        view = read.view_again(session, found).view
        rate.save(session, [rate.complete(view)]).result()


@pytest.fixture
def twice(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> Iterator[Centre]:
    """Case 001 read by Marsh, a second time by Pike, who differ on P 2.1.1."""
    lead = kit.founder(tmp_path / "centre")
    world = kit.World(tmp_path, lead)
    for name in ("A. Marsh", "F. Pike"):
        session = kit.laptop(tmp_path / name[-4:], name)
        kit.join(lead, session)
        world.laptops[session.owner.person] = session
    subject = next(iter(prepare.add_cases(lead, [kit.listed(1)]).values()))
    kit.add_documents(lead, subject, tmp_path / "files", kit.small_documents(1))
    prepare.allocate(lead, [Allocation("001", ("marsh",)), Allocation("001", ("pike",), "second")])
    kit.open_packs(world, index=False)
    answer_all(world.laptops["marsh"], ("P 2.1.1",))
    answer_all(world.laptops["pike"], ("P 2.1.2",), complete=False)
    bundles = [send.send(one, tmp_path / "b").path for one in world.laptops.values()]
    with window_of(world, look, qtbot, bundles, tmp_path) as made:
        yield made
    world.close()


def tab(centre: Centre) -> DoublesTab:
    return centre.pages.doubles


def finish(centre: Centre) -> None:
    """Pike completes, and it is received."""
    session = centre.world.laptops["pike"]
    found = read.open_reading(session, read.my_readings(session)[0].reading.id)
    rate.save(session, [rate.complete(found.view)]).result()
    centre.bundles.append(send.send(session, centre.folder / "b").path)
    centre.receive()


def test_blind(twice: Centre) -> None:
    """1."""
    twice.receive()
    twice.go(6)
    page = tab(twice).differences
    assert page.table.told("state") == ["1 of 2 complete"]
    assert page.table.told("told") == ["Closed until both are"]
    assert not page.cards["A"].isVisible() and not page.why.isVisible()
    one = doubles.all_of(twice.session)[0]
    assert one.differences == () and one.same == 0
    with pytest.raises(FieldkitError, match=r"doubles\.blind"):
        doubles.adjudicate(twice.session, one.key, "P 2.1.1", "yes", "because")
    assert doubles.figures(twice.session).groups == ()
    assert doubles.figures(twice.session).left_out == 1


def test_decide(twice: Centre) -> None:
    """2. and 3."""
    finish(twice)
    twice.go(6)
    page = tab(twice).differences
    assert page.table.told("told") == ["P 2.1.1", "P 2.1.2"]
    assert page.table.told("state") == ["To decide"] * 2 and twice.focus() is page.table.view
    shown = {page._values[name].text() for name in ("A", "B")}
    assert shown == {"Yes", "No"}
    words = " ".join(card.accessibleName() for card in page.cards.values())
    assert "Marsh" not in words and "Pike" not in words and "marsh" not in words
    before = doubles.figures(twice.session).groups[0].agreement.figure("percent_agreement").value
    twice.press(Key.Key_Tab)
    twice.type("The letter of 3 May asks")
    while twice.focus() is not page.why.button("yes"):
        twice.press(Key.Key_Tab)
    with twice.qtbot.waitSignal(page.decided, timeout=10000):
        twice.press(Key.Key_Space)
    twice.idle()
    assert page.table.told("state") == ["To decide", "Decided"]
    now = twice.session.present()
    first = next(r for r in readings.readings(now) if r.kind == "first")
    key = next(k for k in now if k.reading == first.id and k.field == "answer/P 2.1.1")
    assert readings.answer_of(now[key]).value == "yes"
    again = doubles.figures(twice.session)
    assert again.groups[0].agreement.figure("percent_agreement").value == before
    assert before is not None and 0 < before < 1
    tab(twice).show_section("agreement", take_keys=True)
    twice.idle()
    table = tab(twice).agreement.table
    assert "All double readings" in table.told("name")
    assert "A. Marsh and F. Pike" in table.told("name")
    questions = dict(zip(table.told("name"), table.told("percent"), strict=True))
    assert questions["P 2.1.1"] == "–" and questions["All double readings"].endswith("%")
    tab(twice).show_section("drift", take_keys=True)
    twice.idle()
    assert set(tab(twice).drift.weeks.told("who")) == {"A. Marsh", "F. Pike"}


def test_audit(twice: Centre, tmp_path: Path) -> None:
    """4."""
    finish(twice)
    one = doubles.all_of(twice.session)[0]
    doubles.adjudicate(twice.session, one.key, "P 2.1.1", "yes", "It is in the letter")
    twice.go(7)
    audit = twice.pages.audit
    said = audit.activity.table.told("what")
    assert any("It is in the letter" in line for line in said)
    assert any(line.startswith("Received bundle 1 from A. Marsh") for line in said)
    audit.activity._choose = lambda parent, name: str(tmp_path / name)
    audit.activity.out.click()
    twice.idle()
    text = (tmp_path / "activity.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == len(said) + 1
    audit.show_section("custody", take_keys=True)
    twice.idle()
    page = audit.custody
    page.question.setCurrentIndex(page.question.findData("P 2.1.1"))
    page.seek.click()
    twice.idle()
    people = " ".join(page.table.told("who"))
    assert "A. Marsh" in people and "D. Rowe" in people
    assert "bundle from A. Marsh, number 1" in " ".join(page.table.told("brought"))
    assert set(page.table.told("proof")) == {"Good", "Not checked"}
    page._choose = lambda parent, name: str(tmp_path / name)
    page.out.click()
    twice.idle()
    assert (tmp_path / "custody.csv").read_bytes().startswith(b"\xef\xbb\xbfentry,field")
