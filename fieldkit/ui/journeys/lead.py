"""The lead's job in the windows: look at what came, settle the dispute, rate, meet, export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldkit.ui.journeys.hand import CTRL, Hand, Heard, Key
from fieldkit.ui.theme import Choice

LOOKS: tuple[tuple[str, Choice, float], ...] = (
    ("", "light", 1.0),
    ("-dark", "dark", 1.0),
    ("-200-percent", "light", 2.0),
)


def lead(app: Any) -> Iterator[object]:
    """Receive every bundle, decide the dispute, record moderations, write the grid."""
    hand = Hand(app)
    yield from hand.unlock()
    pages = app.workplace.lead
    yield from hand.settle(0.3)
    yield from _receive(hand, pages)
    hand.key(Key.Key_1, CTRL)
    yield from _pictures(hand, "lead-progress")
    yield from _settle(hand, pages)
    yield from _moderate(hand, pages)
    yield from _meet(hand, pages)
    hand.key(Key.Key_5, CTRL)
    yield from _pictures(hand, "lead-export")
    hand.report()


def _pictures(hand: Hand, name: str) -> Iterator[object]:
    for ending, choice, scale in LOOKS:
        hand.look(choice, scale)
        yield from hand.settle(0.25)
        hand.picture(f"{name}{ending}")
    hand.look("light")
    yield from hand.settle(0.1)


def _receive(hand: Hand, pages: Any) -> Iterator[object]:
    hand.key(Key.Key_2, CTRL)
    yield from hand.settle(0.2)
    hand.picture("lead-receive-empty")
    files = [Path(one) for one in hand.task["bundles"]]
    pages.receive.set_receipts(str(files[0].parent.parent / "receipts"))
    pages.receive.add(files)
    yield from hand.settle(0.2)
    hand.picture("lead-receive")
    merged: list[int] = []
    pages.receive.merged.connect(merged.append)
    pages.receive.receive()
    yield lambda: bool(merged)
    yield from hand.settle(0.2)
    hand.picture("lead-received")
    hand.told["bundles"], hand.told["disputes"] = len(files), merged[0]


def _settle(hand: Hand, pages: Any) -> Iterator[object]:
    """Each dispute by keyboard: 1 or 2 to choose, the reason, Ctrl+Enter to decide."""
    hand.key(Key.Key_3, CTRL)
    yield from hand.settle(0.3)
    yield from _pictures(hand, "lead-dispute")
    decided: list[dict[str, Any]] = hand.told.setdefault("decided", [])
    while pages.disputes.shown is not None and len(decided) < 50:
        dispute = pages.disputes.shown
        wanted = hand.task["decisions"].get(f"{dispute.key.field}", hand.task["keeper"])
        side = next(
            (n for n, one in enumerate(dispute.sides) if wanted in (one.value, one.person)), 0
        )
        pages.disputes.setFocus()
        hand.key(Key(Key.Key_1.value + side))
        yield 0.05
        hand.type(hand.task["why"])
        if not decided:
            yield from hand.settle(0.1)
            hand.picture("lead-dispute-decided")
        done = Heard(pages.disputes.decided)
        hand.key(Key.Key_Return, CTRL)
        yield done
        value = str(dispute.sides[side].value) if "/answer/" in dispute.name else ""
        decided.append({"name": dispute.name, "value": value})  # never words: this is a file
        yield from hand.settle(0.1)
    yield from _pictures(hand, "lead-no-disputes")


def _moderate(hand: Hand, pages: Any) -> Iterator[object]:
    hand.key(Key.Key_4, CTRL)
    yield from hand.settle(0.3)
    for one in hand.task["moderations"]:
        pages.moderation.choose_standard(one["standard"])
        yield 0.05
        pages.moderation.choose_rating(one["rating"])
        pages.moderation.write_reason(one["reason"])
        done = Heard(pages.moderation.decided)
        hand.key(Key.Key_Return, CTRL)
        yield done
        yield from hand.settle(0.1)
        hand.told["moderated"] = hand.told.get("moderated", 0) + 1
    pages.moderation.choose_standard("P 2.1")
    yield from _pictures(hand, "lead-moderation")


def _meet(hand: Hand, pages: Any) -> Iterator[object]:
    """The ratings meeting, as large as the window was: screens have sizes of their own."""
    size = hand.frame.size()
    hand.key(Key.Key_F11)
    yield from hand.settle(0.3)
    pages.moderating.room.choose("P 2.1")
    hand.frame.resize(size)
    yield from _pictures(hand, "lead-meeting")
    hand.key(Key.Key_F11)
    yield from hand.settle(0.2)
    hand.frame.resize(size)
