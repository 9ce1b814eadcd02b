"""A picture or file that a reader adds as evidence, through real casebooks and real files.

1. It lies in the encrypted store only; nothing of it is on the disk in the clear.
2. It travels in the sealed bundle, is checked there, and the lead can read it and its evidence.
3. What was taken away again before sending stays on the laptop; what is tied is not taken away.
4. Another reader of the same case, who reads it blind, gets neither the file nor its name.
5. It goes on with a joint reading, a reading handed over, and to a second lead.
6. Too large, empty, twice: refused in a sentence, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import Evidence, ReadingView
from fieldkit.inspection.subjects import Document
from fieldkit.steps import (
    exhibits,
    forward,
    handover,
    open_pack,
    prepare,
    rate,
    read,
    receive,
    send,
    settle,
)
from fieldkit.steps.carry import Arrival
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.wording import sentences
from tests import kit
from tests.documents import samples
from tests.steps.test_merging import second_lead
from tests.steps.test_round import shown

CANARY = b"ferret lantern quarry"
PICTURE = samples.png() + CANARY


@pytest.fixture()
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=2, standard="", index=False)
    yield made
    made.close()


def add(session: Session, name: str = "photo.png", data: bytes = PICTURE) -> Document:
    edit = exhibits.hold(session, view_of(session), name, data)
    rate.save(session, [edit]).result()
    return next(one for one in added(session) if one.name == name)


def view_of(session: Session) -> ReadingView:
    return shown(session, "001").view


def added(session: Session, number: str = "001", kind: str = "first") -> list[Document]:
    listed = shown(session, number, kind).documents
    return [one.document for one in listed if one.document.reading]


def tie(session: Session, document: Document) -> None:
    made = Evidence("", document.sha256, 1, 0, 0, "area", "", "", "supports", ("P 2.1.1",))
    edit = rate.tie(view_of(session), replace(made, area=(0, 0, 500, 500)))
    rate.save(session, [edit]).result()


def bring(world: kit.World, session: Session) -> Arrival:
    arrivals, refused = receive.receive(world.lead, [send.send(session, world.folder / "out").path])
    assert refused == []
    return arrivals[0]


def at_the_centre(world: kit.World) -> list[Document]:
    opened = read.open_reading(world.lead, view_of(world.laptops["pike"]).reading.id)
    return [one.document for one in opened.documents if one.document.reading]


def test_nothing_of_it_is_on_the_disk(world: kit.World, tmp_path: Path) -> None:
    """1."""
    marsh = world.laptops["marsh"]
    document = add(marsh)
    send.send(marsh, tmp_path / "out")
    held = read.document_bytes(marsh, document.subject, document.sha256)
    assert held == PICTURE
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert files and not [one for one in files if CANARY in one.read_bytes()]


def test_it_travels_and_is_read_at_the_centre(world: kit.World) -> None:
    """2."""
    marsh = world.laptops["marsh"]
    document = add(marsh)
    tie(marsh, document)
    assert bring(world, marsh).documents == 1
    there = at_the_centre(world)
    assert [(one.name, one.sha256) for one in there] == [("photo.png", document.sha256)]
    assert read.document_bytes(world.lead, document.subject, document.sha256) == PICTURE
    evidence = read.open_reading(
        world.lead, view_of(world.laptops["pike"]).reading.id
    ).view.evidence
    assert [one.document for one in evidence] == [document.sha256]
    assert bring(world, marsh).repeated is False  # the same again, until a receipt covers it
    assert len(at_the_centre(world)) == 1


def test_what_was_taken_away_stays_on_the_laptop(world: kit.World) -> None:
    """3."""
    marsh = world.laptops["marsh"]
    document = add(marsh)
    tie(marsh, document)
    with pytest.raises(FieldkitError, match=r"exhibit\.tied"):
        exhibits.take_away(view_of(marsh), document.sha256)
    case_file = shown(marsh, "001").documents[0].document.sha256
    with pytest.raises(FieldkitError, match=r"exhibit\.not_added"):
        exhibits.take_away(view_of(marsh), case_file)
    rate.save(marsh, [rate.untie(view_of(marsh), view_of(marsh).evidence[0])]).result()
    rate.save(marsh, [exhibits.take_away(view_of(marsh), document.sha256)]).result()
    assert added(marsh) == [] and bring(world, marsh).documents == 0
    assert not world.lead.casebook.documents.has(document.subject, document.sha256)


def test_a_blind_reader_gets_nothing_of_it(world: kit.World, tmp_path: Path) -> None:
    """4."""
    marsh, lead = world.laptops["marsh"], world.lead
    document = add(marsh)
    bring(world, marsh)
    new = kit.laptop(tmp_path / "new", "N. New")
    kit.join(lead, new)
    prepare.allocate(lead, [Allocation("001", ("new",), "second")])
    pack = prepare.write_packs(lead, tmp_path / "packs", ("new",))[0]
    assert pack.documents == 3
    open_pack.open_pack(new, pack.path, world.words)
    assert added(new, "001", "second") == []
    assert len(shown(new, "001", "second").documents) == 3
    assert not new.casebook.documents.has(document.subject, document.sha256)
    new.close()


def test_it_goes_on_with_the_reading(world: kit.World, tmp_path: Path) -> None:
    """5. To the other reader of a joint reading, and to whom the reading is handed over."""
    marsh, pike, lead = world.laptops["marsh"], world.laptops["pike"], world.lead
    document = add(marsh)
    bring(world, marsh)
    path = settle.write_returned(lead, tmp_path / "back", ("pike",))[0]
    assert open_pack.open_pack(pike, path).documents == 1
    assert read.document_bytes(pike, document.subject, document.sha256) == PICTURE
    new = kit.laptop(tmp_path / "new", "N. New")
    kit.join(lead, new)
    handover.hand_over(lead, view_of(pike).reading.id, "new")
    pack = prepare.write_packs(lead, tmp_path / "packs", ("new",))[0]
    open_pack.open_pack(new, pack.path, world.words)
    assert [one.sha256 for one in added(new)] == [document.sha256]
    assert read.document_bytes(new, document.subject, document.sha256) == PICTURE
    new.close()


def test_a_second_lead_gets_it_with_the_bundle_as_it_came(world: kit.World, tmp_path: Path) -> None:
    """5."""
    other = second_lead(world, tmp_path)
    document = add(world.laptops["marsh"])
    bring(world, world.laptops["marsh"])
    made = forward.write(world.lead, other.device_id, tmp_path / "forward")
    assert (made.envelopes, made.left_out) == (1, 0)
    open_pack.open_pack(other, made.path)
    assert read.document_bytes(other, document.subject, document.sha256) == PICTURE
    other.close()


def test_refusals_keep_nothing(world: kit.World, tmp_path: Path) -> None:
    """6."""
    marsh = world.laptops["marsh"]
    add(marsh)
    held = len(marsh.casebook.documents.all())
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(exhibits.LARGEST + 1)
    for source, code in (
        (big, "exhibit.large"),
        (b"", "exhibit.empty"),
        (tmp_path / "not there.png", "exhibit.unreadable"),
        (PICTURE, "exhibit.there"),
    ):
        with pytest.raises(FieldkitError) as told:
            exhibits.hold(marsh, view_of(marsh), "one.png", source)
        assert told.value.code == code and code in sentences()
    assert len(marsh.casebook.documents.all()) == held


def test_what_is_tied_is_not_taken_away(world: kit.World) -> None:
    """6. Nor is anything that no reader added; once untied it goes."""
    marsh = world.laptops["marsh"]
    photo = add(marsh)
    tie(marsh, photo)
    with pytest.raises(FieldkitError) as told:
        exhibits.take_away(view_of(marsh), photo.sha256)
    assert told.value.code == "exhibit.tied" and told.value.facts["count"] == 1
    with pytest.raises(FieldkitError) as told:
        exhibits.take_away(view_of(marsh), "0" * 64)
    assert told.value.code == "exhibit.not_added"
    (held,) = [one for one in view_of(marsh).evidence if one.document == photo.sha256]
    rate.save(marsh, [rate.untie(view_of(marsh), held)]).result()
    rate.save(marsh, [exhibits.take_away(view_of(marsh), photo.sha256)]).result()
    assert photo.sha256 not in {one.sha256 for one in added(marsh)}
