"""The roster: who takes part, on which devices, in which role from which place in their chain.

A version holds only its changes to the one before. This module reads and folds versions; whether
a version's signature is good is the envelope's business (`fieldkit.envelope.roster_chain`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.entry import Value, canonical, parse_canonical, sha256


@dataclass(frozen=True)
class Turn:
    """A device's role from one sequence of its chain on."""

    role: str
    since: int


@dataclass(frozen=True)
class Device:
    """One device in the roster: its id is its signer id in hex.

    `before` are roles it had at places that a later version gave another role; `unrevoked` are the
    turns as they were before it was revoked, from which a moved revocation is worked out.
    """

    id: str
    person: str
    name: str
    label: str
    signing_key: str
    sealing_key: str
    turns: tuple[Turn, ...]
    signer: bool = False
    predecessor: str = ""
    before: frozenset[str] = frozenset()
    unrevoked: tuple[Turn, ...] = ()

    def role_at(self, sequence: int) -> str:
        """The role held at `sequence`; the last turn that began at or before it."""
        role = rights.NONE
        for turn in self.turns:
            if turn.since <= sequence:
                role = turn.role
        return role

    @property
    def role(self) -> str:
        """The role held now: that of the last turn."""
        return self.turns[-1].role if self.turns else rights.NONE

    @property
    def roles(self) -> frozenset[str]:
        """Every role the device ever had."""
        return self.before | {turn.role for turn in self.turns}


@dataclass(frozen=True)
class Version:
    """One version: its number, the hash of the one before, and its changes."""

    encoded: bytes
    inspection: str
    number: int
    previous: str
    changes: tuple[Mapping[str, Value], ...]
    expires: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes: what the next version and envelopes name."""
        return sha256(self.encoded)


@dataclass(frozen=True)
class Roster:
    """All versions folded into one: devices by id, and who may sign the next version."""

    inspection: str
    number: int = 0
    sha256: str = ""
    devices: Mapping[str, Device] = field(default_factory=dict)
    recovery: str = ""
    expires: str = ""

    @property
    def signers(self) -> tuple[str, ...]:
        """Device ids that may sign the next version, in the order in which they were named."""
        return tuple(one.id for one in self.devices.values() if one.signer)

    def device(self, identity: str) -> Device | None:
        """The device of that id, or None."""
        return self.devices.get(identity)

    def role_at(self, identity: str, sequence: int) -> str | None:
        """The role a device held at a place in its chain; None for a device not in the roster."""
        found = self.devices.get(identity)
        return None if found is None else found.role_at(sequence)

    def centre(self) -> tuple[Device, ...]:
        """Devices that the address ``centre`` is sealed for."""
        return tuple(one for one in self.devices.values() if one.role in rights.CENTRE_ROLES)

    def of_person(self, person: str) -> tuple[Device, ...]:
        """All devices of one person."""
        return tuple(one for one in self.devices.values() if one.person == person)

    def lineage(self, identity: str) -> tuple[str, ...]:
        """A device and those that it followed: restored from a backup, their chains go on in it."""
        found: list[str] = []
        name = identity
        while name and name not in found:
            found.append(name)
            device = self.devices.get(name)
            name = device.predecessor if device else ""
        return tuple(found)

    def with_successor(self, identity: str, former: Sequence[str]) -> Roster:
        """The roster as a restored casebook sees it before its lead has confirmed it.

        Until then it goes on in the role of the nearest predecessor that is named, for itself only:
        nobody else counts its entries before the roster names it.
        """
        before = next((self.devices[one] for one in former if one in self.devices), None)
        if identity in self.devices or before is None:
            return self
        turns = (Turn(before.role, 1),)
        ours = replace(before, id=identity, turns=turns, signer=False, predecessor=before.id)
        return replace(self, devices={**self.devices, identity: ours})

    def name_of(self, identity: str) -> str:
        """The person's name for a device id, or the id's first eight digits."""
        found = self.devices.get(identity)
        return found.name if found else identity[:8]


def compose(
    inspection: str,
    number: int,
    previous: str,
    changes: Sequence[Mapping[str, Value]],
    made_at: str,
    expires: str = "",
) -> bytes:
    """The canonical bytes of a version, ready to be signed."""
    return canonical(
        {
            "changes": [dict(one) for one in changes],
            "expires": expires,
            "inspection": inspection,
            "made_at": made_at,
            "number": number,
            "previous": previous,
        }
    )


def read(data: bytes) -> Version:
    """Read one version whose signature has been checked.

    Raises FieldkitError ``roster.damaged``.
    """
    value = parse_canonical(data)
    if not isinstance(value, Mapping):
        raise FieldkitError("roster.damaged")
    number, changes = value.get("number"), value.get("changes")
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(changes, list):
        raise FieldkitError("roster.damaged")
    if not all(isinstance(one, Mapping) for one in changes):
        raise FieldkitError("roster.damaged")
    texts = [value.get(name) for name in ("inspection", "previous")]
    if not all(isinstance(text, str) for text in texts):
        raise FieldkitError("roster.damaged")
    return Version(
        encoded=data,
        inspection=str(texts[0]),
        number=number,
        previous=str(texts[1]),
        changes=tuple(changes),
        expires=str(value.get("expires", "")),
    )


def add_device(
    device: str,
    person: str,
    name: str,
    label: str,
    signing_key: str,
    sealing_key: str,
    role: str,
    since: int = 1,
    signer: bool = False,
    predecessor: str = "",
) -> dict[str, Value]:
    """The change that names a device."""
    return {
        "device": device,
        "kind": "add",
        "label": label,
        "name": name,
        "person": person,
        "predecessor": predecessor,
        "role": role,
        "sealing_key": sealing_key,
        "signer": signer,
        "signing_key": signing_key,
        "since": since,
    }


def set_role(device: str, role: str, since: int) -> dict[str, Value]:
    """The change that gives a device a role from a place in its chain on; *none* revokes.

    Naming the role of the last turn again moves that turn, to an earlier place or a later one.
    """
    return {"device": device, "kind": "role", "role": role, "since": since}


def set_signer(device: str, signer: bool) -> dict[str, Value]:
    """The change that lets a device sign versions, or no longer."""
    return {"device": device, "kind": "signer", "signer": signer}


def set_recovery(recipient: str) -> dict[str, Value]:
    """The change that names the team's recovery recipient (an age X25519 recipient)."""
    return {"kind": "recovery", "recipient": recipient}


