"""Which blocks of an e-mail repeat an earlier one: quoted lines, and the mail below a reply.

Pure: blocks in, stretches of blocks out. Nothing is left out of the text; a stretch is only shown
folded, and find looks into it as into everything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.documents.display import Block

LEAST = 3
"""Fewer lines than this are not worth folding."""
_ORIGINAL = re.compile(
    r"^[-_ ]{2,}\s*(original|forwarded) (message|appointment)\s*[-_ ]{2,}$", re.I
)
_FROM = re.compile(r"^from:\s*(\S.*)$", re.IGNORECASE)
_MORE = re.compile(r"^(sent|date|to|cc|subject):", re.IGNORECASE)
_HEAD = 6


@dataclass(frozen=True)
class Quoted:
    """A stretch of blocks, `first` to `last` (both within), and what the line above it says.

    `lines` are those with words. Of what another e-mail has, `differs` are the blocks that are not
    the same there, and `changed` the places of words that it does not have.
    """

    first: int
    last: int
    words: str
    lines: int = 0
    differs: frozenset[int] = frozenset()
    changed: tuple[tuple[int, int], ...] = ()


def quoted(blocks: Sequence[Block]) -> tuple[Quoted, ...]:
    """The stretches of an e-mail that repeat what was written before, in order, never nested.

    An e-mail that is nothing but a quote is no reply: it stays as it is.
    """
    begin = next((n + 1 for n, one in enumerate(blocks) if one.kind == "rule"), 0)
    said = [n for n in range(begin, len(blocks)) if blocks[n].text.strip() or blocks[n].rows]
    if not said:
        return ()
    below = next((n for n in said if _begins_mail(blocks, n)), len(blocks))
    found = _runs(blocks, begin, below)
    if below < len(blocks):
        last = len(blocks) - 1
        lines = _lines(blocks, below, last)
        found.append(Quoted(below, last, _earlier(blocks, below, lines), lines))
    return tuple(one for one in found if one.first > said[0] and one.lines >= LEAST)


def is_head(line: str) -> bool:
    """Whether this line belongs to the head of an e-mail that was copied with it."""
    return any(one.match(line) for one in (_ORIGINAL, _FROM, _MORE))


def _runs(blocks: Sequence[Block], begin: int, end: int) -> list[Quoted]:
    """Quoted lines that follow each other; empty lines between them belong to them."""
    found: list[Quoted] = []
    first = last = -1
    for number in range(begin, end):
        if blocks[number].kind == "quote":
            first = number if first < 0 else first
            last = number
        elif first >= 0 and blocks[number].text.strip():
            found.append(_told(blocks, first, last))
            first = -1
    if first >= 0:
        found.append(_told(blocks, first, last))
    return found


def _told(blocks: Sequence[Block], first: int, last: int) -> Quoted:
    count = _lines(blocks, first, last)
    return Quoted(first, last, f"{count} quoted line{'' if count == 1 else 's'}", count)


def _earlier(blocks: Sequence[Block], first: int, lines: int) -> str:
    head = [line for one in blocks[first : first + _HEAD] for line in one.text.split("\n")]
    sender = next((found[1] for line in head if (found := _FROM.match(line.strip()))), "")
    name = re.sub(r"\s*[<\[(].*$", "", sender).strip(" \"'") or sender
    sent = f" from {name[:60]}" if name else ""
    return f"Earlier e-mail{sent}, {lines} line{'' if lines == 1 else 's'}"


def _begins_mail(blocks: Sequence[Block], number: int) -> bool:
    """Whether the head of an earlier e-mail begins here, as mail programs write it into a reply."""
    text = blocks[number].text.strip()
    if _ORIGINAL.match(text):
        return True
    if not _FROM.match(text.split("\n")[0]):
        return False
    near = [
        line.strip() for one in blocks[number : number + _HEAD] for line in one.text.split("\n")
    ]
    return len({found[1].lower() for line in near if (found := _MORE.match(line))}) >= 2


def _lines(blocks: Sequence[Block], first: int, last: int) -> int:
    return sum(
        len([line for line in one.text.split("\n") if line.strip()])
        for one in blocks[first : last + 1]
    )
