"""Merging through real files: look first, undo, quarantine, leads in step, handover, rosters.

1. A preview says what the merge then does, and writes nothing.
2. An undone merge is hidden here, at the other lead and on the laptop; it can be shown again; it is
   refused once a decision rests on it. Projections stay those of the entries.
3. A refused file is kept as it came; a new laptop's bundle waits and comes in once it is enrolled.
4. A lead who joins later gets every bundle as it was signed; both casebooks then say the same.
5. A half-read case goes on with somebody else; a lost laptop is rebuilt from what the centre holds.
6. Of two roster versions the first signer's rules; the other's changes are offered again.
7. What the centre sends back may be opened in any order.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection import roster as rosters
from fieldkit.steps import (
    care,
    enrol,
    forward,
    handover,
    open_pack,
    prepare,
    preview,
    progress,
    quarantine,
    rate,
    read,
    receive,
    send,
    settle,
    undo,
)
from fieldkit.steps import roster as roster_step
from fieldkit.steps.session import Session
from tests import kit
from tests.steps.test_round import fill, finish, shown

ANSWER = "answer/P 2.1.1"


@pytest.fixture()
def world(tmp_path: Path) -> Iterator[kit.World]:
    made = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=2, standard="", index=False)
    yield made
    made.close()


def answered(
    session: Session, value: str | None, question: str = "P 2.1.1", number: str = "001"
) -> None:
    rate.save(session, [rate.answer(shown(session, number).view, question, value)]).result()


def stands(session: Session, field: str = ANSWER) -> list[object]:
    found = [e for key, es in session.present().items() if key.field == field for e in es]
    return sorted(str(one.body.value) for one in found if one.body)


def disputed(world: kit.World, folder: Path) -> list[Path]:
    answered(world.laptops["marsh"], "yes")
    answered(world.laptops["pike"], "no")
    answered(world.laptops["pike"], "yes", "P 2.1.2", "002")
    return [send.send(one, folder).path for one in world.laptops.values()]


def second_lead(world: kit.World, folder: Path) -> Session:
    other = kit.laptop(folder / "second", "S. Second", "second lead")
    card = enrol.read_card(enrol.make_card(other))
    enrol.add(world.lead, card, rights.LEAD, enrol.own_words(other), signer=True)
    made = forward.write(world.lead, other.device_id, folder / "forward")
    open_pack.open_pack(other, made.path, world.words)
    return other


def test_a_preview_says_what_the_merge_then_does(world: kit.World, tmp_path: Path) -> None:
    """1."""
    files = disputed(world, tmp_path / "out")
    count, before = prepare.count_entries(world.lead), world.lead.present()
    broken = tmp_path / "out" / "broken.fkb"
    broken.write_bytes(files[0].read_bytes()[:-40])
    found = preview.look(world.lead, [*files, files[0], broken])
    assert prepare.count_entries(world.lead) == count and world.lead.present() == before
    assert quarantine.asides(world.lead) == ()
    assert [one.new for one in found.files] == [1, 2, 0, 0]
    assert found.files[3].reason is not None
    rows = {one.number: one.row for one in found.cases}
    assert (rows["001"].new, rows["001"].held, rows["001"].disputed) == (2, 1, 1)
    assert (rows["002"].new, rows["002"].disputed, rows["002"].parallel) == (1, 0, 0)
    arrivals, _ = receive.receive(world.lead, files)
    assert sum(one.taken.new for one in arrivals) == found.total("new")
    assert len(settle.disputes(world.lead)) == found.total("disputed")
    again = preview.look(world.lead, files)
    assert (again.total("new"), again.total("held")) == (0, 3)


def test_a_preview_tells_parallels_refusals_and_gaps(world: kit.World, tmp_path: Path) -> None:
    """1."""
    marsh, pike = world.laptops["marsh"], world.laptops["pike"]
    for one in (marsh, pike):
        answered(one, "yes")
    files = [send.send(one, tmp_path / "out").path for one in (marsh, pike)]
    assert preview.look(world.lead, files).total("parallel") == 1
    enrol.set_role(world.lead, pike.device_id, rights.NONE, 1)
    found = preview.look(world.lead, files)
    assert (found.total("refused"), found.total("parallel")) == (1, 0)
    arrivals, _ = receive.receive(world.lead, files)
    assert sum(one.taken.refused for one in arrivals) == 1
    _, receipt = receive.write_receipts(world.lead, arrivals[:1], tmp_path / "r")[0]
    open_pack.open_pack(marsh, receipt)
    answered(marsh, "no")
    arrivals, _ = receive.receive(world.lead, [send.send(marsh, tmp_path / "lost").path])
    assert arrivals[0].taken.new == 1


def test_an_undone_merge_is_hidden_everywhere(world: kit.World, tmp_path: Path) -> None:
    """2."""
    marsh, lead = world.laptops["marsh"], world.lead
    other = second_lead(world, tmp_path)
    answered(marsh, "yes")
    first = send.send(marsh, tmp_path / "out").path
    arrivals, _ = receive.receive(lead, [first])
    # Sealed before the laptop heard of the second lead: it comes to her by the first.
    assert receive.receive(other, [first])[1][0].reason.code == "envelope.not_for_us"
    made = forward.write(lead, other.device_id, tmp_path / "forward")
    assert (made.envelopes, made.left_out) == (1, 0)
    open_pack.open_pack(other, made.path)
    _, receipt = receive.write_receipts(lead, arrivals, tmp_path / "r")[0]
    open_pack.open_pack(marsh, receipt)
    answered(marsh, "no")
    second = send.send(marsh, tmp_path / "out").path
    for one in (lead, other):
        receive.receive(one, [second])
        assert stands(one) == ["no"]
    last = undo.merges(lead)[-1]
    assert (last.sequence, last.undone, last.decided) == (2, False, False)
    with pytest.raises(FieldkitError, match=r"settle\.needs_reason"):
        undo.undo_merge(lead, last.envelope, " ")
    assert undo.undo_merge(lead, last.envelope, "Sent by mistake") == 1
    assert stands(lead) == ["yes"] and care_is_well(lead)
    with pytest.raises(FieldkitError, match=r"undo\.already"):
        undo.undo_merge(lead, last.envelope, "again")
    receive.receive(other, [send.send(lead, tmp_path / "leads").path])
    assert stands(other) == ["yes"] and care_is_well(other)
    answered(marsh, "yes", "P 2.1.2")
    packs = prepare.write_packs(lead, tmp_path / "packs2", ("marsh",))
    open_pack.open_pack(marsh, packs[0].path)
    assert stands(marsh) == ["yes"] and marsh.undelivered() == 2
    answered(marsh, None)
    receive.receive(lead, [send.send(marsh, tmp_path / "out").path])
    assert stands(lead) == ["None"]
    undo.show_again(other, last.envelope, "It was right after all")
    receive.receive(lead, [send.send(other, tmp_path / "leads").path])
    receive.receive(other, [send.send(marsh, tmp_path / "out").path])
    assert stands(lead) == stands(other) == ["None", "no"]
    assert care_is_well(lead) and care_is_well(other)
    other.close()


def care_is_well(session: Session) -> bool:
    return list(care._check_entries(session, session.opened.id)) == []


def test_a_decision_bars_the_undo(world: kit.World, tmp_path: Path) -> None:
    """2."""
    receive.receive(world.lead, disputed(world, tmp_path / "out"))
    settle.decide(world.lead, settle.disputes(world.lead)[0], "no", "Read again")
    before = world.lead.present()
    for one in undo.merges(world.lead):
        assert one.decided
        with pytest.raises(FieldkitError, match=r"undo\.decided"):
            undo.undo_merge(world.lead, one.envelope, "Too late")
    assert world.lead.present() == before
    with pytest.raises(FieldkitError, match=r"undo\.unknown"):
        undo.undo_merge(world.lead, "", "which")
    pike = world.laptops["pike"]
    with pytest.raises(FieldkitError, match=r"undo\.unknown"):
        undo.undo_merge(pike, undo.merges(world.lead)[0].envelope, "not mine")


def test_what_is_refused_is_kept_and_can_be_had(world: kit.World, tmp_path: Path) -> None:
    """3."""
    answered(world.laptops["marsh"], "yes")
    path = send.send(world.laptops["marsh"], tmp_path / "out").path
    data = path.read_bytes()
    path.write_bytes(data[:-50])
    _, refused = receive.receive(world.lead, [path])
    assert refused[0].reason.code == "envelope.damaged"
    aside = quarantine.asides(world.lead)[0]
    assert (aside.name, aside.kept, aside.waits) == (path.name, True, False)
    path.unlink()
    quarantine.export(world.lead, aside, tmp_path / "back.fkb")
    assert (tmp_path / "back.fkb").read_bytes() == data[:-50]
    done = quarantine.retry(world.lead)
    assert done[0].reason is not None and done[0].reason.code == "envelope.damaged"
    assert quarantine.named(world.lead, path.name).sha256 == aside.sha256
    assert care.check(world.lead) == []
    names = {one.name for one in world.lead.casebook.folder.iterdir()}
    assert not any(one.startswith("staging") for one in names)


def test_a_new_laptops_bundle_waits_until_it_is_enrolled(world: kit.World, tmp_path: Path) -> None:
    """3. and 5. The laptop's own lead enrolled it; this lead has not heard of that yet."""
    other = second_lead(world, tmp_path)
    newer = kit.laptop(tmp_path / "marsh2", "A. Marsh", "laptop 08")
    card = enrol.read_card(enrol.make_card(newer))
    enrol.add(other, card, rights.INSPECTOR, enrol.own_words(newer))
    packs = prepare.write_packs(other, tmp_path / "p2", ("marsh",))
    mine = next(one for one in packs if one.device == newer.device_id)
    open_pack.open_pack(newer, mine.path, world.words)
    answered(newer, "no")
    path = send.send(newer, tmp_path / "out").path
    # The bundle carries the roster that names it, so it comes in at once.
    assert receive.receive(world.lead, [path])[1] == []
    assert stands(world.lead) == ["no"]
    for one in (other, newer):
        one.close()


