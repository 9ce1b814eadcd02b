"""The state machine's rules: five laptops and two leads who never share a network, and misbehave.

What each promise P1-P19 means is asserted in `checks`; this module only makes things happen.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fieldkit.envelope.keys import DeviceKeys
from fieldkit.errors import FieldkitError
from fieldkit.inspection import merge, moderation, rights
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.entry import Key, Value
from tests.inspection import checks, worlds
from tests.inspection.worlds import FORM, KEYS, READINGS, Killed, Node, added

VALUES = ("yes", "no", "not_applicable")
LAPTOPS = ("marsh 1", "marsh 2", "pike 1", "clone", "restored")
LEADS = ("rowe", "deputy")
STANDARD = "P 2.1"
MODERATION = Key("inspection", "", f"moderation/{STANDARD}")
# Keys are made once, the same in every run, so that a failing round can be played again.
POOL = tuple(DeviceKeys(bytes([number]) * 32, DeviceKeys.make().sealing) for number in range(1, 25))

laptops = st.sampled_from(LAPTOPS[:3] * 2 + LAPTOPS[3:])
leads = st.sampled_from(LEADS)
keys = st.sampled_from((*KEYS[:2], *KEYS))
values = st.sampled_from(VALUES)
years = st.integers(1990, 2040)


class Round(RuleBasedStateMachine):
    """One inspection from its founding to the moment when everything has arrived everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = list(POOL)
        self.salt = random.Random(7)
        founder = self.pool.pop(0)
        self.nodes: dict[str, Node] = {}
        for name, person, its in (
            ("rowe", "rowe", founder),
            ("deputy", "deputy", self.pool.pop(0)),
            ("marsh 1", "marsh", self.pool.pop(0)),
            ("marsh 2", "marsh", self.pool.pop(0)),
            ("pike 1", "pike", self.pool.pop(0)),
        ):
            self.nodes[name] = Node(name, person, its, founder.id)
        self.backups: dict[str, Node] = {}
        self.gone: list[Node] = []
        self.mail: list[bytes] = []
        self.answers: list[tuple[str, bytes]] = []
        self.refused: set[str] = set()
        self.moderated: dict[str, frozenset[str]] = {}
        self.held: dict[str, set[str]] = {}
        self.arrived: dict[str, set[bytes]] = {name: set() for name in LEADS}
        self.checked: dict[str, tuple[int, int]] = {}
        self._found()

    def _found(self) -> None:
        lead = self.nodes["rowe"]
        first = [added(lead, rights.LEAD, signer=True)]
        first += [added(self.nodes["deputy"], rights.LEAD, signer=True)]
        first += [added(self.nodes[name], rights.INSPECTOR) for name in ("marsh 1", "pike 1")]
        encoded = rosters.compose(worlds.INSPECTION, 1, "", first, worlds.AT)
        chain = [worlds.roster_chain.sign(lead.keys, encoded)]
        for node in self.nodes.values():
            with node.write() as connection:
                worlds.envelope_store.keep_chain(connection, worlds.INSPECTION, chain)
        lead.record(Key("inspection", "", "inspection"), {"title": "A round"})
        for reading, (subject, readers) in READINGS.items():
            lead.record(Key(subject, "", "subject"), {"kind": "case", "number": subject})
            defined: Value = {"kind": "joint", "readers": list(readers), "from": ""}
            lead.record(Key(subject, reading, "reading"), defined)
        self.nodes["deputy"].receive(lead.bundle())
        for name in ("marsh 1", "pike 1"):
            self.nodes[name].receive(lead.pack_for(self.nodes[name].id))

    def teardown(self) -> None:
        try:
            checks.whole_round(self)
        finally:
            for node in (*self.nodes.values(), *self.backups.values(), *self.gone):
                node.engine.dispose()

    def node(self, name: str) -> Node | None:
        return self.nodes.get(name)

    def records(self, node: Node, key: Key, value: Value, year: int = 2025) -> str:
        """Record where the node's own roster allows it."""
        try:
            return node.record(key, value, f"{year}-01-01T00:00:00Z").id
        except FieldkitError as why:
            assert why.code == "rights.refused"
            return ""

    # -- people work --------------------------------------------------------------------------

    @rule(name=laptops, key=keys, value=values, year=years)
    def edit(self, name: str, key: Key, value: str, year: int) -> None:
        """Somebody answers; two people on one reading, two laptops of one person; clocks lie."""
        node = self.node(name)
        if node is not None and (key.reading == "r1" or node.person == "marsh"):
            self.records(node, key, value, year)

    @rule(name=st.sampled_from(("marsh 1", "pike 1")), key=keys, build=st.booleans())
    def outside(self, name: str, key: Key, build: bool) -> None:
        """An entry outside the role, in mid-chain, on which the same laptop builds afterwards."""
        node = self.nodes[name]
        node.lenient = True
        try:
            wrong = MODERATION if name == "marsh 1" else Key(key.subject, "", "subject")
            if name == "pike 1" and key.reading == "r2":
                wrong = key  # a reading that is somebody else's
            self.refused.add(node.record(wrong, {"title": "changed"}).id)
            if build:
                self.refused.add(node.record(wrong, {"title": "again"}).id)
        finally:
            node.lenient = False

    @rule(key=st.sampled_from(KEYS[:2]), value=values)
    def through(self, key: Key, value: str) -> None:
        """A stretch that a lead refuses by the role, between entries that build on each other."""
        node = self.nodes["marsh 1"]
        self.records(node, key, value)
        lead = self.nodes["rowe"]
        end = next((c.head.sequence for c in node.chains() if c.device == node.id), 0)
        self.records(node, key, "no")
        self.records(node, key, value)
        if end and len(lead.roster.devices[node.id].turns) < 3:
            assessor = rosters.set_role(node.id, rights.MODERATOR, end + 1)
            back = rosters.set_role(node.id, rights.INSPECTOR, end + 2)
            lead.sign(assessor, back)

    @rule(lead=leads, key=keys, value=values)
    def decide(self, lead: str, key: Key, value: str) -> None:
        """P8: a decision that names everything standing ends the dispute."""
        node = self.nodes[lead]
        over = node.standing(key)
        if not merge.differ(node.now().get(key, ())):
            return
        made = node.record(key, value)
        told: Value = {"why": "w", "over": list(over), "field": key.field}
        node.record(Key(key.subject, key.reading, f"decision/{made.id[:8]}"), told)
        assert node.standing(key) == (made.id,)
        assert key not in merge.disputes(node.now())

    @rule(lead=leads, word=st.sampled_from(FORM.ratings))
    def moderate(self, lead: str, word: str) -> None:
        """P19: what a moderation rests on is noted, to be compared later."""
        node = self.nodes[lead]
        now = node.now()
        rests = moderation.rests_on(now, FORM, STANDARD)
        made = node.record(MODERATION, {"rating": word, "reason": "r", "rests_on": rests})
        self.moderated[made.id] = checks.rested(now)

    @rule(lead=leads, value=values)
    def newer(self, lead: str, value: str) -> None:
        """P17: an entry of a later fieldkit, with an unknown kind and an unknown field."""
        salt = self.salt.randbytes(16)
        self.nodes[lead].record_newer(Key("s1", "r1", "brand_new/x"), value, salt)

    # -- things travel ------------------------------------------------------------------------

    @rule(name=st.sampled_from((*LAPTOPS, *LEADS)))
    def send(self, name: str) -> None:
        """A bundle goes into the post; it may never be delivered."""
        node = self.node(name)
        if node is not None and node.roster.centre():
            self.mail.append(node.bundle())

    @precondition(lambda self: self.mail)
    @rule(lead=leads, pick=st.integers(0, 1 << 16), times=st.integers(1, 2))
    def deliver(self, lead: str, pick: int, times: int) -> None:
        """Any letter arrives, early or late, once or twice."""
        for _ in range(times):
            self.open(self.nodes[lead], self.mail[pick % len(self.mail)])

    def open(self, node: Node, data: bytes, killed_after: int | None = None) -> bool:
        try:
            node.receive(data, killed_after)
        except FieldkitError as why:
            assert why.code in ("envelope.signer_unknown", "roster.branch_waits"), why
            return False
        self.arrived.setdefault(node.name, set()).add(data)
        return True

    @precondition(lambda self: self.mail)
    @rule(lead=leads, pick=st.integers(0, 1 << 16), after=st.integers(0, 4))
    def killed(self, lead: str, pick: int, after: int) -> None:
        """P18: the process ends between two transactions; what is there is whole."""
        node = self.nodes[lead]
        try:
            self.open(node, self.mail[pick % len(self.mail)], after)
        except Killed:
            checks.projections(node)

    @precondition(lambda self: self.mail)
    @rule(lead=leads, pick=st.integers(0, 1 << 16), share=st.integers(0, 999))
    def cut(self, lead: str, pick: int, share: int) -> None:
        """A letter is cut short or altered on the way: refused, and nothing changes."""
        data = self.mail[pick % len(self.mail)]
        node, place = self.nodes[lead], len(data) * share // 1000
        before = node.projected()
        altered = bytearray(data)
        altered[place] ^= 1
        for bad in (data[:place], bytes(altered)):
            try:
                node.receive(bad)
            except FieldkitError:
                continue
            raise AssertionError("altered bytes were taken in")
        assert node.projected() == before

    @rule(lead=leads, name=laptops, kind=st.sampled_from(("pack", "receipt")))
    def answer(self, lead: str, name: str, kind: str) -> None:
        """A lead sends something back; laptops open it whenever."""
        node, sender = self.node(name), self.nodes[lead]
        if node is None or node.id not in sender.roster.devices:
            return
        made = sender.pack_for(node.id) if kind == "pack" else sender.receipt_for(node.id)
        self.answers.append((name, made))

    @precondition(lambda self: self.answers)
    @rule(pick=st.integers(0, 1 << 16), keep=st.booleans())
    def open_answer(self, pick: int, keep: bool) -> None:
        """What a lead sent is opened in any order, perhaps again later."""
        number = pick % len(self.answers)
        name, data = self.answers[number] if keep else self.answers.pop(number)
        node = self.node(name)
        if node is None:
            return
        try:
            node.receive(data)
        except FieldkitError as why:
            # A copy that another copy overtook is told so, and its new work is kept.
            told = ("envelope.own_entry", "receipt.ahead", "roster.branch_waits")
            assert why.code in told or "clone" in self.nodes, why
            lone = "clone" not in self.nodes and name != "restored"
            assert not (lone and why.code != "roster.branch_waits"), why

    @rule(lead=leads)
    def exchange(self, lead: str) -> None:
        """One lead's own chain reaches the other."""
        other = self.nodes[LEADS[1 - LEADS.index(lead)]]
        self.open(other, self.nodes[lead].whole_chain())

    @rule(name=laptops, lead=leads)
    def hand_in(self, name: str, lead: str) -> None:
        """A bundle is sent and arrives at once, as it mostly does."""
        node = self.node(name)
        if node is not None:
            self.mail.append(node.bundle())
            self.open(self.nodes[lead], self.mail[-1])

    @rule(name=laptops, lead=leads, kind=st.sampled_from(("pack", "pack", "receipt")))
    def fetch(self, name: str, lead: str, kind: str) -> None:
        """A lead's answer is made and opened at once."""
        before = len(self.answers)
        self.answer(lead, name, kind)
        if len(self.answers) > before:
            self.open_answer(before, False)

    # -- laptops misbehave --------------------------------------------------------------------

    @precondition(lambda self: "clone" not in self.nodes)
    @rule(name=st.sampled_from(("marsh 1", "pike 1")))
    def clone(self, name: str) -> None:
        """A casebook is copied, and both copies go on."""
        self.nodes["clone"] = self.nodes[name].copy("clone")

    @precondition(lambda self: not self.backups)
    @rule()
    def back_up(self) -> None:
        self.backups["pike 1"] = self.nodes["pike 1"].copy("backup")

    @precondition(lambda self: self.backups and "restored" not in self.nodes)
    @rule()
    def restore(self) -> None:
        """An old backup comes back as a new device, which nobody knows yet."""
        self.nodes["restored"] = self.backups["pike 1"].copy("restored", self.pool.pop(0))

    # -- the roster ---------------------------------------------------------------------------

    @rule(lead=leads)
    def enrol(self, lead: str) -> None:
        """A person's second laptop joins; perhaps both leads do it at the same time."""
        node, new = self.nodes[lead], self.nodes["marsh 2"]
        if new.id not in node.roster.devices:
            node.sign(added(new, rights.INSPECTOR))

    @rule(lead=leads)
    def recovery(self, lead: str) -> None:
        """A version that changes nobody: the team's recovery recipient."""
        node = self.nodes[lead]
        if not node.roster.recovery:
            node.sign(rosters.set_recovery(node.keys.recipient))

    @precondition(lambda self: "restored" in self.nodes)
    @rule(lead=leads)
    def confirm(self, lead: str) -> None:
        """A lead confirms a restored laptop: what waited for it may come in."""
        node, new = self.nodes[lead], self.nodes["restored"]
        if new.id not in node.roster.devices:
            node.sign(added(new, rights.INSPECTOR, predecessor=new.former[0].id))

    @rule(lead=leads, since=st.integers(1, 12))
    def revoke(self, lead: str, since: int) -> None:
        """A laptop is revoked by chain position; later the position is moved, either way."""
        node, pike = self.nodes[lead], self.nodes["pike 1"]
        if node.roster.number < 9:
            node.sign(rosters.set_role(pike.id, rights.NONE, since))

    @rule(lead=leads)
    def reinstate(self, lead: str) -> None:
        """The position is moved back to nothing: the laptop was found again."""
        node, pike = self.nodes[lead], self.nodes["pike 1"]
        if node.roster.devices[pike.id].role == rights.NONE and node.roster.number < 9:
            node.sign(rosters.set_role(pike.id, rights.INSPECTOR, 1))

    @rule(lead=leads, pick=st.integers(0, 1 << 16), undone=st.booleans())
    def undo(self, lead: str, pick: int, undone: bool) -> None:
        """A merge is undone, or shown again."""
        node = self.nodes[lead]
        found = [one for one, device in node.received() if device != self.nodes["deputy"].id]
        if found:
            node.undo(found[pick % len(found)], undone)

    # -- always -------------------------------------------------------------------------------

    @invariant()
    def nothing_leaves(self) -> None:
        """P3, and the forms of P4-P7, P11, P12, P15, P16, P19 on whatever is held so far."""
        for name, node in self.nodes.items():
            if self.checked.get(name) == (node.writes, id(node)):
                continue
            self.checked[name] = (node.writes, id(node))
            checks.nothing_left(self.held.setdefault(name, set()), node)
            if name not in LEADS:
                continue
            checks.view(node)
            checks.projections(node)
            checks.refused_never_show(node, self.refused)
            checks.lapses(node, self.moderated)

    def centres(self) -> Sequence[Node]:
        return [self.nodes[name] for name in LEADS]
