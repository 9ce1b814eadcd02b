"""Scans: words are read from the pictures of pages by a program and kept, marked as a guess."""

from __future__ import annotations

import json
from collections.abc import Callable

from fieldkit.documents import ocr
from fieldkit.documents.display import PageText
from fieldkit.documents.display_json import from_json, to_json
from fieldkit.documents.ocr import SCALE, Ocr
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.steps.session import Session

MOST_PAGES = 400
"""Pages of one document that are read; a longer scan is read so far."""


def reader() -> Ocr | None:
    """What reads pictures, or None where the tesseract program is not installed."""
    found = ocr.program()
    return Ocr(found) if found is not None else None


def waiting(session: Session) -> list[tuple[str, str, int]]:
    """Subject, document and number of pages of every scan not read to its end."""
    store = session.casebook.documents
    done: dict[tuple[str, str], int] = {}
    for subject, identity, _ in store.contents.pages_read():
        done[subject, identity] = done.get((subject, identity), 0) + 1
    found = []
    for row in store.contents.scans():
        pages = min(int(row.pages), MOST_PAGES)
        if done.get((row.subject, row.sha256), 0) < pages:
            found.append((str(row.subject), str(row.sha256), pages))
    return found


def read_scans(
    session: Session,
    worker: DocumentWorker,
    program: Ocr,
    progress: Callable[[int, int, str], None] = lambda done, of, document: None,
    cancelled: Callable[[], bool] = lambda: False,
    each: Callable[[str], None] = lambda document: None,
) -> int:
    """Read the pages of every scan not read yet; `each` is told a document that was read.

    The worker's `fetch` must be `fetcher(session)`. Can be stopped after any page and goes on
    with the next one. Returns how many pages were read.
    """
    count = 0
    scans = waiting(session)
    for number, (subject, identity, pages) in enumerate(scans):
        progress(number, len(scans), identity)
        read = _read_document(session, worker, program, (subject, identity, pages), cancelled)
        count += read
        if read:
            each(identity)
        if cancelled():
            break
    return count


def _read_document(
    session: Session,
    worker: DocumentWorker,
    program: Ocr,
    scan: tuple[str, str, int],
    cancelled: Callable[[], bool],
) -> int:
    subject, identity, pages = scan
    contents, key, count = session.casebook.documents.contents, f"{subject}/{identity}", 0
    known = {page for _, one, page in contents.pages_read(subject) if one == identity}
    for number in range(1, pages + 1):
        if cancelled():
            break
        if number in known:
            continue
        try:
            page = worker.page(key, number)
            if page.scan:
                page = program.read(worker.render(key, number, SCALE), page)
                count += 1
        except FieldkitError as why:
            if why.code == "document.stopped":
                break
            page = PageText(number, 1.0, 1.0, "", ())  # not tried again at every start
        body = json.dumps(to_json(page)) if page.ocr else ""
        if page.ocr or not page.text:
            contents.put_read_page(subject, identity, number, body, page.text)
        else:
            contents.put_seen_page(subject, identity, number)
    worker.close(key)
    return count


def page_read(session: Session, subject: str, identity: str, number: int) -> PageText | None:
    """What was read from the picture of a page; None where nothing was."""
    body = session.casebook.documents.contents.read_page(subject, identity, number)
    if not body:
        return None
    found = from_json(PageText, json.loads(body))
    return found if found.text else None
