"""Looking into documents: the worker reads each once, and what it found is kept for find, the
chronology and the list. Files inside documents are documents of their own, opened from the bytes
of what holds them, in the worker; nothing of them is written anywhere unsealed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from fieldkit.documents.display import AttachmentInfo, Opened
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import inside
from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import Document
from fieldkit.steps.session import Session
from fieldkit.store.contents import InnerFile, Looked

MOST_INSIDE = 300
DEEPEST = 6


def document_key(document: Document) -> str:
    """How a worker is asked for a document: subject and hash (or name of a file inside)."""
    return f"{document.subject}/{document.sha256}"


def index(
    session: Session,
    worker: DocumentWorker,
    progress: Callable[[int, int, str], None] = lambda done, of, name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Let the worker look into every document not looked into yet; keep text for find.

    The worker's `fetch` must be `fetcher(session)`. Returns how many documents were looked into.
    """
    waiting = _waiting(session)
    for number, document in enumerate(waiting):
        if cancelled():
            return number
        progress(number, len(waiting), document.title)
        index_one(session, worker, document)
    return len(waiting)


def _waiting(session: Session) -> list[Document]:
    store = session.casebook.documents
    known: dict[str, set[str]] = {}
    waiting = []
    for document in readings.documents(session.present()):
        subject = document.subject
        if subject not in known:
            told = store.described(subject)
            seen = store.contents.looked_into(subject)
            known[subject] = {one for one, row in told.items() if row.refusal or one in seen}
        if document.sha256 not in known[subject] and store.has(subject, document.sha256):
            known[subject].add(document.sha256)
            waiting.append(document)
    return waiting


def index_one(session: Session, worker: DocumentWorker, document: Document) -> None:
    """Look into one document and the files inside it; a refusal is kept as what is known of it."""
    data = session.casebook.documents.get(document.subject, document.sha256)
    left = [MOST_INSIDE]
    _look(session, worker, document.subject, document.sha256, document.name, data, left)


def _look(
    session: Session,
    worker: DocumentWorker,
    subject: str,
    identity: str,
    name: str,
    data: bytes,
    left: list[int],
) -> None:
    key = f"{subject}/{identity}"
    store = session.casebook.documents
    within: list[tuple[InnerFile, bytes]] = []
    try:
        opened = worker.open(key, data, name)
        pages = worker.text(key)
        survey = worker.survey(key)
        dated = worker.dated(key)
        if inside.depth(identity) < DEEPEST:
            within = _files(worker, subject, identity, opened, left)
    except FieldkitError as why:
        if why.code == "document.stopped":
            raise
        store.put_refusal(subject, identity, why.code, dict(why.facts))
    else:
        kind, scan = opened.kind, survey.scan
        store.put_text(subject, identity, kind, pages, scan, opened.pages)
        rows = [
            {
                "date": one.date,
                "time": one.time,
                "title": one.title,
                "words": one.words,
                "page": one.page,
                "start": one.start,
                "end": one.end,
                "located": one.where,
            }
            for one in dated.parts
        ]
        whole = Looked(opened.title, dated.date, dated.time)
        files = [one for one, _ in within]
        store.contents.put(subject, identity, whole, rows, files)
    finally:
        worker.close(key)
    for one, content in within:
        _look(session, worker, subject, one.identity, one.name, content, left)


def _files(
    worker: DocumentWorker, subject: str, identity: str, opened: Opened, left: list[int]
) -> list[tuple[InnerFile, bytes]]:
    found = []
    for place, told in enumerate(opened.attachments):
        if left[0] <= 0:
            break
        left[0] -= 1
        try:
            name, content = worker.attachment(f"{subject}/{identity}", place)
        except FieldkitError as why:
            if why.code == "document.stopped":
                raise
            name, content = told.name, b""
        found.append((_inner(subject, identity, place, name, told, len(content)), content))
    return found


def _inner(
    subject: str, identity: str, place: int, name: str, told: AttachmentInfo, size: int
) -> InnerFile:
    within = inside.within(identity, place)
    return InnerFile(subject, within, place, name[:200], told.media_type[:100], size)


def files_inside(
    session: Session, subject: str, documents: Sequence[Document]
) -> dict[str, list[Document]]:
    """The files inside each document of a subject, as documents, in their order and depth."""
    dates = {one.sha256: one.date for one in documents}
    told = session.casebook.documents.contents.looked_into(subject)
    found: dict[str, list[Document]] = {}
    for one in session.casebook.documents.contents.files(subject):
        holder = inside.holder(one.identity)
        if holder not in dates:
            continue
        said = told.get(one.identity)
        found.setdefault(holder, []).append(
            Document(
                id=one.identity,
                subject=subject,
                sha256=one.identity,
                name=one.name,
                title=one.name,
                media_type=one.media_type,
                size=one.size,
                date=said.date if said and said.date else dates[holder],
            )
        )
    for files in found.values():
        files.sort(key=lambda one: inside.path(one.sha256))
    return found


# The bytes of a document


def content(
    session: Session, subject: str, identity: str, worker: DocumentWorker | None = None
) -> tuple[bytes, str]:
    """Bytes and name of a document or of a file inside one, for a worker only.

    A file inside is taken out of what holds it by `worker`, or by one started for it alone.
    Raises FieldkitError as the store and the worker do.
    """
    holder = inside.holder(identity)
    data = session.casebook.documents.get(subject, holder)
    names = {one.sha256: one.name for one in readings.documents(session.present(), subject)}
    name = names.get(holder, holder)
    places = inside.path(identity)
    if not places:
        return data, name
    if worker is not None:
        return _taken_out(worker, subject, holder, data, name, places)

    def nothing(key: str) -> tuple[bytes, str, str | None]:
        raise FieldkitError("document.stopped", name=name)

    alone = DocumentWorker(nothing)
    try:
        return _taken_out(alone, subject, holder, data, name, places)
    finally:
        alone.stop()


def _taken_out(
    worker: DocumentWorker,
    subject: str,
    identity: str,
    data: bytes,
    name: str,
    places: tuple[int, ...],
) -> tuple[bytes, str]:
    for place in places:
        key = f"unpack/{subject}/{identity}"
        worker.open(key, data, name)
        try:
            name, data = worker.attachment(key, place)
        finally:
            worker.close(key)
        identity = inside.within(identity, place)
    return data, name


def fetcher(
    session: Session, worker: Callable[[], DocumentWorker | None] = lambda: None
) -> Callable[[str], tuple[bytes, str, str | None]]:
    """What a document worker calls to get a document's bytes again after its child died.

    `worker` gives the one that files inside are taken out with.
    """
    names: Mapping[str, str] = {
        document_key(one): one.name for one in readings.documents(session.present())
    }

    def fetch(key: str) -> tuple[bytes, str, str | None]:
        subject, identity = key.rsplit("/", 1)
        if inside.depth(identity):
            return *content(session, subject, identity, worker()), None
        data = session.casebook.documents.get(subject, identity)
        return data, names.get(key, identity), None

    return fetch


def refusal_of(told: str) -> FieldkitError | None:
    """The refusal that was kept of a document, or None."""
    if not told:
        return None
    said = json.loads(told)
    return FieldkitError(said["code"], **said["facts"])
