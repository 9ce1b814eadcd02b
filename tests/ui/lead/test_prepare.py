"""Preparing an inspection in the window, from an empty one to the packs, by keyboard.

1. An inspection without cases opens on Prepare; its steps say how far they are.
2. The long list shows how each column is taken and every row left out, with its reason.
3. A sample is drawn, explained, drawn again the same, and taken; names are shown nowhere.
4. Files go to cases by name and by text; what names nobody stays out and is told; by hand it goes.
5. A laptop is added by its card and six words; wrong words change nothing.
6. Conflicts, novices and "not twice" are told before anything is recorded; a plan keeps them.
7. Second readings are chosen by rule and never given to the first reader.
8. Packs are written, and what each holds is told; the path can be left and resumed.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldkit.inspection import reading as readings
from fieldkit.steps import allocate, enrol, open_pack, read, retire
from fieldkit.ui import theme
from fieldkit.ui.lead.prepare_tab import PrepareTab
from tests import kit
from tests.documents import samples
from tests.ui.lead.conftest import CTRL, Centre, window_of

Key = Qt.Key
HEADINGS = (
    *("Family name", "First name(s)", "DoB", "Gender"),
    "Case/sentence type [Licence] [Community Order] [Suspended Sentence Order]",
    *("CRN", "PNC", "Risk of Serious Harm [RoSH] Classification"),
    *("Date of sentence or release on licence", "Order or licence terminated[Date/N]"),
    *("PDU (as recorded on nDelius)", "LDU(as recorded on nDelius)"),
    *("Team(as recorded on nDelius)", "Responsible officer", "Manager", "Office", "Shoe size"),
)


def long_list(path: Path, rows: int = 12) -> Path:
    """Invented people; one row without a CRN, one with a date that is none."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Long list"])
        out.writerow(HEADINGS)
        for n in range(1, rows + 1):
            crn = "none" if n == 3 else f"X{100000 + n}"
            start = "31/02/2025" if n == 5 else "03/02/2025"
            office = "South" if n % 2 else "North"
            who = (f"Zephyrine{n}", "Quill", "05/03/1984", "Female" if n % 4 == 0 else "Male")
            order = ("ORA Community Order", crn, "", "RHRH" if n % 3 else "RLRH", start, "N")
            out.writerow([*who, *order, "PDU", "LDU", "Team", f"Officer {n % 5}", "M", office, "9"])
    return path


@pytest.fixture
def empty(tmp_path: Path, look: theme.Theme, qtbot: QtBot) -> Iterator[Centre]:
    """A lead's window on a newly founded inspection."""
    lead = kit.founder(tmp_path / "centre")
    world = kit.World(tmp_path, lead)
    with window_of(world, look, qtbot, [], tmp_path) as made:
        yield made
    world.close()


def tab(centre: Centre) -> PrepareTab:
    return centre.pages.prepare


def go(centre: Centre, key: str) -> None:
    tab(centre).show_section(key, take_keys=True)
    centre.idle()


def add_person(centre: Centre, name: str, label: str) -> None:
    """Card and six words, typed."""
    laptop = kit.laptop(centre.folder / label.replace(" ", "-"), name, label)
    centre.world.laptops[laptop.owner.person] = laptop
    card = centre.folder / f"{label}.fkcard"
    card.write_bytes(enrol.make_card(laptop))
    go(centre, "team")
    page = tab(centre).team
    page._choose = lambda parent: str(card)
    page.choose_card.click()
    centre.idle()
    assert centre.focus() is page.six and not page.add.isEnabled()
    centre.type("one two three four five six")
    assert page.add.isEnabled()
    page.add.click()
    centre.idle()
    assert centre.session.roster.device(laptop.device_id) is None and page.notices.words()
    page.six.setText(enrol.own_words(laptop))
    page.add.click()
    centre.idle()
    found = centre.session.roster.device(laptop.device_id)
    assert found is not None and found.role == "inspector"


