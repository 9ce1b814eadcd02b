"""States of rating, of an organisational standard, of sending, and of a disk that refuses."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, Final

import openpyxl

from fieldkit.errors import FieldkitError
from fieldkit.steps import sync
from fieldkit.steps.session import Session
from fieldkit.ui.journeys.album import Album
from fieldkit.ui.journeys.cost import ALT
from fieldkit.ui.journeys.hand import CTRL, SHIFT, Key

_TYPING: Final = {"reason", "notes-written", "undone", "your-steps"}
_FILLED: Final = (
    ("No", "The plan repeats the words of 2021, and he was not asked."),
    ("No", "Nothing on what he wants."),
)
_FORM: Final = {"form-warning", "form-written", "form-changes"}
_COMPLETE: Final = {
    "alert-raised",
    "alert-log",
    "my-cases-alert",
    "ready",
    "complete",
    "reopened-page",
}
_STANDARD: Final = {"standard", "standard-meeting", "standard-lines", "proposal", "focus-group"}
_SENDING: Final = {
    *("send", "send-place", "send-unreachable", "send-busy", "send-waiting", "send-delivered"),
}


def typing(album: Album) -> Iterator[object]:
    """A No that needs its reason, words written, steps undone."""
    hand = album.hand
    if album.only and not album.only & _TYPING:
        return
    hand.key(Key.Key_Down, CTRL)
    hand.key(Key.Key_N)
    yield hand.saved()
    yield from album.take("reason", album.desk.panes.open_question)
    album.desk.panes.write_reason()
    hand.type("No request was made to the police before the report.")
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_M)
    yield hand.saved()
    hand.key(Key.Key_N, CTRL | SHIFT)
    yield from hand.settle(0.2)
    album.desk.rating.notes.fields["private"].edit.setFocus()
    hand.type("Ask in the interview why the text of 2021 was kept.")
    yield hand.saved()
    yield from album.take("notes-written")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_Z, CTRL)
    hand.key(Key.Key_Z, CTRL)
    yield hand.saved()
    hand.key(Key.Key_H, CTRL)
    yield from hand.settle(0.3)
    yield from album.take("undone")
    album.desk.rating.history.of_steps.click()
    yield from album.take("your-steps")
    hand.key(Key.Key_Escape)


def fallback_form(album: Album) -> Iterator[object]:
    """A form for a day without the app: the warning, written, and taken in after more was done."""
    hand, form = album.hand, album.inspector.form
    if album.only and not album.only & _FORM:
        return
    path = Path(hand.task["place"]).parent / "form.xlsx"
    form._choose_target, form._choose_form = (lambda *_: str(path)), (lambda *_: str(path))
    hand.key(Key.Key_Y)
    yield hand.saved()
    hand.frame.actions_by_id["file.form_out"].trigger()  # type: ignore[attr-defined]
    yield from hand.settle(0.3)
    yield from album.take("form-warning")
    hand.key(Key.Key_Return)
    yield path.exists
    yield from hand.settle(0.4)
    yield from album.take("form-written")
    book = openpyxl.load_workbook(path)
    for row, (answer, reason) in enumerate(_FILLED, start=5):
        book["Form"].cell(row, 3).value, book["Form"].cell(row, 4).value = answer, reason
    book.save(path)
    hand.key(Key.Key_Down, CTRL)
    hand.key(Key.Key_Y)
    yield hand.saved()
    hand.frame.actions_by_id["file.form_in"].trigger()  # type: ignore[attr-defined]
    yield from hand.settle(0.6)
    yield from album.take("form-changes")
    hand.key(Key.Key_Escape)
    album.desk.notices.settle("form")


def complete(album: Album) -> Iterator[object]:
    """Every question answered, then complete; an alert raised on the way."""
    hand = album.hand
    if album.only and not album.only & _COMPLETE:
        return
    hand.key(Key.Key_A, CTRL | SHIFT)
    hand.type("Children have been staying at the address since Friday.")
    hand.key(Key.Key_Return, CTRL)
    yield hand.saved()
    yield from hand.settle(0.2)
    yield from album.take("alert-raised")
    hand.key(Key.Key_A, CTRL | SHIFT)
    yield from hand.settle(0.4)
    yield from album.take("alert-log")
    hand.key(Key.Key_Escape)
    work = album.desk.work
    for question in work.questions:
        work.go(question.code)
        if work.view.answers.get(question.code) is None or question.code == work.questions[1].code:
            work.answer("yes")
            yield hand.saved()
    hand.key(Key.Key_Return, CTRL)
    yield from hand.settle(0.3)
    yield from album.take("ready")
    hand.key(Key.Key_Return, CTRL)
    yield hand.saved()
    yield from hand.settle(0.4)
    yield from album.take("my-cases-alert")
    yield from album.open_case(hand.task["case"], "first")
    yield from album.take("complete")
    hand.key(Key.Key_Return, CTRL)
    yield from hand.settle(0.3)
    yield from album.take("reopened-page")


def standard(album: Album) -> Iterator[object]:
    """A standard judged from documents and meetings."""
    hand = album.hand
    if album.only and not album.only & _STANDARD:
        return
    album.inspector.leave_case()
    yield from hand.settle(0.3)
    yield from album.open_case(hand.task["standard"], "first")
    yield from album.take("standard")
    hand.key(Key.Key_I, CTRL)
    yield from hand.settle(0.3)
    yield from album.take("standard-meeting")
    hand.type("Focus group: officers")
    hand.key(Key.Key_Return)
    yield from hand.settle(0.3)
    lines = (
        ("Introductions. Told: notes are not minutes, nobody is named.", ()),
        ("Three of seven have carried more than 60 cases since June.", (Key.Key_1, Key.Key_Minus)),
        ("Sickness cover is shared out the same day; people say it is fair.", (Key.Key_1,)),
        (
            "Training on domestic abuse was booked three times and cancelled three times, each "
            "time in the week before, so that nobody could plan their visits around it.",
            (Key.Key_2, Key.Key_Minus),
        ),
    )
    for words, keys in lines:
        hand.type(words)
        for key in keys:
            hand.key(key, ALT)
        hand.key(Key.Key_Return)
        yield hand.saved()
        hand.key(Key.Key_Equal, ALT)
    hand.type("Exit interviews: asked whether anyone reads them, long silen")
    hand.key(Key.Key_1, ALT)
    yield from hand.settle(0.3)
    yield from album.take("standard-lines")
    hand.key(Key.Key_Escape)
    album.desk.rating.close_page()
    yield from hand.settle(0.2)
    panel = album.desk.panel

    def show_proposal() -> None:
        album.desk.panes.open_question()
        panel._area.ensureWidgetVisible(panel.proposal)

    yield from album.take("proposal", show_proposal)


def _lead(album: Album) -> Session:
    folder = Path(album.hand.task["centre"])
    return Session.unlock(folder, (folder / "passphrase.txt").read_text("utf-8").strip())


def _lead_meets(album: Album) -> None:
    """The lead takes what lies at the place and leaves receipts there."""
    lead = _lead(album)
    try:
        sync.choose(lead, album.hand.task["place"])
        sync.sync(lead)
    finally:
        lead.close()


def sending(album: Album) -> Iterator[object]:
    """Nowhere to go yet, nobody there, underway, waiting for its receipt, delivered."""
    hand = album.hand
    if album.only and not album.only & _SENDING:
        return
    album.inspector.leave_case()
    hand.key(Key.Key_S, CTRL | SHIFT)
    yield from hand.settle(0.4)
    yield from album.take("send")
    page = album.inspector.send
    place = Path(hand.task["place"])
    page.folder.setText(str(place.parent / "away" / "Northvale 2025"))
    page.send()
    yield from hand.settle(0.3)
    yield from album.take("send-unreachable")
    page.notices.settle("send")
    place.mkdir(exist_ok=True)
    page.folder.setText(str(place))
    yield from album.take("send-place")
    page._busy = True
    page._tell()
    page._show_moved(0.42)
    yield from album.take("send-busy")
    page._busy = False
    page.send()
    yield from hand.settle(0.5)
    yield from album.take("send-waiting")
    done: list[object] = []
    album.app.operations.run(partial(_lead_meets, album), done.append, done.append)
    yield lambda: bool(done)
    page.send()
    yield from hand.settle(0.5)
    yield from album.take("send-delivered")


def trouble(album: Album) -> Iterator[object]:
    """The disk refuses: what is typed stays, and the line says so."""
    hand = album.hand
    if not album.wants("not-saved"):
        return
    album.inspector.leave_case()
    yield from hand.settle(0.2)
    yield from album.open_case(hand.task["kinds"], "first")
    saver = album.app.workplace.saver
    kept = saver._save

    def refused(*given: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(FieldkitError("disk.full", file="store.db"))
        return future

    saver._save = refused
    hand.key(Key.Key_Y)
    yield from hand.settle(0.4)
    yield from album.take("not-saved")
    saver._save = kept
    saver._retry()
    yield hand.saved()
