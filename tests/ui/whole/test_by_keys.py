"""A whole inspection through the real windows, by keyboard alone, with all that goes wrong in one.

By steps only: founding, the sample and its files, which come from elsewhere, and carrying files
from one machine to another. Everything else is a key in a window: enrolling six laptops of five
people with their words, allocation, second readings by rule, a benchmark, packs; reading on every
laptop; receiving, disputes, a lost laptop, a clone, a late pack, a returned case, approval,
second readings decided, alerts closed, a moderated standard, the grid.

1. Every number the story is made of is what the window and the casebook say.
2. The grid equals one computed from the entries alone by `tests/grid_alone.py`.
3. Every state is pictured into dist/screens/inspection.

With --long: 40 cases, 5 people, 8 second readings, 12 disputes. Without: 8 cases, 4 people.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QRadioButton
from pytestqt.qtbot import QtBot

from fieldkit.inspection import merge
from fieldkit.inspection import reading as readings
from fieldkit.steps import alerts, doubles, enrol, moderate, prepare, progress, read
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.lead.pages import LeadPages
from tests import kit
from tests.ui.lead.test_scripted import _same_as_alone
from tests.ui.whole.hands import CTRL, SHIFT, Hands

Key = Qt.Key
NAMES = ("A. Marsh", "F. Pike", "B. Ward", "O. Adeyemi", "C. Tarn")
SCREENS = Path(__file__).parents[3] / "dist" / "screens" / "inspection"
DISPUTED, DIFFERING = "P 2.1.1", "P 2.1.2"


@dataclass(frozen=True)
class Size:
    """How large the inspection is. `disputes` cases are read on both laptops of one person."""

    cases: int
    people: int
    seconds: int
    disputes: int
    alerts: int


SHORT = Size(8, 4, 2, 2, 1)
LONG = Size(40, 5, 8, 12, 2)


class Story:
    """The machines, and the way files travel between them."""

    def __init__(self, size: Size, folder: Path, look: theme.Theme, qtbot: QtBot) -> None:
        self.size, self.folder, self.look, self.qtbot = size, folder, look, qtbot
        self.keys = 0
        self.words: dict[str, str] = {}
        lead = kit.founder(folder / "lead")
        cases = prepare.add_cases(lead, [kit.listed(n) for n in range(1, size.cases + 1)])
        for n, subject in enumerate(cases.values(), start=1):
            paper = {"2025-03-12_notes.txt": f"Case {n}: notes of the visit.\n".encode()}
            kit.add_documents(lead, subject, folder / "files" / str(n), paper)
        self.lead_words = enrol.own_words(lead)
        lead.close()
        for name in NAMES[: size.people]:
            self._machine(name.split()[-1].lower(), name, "laptop 07")
        self._machine("spare", NAMES[0], "laptop 12")

    def _machine(self, key: str, name: str, label: str) -> None:
        session = kit.laptop(self.folder / key, name, label)
        (self.folder / f"{key}.fkcard").write_bytes(enrol.make_card(session))
        self.words[key] = enrol.own_words(session)
        session.close()

    def at(self, machine: str) -> Hands:
        """Sit down at a machine."""
        return Hands(self.folder / machine, self.look, self.qtbot, SCREENS)

    def bundles(self) -> list[Path]:
        """What lies in the team folder from laptops."""
        return sorted((self.folder / "team").rglob("*.fkb"))


def pages(hands: Hands) -> LeadPages:
    found = hands.work.lead
    assert found is not None
    return found


# The lead's deeds


def enrol_all(story: Story, hands: Hands) -> None:
    hands.press(Key.Key_0, CTRL)
    hands.idle()
    hands.section("Prepare", "Team", 4)
    page = pages(hands).prepare.team
    for key, words in story.words.items():
        page._choose = lambda parent, key=key: str(story.folder / f"{key}.fkcard")  # type: ignore
        hands.push("Add a laptop’s card…")
        hands.reach("Six words")
        hands.type(words)
        hands.pick("Role", "Inspector")
        if key == "marsh":
            hands.picture("02-team-words")
        hands.push("The words agree: add it")
    assert len(hands.session.roster.devices) == len(story.words) + 1
    hands.picture("03-team")


def allocate_all(story: Story, hands: Hands) -> None:
    """The first cases to one person, the rest shared out; second readings; a benchmark."""
    hands.section("Prepare", "Allocation", 5)
    hands.pick("Person", NAMES[0])
    hands.reach("Cases and who reads them")
    hands.press(Key.Key_Home)
    hands.press(Key.Key_Down, SHIFT, story.size.disputes - 1)
    hands.push("Give the chosen cases")
    mine = [one for one in readings.readings(hands.session.present()) if one.kind == "first"]
    assert len(mine) == story.size.disputes
    hands.push("Share out what is open")
    hands.picture("04-plan")
    hands.push("Keep this plan")
    hands.picture("05-allocated")
    hands.section("Prepare", "Second readings", 6)
    hands.reach("Percent at random")
    hands.replace(str(round(100 * story.size.seconds / story.size.cases)))
    hands.reach("First cases of each new reader")
    hands.replace("0")
    hands.push("Choose by these rules")
    hands.picture("06-second-readings")
    hands.push("Keep these second readings")
    twice = [one for one in readings.readings(hands.session.present()) if one.kind == "second"]
    assert len(twice) == story.size.seconds
    subjects = {one.id: one.number for one in readings.subjects(hands.session.present())}
    number = int(subjects[twice[-1].subject])
    hands.reach("Cases to be read again")
    hands.press(Key.Key_Home)
    hands.press(Key.Key_Down, times=number - 1)
    hands.push("Everybody reads the chosen cases")
    hands.picture("07-benchmark")


def write_packs(story: Story, hands: Hands, folder: str = "packs") -> dict[str, Path]:
    """Packs by the window: the newest file of each machine."""
    hands.press(Key.Key_0, CTRL)
    hands.idle()
    hands.section("Prepare", "Packs", 7)
    page = pages(hands).prepare.packs
    page._choose = lambda parent: str(story.folder / folder)
    (story.folder / folder).mkdir(exist_ok=True)
    hands.push("Choose a folder…")
    hands.push("Write the packs")
    hands.picture(f"08-{folder}")
    known = {one.id: one for one in hands.session.roster.devices.values()}
    made = {}
    for one in page._packed.values():
        device = known[one.device]
        made["spare" if device.label == "laptop 12" else device.person] = one.path
    return made


def receive(story: Story, hands: Hands, files: Sequence[Path], name: str) -> None:
    """Ctrl+O, look, and receive."""
    page = pages(hands).receive
    page._choose = lambda parent: [str(one) for one in files]
    page._choose_folder = lambda parent: str(story.folder / "receipts")
    hands.press(Key.Key_O, CTRL)
    hands.idle()
    hands.picture(f"{name}-looked-at")
    with hands.qtbot.waitSignal(page.merged, timeout=60000):
        hands.press(Key.Key_Space)
    hands.idle()
    hands.picture(f"{name}-received")
    if "Receipts are not written yet" in page.notices.words():
        hands.push("Choose the folder…")
        hands.picture(f"{name}-receipts")
        assert list((story.folder / "receipts").glob("*.fkb"))


def decide_all(hands: Hands, name: str) -> int:
    hands.press(Key.Key_3, CTRL)
    hands.idle()
    page, count = pages(hands).disputes, 0
    while page.shown is not None:
        if not count:
            hands.picture(f"{name}-dispute")
        yes = [side.value for side in page.shown.sides].index("yes")
        hands.press((Key.Key_1, Key.Key_2)[yes])
        hands.type("The notes of the visit say so")
        with hands.qtbot.waitSignal(page.decided, timeout=20000):
            hands.press(Key.Key_Return, CTRL)
        hands.idle()
        count += 1
    hands.picture(f"{name}-no-disputes")
    return count


def to_square(hands: Hands, number: str, person: str) -> None:
    """The matrix, and the square of that case and person by the arrows."""
    hands.command("Who has read what")
    view = pages(hands).fieldwork.matrix.view
    found = view.squares.matrix
    assert found is not None
    row = [one.number for one in found.subjects].index(number)
    across = [one.person for one in found.people].index(person)
    hands.reach("Who has read what")
    hands.press(Key.Key_Home, CTRL)
    hands.press(Key.Key_Down, times=row)
    hands.press(Key.Key_Right, times=across)
    hands.idle()
    assert (view.currentIndex().row(), view.currentIndex().column()) == (row, across)


# A reader's deeds


def open_file(hands: Hands, path: Path, words: str) -> None:
    """Ctrl+O; the first pack asks for the lead's six words."""
    hands.work.opener._choose = lambda parent: str(path)
    first = not hands.session.inspections()
    hands.press(Key.Key_O, CTRL)
    if first:
        panel = hands.work.opener.panel
        hands.qtbot.waitUntil(lambda: panel.field.hasFocus(), timeout=20000)
        hands.picture("10-pack-words")
        hands.type(words)
        hands.press(Key.Key_Return)
    hands.idle()
    assert "set aside" not in hands.work.inspector.cases.notices.words()
    assert hands.session.inspections()


