"""Rounds played from a number: the same rules as the state machine, chosen by a seeded generator.

Quick and exactly repeatable, so that a bug sown into the product is caught by a known round.
"""

from __future__ import annotations

from random import Random

from tests.inspection.round import LEADS, VALUES, Round
from tests.inspection.worlds import FORM, KEYS

NAMES = ("marsh 1", "marsh 1", "pike 1", "pike 1", "marsh 2", "clone", "restored")


def play(seed: int, steps: int = 45) -> None:
    """One whole round; raises AssertionError (or what broke) where a promise is not kept."""
    choice = Random(seed)
    world = Round()
    try:
        for _ in range(steps):
            _step(world, choice)
            world.nothing_leaves()
    except BaseException:
        for node in world.nodes.values():
            node.engine.dispose()
        raise
    world.teardown()


def _step(world: Round, choice: Random) -> None:
    lead, name = choice.choice(LEADS), choice.choice(NAMES)
    key, value, number = choice.choice(KEYS), choice.choice(VALUES), choice.randrange(1 << 16)
    what = choice.choices(RULES, WEIGHTS)[0]
    if what == "edit":
        world.edit(
            name, choice.choice((KEYS[0], KEYS[0], KEYS[1], key)), value, choice.randint(1990, 2040)
        )
    elif what == "outside":
        world.outside(choice.choice(("marsh 1", "pike 1")), key, choice.random() < 0.5)
    elif what == "through":
        world.through(choice.choice(KEYS[:2]), value)
    elif what == "decide":
        world.decide(lead, choice.choice((KEYS[0], KEYS[0], KEYS[1])), value)
    elif what == "moderate":
        world.moderate(lead, choice.choice(FORM.ratings))
    elif what == "newer":
        world.newer(lead, value)
    elif what == "send":
        world.send(choice.choice((name, name, lead)))
    elif what == "deliver" and world.mail:
        number = choice.choice((number, len(world.mail) - 1))
        world.deliver(lead, number, choice.randint(1, 2))
    elif what == "killed" and world.mail:
        world.killed(lead, number, choice.randint(0, 4))
    elif what == "cut" and world.mail:
        world.cut(lead, number, choice.randrange(1000))
    elif what == "answer":
        world.answer(lead, name, choice.choice(("pack", "pack", "receipt")))
    elif what == "open_answer" and world.answers:
        world.open_answer(number, choice.random() < 0.5)
    elif what == "exchange":
        world.exchange(lead)
    elif what == "clone" and "clone" not in world.nodes:
        world.clone(choice.choice(("marsh 1", "pike 1")))
    elif what == "back_up" and not world.backups:
        world.back_up()
    elif what == "restore" and world.backups and "restored" not in world.nodes:
        world.restore()
    elif what == "enrol":
        world.enrol(lead)
    elif what == "confirm" and "restored" in world.nodes:
        world.confirm(lead)
    elif what == "revoke":
        world.revoke(lead, choice.randint(1, 12))
    elif what == "reinstate":
        world.reinstate(lead)
    elif what == "undo":
        world.undo(lead, number, choice.random() < 0.7)


WEIGHTED = {
    "edit": 26,
    "outside": 3,
    "through": 2,
    "decide": 5,
    "moderate": 2,
    "newer": 1,
    "send": 12,
    "deliver": 16,
    "killed": 2,
    "cut": 1,
    "answer": 4,
    "open_answer": 4,
    "exchange": 3,
    "clone": 0.7,
    "back_up": 1,
    "restore": 1,
    "enrol": 1,
    "confirm": 1,
    "revoke": 2,
    "reinstate": 1,
    "undo": 3,
}
RULES, WEIGHTS = list(WEIGHTED), list(WEIGHTED.values())