def take_sample(centre: Centre) -> None:
    path = long_list(centre.folder / "list.csv")
    go(centre, "list")
    page = tab(centre).list_page
    page._choose = lambda parent: str(path)
    centre.press(Key.Key_Space)
    centre.idle()
    go(centre, "sample")
    sample = tab(centre).sample
    sample.wanted.setValue(4)
    sample.draw.click()
    centre.idle()
    sample.take.click()
    centre.idle()


def test_an_empty_inspection_opens_on_prepare(empty: Centre) -> None:
    """1."""
    assert empty.work.frame.current_tab() == "prepare"
    assert tab(empty).told("list") == "Not taken yet"
    go(empty, "start")
    page = tab(empty).start
    page.title.setText("Eastmoor PDU")
    page.keep.click()
    empty.idle()
    assert empty.session.opened.title == "Eastmoor PDU"
    assert tab(empty).told("start") == "Eastmoor PDU"
    assert "7 standards" in page._standards.text()
    assert page.days.value() == 0
    page.days.setText("30")
    page.keep_days.click()
    empty.idle()
    assert retire.retention(empty.session) == 30
    assert "Cases stay for 30 days." in page.notices.words()


def test_the_long_list(empty: Centre) -> None:
    """2."""
    path = long_list(empty.folder / "list.csv")
    empty.press(Key.Key_0, CTRL)
    go(empty, "list")
    page = tab(empty).list_page
    page._choose = lambda parent: str(path)
    assert empty.focus() is page.choose_button
    empty.press(Key.Key_Space)
    empty.idle()
    taken = dict(zip(page.headings.told("heading"), page.headings.told("field"), strict=True))
    assert taken["CRN"] == "CRN" and taken["Shoe size"] == "Not taken"
    assert taken["PDU (as recorded on nDelius)"] == "PDU or cluster"
    assert page.rows.told("row") == ["5", "7"] and page.rows.told("state") == ["Left out"] * 2
    assert "is not a CRN" in page.rows.told("why")[0]
    assert "is not a date" in page.rows.told("why")[1]
    assert "10 rows taken, 2 left out" in page._told.text() and not page.take.isVisible()


def test_the_sample(empty: Centre) -> None:
    """3."""
    take_sample(empty)
    sample = tab(empty).sample
    said = sample.table.told("told")
    assert len(said) > 8 and "4 cases and" in sample._told.text()
    cases = read.subjects(empty.session)
    assert [one.number for one in cases] == [f"{n:03d}" for n in range(1, 5)]
    assert tab(empty).told("sample") == "Taken"
    sample.draw.click()
    empty.idle()
    assert sample.table.told("told") == said
    shown = [w.text() for w in empty.work.frame.findChildren(type(sample._told))]
    assert not any("Zephyrine" in one for one in [*shown, *said])


def test_files(empty: Centre) -> None:
    """4."""
    take_sample(empty)
    cases = read.subjects(empty.session)
    first, second, third = (one.crn for one in cases[:3])
    folder = empty.folder / "files"
    (folder / first).mkdir(parents=True)
    (folder / first / "2025-01-01_letter.pdf").write_bytes(samples.pdf(2, "About the order"))
    (folder / "scan of somebody.txt").write_text(f"The notes of {second}.", encoding="utf-8")
    (folder / "minutes.txt").write_text("Nobody is named here.", encoding="utf-8")
    (folder / "both.txt").write_text(f"{first} and {second}", encoding="utf-8")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 cut off")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr(f"{third.lower()} log.txt", "Contacts")
    go(empty, "files")
    page = tab(empty).files
    page.sort([folder])
    empty.qtbot.waitUntil(lambda: empty.work.operations.running == 0, timeout=60000)
    empty.idle()
    said = dict(zip(page.table.told("file"), page.table.told("case"), strict=True))
    by_file = {name.split(", ")[0]: case for name, case in said.items()}
    assert by_file == {
        "2025-01-01_letter.pdf": "Case 001",
        "scan of somebody.txt": "Case 002",
        f"{third.lower()} log.txt": "Case 003",
        "minutes.txt": "Unsorted",
        "both.txt": "Unsorted",
        "bad.pdf": "Unsorted",
    }
    assert "Does not open" in page.table.told("state") and "3 unsorted" in page._told.text()
    how = dict(zip(page.table.told("file"), page.table.told("how"), strict=True))
    assert how["scan of somebody.txt, files"] == "Its text"
    page.table.choose("files/minutes.txt")
    page.whose.setCurrentIndex(3)
    page.give.click()
    page.take.click()
    empty.idle()
    documents = readings.documents(empty.session.present())
    by_subject = {one.id: one.number for one in cases}
    held = sorted((by_subject[one.subject], one.name) for one in documents)
    assert [number for number, _ in held] == ["001", "002", "003", "004"]
    assert "2 files belong to no case" in page.notices.words()
    assert tab(empty).told("files") == "4 of 4 cases"


