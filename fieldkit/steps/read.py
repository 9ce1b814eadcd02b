"""Reading: my cases, one reading with its documents, find, and where I am."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import inside, versions
from fieldkit.inspection import reading as readings
from fieldkit.inspection.own_steps import Past
from fieldkit.inspection.reading import Document, Reading, ReadingView, Subject
from fieldkit.inspection.standing import by_subject
from fieldkit.inspection.subjects import HANDED_OVER, Present
from fieldkit.inspection.versions import NOWHERE, Placed
from fieldkit.steps import history, look
from fieldkit.steps.look import document_key, fetcher, index, index_one
from fieldkit.steps.review import Thread, awaited, threads
from fieldkit.steps.session import Session, stamp
from fieldkit.store import envelopes as envelope_store
from fieldkit.store import journal
from fieldkit.store.journal import Place

__all__ = ["document_key", "fetcher", "index", "index_one"]


@dataclass(frozen=True)
class Listed:
    """A document as the list shows it: what the worker found inside, and where the reader is.

    A file inside another document follows it in lists; `depth` says how deep inside it is.
    `refusal` is why it cannot be shown. `place` is None while it is unread. `newer` is the hash of
    the newest version, where this is not it.
    """

    document: Document
    kind: str = ""
    pages: int = 0
    characters: int = 0
    scan: bool = False
    refusal: FieldkitError | None = None
    place: Place | None = None
    newer: str = ""

    @property
    def depth(self) -> int:
        """How deep inside another document it is: 0 for one of the case file."""
        return inside.depth(self.document.sha256)

    @property
    def read_whole(self) -> bool:
        """Whether every page was opened."""
        return self.place is not None and len(self.place.opened) >= max(1, self.pages)


@dataclass(frozen=True)
class CaseRow:
    """One row of my cases. `asked` counts what the lead asked and waits for an answer."""

    subject: Subject
    reading: Reading
    answered: int
    questions: int
    documents: int
    unread: int
    state: str
    to_fix: int
    returned: int
    disputed: int
    alerts: int
    last_worked: str
    undelivered: int
    asked: int = 0


@dataclass(frozen=True)
class OpenedReading:
    """All that the desk needs: view, documents with the reader's places, what can be undone.

    `placed` says where evidence on documents that were replaced stands in their newer versions.
    """

    view: ReadingView
    documents: tuple[Listed, ...]
    past: Past = field(default_factory=Past)
    placed: Placed = NOWHERE
    threads: tuple[Thread, ...] = ()

    @property
    def asked(self) -> tuple[Thread, ...]:
        """What waits for an answer of the reader's."""
        return awaited(self.view, self.threads)


def my_readings(session: Session) -> tuple[CaseRow, ...]:
    """The readings that are this person's own, by case number."""
    now = session.present()
    person = session.me.person if session.me else session.owner.person
    with session.casebook.read() as connection:
        through, _ = envelope_store.delivered_through(
            connection, session.opened.id, session.device_id
        )
        worked = journal.worked(connection, session.opened.id, session.device_id, through)
    by_id = {one.id: one for one in readings.subjects(now)}
    groups = by_subject(now)
    found = []
    for reading in readings.readings(now):
        subject = by_id.get(reading.subject)
        if subject is None or person not in reading.readers:
            continue
        if reading.kind == HANDED_OVER:
            continue
        mine = groups[subject.id]
        view = readings.view(session.form, subject, reading, mine)
        at, waiting = worked.get(reading.id, ("", 0))
        every = readings.of_reading(readings.documents(mine, subject.id), reading.id)
        listed = _listed(session, every, reading.id)
        asked = len(awaited(view, threads(mine, reading)))
        found.append(replace(_row(view, listed, at, waiting), asked=asked))
    return tuple(sorted(found, key=lambda r: (r.subject.kind != "case", r.subject.number)))


def _row(view: ReadingView, listed: Sequence[Listed], at: str, waiting: int) -> CaseRow:
    return CaseRow(
        subject=view.subject,
        reading=view.reading,
        answered=view.answered,
        questions=len(view.questions),
        documents=len(listed),
        unread=sum(one.place is None and not one.newer for one in listed),
        state=view.stage,
        to_fix=len(view.to_fix),
        returned=len(view.returns),
        disputed=view.disputed,
        alerts=view.alerts_open,
        last_worked=at,
        undelivered=waiting,
    )


