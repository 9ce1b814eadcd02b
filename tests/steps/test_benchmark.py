"""The agreed answers of a benchmark case, through real casebooks and real files.

1. No pack holds them, and nothing is released while no complete reading has come in.
2. What is released goes to those who completed, and to nobody else, whatever file they get.
3. Agreed is what the panel gives, else what was released before, else what most said.
4. They are seen only on a complete reading; once seen, it cannot be reopened.
5. Only a lead may release; a laptop's own word on what is agreed counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.inspection.reading import ReadingView
from fieldkit.steps import benchmark, open_pack, prepare, rate, receive, send, settle
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Edit
from fieldkit.wording import sentences
from tests import kit
from tests.steps.test_round import shown

NAMES = ("A. Marsh", "F. Pike", "O. Okoro")


@pytest.fixture()
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, NAMES, cases=1, standard="", index=False)
    prepare.add_cases(made.lead, [kit.listed(9)])
    prepare.allocate(made.lead, [Allocation("002", (one,), "benchmark") for one in made.laptops])
    kit.open_packs(made, index=False)
    yield made
    made.close()


def view_of(session: Session) -> ReadingView:
    return shown(session, "002", "benchmark").view


def finish(session: Session, *no: str) -> None:
    view = view_of(session)
    edits = []
    for question in view.questions:
        value = "no" if question.code in no else "yes"
        edits.append(rate.answer(view, question.code, value))
        edits.append(rate.reason(view, question.code, "Read the log"))
    rate.save(session, edits).result()
    rate.save(session, [rate.complete(view_of(session))]).result()


def bring(world: kit.World, *people: str) -> None:
    files = [send.send(world.laptops[one], world.folder / "out").path for one in people]
    assert receive.receive(world.lead, files)[1] == []


def hand_back(world: kit.World, folder: Path) -> None:
    for path in settle.write_returned(world.lead, folder, tuple(world.laptops)):
        for one in world.laptops.values():
            try:
                open_pack.open_pack(one, path)
            except FieldkitError as why:
                assert why.code.startswith("envelope.")


def words_held(session: Session) -> list[str]:
    """Every entry held that says what is agreed, standing or not."""
    keys = [one.entry.key for one in session.held()]
    return [key.field for key in keys if key is not None and key.kind == "agreed"]


def test_nothing_before_a_complete_reading(world: kit.World, tmp_path: Path) -> None:
    """1."""
    with pytest.raises(FieldkitError, match=r"benchmark\.none\b"):
        benchmark.release(world.lead, "001")
    bring(world, "marsh")
    given = {one.code: "no" for one in view_of(world.laptops["marsh"]).questions}
    with pytest.raises(FieldkitError, match=r"benchmark\.none_complete"):
        benchmark.release(world.lead, "002", given)
    hand_back(world, tmp_path / "back")
    assert [words_held(one) for one in world.laptops.values()] == [[], [], []]
    assert "benchmark.none_complete" in sentences()


def test_only_who_completed_gets_them(world: kit.World, tmp_path: Path) -> None:
    """2, 3."""
    marsh, pike, okoro = world.laptops.values()
    finish(marsh, "P 2.1.1", "P 2.1.2")
    finish(pike, "P 2.1.1")
    bring(world, "marsh", "pike")
    with pytest.raises(FieldkitError, match=r"benchmark\.not_agreed") as told:
        benchmark.release(world.lead, "002")
    assert told.value.facts["questions"] == "P 2.1.2"
    done = benchmark.release(world.lead, "002", {"P 2.1.2": "yes"}, "The log of May says so.")
    assert (set(done.people), done.waiting) == ({"marsh", "pike"}, ("okoro",))
    assert (done.agreed["P 2.1.1"], done.agreed["P 2.1.2"]) == ("no", "yes")
    hand_back(world, tmp_path / "back")
    seen = view_of(marsh).agreed_shown
    assert (seen["P 2.1.2"].answer, seen["P 2.1.2"].why) == ("yes", "The log of May says so.")
    assert len(seen) == len(view_of(marsh).questions)
    assert words_held(okoro) == [] and view_of(okoro).agreed == {}
    finish(okoro)
    assert view_of(okoro).agreed_shown == {}
    bring(world, "okoro")
    again = benchmark.release(world.lead, "002")
    assert again.agreed == done.agreed and again.waiting == ()
    hand_back(world, tmp_path / "again")
    assert view_of(okoro).agreed_shown["P 2.1.1"].answer == "no"


def test_once_seen_it_stays(world: kit.World, tmp_path: Path) -> None:
    """4."""
    marsh = world.laptops["marsh"]
    finish(marsh)
    bring(world, "marsh")
    benchmark.release(world.lead, "002")
    rate.save(marsh, [rate.reopen(view_of(marsh))]).result()  # before they are here
    hand_back(world, tmp_path / "back")
    assert view_of(marsh).agreed and view_of(marsh).agreed_shown == {}
    rate.save(marsh, [rate.complete(view_of(marsh))]).result()
    assert view_of(marsh).agreed_shown
    with pytest.raises(FieldkitError, match=r"rate\.agreed_shown"):
        rate.reopen(view_of(marsh))


def test_only_a_lead_says_what_is_agreed(world: kit.World) -> None:
    """5."""
    marsh = world.laptops["marsh"]
    finish(marsh)
    view = view_of(marsh)
    key = Key(view.subject.id, view.reading.id, "agreed/P 2.1.1")
    with pytest.raises(FieldkitError, match=r"rights\.refused"):
        marsh.record([Edit(key, {"answer": "no", "why": ""})])