def work(hands: Hands, no: tuple[str, ...] = (), leave: int = 0, alerts: int = 0) -> int:
    """Every reading that is not complete, one after another; `leave` are left for later."""
    count = 0
    left = [one for one in read.my_readings(hands.session) if one.state not in readings.FINISHED]
    for one in left[: len(left) - leave]:
        open_case(hands, one.reading.id)
        read_case(hands, no, alerts if not count else 0, count == 0)
        count += 1
    return count


def complete(hands: Hands) -> None:
    """Ctrl+Enter shows what is left, Ctrl+Enter again completes."""
    for _ in range(2):
        hands.press(Key.Key_Return, CTRL)
        hands.idle()
    hands.qtbot.waitUntil(lambda: hands.work.inspector.desk is None, timeout=20000)
    hands.idle()


def on_desk(hands: Hands) -> Desk:
    """The desk, once its first question has the keys."""
    desk = hands.work.inspector.desk
    assert desk is not None
    hands.qtbot.waitUntil(lambda: desk.panel.answers.button("yes").hasFocus(), timeout=20000)
    return desk


def open_case(hands: Hands, reading: str) -> None:
    """My cases, down to the case, Enter."""
    inspector = hands.work.inspector
    hands.press(Key.Key_Home, CTRL)
    hands.idle()
    hands.reach("My cases", QAbstractItemView)
    hands.press(Key.Key_Home)
    for _ in range(80):
        row = inspector.cases.model.case(inspector.cases.list.currentIndex())
        if row is not None and row.reading.id == reading:
            break
        hands.press(Key.Key_Down)
    with hands.qtbot.waitSignal(inspector.case_shown, timeout=20000):
        hands.press(Key.Key_Return)
    hands.idle()
    desk = inspector.desk
    assert desk is not None and desk.work.view.reading.id == reading


