"""What a folded stretch of an e-mail repeats: which other e-mail, and where their words differ.

Pure: blocks and texts in, stretches that say more out. Words are compared without case and
without the line ends and marks that mail programs put in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from fieldkit.documents.display import Block
from fieldkit.ui.reader.quotes import Quoted, is_head

_WORD = re.compile(r"\w+")
_PHRASE = 5
_PHRASES = 5
_SURE, _NEAR = 3, 8
_ALIKE = 0.5
_MOST = 4000  # words of one e-mail that are compared


@dataclass(frozen=True)
class Earlier:
    """Another e-mail: what to call it, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class _Line:
    block: int
    words: tuple[tuple[str, int, int], ...]  # the word, and its place in the whole text


def phrases(blocks: Sequence[Block], one: Quoted) -> list[str]:
    """A few runs of words to look for in other e-mails: from the longest lines of a stretch."""
    lines = sorted(_lines(blocks, one), key=lambda line: -len(line.words))
    runs = [[word for word, _, _ in line.words] for line in lines[:_PHRASES]]
    return [" ".join(run[:_PHRASE]) for run in runs if len(run) >= min(_PHRASE, len(runs[0]))]


def traced(blocks: Sequence[Block], one: Quoted, earlier: Sequence[Earlier]) -> Quoted:
    """The stretch with what it repeats in words, its lines that differ, its words that are new."""
    lines = list(_lines(blocks, one))
    if not lines:
        return one
    if not earlier:
        return replace(one, words=f"{one.words}: in no other e-mail of this case")
    compared = [(_same(lines, other.text), other) for other in earlier]
    best, origin = max(compared, key=lambda pair: (len(pair[0]), -len(pair[1].text)))
    if len(best) < _ALIKE * sum(len(line.words) for line in lines):
        return one
    differs: list[int] = []
    changed: list[tuple[int, int]] = []
    count = at = 0
    for line in lines:
        places = [best.get(at + n) for n in range(len(line.words))]
        at += len(line.words)
        fresh = [place for place, found in zip(line.words, places, strict=True) if found is None]
        known = [found for found in places if found is not None]
        left_out = any(b - a != 1 for a, b in pairwise(known))
        if fresh or left_out:
            count += 1
            differs.append(line.block)
            changed += [(start, end) for _, start, end in fresh]
    return replace(
        one,
        words=one.words + _told(one.lines, count, bool(changed), origin.name),
        differs=frozenset(differs),
        changed=tuple(changed),
    )


def _told(lines: int, differing: int, fresh: bool, name: str) -> str:
    if not differing:
        return f": the same as {name}"
    differ = "1 differs" if differing == 1 else f"{differing} differ"
    more = " (in bold: words it does not have)" if fresh else " (words are left out)"
    same = f"{lines - differing} the same as {name}, " if lines > differing else f"from {name}, "
    return f": {same}{differ}{more}"


def _lines(blocks: Sequence[Block], one: Quoted) -> Iterator[_Line]:
    """The lines of a stretch that have words; those that name sender and date are left out."""
    for number in range(one.first, one.last + 1):
        block = blocks[number]
        at = block.start
        for line in block.text.split("\n") if not block.rows else ():
            words = tuple(
                (found[0].casefold(), at + found.start(), at + found.end())
                for found in _WORD.finditer(line)
            )
            if words and not is_head(line.strip()):
                yield _Line(number, words)
            at += len(line) + 1


def _same(lines: Sequence[_Line], text: str) -> dict[int, int]:
    """For each word of the lines that stands in the text too, in order: where it stands there."""
    here = [word for line in lines for word, _, _ in line.words][:_MOST]
    there = [found[0].casefold() for found in _WORD.finditer(text)][:_MOST]
    runs = SequenceMatcher(None, there, here, autojunk=False).get_matching_blocks()[:-1]
    taken: dict[int, int] = {}
    for number, run in enumerate(runs):
        near = [
            max(other.a - run.a - run.size, run.a - other.a - other.size) <= _NEAR
            and max(other.b - run.b - run.size, run.b - other.b - other.size) <= _NEAR
            for other in runs[max(0, number - 1) : number + 2]
            if other is not run and other.size >= _SURE
        ]
        if run.size >= _SURE or any(near):  # a lone word in common means nothing
            taken.update((run.b + n, run.a + n) for n in range(run.size))
    return taken
