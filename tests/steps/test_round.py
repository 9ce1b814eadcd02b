"""A whole round between a centre and its laptops, through real casebooks and real files.

1. What a laptop records arrives, in any order and any number of times, and is receipted.
2. A joint reading answered differently is a dispute; a decision ends it; the history keeps both.
3. A second reading's pack holds nothing of the first.
4. A private note's words never leave the laptop.
5. Gaps are told and closed; nobody outside the roster or role changes anything.
6. The grid is the same, byte for byte, however the bundles came.
7. Revocation by chain position; handing returned work back; audit and check find tampering.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Key
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import (
    care,
    enrol,
    export,
    moderate,
    open_pack,
    prepare,
    rate,
    read,
    receive,
    send,
    settle,
    verify,
)
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.read import OpenedReading
from fieldkit.steps.session import Session
from tests import kit


@pytest.fixture()
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), index=False)
    yield made
    made.close()


def shown(session: Session, number: str, kind: str = "first") -> OpenedReading:
    row = next(
        one
        for one in read.my_readings(session)
        if one.subject.number == number and one.reading.kind == kind
    )
    return read.open_reading(session, row.reading.id)


def fill(session: Session, number: str, value: str, kind: str = "first") -> OpenedReading:
    found = shown(session, number, kind)
    for question in found.view.questions:
        rate.save(session, [rate.answer(found.view, question.code, value)]).result()
        if value == "no":
            reason = rate.reason(found.view, question.code, f"{question.code} falls short")
            rate.save(session, [reason]).result()
    return read.view_again(session, found)


def finish(session: Session, number: str, value: str, kind: str = "first") -> None:
    found = fill(session, number, value, kind)
    rate.save(session, [rate.complete(found.view)]).result()


def test_what_was_recorded_arrives_once_and_is_receipted(world: kit.World, tmp_path: Path) -> None:
    """1."""
    marsh = world.laptops["marsh"]
    finish(marsh, "001", "yes")
    waiting = marsh.undelivered()
    assert waiting == send.outgoing(marsh).changes > 12
    first = send.send(marsh, tmp_path / "out")
    again = send.send(marsh, tmp_path / "out")
    assert (first.entries, again.entries) == (waiting, waiting)
    arrivals, refused = receive.receive(world.lead, [again.path, first.path, again.path])
    assert refused == []
    assert [one.taken.new for one in arrivals] == [waiting, 0, 0]
    assert [one.repeated for one in arrivals] == [False, False, True]
    assert arrivals[0].missing == (1,)
    assert marsh.undelivered() == waiting
    written = receive.write_receipts(world.lead, arrivals, tmp_path / "receipts")
    assert len(written) == 1
    open_pack.open_pack(marsh, written[0][1])
    assert marsh.undelivered() == 0
    assert all(one.delivered for one in send.sent_before(marsh))


def test_a_dispute_is_kept_and_decided(world: kit.World, tmp_path: Path) -> None:
    """2."""
    for person, value in (("marsh", "yes"), ("pike", "no")):
        session = world.laptops[person]
        found = shown(session, "001")
        rate.save(session, [rate.answer(found.view, "P 2.1.1", value)]).result()
        reason = rate.reason(found.view, "P 2.1.1", f"{person} says {value}")
        rate.save(session, [reason]).result()
        receive.receive(world.lead, [send.send(session, tmp_path / "out").path])
    found = settle.disputes(world.lead)
    assert [one.key.field for one in found] == ["answer/P 2.1.1", "reason/P 2.1.1"]
    sides = {side.person: (side.value, side.reason) for side in found[0].sides}
    assert sides == {
        "A. Marsh": ("yes", "marsh says yes"),
        "F. Pike": ("no", "pike says no"),
    }
    ratings, _ = moderate.rate(world.lead, unfinished=True)
    question = ratings.key_question("P 2.1.1")
    assert question is not None and (question.counts.disputed, question.counts.judged) == (1, 0)
    with pytest.raises(FieldkitError, match=r"settle\.needs_reason"):
        settle.decide(world.lead, found[0], "no", " ")
    settle.decide(world.lead, found[0], "no", "Both were read again")
    assert [one.key.field for one in settle.disputes(world.lead)] == ["reason/P 2.1.1"]
    history = care.custody(world.lead, found[0].key)
    assert [one.person for one in history] == ["A. Marsh", "F. Pike", "D. Rowe"]


def test_a_correction_that_crosses_a_decision_is_a_dispute_again(
    world: kit.World, tmp_path: Path
) -> None:
    """2. P8: a concurrent entry outside the decision's ancestors reopens it."""
    for person, value in (("marsh", "yes"), ("pike", "no")):
        session = world.laptops[person]
        edit = rate.answer(shown(session, "001").view, "P 2.1.1", value)
        rate.save(session, [edit]).result()
        receive.receive(world.lead, [send.send(session, tmp_path / "out").path])
    pike = world.laptops["pike"]
    settle.decide(world.lead, settle.disputes(world.lead)[0], "yes", "Decided")
    rate.save(pike, [rate.answer(shown(pike, "001").view, "P 2.1.1", None)]).result()
    receive.receive(world.lead, [send.send(pike, tmp_path / "out").path])
    assert [one.key.field for one in settle.disputes(world.lead)] == ["answer/P 2.1.1"]


