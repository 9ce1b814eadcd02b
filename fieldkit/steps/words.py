"""The project's list of 1,024 words, for keys compared by voice and for generated passphrases."""

from __future__ import annotations

from functools import cache

from fieldkit import settings


@cache
def words() -> tuple[str, ...]:
    """The words, in the fixed order that gives each its ten bits."""
    text = (settings.resources() / "words.txt").read_text(encoding="utf-8")
    found = tuple(text.split())
    assert len(found) == len(set(found)) == 1024
    return found
