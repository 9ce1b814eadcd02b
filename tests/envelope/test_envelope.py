"""Envelopes: what is sealed opens unchanged; anything else is refused with the right reason.

1. Round trip of frames, blobs and header.      2. Every byte flipped, every length cut: refused.
3. Kind swaps, other recipients, unknown signers, re-signing: refused.
4. PAE never gives the same bytes for two lists. 5. Weak keys are refused at enrolment.
6. What cannot be read as an envelope never raises anything but a FieldkitError.
"""

from __future__ import annotations

import hashlib
import io

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.envelope import keys as key_room
from fieldkit.envelope import layout, roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.layout import BlobInfo, Frame
from fieldkit.envelope.open import Expected, Opened, open_verified, unseal
from fieldkit.envelope.pae import pae
from fieldkit.envelope.seal import Content, seal
from fieldkit.envelope.staging import CHUNK, Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection import roster as rosters

LEAD, LAPTOP, OTHER = DeviceKeys.make(), DeviceKeys.make(), DeviceKeys.make()
BLOB = b"a document " * 1000


def added(keys: DeviceKeys, person: str, role: str, signer: bool = False) -> dict[str, object]:
    return rosters.add_device(
        keys.id, person, person, "l", keys.public.hex(), keys.recipient, role, signer=signer
    )


CHAIN = [
    roster_chain.sign(
        LEAD,
        rosters.compose(
            "i" * 32,
            1,
            "",
            [added(LEAD, "lead", rights.LEAD, True), added(LAPTOP, "reader", rights.INSPECTOR)],
            "2025-01-01T00:00:00Z",
        ),
    )
]
FIELDS = {
    "inspection": "i" * 32,
    "person": "reader",
    "address": "centre",
    "envelope_id": "e",
    "sequence": 1,
    "previous_sha256": "0" * 64,
    "first": 1,
    "last": 2,
    "chain_head": "h",
    "roster_version": 1,
    "roster_sha256": "r",
    "form": {"id": "pdu-2023", "version": "1", "sha256": "f"},
    "app_version": "0",
    "made_at": "2025-01-01T00:00:00Z",
}


def sealed(
    sender: DeviceKeys = LAPTOP,
    to: DeviceKeys = LEAD,
    kind: str = "bundle",
    blobs: bool = True,
    **fields: object,
) -> bytes:
    out = io.BytesIO()
    frames = [Frame(b'{"stub":1}', b"body"), Frame(b'{"stub":2}')]
    blob = BlobInfo(hashlib.sha256(BLOB).hexdigest(), len(BLOB), "text/plain")
    carried = [blob] if blobs else []
    content = Content(lambda: frames, carried, lambda sha: [BLOB[:100], BLOB[100:]])
    values = {**FIELDS, **fields}
    chain = roster_chain.to_bytes(CHAIN)
    seal(out, kind, values, content, sender, chain, [to.recipient])  # type: ignore[arg-type]
    return out.getvalue()


def opened(data: bytes, keys: DeviceKeys = LEAD, kinds: tuple[str, ...] = ("bundle",)) -> Opened:
    staging = Staging(io.BytesIO(), 1 << 30)
    unseal(io.BytesIO(data), [keys.sealing], staging)
    return verified(staging, keys, kinds)


def verified(staging: Staging, keys: DeviceKeys, kinds: tuple[str, ...]) -> Opened:
    expected = Expected(
        kinds=kinds,
        inspection="i" * 32,
        devices=frozenset({keys.id}),
        is_centre=lambda roster: keys.id == LEAD.id,
        join=lambda data: roster_chain.join(CHAIN, roster_chain.from_bytes(data), LEAD.id).roster,
        allows=lambda kind, roles: bool(roles - {rights.NONE}),
    )
    return open_verified(staging, expected)[0]


def inner(data: bytes, keys: DeviceKeys = LEAD) -> bytes:
    return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(keys.sealing)]))


def staged(data: bytes) -> Staging:
    staging = Staging(io.BytesIO(), 1 << 30)
    staging.write(data)
    return staging


def test_round_trip() -> None:
    """1."""
    found = opened(sealed())
    assert [(one.stub, one.body) for one in found.frames()] == [
        (b'{"stub":1}', b"body"),
        (b'{"stub":2}', b""),
    ]
    assert b"".join(found.blob(0)) == BLOB
    assert found.header.text("device") == LAPTOP.id
    assert layout.bucket(found.staging.length - 40) >= found.staging.length - 40


