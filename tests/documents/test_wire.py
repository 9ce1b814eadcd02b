"""The wire and the display values: what a captured worker process sends is never believed."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.documents import wire
from fieldkit.documents.display import Flow, Opened, PageText, Sheets
from fieldkit.documents.display_json import from_json, to_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(header=st.dictionaries(st.text(), JSON, max_size=4), content=st.binary(max_size=200))
def test_what_is_sent_arrives(header: dict[str, object], content: bytes) -> None:
    pipe = io.BytesIO()
    wire.send(pipe, header, content)
    pipe.seek(0)
    assert wire.receive(pipe) == (header, content)


@given(st.binary(max_size=200))
def test_anything_else_is_broken_or_a_message(data: bytes) -> None:
    try:
        header, _ = wire.receive(io.BytesIO(data))
    except wire.WireBroken:
        return
    assert isinstance(header, dict)


def test_huge_lengths_are_refused_before_reading() -> None:
    for lengths in ((0xFFFFFFFF, 0), (2, 1 << 60)):
        with pytest.raises(wire.WireBroken):
            wire.receive(io.BytesIO(struct.pack("<IQ", *lengths) + b"{}"))


@given(JSON)
def test_display_values_take_only_their_own_shape(value: object) -> None:
    for kind in (Opened, PageText, Flow, Sheets):
        try:
            made = from_json(kind, value)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            continue
        assert to_json(made) is not None


@given(code=st.text(), facts=JSON)
def test_a_refusal_has_a_code_of_this_room_and_our_name(code: str, facts: object) -> None:
    told = wire.refusal({"refused": code, "facts": facts}, "a.pdf")
    assert told.code.startswith("document.")
    assert told.facts["name"] == "a.pdf"


def test_lone_surrogates_become_replacement_characters() -> None:
    """What a store or an entry cannot hold never leaves this room; offsets stay."""
    stream = io.BytesIO()
    wire.send(stream, {"value": "a\udc80b\ud800", "literal": "\\ud800"})
    stream.seek(0)
    header, _ = wire.receive(stream)
    assert header == {"value": "a\ufffdb\ufffd", "literal": "\\ud800"}
    forged = b'{"value":"\\ud800"}'
    stream = io.BytesIO(struct.pack("<IQ", len(forged), 0) + forged)
    with pytest.raises(wire.WireBroken):
        wire.receive(stream)
