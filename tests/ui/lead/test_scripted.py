"""A whole inspection through the lead's window, with everything that goes wrong in one.

Cases read by inspectors on one laptop more than there are inspectors; double and benchmark
readings, alerts, disputes, a lost laptop, a clone, a late pack, a returned case, a moderated
standard. With --long: 40 cases, 5 inspectors on 6 laptops, 8 double readings, 3 benchmark readings,
2 alerts, 12 disputes. Without: the same story, smaller.

1. Every bundle is received, every dispute decided by keyboard, nothing is lost.
2. The lost laptop's case goes on with somebody else; the clone is told; the late pack arrives.
3. A returned case comes back mended. A moderation stands beside the computed rating.
4. The grid equals one computed from the entries alone by `tests/grid_alone.py`.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.steps import (
    alerts,
    doubles,
    enrol,
    export,
    handover,
    moderate,
    open_pack,
    prepare,
    rate,
    read,
    review,
    send,
    settle,
)
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from tests import grid_alone, kit
from tests.ui.lead.conftest import CTRL, Centre, window_of

Key = Qt.Key
NAMES = ("A. Marsh", "F. Pike", "B. Ward", "O. Adeyemi", "C. Tarn")


@dataclass(frozen=True)
class Size:
    """How large the inspection is."""

    cases: int
    people: int
    doubles: int
    benchmarks: int
    alerts: int
    disputes: int


SHORT = Size(8, 4, 2, 3, 1, 2)
LONG = Size(40, 5, 8, 3, 2, 12)


@dataclass
class Story:
    """The inspection while it goes on."""

    size: Size
    folder: Path
    lead: Session
    laptops: dict[str, Session] = field(default_factory=dict)
    packs: dict[str, Path] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    @property
    def people(self) -> list[str]:
        return [name.split()[-1].lower() for name in NAMES[: self.size.people]]

    def number(self, place: int) -> str:
        return f"{place:03d}"

    def plan(self) -> list[Allocation]:
        """Joint cases first (they will be disputed), the last one is the benchmark."""
        size, people = self.size, self.people
        made = []
        for n in range(1, size.cases):
            who = people[n % len(people)]
            if n <= size.disputes:
                made.append(Allocation(self.number(n), (people[0], people[1]), "joint"))
            else:
                made.append(Allocation(self.number(n), (who,)))
        for n in range(size.disputes + 1, size.disputes + 1 + size.doubles):
            other = people[(n + 1) % len(people)]
            made.append(Allocation(self.number(n), (other,), "second"))
        for person in people[: size.benchmarks]:
            made.append(Allocation(self.number(size.cases), (person,), "benchmark"))
        return made

    def open(self, person: str, path: Path) -> None:
        open_pack.open_pack(self.laptops[person], path, enrol.own_words(self.lead))

    def work(self, person: str, skip: tuple[str, ...] = ()) -> None:
        """Every reading answered and completed; joint ones differ by who answers."""
        session = self.laptops[person]
        for row in read.my_readings(session):
            if row.subject.number not in skip and row.state != "complete":
                self.answer(session, row.reading.id, person)

    def answer(self, session: Session, reading: str, person: str) -> None:
        found = read.open_reading(session, reading)
        joint = found.view.reading.kind == "joint"
        edits = []
        for question in found.view.questions:
            value = self.chance.choice(("yes", "yes", "no")) if not joint else "yes"
            if joint and question.code == "P 2.1.1":
                value = "yes" if person == self.people[0] else "no"
            edits.append(rate.answer(found.view, question.code, value))
            if value == "no":
                edits.append(rate.reason(found.view, question.code, f"Seen by {person}"))
        rate.save(session, edits).result()
        rate.save(session, [rate.complete(read.view_again(session, found).view)]).result()

    def send(self, person: str) -> Path:
        return send.send(self.laptops[person], self.folder / "bundles").path


def tell(folder: Path, size: Size) -> Story:
    """Found, enrol, allocate; every pack written, the last person's kept back."""
    lead = kit.founder(folder / "centre")
    story = Story(size, folder, lead)
    for name in NAMES[: size.people]:
        session = kit.laptop(folder / name.split()[-1], name)
        kit.join(lead, session)
        story.laptops[session.owner.person] = session
    more = kit.laptop(folder / "second", NAMES[0], "laptop 12")
    kit.join(lead, more)
    story.laptops["second laptop"] = more
    cases = prepare.add_cases(lead, [kit.listed(n) for n in range(1, size.cases + 1)])
    for n, subject in enumerate(cases.values(), start=1):
        paper = {"2025-03-12_notes.txt": f"Case {n}: notes of the visit.\n".encode()}
        kit.add_documents(lead, subject, folder / "files" / str(n), paper)
    prepare.allocate(lead, story.plan())
    devices = {one.device_id: person for person, one in story.laptops.items()}
    for made in prepare.write_packs(lead, folder / "packs"):
        story.packs[devices[made.device]] = made.path
    return story


