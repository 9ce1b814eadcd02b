"""What a lead notes about the people of an inspection: novices, days, conflicts of interest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection.allocation import Conflict
from fieldkit.inspection.entry import Value
from fieldkit.inspection.subjects import Present, latest, text_of

KIND = "team"


@dataclass(frozen=True)
class Note:
    """One person: whether new to the work, how many days they have, and declared conflicts."""

    person: str
    novice: bool = False
    days: int = 0
    conflicts: tuple[Conflict, ...] = ()

    def to_value(self) -> Value:
        """As an entry's value."""
        return {
            "novice": self.novice,
            "days": self.days,
            "conflicts": [
                {"number": one.number, "unit": one.unit, "why": one.why} for one in self.conflicts
            ],
        }


def note(person: str, novice: bool, days: int, barred: Iterable[str], why: str = "") -> Note:
    """A note from what was typed: `barred` are case numbers, or units where they are no number."""
    told = [one.strip() for one in barred if one.strip()]
    conflicts = tuple(
        Conflict(person, one, "", why) if one.isdigit() else Conflict(person, "", one, why)
        for one in told
    )
    return Note(person, novice, days, conflicts)


def notes(now: Present) -> Mapping[str, Note]:
    """What was noted, by person."""
    found = {}
    for key, entries in now.items():
        if key.kind == KIND and not key.reading:
            found[key.about] = _note(key.about, latest(entries))
    return found


def _note(person: str, value: Mapping[str, Value]) -> Note:
    days, told = value.get("days"), value.get("conflicts")
    listed = told if isinstance(told, Sequence) and not isinstance(told, str) else ()
    conflicts = tuple(
        Conflict(person, *(text_of(one.get(name)) for name in ("number", "unit", "why")))
        for one in listed
        if isinstance(one, Mapping)
    )
    whole = isinstance(days, int) and not isinstance(days, bool)
    return Note(person, value.get("novice") is True, int(days) if whole else 0, conflicts)  # type: ignore[arg-type]
