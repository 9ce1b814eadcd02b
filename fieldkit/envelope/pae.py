"""Pre-authentication encoding: joins parts so that no two lists of parts give the same bytes."""

from __future__ import annotations


def pae(*parts: bytes) -> bytes:
    """``"FKPAE1"`` then for each part its length as u64 big-endian and the part itself."""
    joined = [b"FKPAE1"]
    for part in parts:
        joined += (len(part).to_bytes(8, "big"), part)
    return b"".join(joined)