@pytest.fixture
def told(
    tmp_path: Path, look: theme.Theme, qtbot: QtBot, request: pytest.FixtureRequest
) -> Iterator[tuple[Story, Centre]]:
    long = bool(request.config.getoption("--long"))
    story = tell(tmp_path, LONG if long else SHORT)
    world = kit.World(tmp_path, story.lead, story.laptops)
    with window_of(world, look, qtbot, [], tmp_path) as made:
        made.pages.receive.set_receipts(str(tmp_path / "receipts"))
        yield story, made
    world.close()


def receive(centre: Centre, *files: Path) -> None:
    centre.bundles[:] = files
    centre.receive()


def decide_all(centre: Centre) -> int:
    """Each dispute by keyboard alone."""
    centre.go(3)
    page, count = centre.pages.disputes, 0
    while page.shown is not None:
        centre.press(Key.Key_1)
        centre.type("The notes of the visit say so")
        with centre.qtbot.waitSignal(page.decided, timeout=10000):
            centre.press(Key.Key_Return, CTRL)
        centre.idle()
        count += 1
    return count


def test_a_whole_inspection(told: tuple[Story, Centre], tmp_path: Path) -> None:
    story, centre = told
    size, lead, people = story.size, story.lead, story.people
    late, lost = people[-1], people[2]
    # Everybody but the late one reads; the lost laptop sends before its last case.
    for person in people[:-1]:
        story.open(person, story.packs[person])
    unread = [row.subject.number for row in read.my_readings(story.laptops[lost])][:1]
    for person in people[:-1]:
        story.work(person, tuple(unread) if person == lost else ())
    first = story.laptops[people[0]]
    mine = read.open_reading(first, read.my_readings(first)[0].reading.id)
    for n in range(size.alerts):
        rate.save(first, [rate.alert(mine.view, f"Concern {n}", "P 2.1.1", "", 0)]).result()
    bundles = {person: story.send(person) for person in people[:-1]}
    # A clone: the same casebook goes on twice.
    copy = tmp_path / "clone"
    shutil.copytree(story.laptops[people[1]].casebook.folder, copy)
    receive(centre, *bundles.values())
    assert decide_all(centre) == size.disputes
    clone = Session.unlock(copy, kit.PASSPHRASE)
    for session, name in ((clone, "clone"), (story.laptops[people[1]], "real")):
        row = read.my_readings(session)[0]
        found = read.open_reading(session, row.reading.id)
        rate.save(session, [rate.lead_note(found.view, "P 2.1.2", f"Said by {name}")]).result()
    twins = [send.send(one, tmp_path / "twins").path for one in (clone, story.laptops[people[1]])]
    clone.close()
    receive(centre, *twins)
    assert "seems to exist twice" in centre.pages.receive.notices.words()
    # The lost laptop: its last case goes on with somebody else.
    now = lead.present()
    by_number = {one.number: one.id for one in readings.subjects(now)}
    left = next(
        r for r in readings.readings(now) if r.subject == by_number[unread[0]] and lost in r.readers
    )
    taker = next(
        p
        for p in people
        if not any(p in r.readers for r in readings.readings(now) if r.subject == left.subject)
        and p != late
    )
    over = handover.hand_over(lead, left.id, taker)
    pack = prepare.write_packs(lead, tmp_path / "again", [taker])
    device = story.laptops[taker].device_id
    story.open(taker, next(one.path for one in pack if one.device == device))
    story.answer(story.laptops[taker], over.reading, taker)
    # The late pack, at last; and a case returned, mended and sent again.
    story.open(late, story.packs[late])
    story.work(late)
    back = next(
        r
        for r in readings.readings(lead.present())
        if r.readers == (people[0],) and r.kind == "first" and r.id != over.reading
    )
    settle.return_question(lead, back.id, "P 2.2.1", "Say which plan you mean")
    returned = settle.write_returned(lead, tmp_path / "returned", (people[0],))
    for path in returned:
        for name in (people[0], "second laptop"):
            with suppress(FieldkitError):  # sealed to the other laptop of the same person
                story.open(name, path)
    session = story.laptops[people[0]]
    found = read.open_reading(session, back.id)
    assert found.view.state.value == "returned" and found.view.returns
    edits = [rate.answer(found.view, "P 2.2.1", "yes"), rate.look_again(found.view, "P 2.2.1")]
    rate.save(session, edits).result()
    rate.save(session, [rate.complete(read.view_again(session, found).view)]).result()
    more = list(dict.fromkeys((taker, late, people[0])))
    receive(centre, *[story.send(person) for person in more])
    decide_all(centre)
    # Reviewed, adjudicated, moderated, alerts closed.
    assert review.change(lead, back.id, "approve") == "approved"
    for double in doubles.all_of(lead):
        assert double.is_open
        for one in double.differences:
            doubles.adjudicate(lead, double.key, one.question, one.a.value, "By the notes")
    assert sum(one.to_decide for one in doubles.all_of(lead)) == 0
    assert len(doubles.all_of(lead)) == size.doubles
    assert len(doubles.figures(lead).calibrated) == size.benchmarks
    for alert in alerts.alerts(lead):
        alerts.close(lead, alert.id, "Followed up the same day")
    assert len(alerts.alerts(lead)) == size.alerts
    computed = next(one for one in moderate.rate(lead)[0].standards if one.code == "P 2.1")
    word = next(one for one in lead.form.ratings if one != computed.computed)
    moderate.moderate(lead, "P 2.1", word, "panel", "One case was judged by one visit")
    after = next(one for one in moderate.rate(lead)[0].standards if one.code == "P 2.1")
    assert (after.computed, after.rating) == (computed.computed, word)
    # Everything that counts is complete, and the grid is what the entries say.
    counted = [r for r in readings.readings(lead.present()) if r.kind in ("first", "joint")]
    out = tmp_path / "grid.xlsx"
    export.export_grid(lead, out)
    _same_as_alone(lead, out, len(counted))
    for key in (1, 2, 6, 7):
        centre.go(key)
    assert centre.pages.fieldwork.told("alerts") == "None open"