def test_a_second_reading_is_blind(world: kit.World, tmp_path: Path) -> None:
    """3."""
    rowe = kit.laptop(tmp_path / "second", "S. Second")
    kit.join(world.lead, rowe)
    marsh = world.laptops["marsh"]
    finish(marsh, "002", "no")
    receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    prepare.allocate(world.lead, [Allocation("002", ("second",), "second")])
    packs = prepare.write_packs(world.lead, tmp_path / "packs2", ("second",))
    open_pack.open_pack(rowe, packs[0].path, world.words)
    kinds = {key.kind for key in rowe.present()}
    assert kinds == {"inspection", "subject", "document", "reading"}
    assert [one.reading.kind for one in read.my_readings(rowe)] == ["second"]
    with pytest.raises(FieldkitError, match=r"prepare\.same_reader"):
        prepare.allocate(world.lead, [Allocation("002", ("marsh",), "second")])
    rowe.close()


def test_a_private_note_stays_on_the_laptop(world: kit.World, tmp_path: Path) -> None:
    """4."""
    marsh = world.laptops["marsh"]
    view = shown(marsh, "001").view
    rate.save(marsh, [rate.private_note(view, "P 2.1.1", "only for me")]).result()
    rate.save(marsh, [rate.lead_note(view, "P 2.1.1", "for the lead")]).result()
    arrivals, _ = receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    assert arrivals[0].taken.new == 2
    values = [e.body.value for found in world.lead.present().values() for e in found if e.body]
    assert "for the lead" in values and "only for me" not in values
    assert receive.state(world.lead).chains[0].gaps == ()
    assert care.audit(world.lead)[1] == []


def test_gaps_are_told_and_closed(world: kit.World, tmp_path: Path) -> None:
    """5."""
    marsh = world.laptops["marsh"]
    fill(marsh, "001", "yes")
    first = send.send(marsh, tmp_path / "a")
    arrivals, _ = receive.receive(world.lead, [first.path])
    _, receipt = receive.write_receipts(world.lead, arrivals, tmp_path / "r")[0]
    open_pack.open_pack(marsh, receipt)
    fill(marsh, "002", "yes")
    lost = send.send(marsh, tmp_path / "b")
    assert lost.sequence == 2
    fill(marsh, "003", "yes")
    third = send.send(marsh, tmp_path / "c")
    arrivals, _ = receive.receive(world.lead, [third.path])
    assert arrivals[0].missing == (2,)
    assert all(one.gaps == () for one in receive.state(world.lead).chains)


