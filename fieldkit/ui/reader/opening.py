"""Opening a document off the GUI thread: one operation that brings all the first picture needs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from fieldkit.documents.display import Flow, Opened, PageText, Sheets
from fieldkit.inspection.subjects import Area
from fieldkit.steps.read import Listed
from fieldkit.ui import when
from fieldkit.ui.reader.page_feed import FirstPage, first_page
from fieldkit.ui.reader.source import DocumentSource

_KINDS = {
    "pdf": "PDF",
    "word": "Word",
    "rtf": "RTF",
    "email": "E-mail",
    "sheet": "Sheet",
    "web": "Web page",
    "text": "Text",
    "json": "Record",
    "picture": "Picture",
}
_NOTES = {
    "tracked_changes": "changes are shown: inserted words underlined twice, deleted words struck",
    "macros_ignored": "it holds a program, which was not run",
    "rotated": "pages were turned upright",
    "looks_left_out": "looks of the original are left out",
    "pictures_left_out": "pictures are left out",
    "form": "form fields are shown as filled in",
}


@dataclass(frozen=True)
class Asked:
    """What to open: the document, the page to begin at, and a password if one was typed.

    `room` is the width for a page in pixels, `ratio` device pixels a pixel. `area` is a part of
    the page to show, and to select where `selects` says so.
    """

    listed: Listed
    page: int
    room: float
    ratio: float
    paper: QColor
    password: str | None = None
    passage: tuple[int, int] | None = None
    area: Area | None = None
    selects: bool = False


@dataclass(frozen=True)
class Arrived:
    """An opened document with what its view shows first."""

    asked: Asked
    opened: Opened
    first: FirstPage | None = None
    text: PageText | None = None
    flow: Flow | None = None
    sheets: Sheets | None = None


def open_document(source: DocumentSource, asked: Asked) -> Arrived:
    """Open a document and get what is shown first. Raises FieldkitError as the source does."""
    listed = asked.listed
    if asked.password is None:
        opened = source.open(listed)
    else:
        opened = source.open(listed, asked.password)
    if opened.shape == "flow":
        return Arrived(asked, opened, flow=source.flow(listed))
    if opened.shape == "sheet":
        return Arrived(asked, opened, sheets=source.sheets(listed))
    page = min(max(1, asked.page), max(1, opened.pages))
    first = first_page(listed, source, page, asked.room, asked.ratio, asked.paper)
    # A passage is selected with the document, so its page's words are waited for.
    text = source.page(listed, page) if asked.passage is not None else None
    return Arrived(asked, opened, first=first, text=text)


def detail(listed: Listed, opened: Opened) -> str:
    """Kind and date for the header: "PDF · 12 Nov 2024"."""
    date = listed.document.date or opened.date or ""
    return " · ".join(part for part in (_KINDS.get(opened.kind, ""), when.day(date)) if part)


def notes_line(opened: Opened) -> str:
    """What was found in a document besides its text, in one line; "" for nothing."""
    told = []
    for note in opened.notes:
        code, _, count = note.partition(":")
        if code == "comments":
            told.append(
                "1 comment" if count == "1" else f"{count} comments" if count else "comments"
            )
        elif code == "remote_blocked":
            pictures = "picture" if count == "1" else "pictures"
            told.append(f"{count} {pictures} from outside not loaded")
        elif code in _NOTES:
            told.append(_NOTES[code])
    if opened.attachments:
        number = len(opened.attachments)
        names = ", ".join(one.name for one in opened.attachments)
        told.append(f"{number} {'file' if number == 1 else 'files'} inside: {names}")
    line = " · ".join(told)
    return line[:1].upper() + line[1:]
