"""A newer version of a document comes while the case is being read.

1. The lead adds a file of the same name; a further pack brings it; both versions are in the list,
   each says which it is, and the older one leads to the newer.
2. What was tied in the older one is marked and jumped to in the newer one where it stands there;
   else its chip says so, the newer one says how many, and the older one still opens at the words.
   Nobody need read the older one: it counts neither as unread nor as pages not opened.
3. The passage stays as it was recorded: nothing is written by any of this.
4. Evidence whose document is not on this laptop says so when it is asked for.
5. The same passage is not tied twice to a question; tied the other way round it is noticed.
6. However much is answered, the newer document's words are read once: that goes through the index.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldkit.documents.worker import DocumentWorker
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import open_pack, prepare, rate, read
from fieldkit.ui.desk.places import unopened
from fieldkit.ui.reader.document_model import pages_left
from tests import kit
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_reading_tools import show

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NAME = "2025-03-12_supervision_notes.txt"


def passage(view: read.ReadingView, sha256: str, text: str, quote: str) -> Evidence:
    start = text.index(quote)
    end = start + len(quote)
    made = (
        "",
        sha256,
        1,
        start,
        end,
        quote,
        text[max(0, start - 40) : start],
        text[end : end + 40],
    )
    return Evidence(*made, "supports", ("P 2.1.1",))


def newer_world(tmp_path: Path) -> tuple[kit.World, dict[str, str]]:
    """Case 001 with two passages tied in its notes, of which a newer version keeps the first."""
    world = kit.inspection(tmp_path / "world", cases=1, standard="")
    laptop, old = world.laptops["marsh"], kit.small_documents(1)[NAME].decode()
    opened = read.open_reading(laptop, read.my_readings(laptop)[0].reading.id)
    held = next(o.document.sha256 for o in opened.documents if o.document.name == NAME)
    for quote in ("keep away from his former partner", "No enquiry to police"):
        rate.save(laptop, [rate.tie(opened.view, passage(opened.view, held, old, quote))]).result()
    new = "A line above.\n\n" + old.replace("No enquiry to police", "An enquiry to police")
    files = {NAME: new.encode()}
    kit.add_documents(world.lead, opened.view.subject.id, tmp_path / "again", files)
    (made,) = prepare.write_packs(world.lead, tmp_path / "packs again")
    open_pack.open_pack(laptop, made.path, world.words)
    worker = DocumentWorker(read.fetcher(laptop))
    try:
        read.index(laptop, worker)
    finally:
        worker.stop()
    return world, {"old": held, "new": kit.digest(new.encode())}


def opened(make_place: MakePlace, tmp_path: Path) -> tuple[Place, dict[str, str]]:
    world, held = newer_world(tmp_path)
    place = make_place(world)
    place.open_first()
    place.saved()
    return place, held


def showing(place: Place, sha256: str) -> bool:
    return place.desk.reader.is_open(sha256) and place.work.operations.running == 0


def test_both_versions_are_told_apart(make_place: MakePlace, tmp_path: Path) -> None:
    """1."""
    place, held = opened(make_place, tmp_path)
    desk = place.desk
    said = {one.document.sha256: one for one in desk.work.documents}
    assert said[held["old"]].newer == held["new"]
    assert (said[held["old"]].place, unopened(said[held["old"]])) == (None, [])
    row = read.my_readings(place.work.session)[0]
    fresh = read.open_reading(place.work.session, row.reading.id).documents
    others = [one for one in fresh if one.document.sha256 != held["old"]]
    assert row.unread == sum(one.place is None for one in others)
    assert pages_left([said[held["old"]]]) == 0
    left = sum(not o.read_whole for o in desk.work.documents if o.document.sha256 != held["old"])
    told = " ".join(title for _, _, title, _ in desk.problems._checked())
    assert f"{left} documents not opened to the end" in told
    model = desk.documents.model
    spoken = [
        str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in range(model.rowCount())
    ]
    assert sum("older version" in one for one in spoken) == 1
    assert sum("newer version" in one for one in spoken) == 1
    desk.open_document(held["old"])
    place.qtbot.waitUntil(lambda: showing(place, held["old"]), timeout=10000)
    assert "A newer version of this document is here." in desk.notices.words()
    desk.versions.wanted.emit(held["new"])
    place.qtbot.waitUntil(lambda: showing(place, held["new"]), timeout=10000)
    told = desk.notices.words()
    assert "newer version of this document" not in told
    assert "1 passage tied in the older version is not in this one." in told


def test_passages_go_along_or_say_so(make_place: MakePlace, tmp_path: Path) -> None:
    """2 and 3."""
    place, held = opened(make_place, tmp_path)
    desk = place.desk
    before = {one.id: one for one in desk.work.view.evidence}
    assert {one.document for one in before.values()} == {held["old"]}
    found, lost = desk.panel.evidence.chips()
    if "Not found" in found.accessibleName():
        found, lost = lost, found
    assert "Not found in newer file" in lost.accessibleName()
    assert "Not found" not in found.accessibleName()
    desk.reader.setFocus()
    for _ in range(2):
        place.press(Key.Key_J)
        place.saved()
        chosen = desk.panel.evidence._selected
        goal = held["old"] if before[chosen].quote.startswith("No enquiry") else held["new"]
        place.qtbot.waitUntil(lambda goal=goal: showing(place, goal), timeout=10000)
        place.qtbot.waitUntil(lambda: desk.reader.selection() is not None, timeout=5000)
        selected = desk.reader.selection()
        assert selected is not None and selected.quote == before[chosen].quote
        assert any(m.sha256 == goal and m.id == chosen for m in desk.reader._marks)
    place.saved()
    assert {one.id: one for one in place.on_disk().view.evidence} == before


def test_words_are_read_once(
    make_place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6."""
    place, held = opened(make_place, tmp_path)
    store = place.work.session.casebook.documents
    asked: list[str] = []
    pages = store.pages

    def counting(subject: str, sha256: str) -> list[tuple[int, str]]:
        asked.append(sha256)
        return pages(subject, sha256)

    monkeypatch.setattr(store, "pages", counting)
    shown = read.open_reading(place.work.session, place.desk.work.view.reading.id)
    assert asked == [held["new"]] and shown.placed.now and shown.placed.lost
    for value in ("yes", "no"):
        rate.save(
            place.work.session, [rate.answer(shown.view, shown.view.questions[0].code, value)]
        ).result()
        again = read.view_again(place.work.session, shown)
        assert again.placed == shown.placed and again.view != shown.view
        shown = again
    assert read.documents_again(place.work.session, shown.view.reading.id)
    assert asked == [held["new"]]


