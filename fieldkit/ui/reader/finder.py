"""Finding words in the text of a document: ranges of characters, and which one is current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 5000


@dataclass(frozen=True, order=True)
class Hit:
    """Where the words stand: page from 1, characters of that page."""

    page: int
    start: int
    end: int


@dataclass(frozen=True)
class WordList:
    """Words of the form to highlight: each finds what begins with it; acronyms only themselves."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Stems:
    """Words as the index of the case takes them: other endings count, phrases in quotes do not."""

    words: str


Asked = str | Sequence[str] | WordList | Stems
_ENDINGS: Final = re.compile(r"(?:ations?|ings?|ed|es|s|ly|ment|ies|y|e)$", re.IGNORECASE)


def _listed(words: Iterable[str]) -> re.Pattern[str] | None:
    parts = []
    for word in sorted({one.strip() for one in words if one.strip()}, key=len, reverse=True):
        spaced = r"\s+".join(re.escape(piece) for piece in word.split())
        acronym = word.isalnum() and word.upper() == word and len(word) <= 6
        parts.append(rf"(?-i:\b{spaced}s?\b)" if acronym else rf"\b{spaced}\w*")
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _stemmed(words: str) -> re.Pattern[str] | None:
    parts = []
    for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words):
        if phrase:
            parts.append(r"\s+".join(re.escape(piece) for piece in phrase.split()))
        elif len(word) > 3 and len(stem := _ENDINGS.sub("", word)) >= 3:
            parts.append(rf"\b{re.escape(stem)}\w*")
        else:
            parts.append(rf"\b{re.escape(word)}\b")
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def pattern(words: Asked) -> re.Pattern[str] | None:
    """What finds any of `words`; each may be a phrase, and may end in * for any ending.

    Capital letters do not matter, and a blank stands for any blank, so that a phrase is found
    over the end of a line. None when there is nothing to find.
    """
    if isinstance(words, WordList):
        return _listed(words.words)
    if isinstance(words, Stems):
        return _stemmed(words.words)
    phrases = [words] if isinstance(words, str) else list(words)
    parts = []
    for phrase in phrases:
        open_end = phrase.rstrip().endswith("*")
        pieces = [re.escape(piece) for piece in phrase.strip().rstrip("*").split()]
        if pieces:
            parts.append(r"\s+".join(pieces) + (r"\w*" if open_end else ""))
    if not parts:
        return None
    return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE)


def ranges(found: re.Pattern[str] | None, text: str) -> list[tuple[int, int]]:
    """Every place in `text`, in order, at most `MOST`."""
    if found is None:
        return []
    places = []
    for one in found.finditer(text):
        if one.end() > one.start():
            places.append(one.span())
            if len(places) >= MOST:
                break
    return places


@dataclass
class Hits:
    """All hits of a document in order, and the current one. `done`: every page was looked at."""

    found: list[Hit] = field(default_factory=list)
    current: int = -1
    done: bool = True

    def add(self, hits: Iterable[Hit]) -> None:
        """More hits of pages looked at later; the current one stays the current one."""
        kept = self.now()
        self.found = sorted({*self.found, *hits})[:MOST]
        if kept is not None:
            self.current = self.found.index(kept) if kept in self.found else -1

    def now(self) -> Hit | None:
        """The current hit."""
        return self.found[self.current] if 0 <= self.current < len(self.found) else None

    def step(self, by: int, page: int = 1, start: int = 0) -> Hit | None:
        """Go to the next (1) or previous (-1) hit, round the end.

        Without a current one: the first at or after `start` of `page`, or the last before it.
        """
        if not self.found:
            return None
        if self.current >= 0:
            self.current = (self.current + by) % len(self.found)
            return self.now()
        here = Hit(page, start, 0)
        after = sum(one < here for one in self.found)
        self.current = (after if by > 0 else after - 1) % len(self.found)
        return self.now()
