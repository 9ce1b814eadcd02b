"""States before and without an inspection: unlocking, a forgotten passphrase, the first run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldkit.ui.journeys.album import Album
from fieldkit.ui.journeys.hand import Key


def unlocking(app: Any) -> Iterator[object]:
    """The unlock window of a laptop that has work, and what it says of a wrong passphrase."""
    album = Album(app)
    hand = album.hand
    yield lambda: app.unlock_page is not None
    yield from hand.settle(0.3)
    yield from album.take("unlock-card")
    hand.type("north harbour seven")
    hand.key(Key.Key_Return)
    yield lambda: bool(app.unlock_page.refusal())
    yield from hand.settle(0.3)
    yield from album.take("unlock-wrong")
    app.unlock_page.wait(27, "Several passphrases were wrong.")
    yield from album.take("unlock-wait")
    app.unlock_page.link.click()
    yield from hand.settle(0.2)
    page = app.recover_page
    page.name.setText("A. Marsh")
    page.first.setText(page.suggestion.text())
    page.second.setText(page.suggestion.text())
    page.second.returnPressed.emit()
    yield lambda: page.save.isEnabled() or bool(page.notices.words())
    yield from hand.settle(0.3)
    yield from album.take("recover-asked")
    hand.report()


def first_run(app: Any) -> Iterator[object]:
    """Setting up a laptop: who, a passphrase, the card with six words; then no cases yet."""
    album = Album(app)
    hand = album.hand
    yield lambda: app.set_up_page is not None
    yield from hand.settle(0.3)
    yield from album.take("first-run")
    page = app.set_up_page
    page.name.setText("B. Lindqvist")
    page.label.setText("laptop 12")
    page.first.setText(page.suggestion.text())
    page.second.setText(page.suggestion.text()[:-3])
    page.make.click()
    yield from hand.settle(0.2)
    yield from album.take("first-run-differ")
    page.second.setText(page.suggestion.text())
    page.make.click()
    yield lambda: page.save.isVisible()
    yield from hand.settle(0.3)
    yield from album.take("first-run-card")
    page.card_saved.emit(str(Path(hand.task["out"]) / "new.fkcard"))
    yield from hand.settle(0.3)
    yield from album.take("first-run-saved")
    page.go_on.click()
    yield lambda: app.workplace is not None
    yield from hand.settle(0.5)
    yield from album.take("no-inspection")
    hand.frame.show_tab("send")  # type: ignore[attr-defined]
    yield from hand.settle(0.4)
    yield from album.take("send-nothing")
    hand.frame.show_tab("health")  # type: ignore[attr-defined]
    yield from hand.settle(0.6)
    yield from album.take("health-new")
    hand.report()