def read_case(hands: Hands, no: tuple[str, ...], alerts: int, pictured: bool) -> None:
    desk, who = on_desk(hands), hands.session.owner.person
    for number, question in enumerate(desk.work.questions):
        if number:
            hands.press(Key.Key_Down, CTRL)
        if question.code in no:
            hands.press(Key.Key_N)
            hands.press(Key.Key_R)
            hands.type(f"Nobody asked, says {who}")
            hands.press(Key.Key_Tab)
        else:
            hands.press(Key.Key_Y)
        if number == 1 and pictured:
            hands.idle()
            hands.picture(f"11-desk-{who}")
    for number in range(alerts):
        hands.press(Key.Key_A, CTRL | SHIFT)
        hands.type(f"Concern {number}: children stay there at the weekend")
        hands.picture("12-alert")
        hands.press(Key.Key_Return, CTRL)
        hands.idle()
    hands.idle()
    complete(hands)


def send(story: Story, hands: Hands, name: str) -> Path:
    """Ctrl+Shift+S, the team folder typed, Send; the file that came of it."""
    before = set(story.bundles())
    hands.press(Key.Key_S, CTRL | SHIFT)
    hands.idle()
    (story.folder / "team").mkdir(exist_ok=True)
    hands.reach("Team folder")
    hands.replace(str(story.folder / "team"))
    page = hands.work.inspector.send
    assert page.button.text().startswith("Send ")
    with hands.qtbot.waitSignal(page.sent, timeout=60000):
        hands.push("Send ")
    hands.idle()
    hands.picture(f"{name}-sent")
    new = set(story.bundles()) - before
    assert len(new) == 1
    return new.pop()


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
        decide_all(lead, "30")
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


def work_some(hands: Hands, numbers: Sequence[str]) -> None:
    """The cases of both laptops, one question of each answered the other way."""
    every = read.my_readings(hands.session)
    known = {one.subject.number: one.reading.id for one in every if one.reading.kind == "first"}
    for number in numbers:
        open_case(hands, known[number])
        assert on_desk(hands).work.questions[0].code == DISPUTED
        hands.press(Key.Key_N)
        hands.idle()
        desk = hands.work.inspector.desk
        assert desk is not None and desk.work.view.answers[DISPUTED].value == "no"


