"""Entries: one spelling, ids that bind, bodies that cannot be swapped.

RFC 8785 vectors are from the RFC's own appendix (numbers beyond integers are refused here by type).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Body, Entry, Head, Stub, append, canonical, parse_canonical

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_json_round_trips(value: object) -> None:
    assert parse_canonical(canonical(value)) == value  # type: ignore[arg-type]


def test_rfc_8785_orders_by_utf16_units() -> None:
    """RFC 8785, section 3.2.3."""
    given_order = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    expected = ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]
    text = canonical(given_order).decode()
    places = [text.index(canonical(name).decode()) for name in expected]
    assert places == sorted(places)


@pytest.mark.parametrize("data", [b"{ }", b'{"b":1,"a":2}', b"01", b"\xff", b"", b'"\\u0041"'])
def test_any_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(FieldkitError, match=r"entry\.not_canonical"):
        parse_canonical(data)


def test_a_body_is_bound_by_its_stub() -> None:
    body = Body("p", "s", "r", "answer/P 2.1.1", "yes", (), "2025-01-01T00:00:00Z")
    entry = append("i", "d", Head(), body, bytes(16))
    entry.check()
    other = Entry(entry.stub, body.to_bytes(b"x" * 16))
    with pytest.raises(FieldkitError, match=r"entry\.body_mismatch"):
        other.check()
    assert Stub.parse(entry.stub.encoded) == entry.stub
    assert Body.parse(entry.raw or b"") == body


@given(st.binary(max_size=200))
def test_hostile_stubs_and_bodies_are_refused_by_code(data: bytes) -> None:
    for read in (Stub.parse, Body.parse):
        with pytest.raises(FieldkitError):
            read(data)


hexes = st.text("0123456789abcdef", min_size=1, max_size=64)


@given(hexes | texts, hexes | texts, st.integers(1, 2**53 - 1), hexes, hexes, st.data())
def test_the_usual_stub_is_read_as_any_other(
    inspection: str, device: str, sequence: int, previous: str, body: str, data: st.DataObject
) -> None:
    stub = Stub(inspection, device, sequence, previous, body)
    assert Stub.parse(stub.encoded) == Stub._parse_any(stub.encoded) == stub
    place = data.draw(st.integers(0, len(stub.encoded) - 1))
    other = data.draw(st.integers(0, 255))
    changed = stub.encoded[:place] + bytes([other]) + stub.encoded[place + 1 :]

    def told(read: Callable[[bytes], Stub]) -> object:
        try:
            return read(changed)
        except FieldkitError as why:
            return why.code

    assert told(Stub.parse) == told(Stub._parse_any)
