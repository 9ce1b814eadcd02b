"""What P1-P19 mean, said a second time and plainly, against what the product works out.

Nothing here calls the function it checks: standing, disputes, gaps, forks, hidden entries and
lapsed moderations are worked out from bodies, sequences and verdicts alone.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge, moderation, rights
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.merge import Held
from tests.inspection.worlds import FORM, Node, added, fresh_view

if TYPE_CHECKING:
    from tests.inspection.round import Round

LEADS = ("rowe", "deputy")
RESTED = {"answer/P 2.1.1", "answer/P 2.1.2", "answer/P 2.1.3"}


def nothing_left(before: set[str], node: Node) -> None:
    """P3: what was acknowledged or held is there, its words byte for byte (P17)."""
    held = {one.entry.id: one.entry.raw for one in node.held()}
    assert before <= held.keys(), "P3"
    before |= held.keys()
    for name, raw in node.acknowledged.items():
        assert name in held, "P3"
        assert raw is None or held[name] == raw, "P17"


def _bodies(held: list[Held]) -> dict[str, dict[str, Any]]:
    return {
        one.entry.id: json.loads(one.entry.raw[16:]) for one in held if one.entry.raw is not None
    }


def _key(body: dict[str, Any]) -> Key:
    return Key(body["subject"], body["reading"], body["field"])


def plain_hidden(held: list[Held]) -> set[str]:
    """What undoings hide, from scratch."""
    bodies = _bodies(held)
    by_id = {one.entry.id: one for one in held}
    said: dict[str, list[tuple[bool, list[str]]]] = defaultdict(list)
    undos = {n for n, b in bodies.items() if b["field"].startswith("undo/")}
    good = {n for n in undos if by_id[n].status == "accepted"}
    for name in good:
        key = _key(bodies[name])
        same = [n for n in good if _key(bodies[n]) == key]
        if not any(name in _reach(n, bodies, by_id, set()) for n in same if n != name):
            value = bodies[name]["value"]
            said[bodies[name]["field"]].append((value["undone"], value["entries"]))
    over = {
        name
        for n, b in bodies.items()
        if b["field"].startswith("decision/") and by_id[n].status == "accepted"
        for name in b["value"]["over"]
    }
    hidden: set[str] = set()
    for votes in said.values():
        if not all(undone for undone, _ in votes):
            continue
        found: set[str] = set()
        for _, names in votes:
            found |= {name for name in names if name in by_id}
        grew = True
        while grew:
            grew = False
            for name, body in bodies.items():
                parents = [p for p in body["replaces"] if p in found and p in bodies]
                if name not in found and any(_key(bodies[p]) == _key(body) for p in parents):
                    found.add(name)
                    grew = True
        found -= undos
        if not found & over:
            hidden |= found
    return hidden


def _reach(
    start: str, bodies: dict[str, dict[str, Any]], by_id: dict[str, Held], hidden: set[str]
) -> set[str]:
    """What an entry replaces: what it names, and through entries that do not count, theirs."""
    found: set[str] = set()
    seen: set[str] = set()
    todo = list(bodies[start]["replaces"])
    while todo:
        name = todo.pop()
        if name in seen or name not in bodies or _key(bodies[name]) != _key(bodies[start]):
            continue
        seen.add(name)
        if by_id[name].status == "accepted" and name not in hidden:
            found.add(name)
        else:
            todo += bodies[name]["replaces"]
    return found


def plain_view(held: list[Held]) -> dict[Key, set[str]]:
    """What stands, from scratch."""
    bodies, by_id = _bodies(held), {one.entry.id: one for one in held}
    hidden = plain_hidden(held)
    live = {n for n in bodies if by_id[n].status == "accepted" and n not in hidden}
    gone = {name for one in live for name in _reach(one, bodies, by_id, hidden)}
    found: dict[Key, set[str]] = defaultdict(set)
    for name in live - gone:
        found[_key(bodies[name])].add(name)
    return dict(found)


def view(node: Node) -> None:
    """P4 P5 P6 P7 P11 P12 against the plain view."""
    held = node.held()
    now = node.now()
    plain = plain_view(held)
    assert {key: {one.id for one in found} for key, found in now.items()} == plain, "P4 P6"
    bodies = _bodies(held)
    for names in plain.values():
        for one in names:
            assert not set(bodies[one]["replaces"]) & names, "P5"
    for key, names in plain.items():
        values = {json.dumps(bodies[name]["value"], sort_keys=True) for name in names}
        disputable = key.kind in ("answer", "prompt", "reason", "rating", "state", "moderation")
        assert (key in merge.disputes(now)) == (disputable and len(values) > 1), "P7"
    places: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in held:
        places[one.entry.stub.device][one.entry.stub.sequence].add(one.entry.id)
    chains = {one.device: one for one in node.chains()}
    assert chains.keys() == places.keys()
    for device, at in places.items():
        top = max(at)
        missing = {n for n in range(1, top + 1) if n not in at}
        told = {n for a, b in chains[device].gaps for n in range(a, b + 1)}
        assert told == missing, "P12"
        whole = next(n for n in range(1, top + 2) if n not in at) - 1
        assert chains[device].head.sequence == whole, "P12"
        twice = {n for n, ids in at.items() if len(ids) > 1}
        assert set(chains[device].forks) == twice, "P11"


def projections(node: Node) -> None:
    """P16 P18: rebuilt projections equal the kept ones, hidden entries included."""
    held = node.held()
    plain = {key: tuple(sorted(names)) for key, names in plain_view(held).items()}
    assert node.projected() == plain, "P16"
    assert {one.entry.id for one in held if one.hidden} == plain_hidden(held), "P16"


def refused_never_show(node: Node, outside: set[str]) -> None:
    """P15: an entry outside the role stands nowhere, and nothing refused does."""
    standing = {one.id for found in node.now().values() for one in found}
    assert not standing & outside, "P15"
    turns, people = _turns(node)
    for one in node.held():
        stub, body = one.entry.stub, one.entry.body
        role = None
        if stub.device in turns:
            role = rights.NONE
            for said, since in turns[stub.device]:
                role = said if since <= stub.sequence else role
        if role in (None, rights.NONE):
            assert one.status == ("waiting" if role is None else "refused"), "P15"
        if body is not None and body.reading in ("r1", "r2") and body.field.startswith("answer/"):
            ours = (
                people.get(stub.device) in {"r1": ("marsh", "pike"), "r2": ("marsh",)}[body.reading]
            )
            may = (ours and role == rights.INSPECTOR) or role == rights.LEAD
            assert (one.status == "accepted") == may or not _known(node, body.reading), "P15"


def _known(node: Node, reading: str) -> bool:
    """Whether the definition of the reading is held and counts."""
    defined = [o for o in node.held() if o.entry.key and o.entry.key.reading == reading]
    return any(o.entry.key.field == "reading" and o.status == "accepted" for o in defined)  # type: ignore[union-attr]


def _turns(node: Node) -> tuple[dict[str, list[tuple[str, int]]], dict[str, str]]:
    """Roles by place, and people, from the changes of the roster's versions alone."""
    turns: dict[str, list[tuple[str, int]]] = {}
    people: dict[str, str] = {}
    under: dict[str, list[tuple[str, int]]] = {}
    for one in node.chain:
        for change in json.loads(one.encoded)["changes"]:
            device = change.get("device")
            if change["kind"] == "add":
                people[device] = change["person"]
                turns[device] = [(change["role"], change["since"])]
            elif change["kind"] == "role":
                kept = [turn for turn in turns[device] if turn[1] < change["since"]]
                if change["role"] == rights.NONE:  # a revocation lies over what was there, movably
                    if turns[device][-1][0] != rights.NONE:
                        under[device] = turns[device]
                    kept = [turn for turn in under[device] if turn[1] <= change["since"]]
                elif len(kept) > 1 and kept[-1][0] == change["role"]:
                    kept.pop()  # the same role again moves its place
                turns[device] = [*kept, (change["role"], change["since"])]
    return turns, people