def _listed(session: Session, documents: Sequence[Document], reading: str) -> tuple[Listed, ...]:
    if not documents:
        return ()
    subject = documents[0].subject
    described = session.casebook.documents.described(subject)
    files = look.files_inside(session, subject, documents)
    every = [two for one in documents for two in (one, *files.get(one.sha256, ()))]
    newer = versions.newest(documents)
    with session.casebook.read() as connection:
        places = journal.places_of(connection, reading)
    found = []
    for one in every:
        row = described.get(one.sha256)
        refusal = look.refusal_of(row.refusal) if row is not None else None
        found.append(
            Listed(
                document=one,
                kind=row.kind if row else "",
                pages=row.pages if row else 0,
                characters=row.characters if row else 0,
                scan=bool(row.scan) if row else False,
                refusal=refusal,
                place=places.get(one.sha256),
                newer=newer.get(one.sha256, ""),
            )
        )
    return tuple(found)


def open_reading(session: Session, reading: str) -> OpenedReading:
    """A reading by id. Raises FieldkitError ``reading.unknown``."""
    now, subject, one = _held(session, reading)
    every = readings.of_reading(readings.documents(now, subject.id), reading)
    listed = _listed(session, every, reading)
    view = readings.view(session.form, subject, one, now)
    placed, past = _placed(session, view, listed), history.past(session, view)
    return OpenedReading(view, listed, past, placed, threads(now, one))


def documents_again(session: Session, reading: str) -> tuple[Listed, ...]:
    """The documents of a reading, with its reader's places. Raises as `open_reading`."""
    now, subject, _ = _held(session, reading)
    every = readings.of_reading(readings.documents(now, subject.id), reading)
    return _listed(session, every, reading)


def _held(session: Session, reading: str) -> tuple[Present, Subject, Reading]:
    now = session.present()
    for one in readings.readings(now):
        if one.id == reading:
            subject = next((s for s in readings.subjects(now) if s.id == one.subject), None)
            if subject is not None:
                return now, subject, one
    raise FieldkitError("reading.unknown")


def view_again(session: Session, shown: OpenedReading) -> OpenedReading:
    """The same reading as it stands now; its documents are not looked up again."""
    view = shown.view
    now = session.present(view.subject.id)
    again = readings.view(session.form, view.subject, view.reading, now)
    now_at = _placed(session, again, shown.documents, shown.placed)
    past, said = history.past(session, again), threads(now, view.reading)
    return replace(shown, view=again, past=past, placed=now_at, threads=said)


def _placed(
    session: Session, view: ReadingView, listed: Sequence[Listed], before: Placed = NOWHERE
) -> Placed:
    """Evidence on replaced documents; what `before` knows is not looked for again.

    Reading the text of a document goes through the whole index: never for each deed.
    """
    newer = versions.newest(one.document for one in listed)
    known = {one.document.sha256 for one in listed if one.kind and one.characters}
    asked = [
        one
        for one in view.evidence
        if one.quote.strip() and newer.get(one.document) in known and not before.knows(one)
    ]
    if not asked:
        return before
    store, subject = session.casebook.documents, view.subject.id
    goals = {newer[one.document] for one in asked}
    pages = {goal: store.pages(subject, goal) for goal in goals}
    return before.joined(versions.placed(asked, newer, pages))


def document_bytes(
    session: Session, subject: str, sha256: str, worker: DocumentWorker | None = None
) -> bytes:
    """The bytes of a document or of a file inside one, for the worker only."""
    if not inside.depth(sha256):
        return session.casebook.documents.get(subject, sha256)
    return look.content(session, subject, sha256, worker)[0]


@dataclass(frozen=True)
class Hit:
    """A page that holds the words: `snippet` marks them between U+0002 and U+0003.

    `ocr`: the words were read from its picture by a program.
    """

    subject: str
    sha256: str
    page: int
    snippet: str
    ocr: bool = False


def find(session: Session, words: str, subject: str | None = None) -> tuple[Hit, ...]:
    """Pages of one subject's documents, or of all, that hold all the words, best first."""
    rows = session.casebook.documents.search(words, subject)
    guessed = session.casebook.documents.contents.pages_read(subject) if rows else set()
    return tuple(
        Hit(
            row.subject,
            row.sha256,
            int(row.page),
            row.snippet,
            (row.subject, row.sha256, int(row.page)) in guessed,
        )
        for row in rows
    )


def remember_place(session: Session, subject: str, reading: str, document: str, page: int) -> None:
    """Note that a page was opened; the last one opened is where the reader comes back to."""
    at = stamp(session.clock)

    def work(connection: Connection) -> None:
        before = journal.places_of(connection, reading).get(document)
        opened = {*(before.opened if before else ()), page}
        place = Place(page, tuple(sorted(opened)), at)
        journal.keep_place(connection, subject, reading, document, place)

    session.casebook.recorder.submit(work, urgent=False)


def subjects(session: Session) -> tuple[Subject, ...]:
    """Every subject of the inspection, by number."""
    return readings.subjects(session.present())


def inspections(session: Session) -> int:
    """How many inspections the casebook knows."""
    return len(session.inspections())