def test_an_unknown_laptop_waits(world: kit.World, tmp_path: Path) -> None:
    """3."""
    marsh = world.laptops["marsh"]
    shutil.copytree(tmp_path / "centre", tmp_path / "aside")
    newer = kit.laptop(tmp_path / "n", "N. New")
    for number in range(40):  # one whose name comes later, so that the branch below loses
        if newer.device_id > marsh.device_id:
            break
        newer.close()
        newer = kit.laptop(tmp_path / f"n{number}", "N. New")
    apart = enrol.read_card(enrol.make_card(newer))
    world.lead.close()
    branch = Session.unlock(tmp_path / "aside", kit.PASSPHRASE)
    enrol.add(branch, apart, rights.INSPECTOR, enrol.own_words(newer))
    prepare.allocate(branch, [prepare.Allocation("001", ("new",), "second")])
    pack = prepare.write_packs(branch, tmp_path / "p", ("new",))[0].path
    open_pack.open_pack(newer, pack, enrol.own_words(branch))
    path = send.send(newer, tmp_path / "out").path
    branch.close()
    world.lead = Session.unlock(tmp_path / "centre", kit.PASSPHRASE)
    # Versions of its own, signed by the founder too: of those the lower bytes rule.
    roster = world.lead.roster.number
    enrol.set_role(world.lead, marsh.device_id, rights.INSPECTOR, 1)
    enrol.set_role(world.lead, marsh.device_id, rights.INSPECTOR, 1)
    assert world.lead.roster.number == roster + 2
    _, refused = receive.receive(world.lead, [path])
    assert refused[0].reason.code == "envelope.signer_unknown"
    assert preview.look(world.lead, [path]).files[0].new_device
    advice = [one.code for one in roster_step.advice(world.lead)]
    assert advice == ["roster.one_signer", "roster.waiting"]
    enrol.add(world.lead, apart, rights.INSPECTOR, enrol.own_words(newer))
    assert quarantine.asides(world.lead) == ()
    newer.close()


