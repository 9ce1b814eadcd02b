"""Every state an inspector's window can be in, pictured in every look: for whoever looks at them.

Each state is reached as a person reaches it, once; then theme and size change around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from fieldkit.ui import script
from fieldkit.ui.journeys import states_kinds, states_work
from fieldkit.ui.journeys.album import Album
from fieldkit.ui.journeys.cost import ALT
from fieldkit.ui.journeys.hand import CTRL, SHIFT, Key


def every_state(app: Any) -> Iterator[object]:
    """All states, from the unlock window on."""
    script.WAIT = 600.0  # many documents are looked into and read by OCR before anything is idle
    album = Album(app)
    hand = album.hand
    yield lambda: app.unlock_page is not None
    yield from hand.settle(0.3)
    yield from album.take("unlock")
    if album.wants("recover"):
        app.unlock_page.link.click()
        yield from hand.settle(0.2)
        yield from album.take("recover")
        app.recover_page.left.emit()
        yield from hand.settle(0.2)
    yield from hand.unlock()
    yield lambda: bool(album.inspector.cases.model.rowCount())
    yield from hand.settle(0.3)
    yield from album.take("my-cases")
    yield from album.open_case(hand.task["case"], "first")
    yield from _reading(album)
    yield from _finding(album)
    yield from _evidence(album)
    yield from _panels(album)
    yield from _pages(album)
    yield from states_kinds.every_kind(album)
    yield from states_work.standard(album)
    yield from _others(album)
    yield from states_work.sending(album)
    yield from states_work.trouble(album)
    hand.report()


def _is_kind(kind: str, listed: Any) -> bool:
    return bool(listed.kind == kind)


def _reading(album: Album) -> Iterator[object]:
    hand = album.hand
    yield from album.show(lambda d: d.kind == "pdf" and not d.scan)
    yield from album.take("pdf")
    yield from album.show(lambda d: d.pages > 9)
    album.desk.tools.show_contents()
    yield from hand.settle(0.3)
    yield from album.take("contents")
    hand.key(Key.Key_Escape)
    for kind in ("word", "sheet", "email"):
        yield from album.show(partial(_is_kind, kind))
        yield from album.take(kind)
        if kind == "email":
            hand.key(Key.Key_Q)
            yield from hand.settle(0.1)
            yield from album.take("email-quotes")
    yield from album.show(lambda d: d.scan)
    yield from album.take("scan")
    yield from album.show(lambda d: d.kind == "pdf" and not d.scan)
    hand.key(Key.Key_F9)
    yield lambda: album.desk.readers.split
    yield from hand.settle(0.2)
    yield from album.take("side-by-side")
    hand.key(Key.Key_F9, SHIFT)
    yield from hand.settle(0.1)


def _finding(album: Album) -> Iterator[object]:
    hand, desk = album.hand, album.desk
    hand.key(Key.Key_G, CTRL)
    hand.type("police")
    hand.key(Key.Key_Return)
    yield lambda: desk._find is not None and desk._find.isVisible()
    yield from hand.settle(0.2)
    yield from album.take("find-in-case")
    hand.key(Key.Key_Return)
    yield from hand.settle(0.4)
    yield from album.take("found")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_W)
    yield from hand.settle(0.3)
    yield from album.take("words")
    hand.key(Key.Key_W)
    hand.key(Key.Key_F, CTRL | SHIFT)
    yield from hand.settle(0.1)
    hand.type("police")
    yield from hand.settle(0.5)
    yield from album.take("find-everywhere")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Escape)  # the first takes the words away
    yield from hand.settle(0.1)


def _evidence(album: Album) -> Iterator[object]:
    hand, desk = album.hand, album.desk
    yield from album.show(lambda d: d.kind == "pdf" and not d.scan)
    hand.key(Key.Key_F7)
    for _ in range(6):
        hand.key(Key.Key_Right, CTRL | SHIFT)
    yield from hand.settle(0.1)
    hand.key(Key.Key_E)
    yield from hand.settle(0.2)
    yield from album.take("tie")
    hand.key(Key.Key_Return)
    yield hand.saved()
    hand.key(Key.Key_F7)
    image = QImage(640, 420, QImage.Format.Format_RGB32)
    image.fill(QColor("#e9ecee"))
    painter = QPainter(image)
    painter.setPen(QColor("#17212b"))
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, "A notice on the hostel's door")
    painter.end()
    QGuiApplication.clipboard().setImage(image)
    hand.key(Key.Key_V, CTRL)
    yield lambda: any(one.document.reading for one in desk.work.documents)
    yield from hand.settle(0.4)
    yield from album.take("added")
    hand.key(Key.Key_F)
    yield hand.saved()
    desk.notices.settle("added")
    yield from album.take("evidence")
    hand.key(Key.Key_E, CTRL | SHIFT)
    hand.type("MARAC zyzzyva")
    hand.key(Key.Key_Return)
    yield from hand.settle(0.4)
    yield from album.take("absence")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Escape)


def _panels(album: Album) -> Iterator[object]:
    hand = album.hand
    hand.key(Key.Key_N)
    hand.key(Key.Key_Y)
    yield hand.saved()
    panels = (
        ("history", Key.Key_H, CTRL),
        ("notes", Key.Key_N, CTRL | SHIFT),
        ("places", Key.Key_D, CTRL | SHIFT),
        ("palette", Key.Key_K, CTRL),
        ("keys", Key.Key_Slash, CTRL),
        ("alert", Key.Key_A, CTRL | SHIFT),
        ("help", Key.Key_F1, Qt.KeyboardModifier.NoModifier),
    )
    for name, key, held in panels:
        if album.wants(name):
            hand.key(key, held)
            yield from hand.settle(0.4)
            yield from album.take(name)
            hand.key(Key.Key_Escape)
            yield from hand.settle(0.1)
    hand.key(Key.Key_F1, SHIFT)
    yield from hand.settle(0.1)
    yield from album.take("guidance")
    yield from album.take("question-in-full", album.desk.panes.open_question)
    hand.key(Key.Key_F1, SHIFT)
    yield from states_work.typing(album)
    yield from states_work.fallback_form(album)


def _pages(album: Album) -> Iterator[object]:
    hand, desk = album.hand, album.desk
    hand.key(Key.Key_T, CTRL)
    yield lambda: bool(desk.tools.chronology.model.lines)
    yield from hand.settle(0.2)
    yield from album.take("chronology")
    hand.key(Key.Key_Left, ALT)
    hand.key(Key.Key_I, CTRL)
    yield from hand.settle(0.3)
    yield from album.take("meeting-begin")
    hand.type("Home visit with the practitioner")
    hand.key(Key.Key_Return)
    yield from hand.settle(0.3)
    hand.type("She has not seen the plan")
    hand.key(Key.Key_Return)
    yield from hand.settle(0.3)
    yield from album.take("meetings")
    hand.key(Key.Key_Escape)
    desk.rating.close_page()
    hand.key(Key.Key_Return, CTRL)
    yield from hand.settle(0.3)
    yield from album.take("problems")
    hand.key(Key.Key_Left, ALT)
    yield from hand.settle(0.1)
    yield from states_work.complete(album)


def _others(album: Album) -> Iterator[object]:
    hand = album.hand
    for name, number, kind in hand.task["others"]:
        asked = name == "returned"
        if album.wants(name) or (asked and album.wants("asked")):
            album.inspector.leave_case()
            yield from hand.settle(0.3)
            yield from album.open_case(number, kind)
            yield from album.take(name)
        if asked and album.wants("asked"):
            album.desk.work.go("P 2.1.1")
            yield from album.take("asked", album.desk.panes.open_question)
    album.inspector.leave_case()
    yield from hand.settle(0.2)
    hand.frame.show_tab("health")  # type: ignore[attr-defined]
    yield from hand.settle(0.8)
    yield from album.take("health")
    if album.wants("practice"):
        album.app.workplace.frame.actions_by_id["help.practice"].trigger()
        yield lambda: album.inspector.practice.desk is not None
        yield from hand.settle(0.6)
        yield from album.take("practice")
        album.inspector.leave_case()
        yield from hand.settle(0.5)
