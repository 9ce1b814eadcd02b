"""The roster after its founding: signers, what is to be done about it, lost changes, sending it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.entry import Value
from fieldkit.steps import attempts, carry, enrol, quarantine
from fieldkit.steps.session import Session
from fieldkit.store.envelopes import lost_name


@dataclass(frozen=True)
class Advice:
    """Something about the roster that a lead should see to: a code and its facts."""

    code: str
    facts: Mapping[str, Fact]


def advice(session: Session) -> tuple[Advice, ...]:
    """What a lead should see to: a second signer, laptops that wait, changes that were lost."""
    found: list[Advice] = []
    if not session.is_centre:
        return ()
    signers = session.roster.signers
    if len(signers) == 1:
        found.append(Advice("roster.one_signer", {"name": session.roster.name_of(signers[0])}))
    waiting = [one for one in quarantine.asides(session) if one.waits]
    if waiting:
        found.append(Advice("roster.waiting", {"count": len(waiting)}))
    if lost(session):
        found.append(Advice("roster.lost", {"count": len(lost(session))}))
    return tuple(found)


def set_signer(session: Session, device: str, on: bool) -> None:
    """Let a lead's laptop sign roster versions, or no longer.

    Raises FieldkitError ``enrol.unknown_device``, ``roster.signer_role``, ``roster.last_signer``,
    ``roster.not_a_signer``.
    """
    found = session.roster.device(device)
    if found is None:
        raise FieldkitError("enrol.unknown_device", device=device[:8])
    enrol.demand_signer(session)
    if on and found.role not in rights.CENTRE_ROLES:
        raise FieldkitError("roster.signer_role", name=found.name, role=found.role)
    if not on and set(session.roster.signers) <= {device}:
        raise FieldkitError("roster.last_signer", name=found.name)
    enrol.change_roster(session, [rosters.set_signer(device, on)])


def lost(session: Session) -> tuple[Mapping[str, Value], ...]:
    """Changes that this laptop signed and that another version of the same number replaced.

    Those that the roster holds meanwhile, since somebody else made them too, are left out.
    """
    told = session.casebook.get_meta(lost_name(session.opened.id))
    changes = json.loads(told) if told else []
    return tuple(one for one in changes if isinstance(one, dict) and not _holds(session, one))


def _holds(session: Session, change: Mapping[str, Value]) -> bool:
    device = session.roster.device(str(change.get("device", "")))
    kind = change.get("kind")
    if kind == "add":
        return device is not None
    if kind == "recovery":
        return session.roster.recovery == change.get("recipient")
    if device is None:
        return True
    if kind == "signer":
        return device.signer == change.get("signer")
    turns = [(turn.role, turn.since) for turn in device.turns]
    return (change.get("role"), change.get("since")) in turns


def sign_again(session: Session) -> int:
    """Sign the lost changes once more, on top of the roster that rules. Returns how many.

    Raises FieldkitError ``roster.nothing_lost``, ``roster.not_a_signer``, ``roster.damaged``.
    """
    changes = lost(session)
    if not changes:
        raise FieldkitError("roster.nothing_lost")
    enrol.change_roster(session, changes)
    forget_lost(session)
    return len(changes)


def forget_lost(session: Session) -> None:
    """Let the lost changes go: they are not wanted any more."""
    session.casebook.put_meta({lost_name(session.opened.id): b"[]"})


def write_rosters(session: Session, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Write the roster for every other laptop that takes part. Returns (device, file).

    Raises FieldkitError ``packs.not_centre``.
    """
    attempts.centre_only(session, "packs", "packs.not_centre")
    made = []
    for device in session.roster.devices.values():
        if device.id != session.device_id and device.role != rights.NONE:
            path = carry.write(session, "roster", device.id, carry.Load(), folder)
            made.append((device.id, path))
    return tuple(made)


def adopt(session: Session, aside: quarantine.Aside) -> None:
    """Settle two rosters that exclude each other: the one in this file rules here from now on.

    For leads who agreed which of them rules. What it replaces of ours can be signed again.
    Raises FieldkitError as opening the file does, ``roster.no_branch``.
    """
    if aside.reason.code != "roster.branch_waits":
        raise FieldkitError("roster.no_branch", name=aside.name)
    done = quarantine.retry(session, [aside], adopt=True)
    if done and done[0].reason is not None:
        raise done[0].reason
