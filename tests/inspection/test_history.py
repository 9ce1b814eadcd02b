"""The history of a question: both values of a dispute, the decision, what was refused, all kept."""

from __future__ import annotations

from fieldkit.inspection import history, merge
from fieldkit.inspection.entry import Entry
from fieldkit.inspection.merge import Held
from tests.inspection.test_own_steps import KEYS, Log


def fates(log: Log, refused: tuple[Entry, ...] = ()) -> list[tuple[str, int]]:
    held = [Held(one, "refused" if one in refused else "accepted") for one in log.entries]
    standing = {one.id for key in KEYS for one in merge.standing(h for h in held if _is(h, key))}
    lines = history.of_question(held, standing, "P 2.1.1")
    return [(one.fate, one.decides) for one in lines]


def _is(held: Held, key: object) -> bool:
    return held.entry.key == key


def test_dispute_and_decision() -> None:
    log = Log()
    log.add("me", KEYS[0], "yes")
    log.add("you", KEYS[0], "no", seen=False)
    assert fates(log) == [("disputed", 0), ("disputed", 0)]
    log.add("lead", KEYS[0], "no")
    assert fates(log) == [("replaced", 0), ("replaced", 0), ("stands", 2)]


def test_what_was_refused_is_told() -> None:
    log = Log()
    log.add("me", KEYS[0], "yes")
    log.add("stranger", KEYS[0], "no")
    assert fates(log, (log.entries[1],)) == [("stands", 0), ("refused", 0)]


def test_other_questions_are_not_told() -> None:
    log = Log()
    log.add("me", KEYS[2], {"questions": ["P 2.1.2"], "quote": "words"})
    assert fates(log) == []
    log.add("me", KEYS[2], {"questions": ["P 2.1.1"], "quote": "words"})
    assert [fate for fate, _ in fates(log)] == ["replaced", "stands"]