def test_somebody_elses_reading_is_refused_and_kept(world: kit.World, tmp_path: Path) -> None:
    """5."""
    stranger = kit.laptop(tmp_path / "stranger", "S. Stranger")
    kit.join(world.lead, stranger, rights.LOCAL_ASSESSOR)
    prepare.allocate(world.lead, [Allocation("003", ("stranger",), "quality_check")])
    packs = prepare.write_packs(world.lead, tmp_path / "p3", ("stranger",))
    open_pack.open_pack(stranger, packs[0].path, world.words)
    marsh = shown(world.laptops["marsh"], "001").view
    edit = rate.answer(marsh, "P 2.1.1", "yes")
    with pytest.raises(FieldkitError, match=r"rights\.refused"):
        stranger.record([edit])
    with pytest.raises(FieldkitError, match=r"rights\.refused"):
        moderate.moderate(stranger, "P 2.1", "Good", "", "because")
    with pytest.raises(FieldkitError, match=r"receive\.not_centre"):
        receive.receive(stranger, [])
    with pytest.raises(FieldkitError, match=r"export\.not_centre"):
        export.export_grid(stranger, tmp_path / "x.xlsx")
    stranger.close()


def test_a_laptop_without_a_roster_place_cannot_send(world: kit.World, tmp_path: Path) -> None:
    """5."""
    path = sorted((tmp_path / "packs").glob("*.fkb"))[0]
    outsider = kit.laptop(tmp_path / "outsider", "O. Outsider")
    with pytest.raises(FieldkitError, match=r"envelope\.not_for_us"):
        open_pack.open_pack(outsider, path, world.words)
    with pytest.raises(FieldkitError, match=r"inspection\.none"):
        send.send(outsider, tmp_path / "o")
    outsider.close()


def test_first_trust_needs_the_words(world: kit.World, tmp_path: Path) -> None:
    """5."""
    new = kit.laptop(tmp_path / "new", "N. New")
    kit.join(world.lead, new)
    prepare.allocate(world.lead, [Allocation("003", ("new",), "second")])
    path = prepare.write_packs(world.lead, tmp_path / "p4", ("new",))[0].path
    with pytest.raises(FieldkitError, match=r"inspection\.words_needed"):
        open_pack.open_pack(new, path)
    with pytest.raises(FieldkitError, match=r"inspection\.words_differ"):
        open_pack.open_pack(new, path, "one two three four five six")
    assert read.inspections(new) == 0
    open_pack.open_pack(new, path, world.words.upper())
    assert read.inspections(new) == 1
    new.close()


def test_the_grid_is_the_same_however_bundles_came(world: kit.World, tmp_path: Path) -> None:
    """6."""
    finish(world.laptops["marsh"], "001", "yes")
    finish(world.laptops["pike"], "002", "no")
    first = [send.send(one, tmp_path / "out").path for one in world.laptops.values()]
    finish(world.laptops["marsh"], "003", "no")
    files = [*first, send.send(world.laptops["marsh"], tmp_path / "out").path]
    world.lead.close()
    grids = set()
    for number, order in enumerate(itertools.permutations(files)):
        copy = tmp_path / f"centre-{number}"
        shutil.copytree(tmp_path / "centre", copy)
        lead = Session.unlock(copy, kit.PASSPHRASE)
        receive.receive(lead, [*order, *order])
        grids.add(export.grid_bytes(lead))
        lead.close()
    assert len(grids) == 1
    world.lead = Session.unlock(tmp_path / "centre", kit.PASSPHRASE)


def test_revocation_by_chain_position(world: kit.World, tmp_path: Path) -> None:
    """7."""
    pike = world.laptops["pike"]
    finish(pike, "001", "yes")
    receive.receive(world.lead, [send.send(pike, tmp_path / "out").path])
    before = world.lead.present()
    enrol.set_role(world.lead, pike.device_id, rights.NONE)
    assert world.lead.present() == before
    fill(pike, "002", "no")
    arrivals, refused = receive.receive(world.lead, [send.send(pike, tmp_path / "out").path])
    assert refused == [] and arrivals[0].taken.refused > 0
    assert world.lead.present() == before
    assert receive.state(world.lead).chains[-1].gaps == ()
    enrol.set_role(world.lead, pike.device_id, rights.NONE, since=5)
    assert len(world.lead.present()) < len(before)