def mend(hands: Hands, reading: str) -> None:
    """The returned question answered again, looked at, and the case completed."""
    open_case(hands, reading)
    desk = hands.work.inspector.desk
    assert desk is not None and desk.work.view.returns
    hands.picture("34-returned-question")
    hands.push("Keep my answer")
    assert not desk.work.view.returns
    complete(hands)


def finish(lead: Hands, story: Story, back: progress.Line, first: str) -> None:
    """Approved, second readings decided, alerts closed, one standard moderated, the grid."""
    to_square(lead, back.subject.number, first)
    lead.push("Approve")
    lead.picture("40-approved")
    lead.press(Key.Key_6, CTRL)
    lead.idle()
    adjudicate(lead)
    lead.command("Alerts")
    for number in range(story.size.alerts):
        lead.picture(f"42-alert-{number}")
        lead.reach("What was done")
        lead.type("Followed up the same day")
        lead.push("Close this alert")
    assert pages(lead).fieldwork.told("alerts") == "None open"
    lead.press(Key.Key_4, CTRL)
    lead.idle()
    moderate_one(lead)
    lead.press(Key.Key_F11)
    lead.idle()
    lead.picture("45-room")
    lead.press(Key.Key_F11)
    lead.press(Key.Key_7, CTRL)
    lead.idle()
    lead.picture("46-audit")


def adjudicate(lead: Hands) -> None:
    """Every difference of second readings, without a name, with a reason."""
    page, count = pages(lead).doubles.differences, 0
    lead.picture("41-second-readings")
    while any(one.to_decide for one in doubles.all_of(lead.session)):
        lead.reach(page.table.view.accessibleName(), QAbstractItemView)
        lead.press(Key.Key_Home)  # what is still to decide stands first
        lead.reach(page.why.words.accessibleName())
        lead.type("The notes of the visit say so")
        button = page.why.button("yes")
        with lead.qtbot.waitSignal(page.decided, timeout=20000):
            lead.push(button.text())
        lead.idle()
        count += 1
    assert count
    lead.picture("41-second-readings-decided")


def moderate_one(lead: Hands) -> None:
    page = pages(lead).moderation
    lead.picture("43-moderation")
    for _ in range(40):
        if page._code.startswith("P 2"):
            break
        lead.press(Key.Key_Down)
    code = page._code
    before = next(one for one in moderate.rate(lead.session)[0].standards if one.code == code)
    words = list(lead.session.form.ratings)
    place = words.index(str(before.computed))
    wanted = words[place - 1] if place else words[1]
    lead.reach(str(before.rating), QRadioButton)
    shown = list(page.detail.choice.buttons)
    steps = shown.index(wanted) - shown.index(str(before.rating))
    lead.press(Key.Key_Down if steps > 0 else Key.Key_Up, times=abs(steps))
    lead.reach("Reason, needed; printed in the minutes")
    lead.type("One case was judged by one visit")
    lead.picture("44-moderated")
    with lead.qtbot.waitSignal(page.decided, timeout=20000):
        lead.press(Key.Key_Return, CTRL)
    lead.idle()
    after = next(one for one in moderate.rate(lead.session)[0].standards if one.code == code)
    assert (after.computed, after.rating) == (before.computed, wanted)


def check(story: Story) -> None:
    """What the casebook holds is what the story is made of; the grid is what the entries say."""
    from fieldkit.steps import export

    session = Session.unlock(story.folder / "lead", kit.PASSPHRASE)
    size, now = story.size, session.present()
    counted = [one for one in readings.readings(now) if one.kind in ("first", "joint")]
    assert len(counted) == size.cases and not merge.disputes(now)
    assert len(doubles.all_of(session)) >= size.seconds
    assert len(alerts.alerts(session)) == size.alerts
    assert not any(one.is_open for one in alerts.alerts(session))
    states = {one.state for one in progress.lines(session) if one.reading.kind == "first"}
    assert states <= {"complete", "submitted", "approved"}
    out = story.folder / "grid.xlsx"
    export.export_grid(session, out)
    _same_as_alone(session, out, len(counted))
    session.close()
