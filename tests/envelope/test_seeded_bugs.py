"""Every refusal of envelope and roster code that is struck out is missed by some test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.roster_chain import SignedVersion
from fieldkit.errors import FieldkitError
from fieldkit.inspection import entry
from tests.envelope import test_envelope, test_roster_chain
from tests.envelope.seeded_bugs import BUGS, Bug, sown
from tests.envelope.test_envelope import LEAD, opened, sealed, verified


def cases(test: Callable[..., None]) -> Iterator[Callable[[], None]]:
    """A test with each of its parameters, or as it is."""
    marks = [m for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"]
    if not marks:
        yield test
        return
    names, rows = marks[0].args
    many = not isinstance(names, str) or "," in names
    for row in rows:
        yield lambda row=row: test(*row) if many else test(row)


def newer_header() -> None:
    with pytest.raises(FieldkitError, match=r"envelope\.newer"):
        test_envelope.layout.read_header(entry.canonical({"v": 2}))


def wrong_body_hash() -> None:
    """Signed by its sender, and yet not what its header says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_envelope, "FIELDS", {**test_envelope.FIELDS})
        data = sealed()
    whole = opened(data).staging
    raw = bytearray(whole.at(0, whole.length))
    at = raw.index(b'{"stub":2}')
    raw[at : at + 10] = b'{"stub":3}'
    with pytest.raises(FieldkitError, match=r"envelope\.body_sha256"):
        verified(test_envelope.staged(bytes(raw)), LEAD, ("bundle",))
    longer = whole.at(0, whole.length) + bytes(8)
    with pytest.raises(FieldkitError, match=r"envelope\.lengths"):
        verified(test_envelope.staged(longer), LEAD, ("bundle",))


SMALL = (
    test_envelope.test_round_trip,
    test_envelope.test_what_is_not_ours_is_refused,
    test_envelope.test_kind_cannot_be_swapped,
    test_envelope.test_resigning_by_another_device_of_the_roster_is_refused,
    test_envelope.test_weak_keys_are_refused,
    *(getattr(test_roster_chain, name) for name in dir(test_roster_chain) if name[:5] == "test_"),
    newer_header,
    wrong_body_hash,
    test_envelope.test_every_flipped_byte_of_the_signed_part_is_refused,
)


def fails() -> bool:
    for test in SMALL:
        for case in cases(test):
            try:
                case()
            except (AssertionError, pytest.fail.Exception, Exception):  # noqa: BLE001
                return True
    return False


def test_nothing_fails_without_a_bug() -> None:
    for test in SMALL:
        for case in cases(test):
            case()
    assert DeviceKeys.make().public


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_caught(bug: Bug) -> None:
    with sown(bug):
        assert fails(), bug.name


def test_the_longer_branch_does_not_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong variant of another kind: length decides between two branches."""
    right = roster_chain.join

    def wrong(
        ours: Sequence[SignedVersion], carried: Sequence[SignedVersion], founder: str
    ) -> roster_chain.Joined:
        found = right(ours, carried, founder)
        longer = max(tuple(ours), tuple(carried), key=len)
        return roster_chain.Joined(longer, roster_chain.fold(longer, founder), found.lost)

    monkeypatch.setattr(roster_chain, "join", wrong)
    with pytest.raises(AssertionError):
        test_roster_chain.test_of_two_branches_the_first_signer_wins_on_every_side()