def rested(now: dict[Key, tuple[Entry, ...]]) -> frozenset[str]:
    """The entries that a moderation of the standard rests on."""
    return frozenset(
        one.id
        for key, found in now.items()
        for one in found
        if key.field in RESTED or key.field in ("state", "rating/P 2.1")
    )


def lapses(node: Node, moderated: dict[str, frozenset[str]]) -> None:
    """P19: a moderation is shown as lapsed exactly when what it rested on is no longer the same."""
    now = node.now()
    found = now.get(Key("inspection", "", "moderation/P 2.1"), ())
    if not found or found[0].id not in moderated:
        return
    changed = moderated[found[0].id] != rested(now)
    assert ("P 2.1" in moderation.lapsed(FORM, now)) == changed, "P19"


def whole_round(world: Round) -> None:
    """P1 P2 P9 P10 P13 P14: once everything has arrived everywhere, everything is the same."""
    leads = world.centres()
    for _ in range(2):
        others = [node for name, node in world.nodes.items() if name not in LEADS]
        world.mail += [node.bundle() for node in others]
        for _ in LEADS:
            for one, lead in (leads, reversed(leads)):
                world.open(lead, one.whole_chain())
                for data in world.mail:
                    if data not in world.arrived[lead.name]:
                        world.open(lead, data)
        _confirm(world, leads[0])
    first, other = leads
    _same(first, other)
    _any_order(first)
    _again(world, first)
    _laptops_agree(world, first)


