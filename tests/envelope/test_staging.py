"""The scratch area of unsealed bytes: gives back what was written, and shows the disk nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.envelope.staging import CHUNK, Staging
from fieldkit.errors import FieldkitError

LONGEST = 3 * CHUNK
TEXT = (b"The practitioner asked about safety at home. " * (LONGEST // 40))[:LONGEST]


def written(parts: list[int]) -> tuple[Staging, io.BytesIO, bytes]:
    """A staging filled in pieces of these lengths, its file, and what was written."""
    file = io.BytesIO()
    staging = Staging(file, LONGEST)
    at = 0
    for length in parts:
        staging.write(TEXT[at : at + length])
        at = min(at + length, LONGEST)
    return staging, file, TEXT[:at]


near = st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1]) | st.integers(0, CHUNK)


@given(
    st.lists(near, max_size=3).filter(lambda parts: sum(parts) <= LONGEST),
    st.lists(st.tuples(st.integers(0, LONGEST), near), max_size=4),
)
def test_what_was_written_is_read_from_anywhere(
    parts: list[int], reads: list[tuple[int, int]]
) -> None:
    staging, _, whole = written(parts)
    assert staging.length == len(whole)
    for offset, length in reads:
        if offset + length > len(whole):
            for read in (staging.at, lambda o, n: b"".join(staging.stream(o, n))):
                if length:
                    with pytest.raises(FieldkitError, match=r"envelope\.cut_short"):
                        read(offset, length)
            continue
        expected = whole[offset : offset + length]
        assert staging.at(offset, length) == expected
        pieces = list(staging.stream(offset, length))
        assert b"".join(pieces) == expected and all(len(one) <= CHUNK for one in pieces)


def test_written_on_after_a_read() -> None:
    staging, _, whole = written([10])
    assert staging.at(0, 10) == whole
    staging.write(TEXT[10 : CHUNK + 7])
    assert staging.at(0, CHUNK + 7) == TEXT[: CHUNK + 7]


def test_the_file_shows_nothing_of_it() -> None:
    _, file, _ = written([CHUNK, CHUNK, 5])
    assert len(file.getvalue()) > 2 * CHUNK and b"practitioner" not in file.getvalue()


def test_too_much_is_refused() -> None:
    staging, _, _ = written([LONGEST])
    with pytest.raises(FieldkitError, match=r"envelope\.too_large") as caught:
        staging.write(b"x")
    assert staging.trouble is caught.value


class Full(io.BytesIO):
    """A disk on which nothing more fits."""

    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


def test_why_writing_failed_is_kept() -> None:
    staging = Staging(Full(), LONGEST)
    with pytest.raises(OSError, match="No space left"):
        staging.write(TEXT)
    assert isinstance(staging.trouble, OSError)
