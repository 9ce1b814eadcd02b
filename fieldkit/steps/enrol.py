"""Enrolment: a new laptop's card, founding an inspection's roster, and adding devices to it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import (
    check_public_key,
    check_recipient,
    follows,
    signer_id,
    six_words,
    verify,
)
from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file, rights
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.entry import Value, canonical, sha256
from fieldkit.steps import quarantine
from fieldkit.steps.session import Session, stamp
from fieldkit.steps.words import words
from fieldkit.store import entries as entry_store
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import projection
from fieldkit.store import undo as undo_store
from fieldkit.store.envelopes import Known

_LABEL = b"fieldkit.card.v1"


@dataclass(frozen=True)
class Card:
    """What a new laptop shows of itself: who, and its two public keys.

    One restored from a backup also names the key of the device it follows, which signed its own.
    """

    person: str
    name: str
    label: str
    signing_key: str
    sealing_key: str
    predecessor_key: str = ""
    proof: str = ""

    def to_value(self) -> dict[str, Value]:
        """What its holder signs; a card that follows nobody says nothing of it."""
        late = ("predecessor_key", "proof")
        return {name: value for name, value in vars(self).items() if value or name not in late}

    @property
    def predecessor(self) -> str:
        """The device id that it follows, or ""."""
        return signer_id(bytes.fromhex(self.predecessor_key)).hex() if self.predecessor_key else ""

    @property
    def device(self) -> str:
        """The device id."""
        return signer_id(bytes.fromhex(self.signing_key)).hex()

    @property
    def words(self) -> str:
        """The six words that the laptop shows and the lead compares."""
        return six_words(bytes.fromhex(self.signing_key), words())


def make_card(session: Session) -> bytes:
    """This laptop's enrolment card, signed with its own key."""
    after = session.casebook.succession
    card = Card(
        person=session.owner.person,
        name=session.owner.name,
        label=session.owner.label,
        signing_key=session.keys.public.hex(),
        sealing_key=session.keys.recipient,
        predecessor_key=after.predecessor.hex() if after else "",
        proof=after.proof.hex() if after else "",
    ).to_value()
    signature = session.keys.sign(pae(_LABEL, canonical(card)))
    return canonical({**card, "signature": signature.hex()})


def own_words(session: Session) -> str:
    """The six words of this device's key."""
    return six_words(session.keys.public, words())


def read_card(data: bytes) -> Card:
    """Read a card and check that its holder has the key it shows.

    Raises FieldkitError ``enrol.card_damaged``, ``key.weak``, ``key.recipient``.
    """
    try:
        value = json.loads(data.decode("utf-8"))
        names = ("person", "name", "label", "signing_key", "sealing_key")
        more = {name: str(value.get(name, "")) for name in ("predecessor_key", "proof")}
        card = Card(**{name: str(value[name]) for name in names}, **more)
        public, signature = bytes.fromhex(card.signing_key), bytes.fromhex(value["signature"])
        _ = (bytes.fromhex(card.predecessor_key), bytes.fromhex(card.proof))
    except (ValueError, KeyError, TypeError) as why:
        raise FieldkitError("enrol.card_damaged") from why
    check_public_key(public)
    check_recipient(card.sealing_key)
    if not verify(public, signature, pae(_LABEL, canonical(card.to_value()))):
        raise FieldkitError("enrol.card_damaged")
    if card.predecessor_key and not follows(
        bytes.fromhex(card.predecessor_key), bytes.fromhex(card.proof), public
    ):
        raise FieldkitError("enrol.card_damaged")
    return card


def found(session: Session, form_text: bytes, recovery: str = "") -> str:
    """Found a new inspection's roster with this device as its lead and first signer.

    Returns the inspection's id, which is then the one the session works on.
    """
    form_file.parse(form_text, "form.toml")
    inspection = secrets.token_hex(16)
    card = read_card(make_card(session))
    changes = [_add(card, rights.LEAD, signer=True)]
    if recovery:
        check_recipient(recovery)
        changes.append(rosters.set_recovery(recovery))
    encoded = rosters.compose(inspection, 1, "", changes, stamp(session.clock))
    first = roster_chain.sign(session.keys, encoded)
    known = Known(inspection, session.device_id, form_text, sha256(form_text))

    def work(connection: Connection) -> None:
        envelope_store.keep_inspection(connection, known)
        envelope_store.keep_chain(connection, inspection, [first])

    session.casebook.recorder.run(work)
    session.choose(inspection)
    session.keep_recovery()
    return inspection