def test_leads_are_in_step(world: kit.World, tmp_path: Path) -> None:
    """4."""
    receive.receive(world.lead, disputed(world, tmp_path / "out"))
    assert [one.code for one in roster_step.advice(world.lead)] == ["roster.one_signer"]
    other = second_lead(world, tmp_path)
    assert roster_step.advice(world.lead) == ()
    assert other.present() == world.lead.present()
    proven, faults = care.audit(other)
    assert faults == [] and proven == prepare.count_entries(other)
    assert receive.state(other).chains == receive.state(world.lead).chains
    settle.decide(other, settle.disputes(other)[0], "no", "Decided by the second lead")
    receive.receive(world.lead, [send.send(other, tmp_path / "leads").path])
    assert world.lead.present() == other.present()
    roster_step.set_signer(world.lead, other.device_id, False)
    with pytest.raises(FieldkitError, match=r"roster\.last_signer"):
        roster_step.set_signer(world.lead, world.lead.device_id, False)
    with pytest.raises(FieldkitError, match=r"roster\.signer_role"):
        roster_step.set_signer(world.lead, world.laptops["marsh"].device_id, True)
    with pytest.raises(FieldkitError, match=r"forward\.not_a_lead"):
        forward.write(world.lead, world.laptops["marsh"].device_id, tmp_path / "f")
    other.close()