def test_returned_work_reaches_its_reader(world: kit.World, tmp_path: Path) -> None:
    """7."""
    marsh = world.laptops["marsh"]
    finish(marsh, "001", "yes")
    receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    reading = shown(marsh, "001").view.reading
    settle.return_question(world.lead, reading.id, "P 2.1.2", "Read the log of March again")
    paths = settle.write_returned(world.lead, tmp_path / "back", ("marsh",))
    open_pack.open_pack(marsh, paths[0])
    view = shown(marsh, "001").view
    assert view.returns == {"P 2.1.2": "Read the log of March again"}
    assert [(one.code, one.question) for one in view.to_fix] == [("returned", "P 2.1.2")]
    rate.save(marsh, [rate.look_again(view, "P 2.1.2")]).result()
    again = shown(marsh, "001").view
    assert again.returns == {} and again.to_fix == ()
    rate.save(marsh, [rate.complete(again)]).result()
    receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    settle.return_question(world.lead, reading.id, "P 2.1.2", "And once more")
    open_pack.open_pack(marsh, settle.write_returned(world.lead, tmp_path / "b2", ("marsh",))[0])
    assert shown(marsh, "001").view.returns == {"P 2.1.2": "And once more"}


def test_a_forged_row_is_found(world: kit.World, tmp_path: Path) -> None:
    """7."""
    marsh = world.laptops["marsh"]
    finish(marsh, "001", "yes")
    receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    assert care.check(world.lead) == []
    assert care.audit(world.lead) == (marsh.undelivered(), [])
    world.lead.casebook.recorder.run(
        lambda c: c.execute(text("UPDATE entries SET body = NULL WHERE field = 'answer/P 2.1.1'"))
    )
    assert {one.code for one in care.check(world.lead)} == {"check.projection"}
    world.lead.casebook.recorder.run(
        lambda c: c.execute(text("DELETE FROM standing WHERE field = 'answer/P 2.1.2'"))
    )
    world.lead.casebook.recorder.run(
        lambda c: c.execute(text("UPDATE entries SET previous = 'x' WHERE field = 'state'"))
    )
    assert "check.chain" in {one.code for one in care.check(world.lead)}
    assert [one.code for one in care.audit(world.lead)[1]][:1] == ["audit.envelope"]


def test_verify_says_who_and_whether_it_is_held(world: kit.World, tmp_path: Path) -> None:
    """5."""
    sent = send.send(world.laptops["marsh"], tmp_path / "out")
    found = verify.verify(world.lead, sent.path)
    assert (found.ok, found.kind, found.sender, found.sequence) == (True, "bundle", "A. Marsh", 1)
    assert (found.address, found.intact, found.held) == ("centre", True, False)
    receive.receive(world.lead, [sent.path])
    assert verify.verify(world.lead, sent.path).held
    broken = tmp_path / "broken.fkb"
    broken.write_bytes(sent.path.read_bytes()[:-1])
    assert verify.verify(world.lead, broken).reason is not None


def test_evidence_can_be_tied_and_taken_away(world: kit.World) -> None:
    marsh = world.laptops["marsh"]
    found = shown(marsh, "001")
    document = found.documents[0].document.sha256
    passage = Evidence(
        "", document, 1, 3, 9, "quoted", "be", "af", "contradicts", ("P 2.1.1", "P 2.1.2")
    )
    rate.save(marsh, [rate.tie(found.view, passage)]).result()
    again = read.view_again(marsh, found)
    assert [one.quote for one in again.view.evidence_for("P 2.1.2")] == ["quoted"]
    rate.save(marsh, [rate.untie(again.view, again.view.evidence[0])]).result()
    assert read.view_again(marsh, found).view.evidence == ()


def test_standard_is_read_from_its_own_evidence(world: kit.World, tmp_path: Path) -> None:
    marsh = world.laptops["marsh"]
    found = shown(marsh, "P 1.2")
    assert [one.code for one in found.view.standards] == ["P 1.2"]
    rate.save(marsh, [rate.proposal(found.view, "P 1.2", "Good")]).result()
    receive.receive(world.lead, [send.send(marsh, tmp_path / "out").path])
    ratings, _ = moderate.rate(world.lead)
    standard = ratings.standard("P 1.2")
    assert standard is not None and (standard.computed, standard.proposed) == ("Good", True)
    moderate.moderate(world.lead, "P 1.2", "Inadequate", "evidence", "The panel saw more")
    final = moderate.rate(world.lead)[0].standard("P 1.2")
    assert final is not None and (final.computed, final.rating) == ("Good", "Inadequate")
    key = Key("inspection", "", "moderation/P 1.2")
    assert key in world.lead.present()