def _add(card: Card, role: str, signer: bool) -> dict[str, Value]:
    return rosters.add_device(
        device=card.device,
        person=card.person,
        name=card.name,
        label=card.label,
        signing_key=card.signing_key,
        sealing_key=card.sealing_key,
        role=role,
        signer=signer,
        predecessor=card.predecessor,
    )


def demand_signer(session: Session) -> None:
    """Raise FieldkitError ``roster.not_a_signer`` unless we may sign the roster, and log it."""
    if session.device_id not in session.opened.roster.signers:
        why = FieldkitError("roster.not_a_signer")
        session.note_attempt("roster", why)
        raise why


def change_roster(
    session: Session, changes: Sequence[Mapping[str, Value]]
) -> tuple[quarantine.Retried, ...]:
    """Sign the next roster version with these changes and judge again what it touches.

    Files that waited for it (from a new laptop) are then taken in: returned with what came of them.

    Raises FieldkitError ``roster.not_a_signer`` or ``roster.damaged``.
    """
    demand_signer(session)
    opened = session.opened
    encoded = rosters.compose(
        opened.id, opened.roster.number + 1, opened.roster.sha256, changes, stamp(session.clock)
    )
    after = roster_chain.sign(session.keys, encoded)
    roster = roster_chain.extend(opened.roster, after)
    devices = tuple({str(change["device"]) for change in changes if "device" in change})

    def work(connection: Connection) -> None:
        envelope_store.keep_chain(connection, opened.id, [*opened.chain, after])
        judged = entry_store.judging(connection, opened.id, roster)
        touched = entry_store.rejudge(connection, opened.id, judged, devices)
        projection.project(connection, opened.id, touched)
        undo_store.refresh(connection, opened.id)

    session.casebook.recorder.run(work)
    session.changed()
    session.keep_recovery()
    return quarantine.retry_waiting(session)


def name_recovery(session: Session, recipient: str) -> None:
    """Name the team's recovery recipient in the roster, "" for none.

    Raises FieldkitError ``key.recipient`` or ``roster.not_a_signer``.
    """
    if recipient:
        check_recipient(recipient)
    change_roster(session, [rosters.set_recovery(recipient)])


def add(session: Session, card: Card, role: str, spoken: str, signer: bool = False) -> None:
    """Add a laptop to the roster once its six words were compared.

    Raises FieldkitError ``enrol.words_differ``, ``enrol.role``, ``roster.signer_role``,
    ``enrol.already``.
    """
    if " ".join(spoken.lower().split()) != card.words:
        raise FieldkitError("enrol.words_differ", name=card.name)
    if role not in rights.ROLES or role == rights.NONE:
        raise FieldkitError("enrol.role", role=role, accepted=", ".join(rights.ROLES[:-1]))
    if signer and role not in rights.CENTRE_ROLES:
        raise FieldkitError("roster.signer_role", name=card.name, role=role)
    if session.roster.device(card.device) is not None:
        raise FieldkitError("enrol.already", name=card.name)
    before = session.roster.device(card.predecessor) if card.predecessor else None
    if card.predecessor and (before is None or before.person != card.person):
        raise FieldkitError("enrol.predecessor", name=card.name)
    change_roster(session, [_add(card, role, signer)])


def set_role(session: Session, device: str, role: str, since: int | None = None) -> None:
    """Give a device a role from a place in its chain on; *none* revokes it from there.

    Without `since` it is the place after the last entry held of that device. Raises FieldkitError
    ``enrol.unknown_device``, ``enrol.role``, ``roster.last_signer``, ``roster.not_a_signer``.
    """
    if session.roster.device(device) is None:
        raise FieldkitError("enrol.unknown_device", device=device[:8])
    if role not in rights.ROLES:
        raise FieldkitError("enrol.role", role=role, accepted=", ".join(rights.ROLES))
    demand_signer(session)
    if role not in rights.CENTRE_ROLES and session.roster.signers == (device,):
        raise FieldkitError("roster.last_signer", name=session.roster.name_of(device))
    if since is None:
        with session.casebook.read() as connection:
            since = entry_store.head(connection, session.opened.id, device).sequence + 1
    change_roster(session, [rosters.set_role(device, role, since)])
