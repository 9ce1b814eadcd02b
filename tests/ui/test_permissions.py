"""The permission matrix through the windows' own buttons and menus.

1. A lead's window stands ready for every deed; then the roster takes the role away, and every
   button is pressed. Wrongly passed and wrongly refused are counted: both must be none. What is
   refused changes and writes nothing and leaves a line in the log.
2. A window that opens in a role offers that role's tabs and menus and nothing more.
3. A quality lead and a moderator do in theirs, by keyboard, what they may, on what a pack brings.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from fieldkit.commands.review import reading_of
from fieldkit.inspection import moderation
from fieldkit.steps import (
    attempts,
    carry,
    enrol,
    moderate,
    open_pack,
    prepare,
    receive,
    review,
    send,
    undo,
)
from fieldkit.steps.session import Session
from fieldkit.ui import office as office_page
from fieldkit.ui import theme
from fieldkit.ui.lead.fieldwork import MatrixPage
from tests import kit
from tests.permissions import ALL, LEADS, MAY, Office, office, template
from tests.ui.lead.conftest import CTRL, Centre, window_of

Key = Qt.Key
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
# Not pressed here. The first three have no button; the others share one that is pressed.
ELSEWHERE = {
    *("set how long things are kept", "forward to another lead", "read a workbook back"),
    *("export tables", "export for programs", "export the trail", "write a report"),
    *("choose benchmark cases", "draw second readings"),
}
ON_READINGS = {
    "approve": ("008", "pike", "approve"),
    "approve one's own": ("001", "marsh", "approve"),
    "ask in a thread": ("005", "pike", "ask"),
    "confirm": ("006", "pike", "confirm"),
    "reopen": ("007", "pike", "reopen"),
    "return a reading": ("006", "pike", "return"),
    "hand over": ("010", "pike", "hand"),
}
SHORT = ("inspector", "lead inspector", "moderator", "quality lead")
ROLES = [pytest.param(r, marks=[] if r in SHORT else [pytest.mark.long]) for r in sorted(ALL)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("permissions"))


@contextmanager
def opened(at: Office, look: theme.Theme, qtbot: QtBot) -> Iterator[Centre]:
    world = kit.World(at.folder, at.us)
    with window_of(world, look, qtbot, [], at.folder) as made:
        yield made
    at.lead.close()


class Ready:
    """Brings every page of the lead's window to where one press does the deed."""

    def __init__(self, at: Office, window: Centre) -> None:
        self.at, self.window, self.pages = at, window, window.pages
        self.deeds: dict[str, QAbstractButton] = {}
        self._prepare()
        self._fieldwork()
        self._settle()

    def _section(self, key: str) -> None:
        self.pages.frame.show_tab("prepare")
        self.pages.prepare.show_section(key)
        self.window.idle()

    def _prepare(self) -> None:
        tab, folder = self.pages.prepare, self.at.folder
        self._section("start")
        tab.start.title.setText("Another name")
        self.deeds["name the inspection"] = tab.start.keep
        self._section("list")
        tab.list_page.read_file(folder / "list.csv")
        self.window.idle()
        self.deeds["take cases in"] = tab.list_page.take
        self._section("team")
        tab.team._choose = lambda parent: str(folder / "new.fkcard")
        tab.team.choose_card.click()
        self.window.idle()
        tab.team.six.setText((folder / "new.words").read_text(encoding="utf-8"))
        self.deeds["add a laptop"] = tab.team.add
        tab.team.days.setValue(4)
        self.deeds["note days and conflicts"] = tab.team.keep
        panel = tab.team.roster
        panel._choose = lambda parent: str(folder / "out")
        panel.recovery.setText(RECIPIENT)
        self.roles()
        self.roster = {
            "change a role": (self.at.ward, panel.change),
            "name the recovery recipient": (self.at.ward, panel.keep),
            "write the roster": (self.at.ward, panel.send),
            "revoke a laptop": (self.at.ward, panel.revoke),
            "name a signer": (self.at.lead.device_id, panel.signs),
        }
        self.allocate("003")
        self.deeds["allocate"] = tab.allocate.give
        self.deeds["share out"] = tab.allocate.keep
        self._section("packs")
        (folder / "out").mkdir()
        self.packs()
        self.deeds["write packs"] = tab.packs.write

    def packs(self) -> None:
        page = self.pages.prepare.packs
        page.folder = str(self.at.folder / "out")
        page.write.setEnabled(True)

    def alert(self) -> None:
        self.pages.fieldwork.alerts.why.words.setPlainText("Moved the same day")

    def roles(self) -> None:
        panel = self.pages.prepare.team.roster
        panel.role.setCurrentIndex(panel.role.findData("assistant inspector"))

    def again(self, deed: str) -> None:
        """A deed done before has put away what this one needs."""
        if deed in ("allocate", "share out"):
            self.allocate("003")
        {"write packs": self.packs, "close an alert": self.alert, "change a role": self.roles}.get(
            deed, lambda: None
        )()

    def allocate(self, number: str) -> None:
        """A case chosen for B. Ward, and a plan for the others; a deed before has put both away."""
        self._section("allocate")
        page = self.pages.prepare.allocate
        page.share.click()
        self.window.idle()
        page.table.choose(number)
        page.who.setCurrentIndex(page.who.findData("ward"))

    def _fieldwork(self) -> None:
        self.pages.frame.show_tab("progress")
        alerts = self.pages.fieldwork.alerts
        self.pages.fieldwork.show_section("alerts")
        self.window.idle()
        self.alert()
        self.deeds["acknowledge an alert"] = alerts.why.button("acknowledge")
        self.deeds["close an alert"] = alerts.why.button("close")
        self.pages.fieldwork.show_section("matrix")
        self.window.idle()
        self.pages.frame.show_tab("receive")
        receiving = self.pages.receiving
        receiving.show_section("files")
        self.pages.receive.add(sorted((self.at.folder / "later").glob("*.fkb")))
        self.window.idle()
        self.deeds["receive bundles"] = self.pages.receive.merge
        receiving.show_section("merges")
        self.window.idle()
        last = next(one for one in undo.merges(self.at.us) if one.entries == 1)
        receiving.merges.table.choose(last.envelope)
        receiving.merges.why.words.setPlainText("A mistake")
        self.deeds["undo a merge"] = receiving.merges.why.button("undo")

    def _settle(self) -> None:
        pages = self.pages
        pages.frame.show_tab("disputes")
        self.window.idle()
        pages.disputes.panel.choose_key(1)
        pages.disputes.panel.why.setPlainText("By the log")
        self.deeds["decide a dispute"] = pages.disputes.panel.button
        pages.frame.show_tab("doubles")
        self.window.idle()
        pages.doubles.differences.why.words.setPlainText("By the log")
        self.deeds["decide between two readings"] = pages.doubles.differences.why.button("no")
        pages.frame.show_tab("moderation")
        self.window.idle()
        pages.moderation.choose_standard("P 1.1")
        pages.moderation.choose_rating("Good")
        pages.moderation.write_reason("The panel agreed")
        self.deeds["moderate"] = pages.moderation.detail.record
        room = pages.moderating.room
        room.minutes.words.setPlainText("The panel met")
        self.deeds["take minutes"] = room.minutes.button("")
        pages.frame.show_tab("export")
        self.window.idle()
        pages.export._choose = lambda parent: str(self.at.folder / "grid.xlsx")
        pages.export.hits._mask_rest()
        self.deeds["export the grid"] = pages.export.button

    def reading(self, number: str, person: str = "pike") -> MatrixPage:
        """The matrix with the bar on a reading, ready for words."""
        page = self.pages.fieldwork.matrix
        self.pages.frame.show_tab("progress")
        self.pages.fieldwork.show_section("matrix")
        self.window.idle()
        show(page, number, person)
        self.window.idle()
        page.panel.why.words.setPlainText("Say why")
        return page


