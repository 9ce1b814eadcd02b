"""Opening a document off the GUI thread: one operation that brings all the first picture needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QColor

from fieldkit.documents.display import Flow, Opened, PageText, Sheets
from fieldkit.errors import FieldkitError
from fieldkit.inspection.subjects import Area
from fieldkit.steps.read import Listed
from fieldkit.ui import when
from fieldkit.ui.reader import quote_origin
from fieldkit.ui.reader.page_feed import FirstPage, first_page
from fieldkit.ui.reader.quote_origin import Earlier
from fieldkit.ui.reader.quotes import Quoted, quoted
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
    "macros_ignored": "it holds a program, which was not run",
    "rotated": "pages were turned upright",
    "looks_left_out": "looks of the original are left out",
    "pictures_left_out": "pictures are left out",
    "form": "form fields are shown as filled in",
    "hidden_text": "words that were hidden in it are shown",
    "choices_left_out": "boxes and choices of its form are left out: look at them in the original",
    "values_only": "values and dates are shown; number formats, comments and pictures are not",
    "columns_cut": "columns beyond the 2,000th are left out",
}
# One of them, several of them, and what is said of them.
_COUNTED = {
    "comments": ("comment", "comments", ""),
    "remote_blocked": ("picture", "pictures", "from outside not loaded"),
    "pictures_missing": ("picture", "pictures", "did not come with it"),
    "pictures_not_shown": ("picture", "pictures", "in it not shown"),
    "charts_not_shown": ("chart or drawing", "charts or drawings", "in it not shown"),
    "parts_not_shown": ("part", "parts", "of another kind not shown"),
    "hidden_sheets": ("hidden sheet", "hidden sheets", "shown too"),
    "hidden_rows": ("hidden row", "hidden rows", "shown too"),
    "hidden_columns": ("hidden column", "hidden columns", "shown too"),
    "no_values": ("formula", "formulas", "without a saved value: the cell is empty here"),
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
    folds: tuple[Quoted, ...] = ()


def open_document(source: DocumentSource, asked: Asked) -> Arrived:
    """Open a document and get what is shown first. Raises FieldkitError as the source does."""
    listed = asked.listed
    if asked.password is None:
        opened = source.open(listed)
    else:
        opened = source.open(listed, asked.password)
    if opened.shape == "flow":
        flow = source.flow(listed)
        folds = _folds(source, listed, flow) if opened.kind == "email" else ()
        return Arrived(asked, opened, flow=flow, folds=folds)
    if opened.shape == "sheet":
        return Arrived(asked, opened, sheets=source.sheets(listed))
    page = min(max(1, asked.page), max(1, opened.pages))
    first = first_page(listed, source, page, asked.room, asked.ratio, asked.paper)
    # A passage is selected with the document, so its page's words are waited for.
    text = source.page(listed, page) if asked.passage is not None else None
    return Arrived(asked, opened, first=first, text=text)


def _folds(source: DocumentSource, listed: Listed, flow: Flow) -> tuple[Quoted, ...]:
    """What of an e-mail repeats another one, and which; each other one is read once."""
    known: dict[str, str] = {}

    def words(mail: Listed) -> str:
        sha256 = mail.document.sha256
        if sha256 not in known:
            known[sha256] = "\n".join(source.texts(mail))
        return known[sha256]

    return tuple(_traced(source, listed, flow, one, words) for one in quoted(flow.blocks))


def _traced(
    source: DocumentSource,
    listed: Listed,
    flow: Flow,
    one: Quoted,
    words: Callable[[Listed], str],
) -> Quoted:
    wanted = quote_origin.phrases(flow.blocks, one)
    mails = source.mails_with(listed, wanted) if wanted else None
    if mails is None:
        return one
    earlier = []
    for mail in mails:
        try:
            text = words(mail)
        except FieldkitError:  # it is told where it is opened
            return one
        earlier.append(Earlier(_name(mail, listed), text))
    return quote_origin.traced(flow.blocks, one, earlier)


def _name(mail: Listed, shown: Listed) -> str:
    """What to call another e-mail: by its date alone where the title is the same."""
    title, date = mail.document.title, when.day(mail.document.date or "")
    if title == shown.document.title and date:
        return f"the e-mail of {date}"
    return f"“{title[:60]}”" + (f" of {date}" if date else "")


def detail(listed: Listed, opened: Opened) -> str:
    """Kind and date for the header: "PDF · 12 Nov 2024"."""
    date = listed.document.date or opened.date or ""
    return " · ".join(part for part in (_KINDS.get(opened.kind, ""), when.day(date)) if part)


def notes_line(opened: Opened) -> str:
    """What was found in a document besides its text, in one line; "" for nothing."""
    told = []
    for note in opened.notes:
        code, _, count = note.partition(":")
        if code == "comments" and "tracked_changes" in opened.notes and opened.kind == "word":
            continue  # counted beside the changes
        if code in _COUNTED:
            one, several, what = _COUNTED[code]
            told.append(f"{count or 'Some'} {one if count == '1' else several} {what}".strip())
        elif code in _NOTES:
            told.append(_NOTES[code])
    if opened.attachments:
        number = len(opened.attachments)
        names = ", ".join(one.name for one in opened.attachments)
        told.append(f"{number} {'file' if number == 1 else 'files'} inside: {names}")
    line = " · ".join(told)
    return line[:1].upper() + line[1:]
