"""The signed chain of roster versions: written, verified before it is read, and joined with ours.

Each version in bytes: u32be length, Ed25519 public key (32), signature (64) over
PAE("fieldkit.roster.v1", public key, bytes), then the bytes (RFC 8785 JSON).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.envelope.keys import DeviceKeys, signer_id, verify
from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.roster import Roster, Version

LABEL = b"fieldkit.roster.v1"
LARGEST = 1 << 20


@dataclass(frozen=True)
class SignedVersion:
    """A roster version with the key and signature that vouch for it."""

    public: bytes
    signature: bytes
    encoded: bytes

    @property
    def version(self) -> Version:
        """The version read; only called once the signature was checked."""
        return rosters.read(self.encoded)

    def to_bytes(self) -> bytes:
        """The version as it travels."""
        return len(self.encoded).to_bytes(4, "big") + self.public + self.signature + self.encoded


def sign(keys: DeviceKeys, encoded: bytes) -> SignedVersion:
    """Sign the bytes of a version."""
    return SignedVersion(keys.public, keys.sign(pae(LABEL, keys.public, encoded)), encoded)


def to_bytes(chain: Sequence[SignedVersion]) -> bytes:
    """A chain as it travels, oldest first."""
    return b"".join(one.to_bytes() for one in chain)


def from_bytes(data: bytes) -> tuple[SignedVersion, ...]:
    """Cut a chain into versions and check every signature; nothing is parsed before that.

    Raises FieldkitError ``roster.damaged`` or ``roster.signature``.
    """
    found: list[SignedVersion] = []
    place = 0
    if len(data) > LARGEST:
        raise FieldkitError("roster.damaged")
    while place < len(data):
        if place + 100 > len(data):
            raise FieldkitError("roster.damaged")
        length = int.from_bytes(data[place : place + 4], "big")
        start = place + 100
        if start + length > len(data):
            raise FieldkitError("roster.damaged")
        one = SignedVersion(
            data[place + 4 : place + 36], data[place + 36 : start], data[start : start + length]
        )
        if not verify(one.public, one.signature, pae(LABEL, one.public, one.encoded)):
            raise FieldkitError("roster.signature")
        found.append(one)
        place = start + length
    return tuple(found)


@dataclass(frozen=True)
class Joined:
    """One chain out of two, its roster, and versions of ours that lost against the carried one."""

    chain: tuple[SignedVersion, ...]
    roster: Roster
    lost: tuple[SignedVersion, ...] = ()


def found(first: SignedVersion, founder: str) -> Roster:
    """The roster of version 1, signed by the founder (device id in hex) whose words were compared.

    Raises FieldkitError ``roster.founder``.
    """
    if signer_id(first.public).hex() != founder:
        raise FieldkitError("roster.founder")
    return rosters.fold([first.version])


def extend(roster: Roster, one: SignedVersion) -> Roster:
    """`roster` with one more signed version; its signer must be named by the version before.

    Raises FieldkitError ``roster.signer`` or ``roster.broken_chain``.
    """
    if signer_id(one.public).hex() not in roster.signers:
        raise FieldkitError("roster.signer")
    return rosters.apply(roster, one.version)


def fold(chain: Sequence[SignedVersion], founder: str) -> Roster:
    """The roster of a whole chain from version 1."""
    if not chain:
        raise FieldkitError("roster.empty")
    roster = found(chain[0], founder)
    for one in chain[1:]:
        roster = extend(roster, one)
    return roster


def join(
    ours: Sequence[SignedVersion],
    carried: Sequence[SignedVersion],
    founder: str,
    adopt: bool = False,
) -> Joined:
    """Join a carried chain with ours: they must be one chain, and the longer one rules.

    Two versions of one number: that of the signer who stands first in the version before wins; a
    branch whose signer the other revokes waits for a human, who may `adopt` the carried one.
    Raises FieldkitError ``roster.broken_chain``, ``roster.signer``, ``roster.founder``,
    ``roster.branch_waits``.
    """
    if not carried:
        raise FieldkitError("roster.empty")
    first = carried[0].version.number
    if first > len(ours) + 1 or first < 1:
        raise FieldkitError("roster.broken_chain", number=first)
    whole = [*ours[: first - 1], *carried]
    shared = 0
    while shared < min(len(ours), len(whole)) and ours[shared].encoded == whole[shared].encoded:
        shared += 1
    theirs = fold(whole, founder)
    if shared == len(ours):
        return Joined(tuple(whole), theirs)
    mine = fold(ours, founder)
    if shared == len(whole):
        return Joined(tuple(ours), mine)
    if shared == 0:
        raise FieldkitError("roster.broken_chain", number=1)
    base = fold(ours[:shared], founder)
    a, b = (signer_id(chain[shared].public).hex() for chain in (ours, whole))
    excluded = False
    for roster, signer in ((theirs, a), (mine, b)):
        device = roster.device(signer)
        if device is None or device.role == "none":
            excluded = True
    if excluded and not adopt:
        raise FieldkitError("roster.branch_waits", number=shared + 1)
    if excluded:
        return Joined(tuple(whole), theirs, tuple(ours[shared:]))
    order = list(base.signers)
    ours_first = (order.index(a), ours[shared].encoded) <= (order.index(b), whole[shared].encoded)
    if ours_first:
        return Joined(tuple(ours), mine)
    return Joined(tuple(whole), theirs, tuple(ours[shared:]))
