"""How a file inside a document is named: the document's hash, then the place of each file, by "+".

``<sha256>+0+2`` is the third file inside the first file of an e-mail. Marks, places, evidence and
the index take such a name wherever they take a document's hash; only the holder is a document of
the case file. Places count from 0.
"""

from __future__ import annotations

_BETWEEN = "+"


def within(identity: str, place: int) -> str:
    """The name of the file at `place` inside a document or inside another such file."""
    return f"{identity}{_BETWEEN}{place}"


def holder(identity: str) -> str:
    """The hash of the document of the case file that holds it; its own hash for a document."""
    return identity.split(_BETWEEN, 1)[0]


def parent(identity: str) -> str:
    """The name of what it is directly inside of; "" for a document of the case file."""
    return identity.rpartition(_BETWEEN)[0]


def path(identity: str) -> tuple[int, ...]:
    """The places to go through from the holder; () for a document. Raises ValueError."""
    return tuple(int(one) for one in identity.split(_BETWEEN)[1:])


def depth(identity: str) -> int:
    """How deep inside it is: 0 for a document of the case file."""
    return identity.count(_BETWEEN)
