"""The case grid computed from entries alone: an independent reckoning, without any of our code.

Input: a mapping per entry held: id, subject, reading, field, value, replaces, status, hidden.
Output: {case number: {question: word}} of the complete readings that count, and the counts of each
question as (yes, judged). A question in dispute has the word "Disputed".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

WORDS = {"yes": "Yes", "no": "No", "not_applicable": "N/A", None: ""}
FINISHED = ("complete", "submitted", "approved")


def standing(entries: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], list[Any]]:
    """The values that nobody replaced, by (subject, reading, field)."""
    good = [one for one in entries if one["status"] == "accepted" and not one["hidden"]]
    gone = {name for one in good for name in one["replaces"]}
    found: dict[tuple[str, str, str], list[Any]] = {}
    for one in good:
        if one["id"] not in gone:
            found.setdefault((one["subject"], one["reading"], one["field"]), []).append(
                one["value"]
            )
    return found


def one_of(values: list[Any]) -> Any:
    """The value, or "Disputed" where they differ."""
    return values[0] if all(one == values[0] for one in values) else "Disputed"


def grid(
    entries: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[int, int]]]:
    """The grid and its counts."""
    now = standing(entries)
    numbers = {
        subject: values[0]["number"]
        for (subject, reading, field), values in now.items()
        if field == "subject" and values[0]["kind"] == "case"
    }
    made: dict[str, dict[str, str]] = {}
    for (subject, reading, field), values in now.items():
        if field != "reading" or subject not in numbers:
            continue
        state = one_of(now.get((subject, reading, "state"), [None]))
        if values[0]["kind"] not in ("first", "joint") or state not in FINISHED:
            continue
        row = made.setdefault(numbers[subject], {})
        for (s, r, name), said in now.items():
            if (s, r) == (subject, reading) and name.startswith("answer/"):
                value = one_of(said)
                row[name.removeprefix("answer/")] = WORDS.get(value, value)
    counts: dict[str, tuple[int, int]] = {}
    for row in made.values():
        for question, word in row.items():
            yes, judged = counts.get(question, (0, 0))
            counts[question] = (yes + (word == "Yes"), judged + (word in ("Yes", "No")))
    return made, counts