def test_team_allocation_and_packs(empty: Centre) -> None:
    """5. to 8."""
    take_sample(empty)
    add_person(empty, "A. Marsh", "laptop 07")
    add_person(empty, "F. Pike", "laptop 08")
    numbers = [one.number for one in read.subjects(empty.session)]
    office = read.subjects(empty.session)[0].attributes["office"]
    go(empty, "team")
    team = tab(empty).team
    marsh = empty.world.laptops["marsh"]
    team.table.choose(marsh.device_id)
    team.conflict.setText(office)
    team.why.setText("Worked there until 2024")
    team.days.setValue(4)
    team.keep.click()
    empty.idle()
    assert office in team.table.told("conflicts")[1]
    go(empty, "allocate")
    page = tab(empty).allocate
    page.who.setCurrentIndex(page.who.findData("marsh"))
    assert page.table.told("can")[0] == "Conflict of interest"
    page.table.choose(numbers[0])
    page.give.click()
    empty.idle()
    assert "conflict of interest" in page.notices.words()
    assert not readings.readings(empty.session.present())
    page.share.click()
    empty.idle()
    assert "Nothing is recorded yet" in page._told.text() and empty.focus() is page.keep
    assert not readings.readings(empty.session.present())
    empty.press(Key.Key_Space)
    empty.idle()
    made = {r.subject: r.readers for r in readings.readings(empty.session.present())}
    assert len(made) == 4
    for subject in read.subjects(empty.session):
        if subject.attributes["office"] == office:
            assert made[subject.id] != ("marsh",)
    page.table.choose(numbers[1])
    page.who.setCurrentIndex(page.who.findData(made[read.subjects(empty.session)[1].id][0]))
    page.give.click()
    empty.idle()
    assert "reads case 002 already" in page.notices.words()
    go(empty, "second")
    second = tab(empty).second
    second.percent.setValue(50)
    second.choose.click()
    empty.idle()
    assert len(second.table.lines) == 2 and "at random" in second.table.told("why")[0]
    second.keep.click()
    empty.idle()
    twice = [one for one in allocate.table(empty.session).rows if len(one.readings) > 1]
    assert twice and all(len(set(one.readers)) == 2 for one in twice)
    go(empty, "packs")
    packs = tab(empty).packs
    assert not packs.write.isEnabled()
    packs._choose = lambda parent: str(empty.folder / "packs")
    packs.choose_button.click()
    empty.idle()
    packs.write.click()
    empty.idle()
    files = sorted((empty.folder / "packs").glob("*.fkb"))
    assert len(files) == len([one for one in packs.table.told("file") if one]) >= 2
    words = enrol.own_words(empty.session)
    for one in packs._packed.values():
        laptop = next(s for s in empty.world.laptops.values() if s.device_id == one.device)
        open_pack.open_pack(laptop, one.path, words)
        assert len(read.my_readings(laptop)) == one.readings
    assert tab(empty).told("packs").endswith("laptops")


def test_left_and_resumed(empty: Centre) -> None:
    """8."""
    take_sample(empty)
    again = PrepareTab(empty.session, empty.work.operations)
    again.begin()
    again.show_section("sample")
    empty.idle()
    assert again.list_page.listing is not None and again.sample.wanted.value() == 4
    assert again.sample.draw.isEnabled()
    assert again.told("list") == "4 cases taken"
    again.deleteLater()