def show(page: MatrixPage, number: str, person: str) -> None:
    found = page.view.squares.matrix
    assert found is not None
    row = next(n for n, one in enumerate(found.subjects) if one.number == number)
    place = next(n for n, one in enumerate(found.people) if one.person == person)
    page.view.setCurrentIndex(page.view.squares.index(row, place))


@pytest.mark.parametrize("role", ROLES)
def test_every_button(
    base: Path, tmp_path: Path, role: str, look: theme.Theme, qtbot: QtBot
) -> None:
    """1."""
    at = office(base, tmp_path / "x", role)
    with opened(at, look, qtbot) as window:
        ready = Ready(at, window)
        assert {*ready.deeds, *ready.roster, *ON_READINGS, "return a question"} | ELSEWHERE == set(
            MAY
        )
        panel = ready.reading("002").panel
        at.become()
        passed, refused = [], []

        def press(deed: str, button: QAbstractButton) -> None:
            before, files = _state(at), _files(at)
            pressed = button.isEnabled() and not button.isHidden()
            button.click()
            window.idle()
            after = _state(at)
            done = (after[:2], _files(at)) != (before[:2], files)
            if done:
                passed.extend([] if role in MAY[deed] else [deed])
            else:
                refused.extend([deed] if role in MAY[deed] else [])
                assert after[2] == before[2] + pressed, deed

        panel.question.setCurrentIndex(1)
        press("return a question", panel.why.button("return"))
        panel.question.setCurrentIndex(0)
        for deed, (number, person, key) in ON_READINGS.items():
            ready.reading(number, person)
            press(deed, panel.hand if key == "hand" else panel.why.button(key))
        for deed, button in ready.deeds.items():
            if role in LEADS:
                ready.again(deed)
            press(deed, button)
        ready._section("team")
        team = ready.pages.prepare.team
        for deed, (device, button) in ready.roster.items():
            team.table.choose(device)
            if role in LEADS:
                ready.again(deed)
            press(deed, button)
        assert (passed, refused) == ([], [])


