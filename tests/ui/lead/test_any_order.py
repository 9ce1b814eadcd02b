"""Whatever a lead does in whatever order: nothing raises, and what stands is there again.

1. After random keys, clicks and words, a fresh start reads the same from the casebook.
"""

from __future__ import annotations

import pytest

from fieldkit.steps.session import Session
from fieldkit.ui import theme
from tests import kit
from tests.ui.any_hand import AnyHand, no_dialogs  # noqa: F401
from tests.ui.lead.conftest import Centre


def seeds() -> list[object]:
    """One in every run, thirty more for `--long`."""
    more = [pytest.param(seed, 500, marks=pytest.mark.long) for seed in range(2, 32)]
    return [(1, 120), *more]


@pytest.mark.usefixtures("no_dialogs")
@pytest.mark.parametrize(("seed", "deeds"), seeds())
def test_any_order(centre: Centre, seed: int, deeds: int, look: theme.Theme) -> None:
    """1."""
    centre.receive()
    hand = AnyHand(centre.work, centre.qtbot, seed, lambda: None)
    hand.go_on(deeds)
    if not hand.locked:
        centre.idle()
    before = None if hand.locked else centre.session.present()
    centre.work.close()
    session = Session.unlock(centre.world.lead.casebook.folder, kit.PASSPHRASE)
    try:
        after = session.present()
        assert before in (None, after)
    finally:
        session.close()
