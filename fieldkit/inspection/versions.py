"""Newer versions of a document: which replaces which, and where a passage stands in the newer one.

Nothing of the older version is let go: evidence names it for ever. What is found again is shown in
the newer one too; what is not is told as an orphan and still leads to the older one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fieldkit.inspection.subjects import Document, Evidence

Pages = Sequence[tuple[int, str]]
"""Number and text of each page."""


def older(name: str, there: Iterable[Document]) -> str:
    """The hash of the newest document of this name that a subject has already; "" for none."""
    same = [one for one in there if one.name.casefold() == name.casefold() and not one.reading]
    replaced = {one.replaces for one in same}
    left = [one.sha256 for one in same if one.sha256 not in replaced]
    return left[0] if left else ""


def newest(documents: Iterable[Document]) -> dict[str, str]:
    """The hash of every document that was replaced -> the hash of the newest version of it."""
    after = {one.replaces: one.sha256 for one in documents if one.replaces}
    found: dict[str, str] = {}
    for first in after:
        here, seen = first, {first}
        while here in after and after[here] not in seen:
            here = after[here]
            seen.add(here)
        if here != first:
            found[first] = here
    return found


@dataclass(frozen=True)
class Placed:
    """Evidence on documents that were replaced: where it is now, and what is not there any more."""

    now: Mapping[str, Evidence]
    lost: frozenset[str] = frozenset()

    def knows(self, one: Evidence) -> bool:
        """Whether this evidence was looked for already."""
        return one.id in self.now or one.id in self.lost

    def joined(self, more: Placed) -> Placed:
        """Both together."""
        return Placed({**self.now, **more.now}, self.lost | more.lost)


NOWHERE = Placed({})


def placed(
    evidence: Iterable[Evidence], newer: Mapping[str, str], pages: Mapping[str, Pages]
) -> Placed:
    """Look for each passage of a replaced document in its newest version.

    `pages` holds the text of newer versions that were looked into; others are not told about, and
    areas of a page have no words to look for.
    """
    now: dict[str, Evidence] = {}
    lost: set[str] = set()
    for one in evidence:
        goal = newer.get(one.document, "")
        if goal not in pages or not one.quote.strip():
            continue
        found = again(one, pages[goal])
        if found is None:
            lost.add(one.id)
        else:
            page, start, end = found
            now[one.id] = replace(one, document=goal, page=page, start=start, end=end)
    return Placed(now, frozenset(lost))


def again(one: Evidence, pages: Pages) -> tuple[int, int, int] | None:
    """Page, start and end of the same words: where most of what stood around them stands too.

    Line breaks and blanks may differ; letters may not. Then the page nearest to the old one wins.
    """
    wanted, _ = _plain(one.quote)
    before, after = _plain(one.before)[0], _plain(one.after)[0]
    best: tuple[int, int, int, int] | None = None
    place: tuple[int, int, int] | None = None
    for number, text in pages:
        plain, at = _plain(text)
        start = plain.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            around = _shared(before[::-1], plain[max(0, start - len(before)) : start][::-1])
            around += _shared(after, plain[end : end + len(after)])
            score = (around, -abs(number - one.page), -abs(at[start] - one.start), -start)
            if best is None or score > best:
                best, place = score, (number, at[start], at[end - 1] + 1)
            start = plain.find(wanted, start + 1)
    return place


def _plain(text: str) -> tuple[str, list[int]]:
    """Text without its blanks, and where each of its characters stood."""
    at = [place for place, letter in enumerate(text) if not letter.isspace()]
    return "".join(text[place] for place in at), at


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