def _state(at: Office) -> tuple[int, int, int]:
    at.us.casebook.recorder.run(lambda connection: None)  # a line of the log comes after
    return len(at.us.held()), at.us.roster.number, len(attempts.attempts(at.us))


def _files(at: Office) -> set[Path]:
    return {*(at.folder / "out").iterdir(), *at.folder.glob("grid*")}


def alone(base: Path, folder: Path, role: str, look: theme.Theme) -> tuple[Office, Session]:
    """A new laptop in a role, with the pack that the lead writes for it."""
    at = office(base, folder, "lead inspector")
    new = kit.laptop(folder / "role", "C. Tarn", "laptop 15")
    kit.join(at.lead, new, role)
    for made in prepare.write_packs(at.lead, folder / "role packs", ("tarn",)):
        open_pack.open_pack(new, made.path, enrol.own_words(at.lead))
    at.us.close()
    at.us = new
    return at, new


OFFERS = {
    "inspector": {"cases", "send", "health"},
    "quality lead": {"cases", "send", "health", "review"},
    "moderator": {"cases", "send", "health", "moderation"},
    "form author": {"cases", "send", "health"},
}


@pytest.mark.parametrize("role", sorted(OFFERS))
def test_a_window_offers_what_its_role_may(
    base: Path, tmp_path: Path, role: str, look: theme.Theme, qtbot: QtBot
) -> None:
    """2. and 3."""
    at, new = alone(base, tmp_path / "x", role, look)
    if not new.inspections():  # nobody writes a pack for who neither reads nor looks
        load = carry.Load(form_text=at.lead.opened.form_text)
        made = carry.write(at.lead, "pack", new.device_id, load, tmp_path / "empty")
        open_pack.open_pack(new, made, enrol.own_words(at.lead))
    with opened(at, look, qtbot) as window:
        frame = window.work.frame
        assert set(frame._tabs) == OFFERS[role]
        assert not [one for one in frame.actions_by_id if one.startswith("lead.")]
        offered = {one for one in frame.actions_by_id if one.startswith("office.")}
        assert bool(offered) == (role in office_page.COMMANDS)
        if offered:  # who reads nothing themselves begins with what they look at
            assert frame.current_tab() in ("review", "moderation")
            assert at.lead.opened.title in frame.windowTitle()
        if role == "quality lead":
            _confirms(at, window)
        elif role == "moderator":
            _moderates(at, window)


def _confirms(at: Office, window: Centre) -> None:
    """By Ctrl+1, and the buttons of the reading chosen; the answer goes back to the centre."""
    window.press(Key.Key_1, CTRL)
    window.idle()
    page = window.work.office.review
    assert page is not None
    show(page, "006", "pike")
    window.idle()
    assert not page.panel._over.isVisible()
    assert not page.panel.why.button("approve").isEnabled()
    page.panel.why.button("confirm").click()
    window.idle()
    show(page, "005", "pike")
    window.idle()
    page.panel.why.words.setPlainText("Say why")
    page.panel.why.button("return").click()
    window.idle()
    _, refused = receive.receive(at.lead, [send.send(at.us, at.folder / "from quality").path])
    assert refused == []
    found = review.look(at.lead, reading_of(at.lead, "006").id)
    assert [one.tier for one in found.approvals] == ["lead", "quality"]
    assert review.look(at.lead, reading_of(at.lead, "005").id).state == "returned"


def _moderates(at: Office, window: Centre) -> None:
    """Same figures as at the centre; a rating with its reason goes there and does not lapse."""
    window.press(Key.Key_1, CTRL)
    window.idle()
    tab = window.work.office.moderating
    assert tab is not None
    assert moderate.rate(at.us)[0] == moderate.rate(at.lead)[0]
    tab.moderation.choose_standard("P 1.1")
    tab.moderation.choose_rating("Good")
    tab.moderation.write_reason("The panel agreed")
    window.press(Key.Key_Return, CTRL | Qt.KeyboardModifier.ShiftModifier)
    window.idle()
    receive.receive(at.lead, [send.send(at.us, at.folder / "from panel").path])
    rated = next(one for one in moderate.rate(at.lead)[0].standards if one.code == "P 1.1")
    assert rated.rating == "Good"
    assert moderation.lapsed(at.lead.form, at.lead.present()) == ()
