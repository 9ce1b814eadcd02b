"""The lead prepares, by keys: laptops, allocation, second readings, a benchmark, packs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from fieldkit.inspection import reading as readings
from tests.ui.whole.hands import CTRL, SHIFT, Hands
from tests.ui.whole.story import NAMES, Story, pages

Key = Qt.Key


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
    table = pages(hands).prepare.second.table
    before = table.told("first"), table.told("second")
    hands.push("Everybody reads the chosen cases")
    assert (table.told("first"), table.told("second")) == before
    names = dict(zip(table.told("case"), table.told("benchmark"), strict=True))
    assert len(names.pop(f"Case {number:03d}").split(", ")) == story.size.benchmarks
    assert not any(names.values())
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
