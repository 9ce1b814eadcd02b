"""A whole inspection through the real windows, by keyboard alone, with all that goes wrong in one.

By steps only: founding, the sample and its files, which come from elsewhere, and carrying files
from one machine to another. Everything else is a key in a window: enrolling six laptops of five
people with their words, allocation, second readings by rule, a benchmark, packs; reading on every
laptop; receiving, disputes, a lost laptop, a clone, a late pack, a returned case, approval,
second readings decided, alerts closed, a moderated standard, the grid.

1. Every number the story is made of is what the window and the casebook say: cases, people and
   laptops, second and benchmark readings, alerts, disputes, what was lost, cloned, late, returned
   and moderated.
2. The grid equals one computed from the entries alone by `tests/grid_alone.py`.
3. Every state is pictured into dist/screens/inspection.

With --long: 40 cases, 5 people on 6 laptops, 8 second readings, 3 benchmark readings, 2 alerts,
12 disputes. Without: 8 cases, 4 people on 5 laptops.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.inspection import merge, rights
from fieldkit.inspection import reading as readings
from fieldkit.steps import alerts, doubles, export, laptops, moderate, progress, read
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from tests import kit
from tests.ui.lead.test_scripted import _same_as_alone
from tests.ui.whole.preparing import allocate_all, enrol_all, write_packs
from tests.ui.whole.reading import mend, open_file, send, work, work_some
from tests.ui.whole.settling import decide_all, finish, receive, to_square
from tests.ui.whole.story import (
    DIFFERING,
    LONG,
    NAMES,
    SCREENS,
    SHORT,
    STATES,
    Size,
    Story,
    pages,
)

ONCE = ("first", "joint")


@pytest.fixture
def story(tmp_path: Path, look: theme.Theme, qtbot: QtBot, request: pytest.FixtureRequest) -> Story:
    long = bool(request.config.getoption("--long"))
    return Story(LONG if long else SHORT, tmp_path, look, qtbot)


def test_a_whole_inspection_by_keys(story: Story) -> None:
    """1. to 3."""
    size = story.size
    people = [name.split()[-1].lower() for name in NAMES[: size.people]]
    first, cloned, lost, late = people[0], people[1], people[2], people[-1]
    with story.at("lead") as lead:
        lead.picture("01-progress-empty")
        enrol_all(story, lead)
        allocate_all(story, lead)
        packs = write_packs(story, lead)
    assert set(packs) == set(story.words)
    sent: list[Path] = []
    # Everybody but the late one reads. One person works on two laptops, and answers one question
    # of the cases that both hold differently; the clone's and the lost laptop's last case wait.
    for key in (first, *people[1:-1]):
        with story.at(key) as hands:
            open_file(hands, packs[key], story.lead_words)
            work(hands, leave=key in (cloned, lost), alerts=size.alerts if key == first else 0)
            sent.append(send(story, hands, f"13-{key}"))
    with story.at("spare") as hands:
        open_file(hands, packs["spare"], story.lead_words)
        every = read.my_readings(hands.session)
        mine = [one.subject.number for one in every if one.reading.kind == "first"]
        work_some(hands, mine[: size.disputes])
        sent.append(send(story, hands, "14-spare"))
    with story.at("lead") as lead:
        receive(story, lead, sent, "20-first-day")
        assert decide_all(lead, "21") == size.disputes
        assert silent(lead.session) == [late]
    # A copy of a casebook goes on beside it: the same work, twice.
    shutil.copytree(story.folder / cloned, story.folder / "copy")
    twins = []
    for key in ("copy", cloned):
        with story.at(key) as hands:
            work(hands)
            twins.append(send(story, hands, f"22-{key}"))
    with story.at("lead") as lead:
        receive(story, lead, twins, "23-clone")
        assert "seems to exist twice" in pages(lead).receive.notices.words()
        lead.command("Laptops")
        lead.picture("24-laptops")
        # The lost laptop: its last case goes on with somebody else.
        left = next(
            one for one in progress.lines(lead.session)
            if lost in one.reading.readers and one.state not in readings.FINISHED
        )  # fmt: skip
        to_square(lead, left.subject.number, lost)
        lead.picture("25-lost")
        to = pages(lead).fieldwork.matrix.panel.to
        free = {str(to.itemData(n)): to.itemText(n) for n in range(to.count())}
        taker = next(one for one in (*people[3:-1], first, late) if one in free)
        lead.pick("Hand over to", free[taker])
        lead.push("Hand over")
        lead.picture("26-handed-over")
        again = write_packs(story, lead, "again")
    sent = []
    with story.at(taker) as hands:
        if taker == late:
            open_file(hands, packs[late], story.lead_words)
        open_file(hands, again[taker], story.lead_words)
        assert work(hands) >= 1
        sent.append(send(story, hands, f"27-{taker}"))
    if taker != late:
        with story.at(late) as hands:
            open_file(hands, packs[late], story.lead_words)
            work(hands, no=(DIFFERING,))
            sent.append(send(story, hands, f"28-{late}-late"))
    with story.at("lead") as lead:
        receive(story, lead, sent, "29-late")
        assert decide_all(lead, "30") == 0
        assert silent(lead.session) == []
        # One case goes back with words, by the matrix.
        back = next(
            one for one in progress.lines(lead.session)
            if one.reading.readers == (first,) and one.state in readings.FINISHED
            and one.reading.kind == "first"
        )  # fmt: skip
        to_square(lead, back.subject.number, first)
        lead.pick("About", "P 2.2.1")
        lead.reach("Words for its reader")
        lead.type("Say which plan you mean")
        lead.picture("31-return")
        lead.push("Return")
        lead.picture("32-returned")
        returned = write_packs(story, lead, "returned")
    with story.at(first) as hands:
        open_file(hands, returned[first], story.lead_words)
        hands.picture("33-my-cases-returned")
        mend(hands, back.reading.id)
        mended = send(story, hands, "35-mended")
    with story.at("lead") as lead:
        receive(story, lead, [mended], "36-mended")
        finish(lead, story, back, first)
    check(story)


def silent(session: Session) -> list[str]:
    """Whose laptops nothing has come from yet."""
    every = laptops.laptops(session)
    return [one.person for one in every if one.role == rights.INSPECTOR and not one.heard]


def check(story: Story) -> None:
    """What the casebook holds is what the story is made of; the grid is what the entries say."""
    session = Session.unlock(story.folder / "lead", kit.PASSPHRASE)
    count(session, story.size)
    counted = [one for one in readings.readings(session.present()) if one.kind in ONCE]
    out = story.folder / "grid.xlsx"
    export.export_grid(session, out)
    _same_as_alone(session, out, len(counted))
    session.close()
    assert missing_pictures(story.size) == []


def count(session: Session, size: Size) -> None:
    """Every number of the story, from the lead's casebook."""
    now, held = session.present(), session.held()
    every = readings.readings(now)
    kinds = {"first": size.cases, "second": size.seconds, "benchmark": size.benchmarks}
    assert Counter(one.kind for one in every) == {**kinds, "handed_over": 1}  # by the lost laptop
    assert sum(bool(one.begun_from) for one in every) == 1
    working = [one for one in session.roster.devices.values() if one.role == rights.INSPECTOR]
    assert (len({one.person for one in working}), len(working)) == (size.people, size.people + 1)
    assert not merge.disputes(now)
    assert len(doubles.all_of(session)) == size.seconds
    assert not any(one.to_decide for one in doubles.all_of(session))
    assert len(doubles.figures(session).calibrated) == size.benchmarks
    assert len(alerts.alerts(session)) == size.alerts
    assert not any(one.is_open for one in alerts.alerts(session))
    assert sum(one.forked for one in laptops.laptops(session)) == 1
    fields = [one.entry.body.field for one in held if one.entry.body is not None]
    assert sum(one.startswith("return/") for one in fields) == 1
    rated = moderate.rate(session)[0].standards
    assert sum(one.rating != one.computed for one in rated) == 1
    states = Counter((one.reading.kind, one.state) for one in progress.lines(session))
    assert states == {
        ("first", "complete"): size.cases - 1,
        ("first", "approved"): 1,
        ("second", "complete"): size.seconds,
        ("benchmark", "complete"): size.benchmarks,
    }


def missing_pictures(size: Size) -> list[str]:
    """The states of `STATES` of which no picture was written."""
    written = {one.stem for one in SCREENS.glob("*.png")}
    wanted = [*STATES, *(f"42-alert-{number}" for number in range(size.alerts))]
    return [one for one in wanted if not any(name.startswith(one) for name in written)]
