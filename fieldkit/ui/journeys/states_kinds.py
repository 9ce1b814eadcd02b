"""States of the reader: a document of every kind, and each sentence for what cannot be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt

from fieldkit.ui.journeys.album import Album
from fieldkit.ui.journeys.cost import ALT
from fieldkit.ui.journeys.hand import CTRL, SHIFT, Key

_PLAIN: Final = (
    ("tiff", "Licence signed"),
    ("photograph", "Photograph of the door"),
    ("json", "Consider a recall"),
    ("web", "Hostel move"),
    ("text", "Note of a call"),
    ("rtf", "Letter"),
    ("locked", "Locked letter"),
    ("damaged", "Damaged report"),
    ("empty-file", "Empty note"),
    ("unknown-kind", "Plan of the house"),
    ("old-word", "Old letter"),
)
_NAMES: Final = {
    *(name for name, _ in _PLAIN),
    *("word-changes", "word-final", "word-before", "email-thread", "email-changed", "email-open"),
    *("email-remote", "log", "log-filtered", "log-column", "area", "find-none", "documents"),
    *("outline", "find-in-case-none", "find-everywhere-none", "gaps", "gap-tied"),
}


def every_kind(album: Album) -> Iterator[object]:
    """The case that holds a document of every kind, one after the other."""
    if album.only and not album.only & _NAMES:
        return
    album.inspector.leave_case()
    yield from album.hand.settle(0.3)
    yield from album.open_case(album.hand.task["kinds"], "first")
    yield from _word(album)
    yield from _mails(album)
    yield from _log(album)
    for name, title in _PLAIN:
        if album.wants(name):
            yield from album.titled(title)
            yield from album.take(name)
    yield from _area(album)
    yield from _nothing_found(album)
    yield from _lists(album)
    yield from _gaps(album)


def _word(album: Album) -> Iterator[object]:
    yield from album.titled("Pre-sentence report")
    yield from album.take("word-changes")
    for name in ("word-final", "word-before"):
        album.hand.key(Key.Key_X)
        yield from album.hand.settle(0.2)
        yield from album.take(name)
    album.hand.key(Key.Key_X)


def _mails(album: Album) -> Iterator[object]:
    yield from album.titled("E-mail police reply")
    yield from album.take("email-thread")
    yield from album.titled("E-mail answer to police")
    yield from album.take("email-changed")
    album.hand.key(Key.Key_Q)
    yield from album.hand.settle(0.1)
    yield from album.take("email-open")
    yield from album.titled("E-mail conference")
    yield from album.take("email-remote")


def _log(album: Album) -> Iterator[object]:
    hand = album.hand
    yield from album.titled("Contact log")
    yield from album.take("log")
    reader = album.desk.reader
    reader.sheet.filter.setText("police")
    yield from hand.settle(0.2)
    yield from album.take("log-filtered")
    reader.sheet.table.setFocus()
    hand.key(Key.Key_Down, ALT)
    yield from hand.settle(0.2)
    yield from album.take("log-column")
    hand.key(Key.Key_Escape)
    reader.sheet.show_all()


def _area(album: Album) -> Iterator[object]:
    hand = album.hand
    yield from album.titled("Photograph of the door")
    hand.key(Key.Key_R, CTRL | SHIFT)
    for _ in range(6):
        hand.key(Key.Key_Right)
        hand.key(Key.Key_Down)
        hand.key(Key.Key_Left, SHIFT)
    yield from hand.settle(0.2)
    yield from album.take("area")
    hand.key(Key.Key_Escape)


def _nothing_found(album: Album) -> Iterator[object]:
    hand, desk = album.hand, album.desk
    yield from album.titled("Approved premises referral")
    hand.key(Key.Key_F, CTRL)
    hand.type("zyzzyva")
    yield from hand.settle(0.4)
    yield from album.take("find-none")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_G, CTRL)
    hand.type("zyzzyva")
    hand.key(Key.Key_Return)
    yield lambda: desk._find is not None and desk._find.isVisible()
    yield from hand.settle(0.2)
    yield from album.take("find-in-case-none")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_F, CTRL | SHIFT)
    yield from hand.settle(0.1)
    hand.type("zyzzyva")
    yield from hand.settle(0.5)
    yield from album.take("find-everywhere-none")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Escape)
    yield from hand.settle(0.1)


def _lists(album: Album) -> Iterator[object]:
    panes = album.desk.panes

    def press(name: str) -> None:
        panes.close_drawers()
        if panes.width() < 1400:
            panes._rail_pressed(name)

    yield from album.take("documents", lambda: press("documents"))
    yield from album.take("outline", lambda: press("outline"))
    panes.close_drawers()


def _gaps(album: Album) -> Iterator[object]:
    hand, desk = album.hand, album.desk
    if not (album.wants("gaps") or album.wants("gap-tied")):
        return
    hand.key(Key.Key_T, CTRL)
    yield lambda: bool(desk.tools.chronology.model.lines)
    yield from hand.settle(0.3)
    page = desk.tools.chronology
    rows = [n for n, one in enumerate(page.model.lines) if type(one).__name__ == "Gap"]
    if rows:
        index = page.model.index(rows[0], 0)
        page.list.setCurrentIndex(index)
        page.list.scrollTo(index)
    yield from album.take("gaps", lambda: page.list.scrollTo(page.list.currentIndex()))
    hand.frame.activateWindow()
    page.list.setFocus(Qt.FocusReason.OtherFocusReason)
    hand.key(Key.Key_E)
    yield from hand.settle(0.3)
    yield from album.take("gap-tied")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Left, ALT)
    yield from hand.settle(0.1)