def test_a_half_read_case_is_handed_over(world: kit.World, tmp_path: Path) -> None:
    """5."""
    marsh, lead = world.laptops["marsh"], world.lead
    new = kit.laptop(tmp_path / "new", "N. New")
    kit.join(lead, new)
    fill(marsh, "001", "yes")
    receive.receive(lead, [send.send(marsh, tmp_path / "out").path])
    old = shown(marsh, "001").view
    answered(marsh, "no")
    late = send.send(marsh, tmp_path / "late").path
    with pytest.raises(FieldkitError, match=r"handover\.same_reader"):
        handover.hand_over(lead, old.reading.id, "pike")
    done = handover.hand_over(lead, old.reading.id, "new")
    assert done.carried == len(old.questions) and done.disputed == 0
    with pytest.raises(FieldkitError, match=r"handover\.done"):
        handover.hand_over(lead, old.reading.id, "new")
    pack = prepare.write_packs(lead, tmp_path / "p", ("new",))[0].path
    open_pack.open_pack(new, pack, world.words)
    view = shown(new, "001").view
    assert view.reading.begun_from == old.reading.id
    assert {one.value for one in view.answers.values()} == {"yes"}
    answered(new, "no", "P 2.1.2")
    receive.receive(lead, [late, send.send(new, tmp_path / "out").path])
    brought = handover.bring_over(lead, view.reading.id)
    assert brought.carried == 1
    again = read.open_reading(lead, view.reading.id).view
    assert again.answers["P 2.1.1"].value == "no"
    assert [one.reading.id for one in read.my_readings(marsh) if one.subject.number == "001"]
    assert "001" in {one.subject.number for one in progress.lines(lead)}
    new.close()


def test_a_lost_laptop_is_rebuilt(world: kit.World, tmp_path: Path) -> None:
    """5."""
    marsh, lead = world.laptops.pop("marsh"), world.lead
    finish(marsh, "001", "no")
    fill(marsh, "002", "yes")
    receive.receive(lead, [send.send(marsh, tmp_path / "out").path])
    views = [shown(marsh, number).view for number in ("001", "002")]
    enrol.set_role(lead, marsh.device_id, rights.NONE)
    marsh.close()
    new = kit.laptop(tmp_path / "again", "A. Marsh", "laptop 09")
    kit.join(lead, new)
    packs = prepare.write_packs(lead, tmp_path / "p", ("marsh",))
    assert [one.device for one in packs] == [new.device_id]
    open_pack.open_pack(new, packs[0].path, world.words)
    for number, before in zip(("001", "002"), views, strict=True):
        view = shown(new, number).view
        assert {k: a.value for k, a in view.answers.items()} == {
            k: a.value for k, a in before.answers.items()
        }
        assert view.state.value == before.state.value
    answered(new, "yes")
    receive.receive(lead, [send.send(new, tmp_path / "out").path])
    assert settle.disputes(lead) == ()
    new.close()