def _confirm(world: Round, lead: Node) -> None:
    """A lead enrols what waits, as a lead would who saw it in quarantine."""
    for name in ("marsh 2", "restored"):
        node = world.nodes.get(name)
        if node is not None and node.id not in lead.roster.devices:
            before = node.former[0].id if node.former else ""
            lead.sign(added(node, rights.INSPECTOR, predecessor=before))


def _same(first: Node, other: Node) -> None:
    """P14 for centres: the same roster, entries, verdicts, hidden ones and view."""
    assert first.roster == other.roster, "P14"
    shown = [
        {one.entry.id: (one.entry.raw, one.status, one.reason_free) for one in _plain(node)}
        for node in (first, other)
    ]
    assert shown[0] == shown[1], "P14"
    assert first.projected() == other.projected(), "P14"


class _Plain:
    def __init__(self, one: Held) -> None:
        self.entry, self.status, self.reason_free = one.entry, one.status, one.hidden


def _plain(node: Node) -> list[_Plain]:
    return [_Plain(one) for one in node.held()]


def _any_order(node: Node) -> None:
    """P1 P2 P9 P13: any order, any partition, repeats, at another time."""
    held = node.held()
    verdicts = {one.entry.id: (one.status, one.hidden) for one in held}
    for seed in range(2):
        shown, found = fresh_view(
            [one.entry for one in held], node.roster, random.Random(seed * 31 + len(held))
        )
        assert found == verdicts, "P2"
        assert shown == node.projected(), "P1 P2 P9"


def _again(world: Round, node: Node) -> None:
    """P10: everything that ever travelled, once more, changes nothing."""
    before = (node.projected(), {one.entry.id for one in node.held()})
    for data in world.mail[::3]:
        world.open(node, data)
    assert (node.projected(), {one.entry.id for one in node.held()}) == before, "P10"


def _laptops_agree(world: Round, lead: Node) -> None:
    """P14 for laptops: a reading looks the same on its reader's laptop as at the centre."""
    for name, node in world.nodes.items():
        device = lead.roster.devices.get(node.id)
        if name in ("rowe", "deputy") or device is None or device.role == rights.NONE:
            continue
        if name == "clone" or "clone" in world.nodes:
            continue  # a copied casebook is told to stop: see `open_answer`
        try:
            node.receive(lead.pack_for(node.id))
        except FieldkitError as why:
            assert why.code == "envelope.own_entry" and name == "pike 1", why
            continue
        mine = {k for k in lead.projected() if _reads(k, node.person)}
        here, there = node.projected(), lead.projected()
        defined = {k.reading for k in there if k.field == "reading"}  # by an undone merge: none
        for key in mine | {k for k in here if _reads(k, node.person)}:
            if key.reading not in defined:
                continue
            assert here.get(key) == there.get(key), ("P14", name, key.field)


def _reads(key: Key, person: str) -> bool:
    of = {"r1": ("marsh", "pike"), "r2": ("marsh",)}.get(key.reading, ())
    return person in of and key.kind not in ("decision",) and key.field != "reading"
