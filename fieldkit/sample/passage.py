"""Finds a phrase in the text of a document, over line breaks, as an inspector's selection would."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """Where a phrase stands: page from 1, characters of that page, and the words as they stand."""

    page: int
    start: int
    end: int
    quote: str


def find(phrase: str, pages: Sequence[str]) -> Passage | None:
    """The first place of `phrase` in `pages` (as `DocumentWorker.text` gives them), or None.

    Any white space matches any other, because pages break lines where they like.
    """
    words = re.compile(r"\s+".join(re.escape(word) for word in phrase.split()))
    for number, text in enumerate(pages, start=1):
        if found := words.search(text):
            return Passage(number, found.start(), found.end(), found.group())
    return None