def test_every_flipped_byte_of_the_sealed_file_is_refused() -> None:
    """2. The age layer refuses every change to the file itself."""
    data = sealed()
    for place in range(0, len(data), max(1, len(data) // 400)):
        for bit in (0, 7):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            with pytest.raises(FieldkitError):
                opened(bytes(changed))


def test_every_flipped_byte_of_the_signed_part_is_refused() -> None:
    """2. The signature and hashes refuse every change even by somebody who can seal."""
    whole = inner(sealed())
    head = opened(sealed()).body_at
    places = [*range(head), *range(head, len(whole), 97), len(whole) - 1]
    reasons = set()
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1
        try:
            found = verified(staged(bytes(changed)), LEAD, ("bundle",))
        except FieldkitError as why:
            reasons.add(why.code)
        else:
            # An entry's body is bound by its stub, so that it can be shredded: `Entry.check`.
            assert [one.stub for one in found.frames()] == [b'{"stub":1}', b'{"stub":2}'], place
            assert found.body_at <= place < found.body_at + found.header.number("body_length")
    assert {"envelope.magic", "envelope.newer", "envelope.kind"} <= reasons
    assert {"envelope.signature", "roster.signature", "envelope.blob_sha256"} <= reasons


def test_every_length_cut_is_refused() -> None:
    """2."""
    data, whole = sealed(), inner(sealed())
    for length in range(0, len(data), max(1, len(data) // 150)):
        with pytest.raises(FieldkitError):
            opened(data[:length])
    for length in range(0, len(whole), max(1, len(whole) // 150)):
        with pytest.raises(FieldkitError):
            verified(staged(whole[:length]), LEAD, ("bundle",))


@pytest.mark.parametrize(
    ("data", "keys", "kinds", "code"),
    [
        (sealed(), OTHER, ("bundle",), "envelope.not_for_us"),
        (sealed(), LEAD, ("pack", "receipt"), "envelope.kind"),
        (sealed(sender=OTHER), LEAD, ("bundle",), "envelope.signer_unknown"),
        (sealed(to=LAPTOP), LAPTOP, ("bundle",), "envelope.other_recipient"),
        (sealed(address="f" * 64), LEAD, ("bundle",), "envelope.other_recipient"),
        (sealed(inspection="j" * 32), LEAD, ("bundle",), "envelope.other_inspection"),
        (b"", LEAD, ("bundle",), "envelope.damaged"),
        (b"age-encryption.org/v1\nnothing", LEAD, ("bundle",), "envelope.damaged"),
    ],
)
def test_what_is_not_ours_is_refused(
    data: bytes, keys: DeviceKeys, kinds: tuple[str, ...], code: str
) -> None:
    """3."""
    with pytest.raises(FieldkitError) as why:
        opened(data, keys, kinds)
    assert why.value.code == code


def test_kind_cannot_be_swapped() -> None:
    """3."""
    whole = bytearray(inner(sealed()))
    for number, name in layout.KIND_NAMES.items():
        if name != "bundle":
            whole[5] = number
            with pytest.raises(FieldkitError, match=r"envelope\.signature"):
                verified(staged(bytes(whole)), LEAD, tuple(layout.KINDS))


def test_resigning_by_another_device_of_the_roster_is_refused() -> None:
    """3. LEAD signs LAPTOP's header again under its own id: the header still names LAPTOP."""
    found = opened(sealed())
    chain = hashlib.sha256(found.roster_chain).digest()
    message = pae(
        layout.LABEL,
        b"\x02",
        key_room.signer_id(LEAD.public),
        chain,
        found.header.encoded,
    )
    whole = bytearray(inner(sealed()))
    whole = bytearray(found.staging.at(0, found.staging.length))
    whole[6:38], whole[38:102] = key_room.signer_id(LEAD.public), LEAD.sign(message)
    with pytest.raises(FieldkitError, match=r"envelope\.not_canonical"):
        verified(staged(bytes(whole)), LEAD, ("bundle",))


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_pae_tells_lists_apart(one: list[bytes], other: list[bytes]) -> None:
    """4."""
    assert (pae(*one) == pae(*other)) == (one == other)


def test_pae_vector() -> None:
    """4."""
    assert pae(b"a", b"") == b"FKPAE1" + b"\0" * 7 + b"\x01a" + b"\0" * 8


@pytest.mark.parametrize(
    "public",
    [
        bytes(32),
        b"\x01" + bytes(31),
        b"\xec" + b"\xff" * 30 + b"\x7f",
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        b"\xff" * 32,
        b"short",
    ],
)
def test_weak_keys_are_refused(public: bytes) -> None:
    """5. The small-order points and non-canonical spellings."""
    with pytest.raises(FieldkitError, match=r"key\.weak"):
        key_room.check_public_key(public)


def test_ordinary_keys_are_taken() -> None:
    """5."""
    for _ in range(5):
        key_room.check_public_key(DeviceKeys.make().public)


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_hostile_inner_bytes_never_raise_anything_else(data: bytes) -> None:
    """6."""
    with pytest.raises(FieldkitError):
        verified(staged(layout.MAGIC + b"\x01\x02" + data), LEAD, ("bundle",))


@given(st.lists(st.binary(max_size=3 * CHUNK // 2), max_size=4), st.data())
@settings(max_examples=15, deadline=None)
def test_staging_reads_what_was_written_and_stores_it_sealed(
    parts: list[bytes], data: st.DataObject
) -> None:
    file = io.BytesIO()
    staging = Staging(file, 1 << 30)
    marker = b"canary" * 200_000
    for part in (*parts, marker):
        staging.write(part)
    whole = b"".join(parts) + marker
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, len(whole) - start))
    assert staging.at(start, length) == whole[start : start + length]
    assert b"canarycanary" not in file.getvalue()
    with pytest.raises(FieldkitError, match=r"envelope\.cut_short"):
        staging.at(start, len(whole) - start + 1)


def test_a_disk_or_document_that_fails_is_told_as_such() -> None:
    """6. Age would tell both in words of its own, and hide a full disk."""

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    def damaged(sha: str) -> list[bytes]:
        raise FieldkitError("store.damaged", what="a document")

    blob = BlobInfo(hashlib.sha256(BLOB).hexdigest(), len(BLOB), "text/plain")
    chain = roster_chain.to_bytes(CHAIN)
    for out, read, expected in (
        (Full(), lambda sha: [BLOB], OSError),
        (io.BytesIO(), damaged, FieldkitError),
    ):
        content = Content(list, [blob], read)
        with pytest.raises(expected):
            seal(out, "bundle", FIELDS, content, LAPTOP, chain, [LEAD.recipient])  # type: ignore[arg-type]