def fold(versions: Iterable[Version]) -> Roster:
    """Apply versions, oldest first, each named by the next.

    Raises FieldkitError ``roster.broken_chain`` or ``roster.damaged``.
    """
    roster: Roster | None = None
    for version in versions:
        roster = apply(roster or Roster(version.inspection), version)
    if roster is None:
        raise FieldkitError("roster.empty")
    return roster


def apply(roster: Roster, version: Version) -> Roster:
    """`roster` with the next version applied; unknown kinds of change are passed over and kept."""
    if version.inspection != roster.inspection:
        raise FieldkitError("roster.other_inspection")
    if version.number != roster.number + 1 or version.previous != roster.sha256:
        raise FieldkitError("roster.broken_chain", number=version.number)
    devices = dict(roster.devices)
    recovery = roster.recovery
    for change in version.changes:
        kind = change.get("kind")
        if kind == "recovery":
            recovery = str(change.get("recipient", ""))
        elif kind in ("add", "role", "signer"):
            _apply_to_device(devices, change)
    return Roster(
        version.inspection, version.number, version.sha256, devices, recovery, version.expires
    )


def _apply_to_device(devices: dict[str, Device], change: Mapping[str, Value]) -> None:
    identity = str(change.get("device", ""))
    kind = change.get("kind")
    since = change.get("since", 1)
    if not isinstance(since, int) or isinstance(since, bool) or since < 0:
        raise FieldkitError("roster.damaged")
    if kind == "add":
        if identity in devices:
            raise FieldkitError("roster.damaged")
        devices[identity] = Device(
            id=identity,
            person=str(change.get("person", "")),
            name=str(change.get("name", "")),
            label=str(change.get("label", "")),
            signing_key=str(change.get("signing_key", "")),
            sealing_key=str(change.get("sealing_key", "")),
            turns=(Turn(str(change.get("role", rights.NONE)), since),),
            signer=change.get("signer") is True,
            predecessor=str(change.get("predecessor", "")),
        )
        return
    found = devices.get(identity)
    if found is None:
        raise FieldkitError("roster.damaged")
    if kind == "signer":
        devices[identity] = replace(found, signer=change.get("signer") is True)
        return
    role = str(change.get("role", rights.NONE))
    unrevoked: tuple[Turn, ...] = ()
    if role == rights.NONE:
        unrevoked = found.unrevoked if found.role == rights.NONE else found.turns
        kept = tuple(turn for turn in unrevoked if turn.since <= since)
    else:
        kept = tuple(turn for turn in found.turns if turn.since < since)
        if len(kept) > 1 and kept[-1].role == role:
            kept = kept[:-1]
    devices[identity] = replace(
        found,
        turns=(*kept, Turn(role, since)),
        before=found.roles,
        unrevoked=unrevoked,
        signer=found.signer and role in rights.CENTRE_ROLES,
    )
