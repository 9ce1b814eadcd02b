"""Roster chains: one chain rules, branches are settled by signer order, nothing rolls back."""

from __future__ import annotations

import pytest

from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection import roster as rosters

FOUNDER, DEPUTY, READER, STRANGER = (DeviceKeys.make() for _ in range(4))


def add(keys: DeviceKeys, role: str, signer: bool = False) -> dict[str, object]:
    return rosters.add_device(
        keys.id, keys.id[:4], "n", "l", keys.public.hex(), keys.recipient, role, signer=signer
    )


def version(
    signer: DeviceKeys, before: list[SignedVersion], *changes: dict[str, object]
) -> SignedVersion:
    previous = before[-1].version.sha256 if before else ""
    encoded = rosters.compose("i", len(before) + 1, previous, changes, "2025-01-01T00:00:00Z")  # type: ignore[arg-type]
    return roster_chain.sign(signer, encoded)


FIRST = [version(FOUNDER, [], add(FOUNDER, rights.LEAD, True), add(DEPUTY, rights.LEAD, True))]
SECOND = [*FIRST, version(DEPUTY, FIRST, add(READER, rights.INSPECTOR))]


def test_the_longer_chain_rules_and_a_shorter_one_is_accepted() -> None:
    assert roster_chain.join(FIRST, SECOND, FOUNDER.id).roster.number == 2
    assert roster_chain.join(SECOND, FIRST, FOUNDER.id).roster.number == 2
    assert roster_chain.join(SECOND, SECOND[1:], FOUNDER.id).roster.number == 2


def test_a_chain_that_does_not_reach_ours_is_refused() -> None:
    with pytest.raises(FieldkitError, match=r"roster\.broken_chain"):
        roster_chain.join([], SECOND[1:], FOUNDER.id)


def test_first_trust_is_the_founder_whose_words_were_compared() -> None:
    with pytest.raises(FieldkitError, match=r"roster\.founder"):
        roster_chain.join([], SECOND, DEPUTY.id)


@pytest.mark.parametrize("signer", [READER, STRANGER])
def test_only_a_named_signer_signs_the_next(signer: DeviceKeys) -> None:
    bad = [*SECOND, version(signer, SECOND, rosters.set_role(FOUNDER.id, "none", 1))]
    with pytest.raises(FieldkitError, match=r"roster\.signer"):
        roster_chain.join(SECOND, bad, FOUNDER.id)


def test_a_flipped_byte_is_refused_before_anything_is_read() -> None:
    data = roster_chain.to_bytes(SECOND)
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(FieldkitError):
            roster_chain.from_bytes(bytes(changed))


def test_of_two_branches_the_first_signer_wins_on_every_side() -> None:
    by_founder = [*FIRST, version(FOUNDER, FIRST, add(READER, rights.INSPECTOR))]
    by_deputy = [*FIRST, version(DEPUTY, FIRST, add(STRANGER, rights.INSPECTOR))]
    longer = [*by_deputy, version(DEPUTY, by_deputy, add(READER, rights.INSPECTOR))]
    for ours, carried in ((by_founder, longer), (longer, by_founder)):
        joined = roster_chain.join(ours, carried, FOUNDER.id)
        assert [one.encoded for one in joined.chain] == [one.encoded for one in by_founder]
    assert roster_chain.join(longer, by_founder, FOUNDER.id).lost == tuple(longer[1:])


def test_branches_that_exclude_each_other_wait_for_a_person() -> None:
    by_founder = [*FIRST, version(FOUNDER, FIRST, rosters.set_role(DEPUTY.id, "none", 1))]
    by_deputy = [*FIRST, version(DEPUTY, FIRST, add(READER, rights.INSPECTOR))]
    with pytest.raises(FieldkitError, match=r"roster\.branch_waits"):
        roster_chain.join(by_deputy, by_founder, FOUNDER.id)
