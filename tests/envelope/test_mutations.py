"""Every bit of a small bundle, every length, and structured mutations by an insider who can sign.

1. One flipped bit of the sealed file, or of what is inside: refused, never an uncaught exception.
2. Every length cut, of both: refused.
3. Structured mutations of the inside, half of them signed again by a laptop of the roster, so that
   what comes after the signature is reached: refused with a code that has a sentence, or opened
   with exactly the stubs that were signed. A million of them with `--long`.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter

import pytest

from fieldkit.envelope import layout
from fieldkit.envelope.keys import signer_id
from fieldkit.envelope.open import Opened
from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical, parse_canonical
from fieldkit.wording import sentences
from tests.envelope.test_envelope import LAPTOP, LEAD, inner, opened, sealed, staged, verified

KINDS = ("bundle",)
NOT_FOUND_INSIDE = {"envelope.damaged", "envelope.not_for_us"}


def refusal(data: bytes, is_inner: bool) -> str:
    """The code with which these bytes are refused, or "" when they open."""
    try:
        if is_inner:
            verified(staged(data), LEAD, KINDS)
        else:
            opened(data)
    except FieldkitError as why:
        assert why.code in sentences(), why.code
        return why.code
    return ""


def small() -> bytes:
    """A bundle without documents."""
    return sealed(blobs=False)


def test_every_bit_of_the_sealed_file() -> None:
    """1."""
    data = small()
    changed = bytearray(data)
    for place in range(len(data)):
        for bit in range(8):
            changed[place] ^= 1 << bit
            assert refusal(bytes(changed), False) in NOT_FOUND_INSIDE, (place, bit)
            changed[place] ^= 1 << bit


def test_every_bit_inside() -> None:
    """1. With the reason that belongs to the place."""
    data = inner(small())
    chain_end = layout.FIXED + int.from_bytes(data[102:106], "big")
    header_end = chain_end + 4 + int.from_bytes(data[chain_end : chain_end + 4], "big")
    body_at = data.index(b'{"stub":1}') + len(b'{"stub":1}')
    body = range(body_at, body_at + len(b"body"))
    changed = bytearray(data)
    for place in range(len(data)):
        for bit in range(8):
            changed[place] ^= 1 << bit
            code = refusal(bytes(changed), True)
            changed[place] ^= 1 << bit
            if place in body:
                continue  # a body is bound by its stub, which whoever takes it in checks
            assert code, (place, bit)
            if 38 <= place < 102 or chain_end + 4 <= place < header_end:
                assert code == "envelope.signature", (place, bit, code)


def test_every_length() -> None:
    """2."""
    data, whole = small(), inner(small())
    for length in range(len(data)):
        assert refusal(data[:length], False) in NOT_FOUND_INSIDE, length
    for length in range(len(whole)):
        assert refusal(whole[:length], True), length
    assert refusal(data, False) == refusal(whole, True) == ""


class Insider:
    """Changes the inside of a bundle, and can sign as a laptop of the roster."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.data = inner(sealed())
        self.chain_end = layout.FIXED + int.from_bytes(self.data[102:106], "big")
        size = int.from_bytes(self.data[self.chain_end : self.chain_end + 4], "big")
        self.header_end = self.chain_end + 4 + size
        self.header = parse_canonical(self.data[self.chain_end + 4 : self.header_end])

    def next(self) -> bytes:
        """One mutation."""
        way = self.chance.choice((self.bits, self.cut, self.splice, self.length, self.values))
        return way()

    def bits(self) -> bytes:
        """Some bits flipped, at the beginning more often."""
        changed = bytearray(self.data)
        for _ in range(self.chance.choice((1, 1, 2, 8))):
            reach = self.chance.choice((128, self.header_end + 256, len(changed)))
            changed[self.chance.randrange(reach)] ^= 1 << self.chance.randrange(8)
        return bytes(changed)

    def cut(self) -> bytes:
        """Cut short, or something put behind."""
        place = self.chance.randrange(len(self.data))
        return self.data[:place] + self.chance.randbytes(self.chance.choice((0, 0, 3, 40)))

    def splice(self) -> bytes:
        """A stretch moved, doubled or left out."""
        a, b = sorted(self.chance.sample(range(len(self.data)), 2))
        b = min(b, a + 400)
        at = self.chance.randrange(len(self.data))
        return self.data[:at] + self.data[a:b] + self.data[at + self.chance.choice((0, b - a)) :]

    def length(self) -> bytes:
        """One of the length fields set to something huge, tiny or nearly right."""
        changed = bytearray(self.data)
        at = self.chance.choice((102, self.chain_end, self.header_end, self.header_end + 4))
        now = int.from_bytes(changed[at : at + 4], "big")
        value = self.chance.choice((0, 1, now - 1, now + 1, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 20))
        changed[at : at + 4] = max(0, value).to_bytes(4, "big")
        return bytes(changed)

    def values(self) -> bytes:
        """A header value of another kind or size, signed again as an enrolled laptop."""
        assert isinstance(self.header, dict)
        values: dict[str, Value] = dict(self.header)
        odd: list[Value] = [0, 1, 2**53 - 1, "", "x" * 70, [], {}, None, True, "centre", ["a"], -1]
        for _ in range(self.chance.choice((1, 1, 2))):
            name = self.chance.choice(sorted(values))
            if self.chance.random() < 0.1:
                del values[name]
            else:
                values[name] = self.chance.choice(odd)
        rest = bytearray(self.data[self.header_end :])
        if self.chance.random() < 0.5:
            rest[self.chance.randrange(min(400, len(rest)))] ^= 1 << self.chance.randrange(8)
        return self.signed(canonical(values), bytes(rest))

    def signed(self, header: bytes, rest: bytes) -> bytes:
        """A whole inside with this header, properly signed."""
        chain = self.data[layout.FIXED : self.chain_end]
        identity, kind = signer_id(LAPTOP.public), self.data[5:6]
        message = pae(layout.LABEL, kind, identity, hashlib.sha256(chain).digest(), header)
        fixed = self.data[:6] + identity + LAPTOP.sign(message) + len(chain).to_bytes(4, "big")
        return fixed + chain + len(header).to_bytes(4, "big") + header + rest


def try_many(count: int, seed: int) -> Counter[str]:
    """How often each refusal was heard ("" for what opened)."""
    insider = Insider(seed)
    heard: Counter[str] = Counter()
    for _ in range(count):
        data = insider.next()
        code = refusal(data, True)
        heard[code] += 1
        if not code:
            found = verified(staged(data), LEAD, KINDS)
            assert stubs_of(found) == found.header.text("body_sha256")
    return heard


def stubs_of(found: Opened) -> str:
    first = layout.blob_list(found.blobs)
    return layout.body_digest([first, *(frame.stub for frame in found.frames())])


def test_structured_mutations() -> None:
    """3. Nothing but refusals, and many different ones."""
    heard = try_many(6_000, 1)
    assert {"envelope.signature", "envelope.lengths", "envelope.not_canonical"} <= set(heard)
    assert len(heard) >= 12, heard


@pytest.mark.long
def test_a_million_structured_mutations() -> None:
    """3."""
    heard = try_many(1_000_000, 2)
    assert sum(heard.values()) == 1_000_000 and len(heard) >= 12
