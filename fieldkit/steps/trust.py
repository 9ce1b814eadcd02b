"""What a good signature vouches for: which kinds, whose entries, which form, which roster.

A bundle speaks for its sender's own chain and no other. A file from the centre is a selection of
many chains, for which the centre's signature stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from fieldkit.envelope import roster_chain
from fieldkit.envelope.open import Opened
from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file, rights
from fieldkit.inspection.entry import Entry, Stub
from fieldkit.inspection.roster import Roster

FORM_MEDIA_TYPE = "application/toml"
# An envelope as a lead keeps it, passed on to another lead from its magic on.
KEPT_MEDIA_TYPE = "application/x-fieldkit-envelope"
_AT_ONCE = 1000

_MAY_SEND = {
    "pack": rights.CENTRE_ROLES,
    "receipt": rights.CENTRE_ROLES,
    "roster": rights.CENTRE_ROLES,
    "returned": rights.CENTRE_ROLES | {rights.QUALITY_LEAD},
    "bundle": frozenset(rights.ROLES) - {rights.NONE},
}


# Entries of a small envelope are parsed once; a large one is read again, in bounded memory.
_KEPT = 10_000


def may_send(kind: str, roles: frozenset[str]) -> bool:
    """Whether any role the device ever had allows envelopes of this kind."""
    return bool(roles & _MAY_SEND[kind])


def entries_of(opened: Opened) -> Iterator[Entry]:
    """The entries an envelope carries, as they are written; a receipt carries none."""
    if opened.header.text("kind") == "receipt":
        return
    count = opened.header.number("frames") - 1
    if len(opened.read_before) == count:
        yield from opened.read_before
        return
    opened.read_before.clear()
    for frame in opened.frames():
        entry = Entry(Stub.parse(frame.stub), frame.body or None)
        if count <= _KEPT:
            opened.read_before.append(entry)
        yield entry


def check(
    opened: Opened, roster: Roster, ours: str, held: Callable[[Sequence[str]], set[str]]
) -> None:
    """Refuse what the sender's signature cannot vouch for, before anything is kept.

    `ours` is our device id; `held` tells which of some entry ids are held here already.
    Raises FieldkitError ``envelope.roster_differs``, ``envelope.revoked``,
    ``envelope.foreign_entry``, ``envelope.own_entry``, or what is wrong with an entry.
    """
    header = opened.header
    carried = roster_chain.from_bytes(opened.roster_chain)[-1].version
    told = (header.number("roster_version"), header.text("roster_sha256"))
    if told != (carried.number, carried.sha256):
        raise FieldkitError("envelope.roster_differs")
    sender, kind = roster.device(header.text("device")), header.text("kind")
    if sender is None:
        raise FieldkitError("envelope.signer_unknown", signer=header.text("device")[:8])
    if kind in ("pack", "receipt", "returned") and sender.role == rights.NONE:
        raise FieldkitError("envelope.revoked", person=sender.name)
    vouches = kind != "bundle" and bool(sender.roles & rights.CENTRE_ROLES)
    vouches = vouches and sender.role != rights.NONE
    own_chain = set(roster.lineage(sender.id))
    doubtful: list[Entry] = []
    for entry in entries_of(opened):
        _check_entry(entry, header.text("inspection"))
        device = entry.stub.device
        if device not in own_chain and (device == ours or not vouches):
            doubtful.append(entry)
        if len(doubtful) == _AT_ONCE:
            _check_held(doubtful, roster, ours if vouches else "", held)
            doubtful = []
    _check_held(doubtful, roster, ours if vouches else "", held)


def _check_entry(entry: Entry, inspection: str) -> None:
    entry.check()
    if entry.stub.inspection != inspection:
        raise FieldkitError("entry.other_inspection")
    _ = entry.key


def _check_held(
    entries: Sequence[Entry], roster: Roster, ours: str, held: Callable[[Sequence[str]], set[str]]
) -> None:
    there = held([one.id for one in entries]) if entries else set()
    for one in entries:
        if one.id not in there:
            mine = one.stub.device == ours
            raise FieldkitError(
                "envelope.own_entry" if mine else "envelope.foreign_entry",
                person=roster.name_of(one.stub.device),
                sequence=one.stub.sequence,
            )


def form_of(opened: Opened) -> bytes | None:
    """The form that a pack brings, whole and sound; no other kind may bring one.

    Raises FieldkitError ``envelope.form_differs`` or ``form.problems``.
    """
    if opened.header.text("kind") != "pack":
        return None
    for number, blob in enumerate(opened.blobs):
        if blob.media_type == FORM_MEDIA_TYPE:
            text = b"".join(opened.blob(number))
            digest = hashlib.sha256(text).hexdigest()
            if digest != opened.header.form.get("sha256"):
                raise FieldkitError("envelope.form_differs")
            form_file.parse(text, "form.toml", digest)
            return text
    return None
