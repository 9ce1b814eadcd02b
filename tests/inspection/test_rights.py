"""Rights: the one table, judged by chain position."""

from __future__ import annotations

import pytest

from fieldkit.inspection import rights
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.rights import allowed, judge


@pytest.mark.parametrize("role", rights.ROLES)
@pytest.mark.parametrize("kind", sorted(rights.KINDS))
@pytest.mark.parametrize("own", [True, False])
def test_table(role: str, kind: str, own: bool) -> None:
    """An independent statement of who may do what."""
    leads = role in ("lead inspector", "central team")
    readers = leads or role in (
        "inspector",
        "assistant inspector",
        "local assessor",
        "quality lead",
    )
    if role == "none":
        expected = False
    elif kind in ("alert", "access", "disposal"):
        expected = True
    elif kind in ("note_private", "flag", "bookmark"):
        expected = own and readers
    elif kind in ("thread", "state"):
        expected = (own and readers) or leads or role == "quality lead"
    elif kind in rights.READING_KINDS:
        expected = (own and readers) or leads
    elif kind in ("moderation", "minute"):
        expected = leads or role == "moderator"
    elif kind in ("return", "approval"):
        expected = leads or role == "quality lead"
    else:
        expected = leads
    assert allowed(role, kind, own) is expected


def test_verdicts_wait_for_what_is_not_known_yet() -> None:
    assert judge(None, "answer", True).reason == "unknown_device"
    assert judge("inspector", "answer", None).reason == "unknown_reading"
    assert judge("none", "answer", True) == rights.Verdict("refused", "revoked")
    assert judge("inspector", "answer", False).reason == "not_allowed"
    assert judge("lead inspector", "answer", None).status == "accepted"


def test_role_holds_from_a_place_in_the_chain_on() -> None:
    first = rosters.add_device("d", "p", "P", "l", "", "", "inspector", signer=True)
    one = rosters.read(rosters.compose("i", 1, "", [first], "2025-01-01T00:00:00Z"))
    revoke = rosters.set_role("d", "none", 5)
    two = rosters.read(rosters.compose("i", 2, one.sha256, [revoke], "2025-01-02T00:00:00Z"))
    moved = rosters.set_role("d", "none", 9)
    three = rosters.read(rosters.compose("i", 3, two.sha256, [moved], "2025-01-03T00:00:00Z"))
    after = rosters.fold([one, two])
    assert [after.role_at("d", n) for n in (1, 4, 5, 100)] == ["inspector"] * 2 + ["none"] * 2
    assert after.signers == ()
    later = rosters.fold([one, two, three])
    assert [later.role_at("d", n) for n in (8, 9)] == ["inspector", "none"]
    assert later.role_at("other", 1) is None
