"""Judging entries: by the roster's role at their place in a chain, and by whose reading it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.inspection import rights
from fieldkit.inspection.entry import Entry, Key
from fieldkit.inspection.rights import Verdict
from fieldkit.inspection.roster import Roster


@dataclass
class Judging:
    """What verdicts rest on: the roster, and the readers (person ids) of each reading."""

    roster: Roster
    readers: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def verdict(self, entry: Entry) -> Verdict:
        """Judge one entry; one without a body is accepted as held, it says nothing."""
        role = self.roster.role_at(entry.stub.device, entry.stub.sequence)
        key = entry.key
        if key is None:
            return rights.judge(role, "access", False)
        return rights.judge(role, key.kind, self.own(entry.stub.device, key))

    def own(self, device: str, key: Key) -> bool | None:
        """Whether the reading is the device's person's own; None when the reading is not known."""
        readers = self.readers.get((key.subject, key.reading))
        found = self.roster.device(device)
        if readers is None or found is None:
            return None
        return found.person in readers

    def learn(self, entry: Entry) -> bool:
        """Take the readers from an accepted definition of a reading; whether that was news."""
        body = entry.body
        if body is None or body.field != "reading" or not isinstance(body.value, Mapping):
            return False
        named = body.value.get("readers")
        people = {str(one) for one in named} if isinstance(named, list) else set()
        known = self.readers.setdefault((body.subject, body.reading), set())
        news = not people <= known or not known
        known |= people
        return news