def test_lost_roster_changes_are_offered_again(world: kit.World, tmp_path: Path) -> None:
    """6."""
    other = second_lead(world, tmp_path)
    one, two = (kit.laptop(tmp_path / name, name) for name in ("O. One", "T. Two"))
    kit.join(world.lead, one)
    kit.join(other, two)
    before = other.roster.number
    receive.receive(other, [send.send(world.lead, tmp_path / "leads").path])
    assert other.roster.number == before and other.roster.device(one.device_id) is not None
    assert [change["device"] for change in roster_step.lost(other)] == [two.device_id]
    assert [a.code for a in roster_step.advice(other)] == ["roster.lost"]
    assert roster_step.sign_again(other) == 1 and roster_step.lost(other) == ()
    receive.receive(world.lead, [send.send(other, tmp_path / "leads").path])
    assert world.lead.roster == other.roster
    assert world.lead.roster.device(two.device_id) is not None
    with pytest.raises(FieldkitError, match=r"roster\.nothing_lost"):
        roster_step.sign_again(other)
    for session in (other, one, two):
        session.close()


def test_rosters_that_exclude_each_other_wait_for_a_person(
    world: kit.World, tmp_path: Path
) -> None:
    """6."""
    other = second_lead(world, tmp_path)
    new = kit.laptop(tmp_path / "new", "N. New")
    kit.join(other, new)
    change = rosters.set_role(other.device_id, rights.NONE, 1)
    enrol.change_roster(world.lead, [change])
    path = send.send(world.lead, tmp_path / "leads").path
    _, refused = receive.receive(other, [path])
    assert [one.reason.code for one in refused] == ["envelope.not_for_us"] or [
        one.reason.code for one in refused
    ] == ["roster.branch_waits"]
    theirs = send.send(other, tmp_path / "leads").path
    _, refused = receive.receive(world.lead, [theirs])
    assert [one.reason.code for one in refused] == ["roster.branch_waits"]
    aside = quarantine.named(world.lead, theirs.name)
    roster_step.adopt(world.lead, aside)
    assert world.lead.roster.device(new.device_id) is not None
    assert [one["role"] for one in roster_step.lost(world.lead)] == [rights.NONE]
    assert quarantine.asides(world.lead) == ()
    for session in (other, new):
        session.close()


def test_what_comes_back_may_be_opened_in_any_order(world: kit.World, tmp_path: Path) -> None:
    """7."""
    marsh, lead = world.laptops.pop("marsh"), world.lead
    finish(marsh, "001", "yes")
    arrivals, _ = receive.receive(lead, [send.send(marsh, tmp_path / "out").path])
    reading = shown(marsh, "001").view.reading
    files = [path for _, path in receive.write_receipts(lead, arrivals, tmp_path / "back")]
    settle.return_question(lead, reading.id, "P 2.1.2", "Read the log again")
    files += settle.write_returned(lead, tmp_path / "back", ("marsh",))
    new = kit.laptop(tmp_path / "new", "N. New")
    kit.join(lead, new)
    rosters_made = dict(roster_step.write_rosters(lead, tmp_path / "back"))
    files.append(rosters_made[marsh.device_id])
    prepare.allocate(lead, [prepare.Allocation("002", ("new",), "second")])
    files += [one.path for one in prepare.write_packs(lead, tmp_path / "back", ("marsh",))]
    marsh.close()
    seen = set()
    for number, order in enumerate(itertools.permutations(files)):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(tmp_path / "marsh", copy)
        session = Session.unlock(copy, kit.PASSPHRASE)
        for path in order:
            open_pack.open_pack(session, path)
        view = shown(session, "001").view
        told = (tuple(view.returns.items()), view.state.value, session.undelivered())
        seen.add((told, session.roster.number, len(session.present())))
        session.close()
    assert len(seen) == 1
    told, _, _ = seen.pop()
    assert told == ((("P 2.1.2", "Read the log again"),), "returned", 0)
    new.close()
