"""Puts held half-sentences together into wording that varies, always in the same way for a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def chance(*names: str) -> random.Random:
    """The source of choices for one part of one document; the same names give the same choices."""
    return random.Random("fieldkit sample/" + "/".join(names))


class Deck:
    """Deals from a list without repeating until all were dealt, then shuffles anew."""

    def __init__(self, items: Sequence[str], rng: random.Random) -> None:
        self._items = list(items)
        self._rng = rng
        self._left: list[str] = []

    def deal(self) -> str:
        """The next item."""
        if not self._left:
            self._left = list(self._items)
            self._rng.shuffle(self._left)
        return self._left.pop()


class Kind:
    """One kind of entry: its type, outcomes, and what may open, fill and close its wording."""

    def __init__(self, held: Mapping[str, Any], rng: random.Random) -> None:
        self.name: str = held["type"]
        self.weight: int = held.get("weight", 1)
        self.themes = frozenset(held.get("themes", ()))
        self.attended = any(held.get("outcomes", ()))
        self.quiet: bool = held.get("quiet", False)
        self._outcomes = Deck(held.get("outcomes", [""]), rng)
        parts = [held[part] for part in ("opens", "fills", "closes") if part in held]
        self._parts = [Deck(part, rng) for part in parts]
        self._absent = Deck(held.get("absent", [""]), rng)
        self._again = 0.45 if held.get("twice") else 0.0
        self._rng = rng

    def outcome(self, came: bool = False) -> str:
        """An outcome this kind of entry has; `came` leaves out those of somebody who did not."""
        told = self._outcomes.deal()
        return "Attended" if came and told and not _there(told) else told

    def words(self, slots: Mapping[str, str], outcome: str = "") -> str:
        """Wording made from the parts; now and then with a second filling on a line of its own.

        After an outcome of somebody not being there, the wording for that instead.
        """
        if outcome and not _there(outcome):
            return self._absent.deal().format_map(slots)
        said: list[str] = []
        for at, part in enumerate(self._parts):
            said.append(part.deal())
            if at == 1 and self._rng.random() < self._again:
                said.append("\n" + part.deal())
        text = said[0] + "".join(one if one.startswith("\n") else " " + one for one in said[1:])
        return text.format_map(slots)


def _there(outcome: str) -> bool:
    return outcome.startswith(("Attended", "Catch-up"))


def fitting(kinds: Sequence[Kind], themes: Sequence[str]) -> list[Kind]:
    """The kinds that need no theme, or one of those given."""
    return [one for one in kinds if not one.themes or one.themes & set(themes)]


def weighted(kinds: Sequence[Kind], rng: random.Random) -> Kind:
    """One of the kinds, by weight."""
    return rng.choices(kinds, [one.weight for one in kinds])[0]