def _same_as_alone(lead: Session, out: Path, number: int) -> None:
    entries = [
        {
            "id": one.entry.id,
            "subject": one.entry.body.subject,
            "reading": one.entry.body.reading,
            "field": one.entry.body.field,
            "value": one.entry.body.value,
            "replaces": one.entry.body.replaces,
            "status": one.status,
            "hidden": one.hidden,
        }
        for one in lead.held()
        if one.entry.body is not None
    ]
    expected, counts = grid_alone.grid(entries)
    assert len(expected) == number
    sheet = load_workbook(out)["Cases"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "P 2.1.1" in row)
    top = rows.index(head)
    codes = {place: code for place, code in enumerate(head) if str(code or "").startswith("P 2")}
    for row in rows[top + 1 :]:
        case = str(row[0] or "")
        if case not in expected:
            continue
        given = {code: row[place] for place, code in codes.items()}
        assert {c: g or "" for c, g in given.items()} == {
            c: expected[case].get(c, "") for c in codes.values()
        }, case
        del expected[case]
    assert not expected
    computed = {q.code: q for s in moderate.rate(lead)[0].standards for q in s.key_questions}
    for code, (yes, judged) in counts.items():
        one = computed[code].counts
        assert (one.yes, one.judged) == (yes, judged), code