def test_a_document_that_is_not_here(place: Place) -> None:
    """4."""
    desk = place.open_first()
    text = "Words of a file elsewhere"
    desk.work.tie(passage(desk.work.view, "0" * 64, text, text))
    place.saved()
    (chip,) = desk.panel.evidence.chips()
    assert "Document not here" in chip.accessibleName()
    desk.reader.setFocus()
    place.press(Key.Key_J)
    assert "not on this laptop" in desk.notices.words() and text in desk.notices.words()


def test_the_same_passage_twice(place: Place) -> None:
    """5. By find and one key, as often as one likes."""
    desk = place.open_first()
    show(place, "upervision")
    place.press(Key.Key_F, CTRL)
    place.type("former partner")
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.reader.selection() is not None, timeout=5000)
    place.press(Key.Key_Escape)
    place.press(Key.Key_F)
    place.saved()
    assert not desk.notices.words()
    place.press(Key.Key_F)
    place.saved()
    assert len(desk.work.view.evidence) == 1
    assert "tied to P 2.1.1 already" in desk.notices.words()
    place.press(Key.Key_E)
    place.press(Key.Key_2)
    place.press(Key.Key_Return)
    place.saved()
    assert sorted(one.questions for one in desk.work.view.evidence) == [("P 2.1.1",), ("P 2.1.2",)]
    place.press(Key.Key_G)
    place.saved()
    assert len(desk.work.view.evidence) == 3
    assert "tied for P 2.1.1 as well" in desk.notices.words()
    once = desk.work.view.evidence[0]
    other = replace(once, id="", start=once.start + 1)
    desk.tying._tie(other)
    place.saved()
    assert len(desk.work.view.evidence) == 4
