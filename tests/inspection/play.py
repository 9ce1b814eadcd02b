"""Rounds played from a number: the same rules as the state machine, chosen by a seeded generator.

Quick and exactly repeatable, so that a bug sown into the product is caught by a known round.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.inspection.round import LEADS, VALUES, Round
from tests.inspection.worlds import FORM, KEYS

NAMES = ("marsh 1", "marsh 1", "pike 1", "pike 1", "marsh 2", "clone", "restored")


def play(seed: int, steps: int = 60) -> None:
    """One whole round; raises AssertionError (or what broke) where a promise is not kept.

    Numbers below zero are the written stories.
    """
    choice = Random(seed)
    world = Round()
    steps = steps if seed >= 0 else 0
    theme = THEMES[seed % len(THEMES)]
    weights = [WEIGHTED[rule] * (8 if rule in theme else 1) for rule in RULES]
    try:
        for name, *given in STORIES[seed] if seed < 0 else ():
            getattr(world, name)(*given)
            world.nothing_leaves()
        for _ in range(steps):
            _step(world, choice, choice.choices(RULES, weights)[0])
            world.nothing_leaves()
    except BaseException:
        for node in world.nodes.values():
            node.engine.dispose()
        raise
    world.teardown()


def _step(world: Round, choice: Random, what: str) -> None:
    lead = choice.choice(LEADS)
    name = choice.choice([one for one in NAMES if one in world.nodes])
    key, value, number = choice.choice(KEYS), choice.choice(VALUES), choice.randrange(1 << 16)
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
    elif what == "hand_in":
        world.hand_in(name, lead)
    elif what == "fetch":
        world.fetch(name, lead, choice.choice(("pack", "receipt")))
    elif what == "receipt":
        world.fetch(name, lead, "receipt")
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
    "edit": 30,
    "hand_in": 20,
    "fetch": 8,
    "receipt": 3,
    "send": 4,
    "deliver": 8,
    "killed": 2,
    "cut": 1,
    "answer": 3,
    "open_answer": 4,
    "exchange": 4,
    "decide": 7,
    "moderate": 3,
    "newer": 1,
    "outside": 3,
    "through": 1,
    "clone": 0.5,
    "back_up": 0.7,
    "restore": 1,
    "enrol": 1.5,
    "confirm": 1,
    "revoke": 0.8,
    "reinstate": 1,
    "undo": 2.5,
}
RULES = list(WEIGHTED)
# What a round is mostly about, by its number: then these happen eight times as often.
THEMES = (
    {"decide", "undo"},
    {"clone", "hand_in"},
    {"receipt", "hand_in"},
    {"through", "outside"},
    {"revoke", "reinstate"},
    {"enrol", "confirm", "back_up", "restore"},
    {"newer", "moderate", "exchange"},
    {"edit"},
)

ONE, TWO = KEYS[0], KEYS[1]
# Rounds that chance seldom makes, told step by step.
STORIES: dict[int, tuple[tuple[Any, ...], ...]] = {
    # A laptop enrolled in a version that loses: its entries wait.
    -1: (
        ("enrol", "deputy"),
        ("fetch", "marsh 2", "deputy", "pack"),
        ("edit", "marsh 2", ONE, "yes", 2025),
        ("hand_in", "marsh 2", "deputy"),
        ("revoke", "rowe", 5),
        ("exchange", "rowe"),
    ),
    # One lead undoes a merge while the other decides on what it brought.
    -2: (
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("edit", "pike 1", ONE, "no", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("hand_in", "marsh 1", "deputy"),
        ("hand_in", "pike 1", "rowe"),
        ("hand_in", "pike 1", "deputy"),
        ("decide", "deputy", ONE, "not_applicable"),
        ("undo", "rowe", 0, True),
        ("exchange", "rowe"),
        ("exchange", "deputy"),
    ),
    # A merge is undone, shown again, undone again; work goes on meanwhile.
    -3: (
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("undo", "rowe", 0, True),
        ("exchange", "rowe"),
        ("edit", "marsh 1", ONE, "no", 1999),
        ("hand_in", "marsh 1", "deputy"),
        ("undo", "rowe", 0, False),
        ("exchange", "rowe"),
        ("exchange", "deputy"),
        ("undo", "rowe", 0, True),
        ("fetch", "marsh 1", "rowe", "pack"),
        ("edit", "marsh 1", ONE, "not_applicable", 2030),
        ("hand_in", "marsh 1", "rowe"),
    ),
    # The second lead gets only what the first one's receipt did not cover: a gap, and no receipt.
    -4: (
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("edit", "marsh 1", TWO, "yes", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("fetch", "marsh 1", "rowe", "receipt"),
        ("edit", "marsh 1", ONE, "no", 2025),
        ("hand_in", "marsh 1", "deputy"),
        ("fetch", "marsh 1", "deputy", "receipt"),
        ("edit", "marsh 1", TWO, "no", 2025),
        ("hand_in", "marsh 1", "deputy"),
    ),
    # A revocation is moved to an earlier and to a later place.
    -5: (
        ("edit", "pike 1", ONE, "yes", 2025),
        ("edit", "pike 1", TWO, "yes", 2025),
        ("edit", "pike 1", ONE, "no", 2025),
        ("hand_in", "pike 1", "rowe"),
        ("revoke", "rowe", 3),
        ("revoke", "rowe", 1),
        ("hand_in", "pike 1", "deputy"),
        ("exchange", "rowe"),
        ("revoke", "deputy", 2),
        ("exchange", "deputy"),
        ("revoke", "rowe", 3),
    ),
    # Both leads sign; the losing branch is longer, and a laptop that follows it hears of the other.
    -6: (
        ("revoke", "deputy", 5),
        ("revoke", "deputy", 4),
        ("enrol", "deputy"),
        ("fetch", "marsh 1", "deputy", "pack"),
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("send", "marsh 1"),
        ("revoke", "rowe", 9),
        ("deliver", "rowe", 0, 1),
        ("fetch", "marsh 1", "rowe", "pack"),
        ("exchange", "deputy"),
        ("exchange", "rowe"),
    ),
    # A refused stretch between entries that build on each other.
    -7: (
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("through", ONE, "no"),
        ("hand_in", "marsh 1", "rowe"),
        ("hand_in", "marsh 1", "deputy"),
        ("exchange", "rowe"),
    ),
    # A panel rates; the answers change afterwards.
    -8: (
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("moderate", "rowe", FORM.ratings[0]),
        ("edit", "marsh 1", ONE, "no", 2025),
        ("hand_in", "marsh 1", "rowe"),
    ),
    # Work crosses: what a laptop gets back replaced its own entry through one it never saw.
    -9: (
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("fetch", "pike 1", "rowe", "pack"),
        ("edit", "pike 1", ONE, "no", 2025),
        ("edit", "pike 1", ONE, "yes", 2025),
        ("hand_in", "pike 1", "rowe"),
        ("fetch", "marsh 1", "rowe", "pack"),
    ),
    # The version that wins changes nobody, and yet a laptop is not in the roster any more.
    -11: (
        ("enrol", "deputy"),
        ("fetch", "marsh 2", "deputy", "pack"),
        ("edit", "marsh 2", ONE, "yes", 2025),
        ("hand_in", "marsh 2", "deputy"),
        ("recovery", "rowe"),
        ("exchange", "rowe"),
    ),
    # A casebook is copied, and both copies send.
    -10: (
        ("clone", "marsh 1"),
        ("edit", "marsh 1", ONE, "yes", 2025),
        ("edit", "clone", ONE, "no", 2025),
        ("hand_in", "marsh 1", "rowe"),
        ("hand_in", "clone", "rowe"),
    ),
}
