"""The permission matrix by hand, and a situation in which every deed could be done.

`us` was a lead whose casebook holds everything; then the roster gives it another role. So nothing
but the right stands between its owner and a deed.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from fieldkit.commands.review import reading_of
from fieldkit.inspection import rights
from fieldkit.steps import (
    enrol,
    forward,
    open_pack,
    prepare,
    rate,
    read,
    receive,
    review,
    send,
)
from fieldkit.steps import roster as roster_step
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from tests import kit
from tests.inspection.test_case import HEADERS, ROW

LEADS = {"lead inspector", "central team"}
QUALITY = {"quality lead"}
ALL = {
    *LEADS,
    *QUALITY,
    *("inspector", "assistant inspector", "local assessor", "moderator", "form author"),
}

# Who may do what. Nothing here is read from the code.
MAY: dict[str, set[str]] = {
    "return a reading": LEADS | QUALITY,
    "return a question": LEADS | QUALITY,
    "approve": LEADS,
    "approve one's own": set(),
    "confirm": QUALITY,
    "reopen": LEADS,
    "ask in a thread": LEADS | QUALITY,
    "acknowledge an alert": LEADS,
    "close an alert": LEADS,
    "decide a dispute": LEADS,
    "decide between two readings": LEADS,
    "moderate": LEADS | {"moderator"},
    "take minutes": LEADS | {"moderator"},
    "take cases in": LEADS,
    "allocate": LEADS,
    "share out": LEADS,
    "draw second readings": LEADS,
    "choose benchmark cases": LEADS,
    "hand over": LEADS,
    "note days and conflicts": LEADS,
    "name the inspection": LEADS,
    "set how long things are kept": LEADS,
    "write packs": LEADS,
    "write the roster": LEADS,
    "forward to another lead": LEADS,
    "receive bundles": LEADS,
    "undo a merge": LEADS,
    "export the grid": LEADS,
    "export tables": LEADS,
    "export for programs": LEADS,
    "export the trail": LEADS,
    "write a report": LEADS,
    "read a workbook back": LEADS,
    "add a laptop": LEADS,
    "change a role": LEADS,
    "name a signer": LEADS,
    "revoke a laptop": LEADS,
    "name the recovery recipient": LEADS,
}


@dataclass
class Office:
    """The casebooks of one test: the founder's, ours, and files that lie ready."""

    folder: Path
    role: str
    lead: Session
    us: Session

    @property
    def ward(self) -> str:
        """The device id of the inspector B. Ward."""
        return next(one.id for one in self.lead.roster.devices.values() if one.person == "ward")

    def become(self) -> None:
        """From here on `us` is in the role of the test."""
        if self.role == "lead inspector":
            return
        enrol.set_role(self.lead, self.us.device_id, self.role)
        sent = dict(roster_step.write_rosters(self.lead, self.folder / "rosters"))
        open_pack.open_pack(self.us, sent[self.us.device_id])
        assert self.us.role == self.role

    def close(self) -> None:
        for one in (self.us, self.lead):
            one.close()


def fill(session: Session, number: str, kind: str, *no: str) -> None:
    """Every question of a reading answered, and the reading complete."""
    found = read.open_reading(session, reading_of(session, number, kind).id)
    edits = []
    for question in found.view.questions:
        edits.append(rate.answer(found.view, question.code, "no" if question.code in no else "yes"))
        if question.code in no:
            edits.append(rate.reason(found.view, question.code, "Nothing of it is recorded"))
    rate.save(session, edits).result()
    rate.save(session, [rate.complete(read.view_again(session, found).view)]).result()


def template(folder: Path) -> Path:
    """Everything up to the moment before the role is known; closed, to be copied."""
    lead = kit.founder(folder / "centre")
    world = kit.World(folder, lead)
    us = kit.laptop(folder / "us", "A. Marsh", "the desk")
    enrol.add(
        *(lead, enrol.read_card(enrol.make_card(us)), rights.LEAD, enrol.own_words(us)), signer=True
    )
    for name in ("F. Pike", "B. Ward"):
        one = kit.laptop(folder / name, name)
        kit.join(lead, one)
        world.laptops[one.owner.person] = one
    prepare.add_cases(lead, [kit.listed(n) for n in range(1, 12)])
    alone = ("002", "005", "006", "007", "008", "010")
    plan = [Allocation(number, ("pike",)) for number in alone]
    plan += [Allocation("001", ("marsh",)), Allocation("004", ("pike", "rowe"), "joint")]
    prepare.allocate(lead, [*plan, Allocation("005", ("ward",), "second")])
    pike, ward = world.laptops["pike"], world.laptops["ward"]
    for made in prepare.write_packs(lead, folder / "packs", tuple(world.laptops)):
        reader = pike if made.device == pike.device_id else ward
        open_pack.open_pack(reader, made.path, world.words)
    for number in ("002", "005", "006", "007", "008"):
        fill(pike, number, "first")
    fill(pike, "004", "joint", "P 2.1.1")
    fill(ward, "005", "second", "P 2.1.1")
    fill(lead, "004", "joint")
    fill(lead, "001", "first")
    found = read.open_reading(pike, reading_of(pike, "002").id)
    for words in ("He knows her street", "A second concern"):
        rate.save(pike, [rate.alert(found.view, words, "P 2.1.1", "", 0)]).result()
    files = [send.send(one, folder / "bundles").path for one in (pike, ward)]
    arrivals, _ = receive.receive(lead, files)
    for device, path in receive.write_receipts(lead, arrivals, folder / "receipts"):
        open_pack.open_pack(pike if device == pike.device_id else ward, path)
    review.change(lead, reading_of(lead, "006").id, "approve")
    review.change(lead, reading_of(lead, "007").id, "approve")
    whole = forward.write(lead, us.device_id, folder / "forward").path
    open_pack.open_pack(us, whole, world.words)
    note = rate.lead_note(read.view_again(pike, found).view, "P 2.1.2", "See the letter of May")
    rate.save(pike, [note]).result()
    receive.receive(us, [send.send(pike, folder / "late").path])
    rate.save(pike, [rate.lead_note(found.view, "P 2.1.3", "And of June")]).result()
    send.send(pike, folder / "later")
    _papers(folder)
    us.close()
    world.close()
    return folder


def _papers(folder: Path) -> None:
    """A card of a new laptop, a long list, a plan."""
    new = kit.laptop(folder / "new", "N. Newby", "laptop 44")
    (folder / "new.fkcard").write_bytes(enrol.make_card(new))
    (folder / "new.words").write_text(enrol.own_words(new), encoding="utf-8")
    new.close()
    table = (["x"], [*HEADERS, "Number", "Stratum", "Part"], [*ROW, "014", "F", "sample"])
    rows = [",".join(f'"{one}"' for one in row) for row in table]
    (folder / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "plan.csv").write_text("number,readers,kind\n003,pike,first\n", encoding="utf-8")
    (folder / "said").write_text(kit.PASSPHRASE, encoding="utf-8")


def office(base: Path, folder: Path, role: str) -> Office:
    """A copy of the template for one test; `become` gives the role."""
    shutil.copytree(base, folder, dirs_exist_ok=True)
    lead, us = (Session.unlock(folder / name, kit.PASSPHRASE) for name in ("centre", "us"))
    return Office(folder, role, lead, us)
