"""The emergency read-out: all that a casebook holds as plain, marked HTML and CSV, in any state."""

from __future__ import annotations

import csv
import html
import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection import inside, merge
from fieldkit.inspection import reading as readings
from fieldkit.inspection.form import Form
from fieldkit.inspection.merge import Held
from fieldkit.inspection.reading import Document, Reading, ReadingView, Subject
from fieldkit.steps.session import Present, Session
from fieldkit.store import entries as entry_store
from fieldkit.store import salvage
from fieldkit.store.files import make_folder, write_whole

_STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto}"
    "table{border-collapse:collapse}td,th{border:1px solid;padding:.3em;text-align:left}"
)


# What stands where the form, which knows the marking, cannot be read.
MARKING = "OFFICIAL-SENSITIVE"
_DAMAGE = ("store.page_damaged", "store.unreadable")
_COLUMNS = (
    *("id", "device", "sequence", "author", "subject", "reading", "field", "value"),
    *("replaces", "made_at", "status"),
)


@dataclass(frozen=True)
class ReadOut:
    """What was written, and what could not be read: titles of documents, and a count of entries."""

    readings: int
    entries: int
    documents: int
    unreadable: tuple[str, ...]
    lost_entries: int = 0


@dataclass(frozen=True)
class _Found:
    """What could be read of a casebook; the form is None where it could not."""

    title: str
    form: Form | None
    held: tuple[Held, ...]
    now: Present
    lost: int

    @property
    def marking(self) -> str:
        return self.form.marking if self.form is not None else MARKING


def read_out(session: Session, folder: Path) -> ReadOut:
    """Write all subjects, readings, entries and documents into `folder`, unencrypted.

    Raises FieldkitError ``readout.not_empty`` or ``disk.not_written``. A damaged part is listed
    and never stops the rest: of a damaged store every entry on a sound page is read.
    """
    make_folder(folder)
    if any(folder.iterdir()):
        raise FieldkitError("readout.not_empty", folder=folder.name)
    found = _find(session)
    subjects = {one.id: one for one in readings.subjects(found.now)}
    pages = []
    for reading in readings.readings(found.now):
        subject = subjects.get(reading.subject)
        if subject is not None and found.form is not None:
            pages.append(_write_reading(found, found.form, folder, subject, reading))
    count = _write_entries(found, folder)
    listed = readings.documents(found.now)
    documents, unreadable = _write_documents(session, folder, listed, subjects)
    _write_index(found, folder, pages, unreadable)
    return ReadOut(len(pages), count, documents, tuple(unreadable), found.lost)


def _write_index(
    found: _Found, folder: Path, pages: list[tuple[str, str]], unreadable: list[str]
) -> None:
    links = "".join(f'<li><a href="{name}">{html.escape(text)}</a></li>' for name, text in pages)
    inside = f"<ul>{links}</ul>"
    if found.form is None:
        inside += "<p>The standards set could not be read; every entry is in entries.csv.</p>"
    if found.lost:
        inside += f"<p>{found.lost} entries lie on damaged pages and could not be read.</p>"
    if unreadable:
        items = "".join(f"<li>{html.escape(one)}</li>" for one in unreadable)
        inside += f"<p>Documents that could not be read:</p><ul>{items}</ul>"
    _write_page(found, folder / "index.html", f"{found.title}: read-out", inside)


def _find(session: Session) -> _Found:
    """Everything, the usual way; where that meets a damaged page, what is left of it."""
    try:
        with session.casebook.read() as connection:
            held = tuple(entry_store.everything(connection, session.opened.id))
        return _Found(session.opened.title, session.form, held, session.present(), 0)
    except FieldkitError as why:
        if why.code not in _DAMAGE:
            raise
    left = salvage.entries(session.casebook)
    form: Form | None = None
    title = "Casebook"
    with suppress(FieldkitError):
        form, title = session.form, session.opened.title
    inspections = {one.entry.stub.inspection for one in left.held}
    if form is not None:
        with suppress(FieldkitError):
            inspections = {session.opened.id}
    chosen = tuple(one for one in left.held if one.entry.stub.inspection in inspections)
    return _Found(title, form, chosen, merge.present(chosen), left.lost)


def _write_page(found: _Found, path: Path, title: str, inside: str) -> None:
    marking = html.escape(found.marking)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style><p><strong>{marking}</strong></p><h1>{html.escape(title)}</h1>"
        f"{inside}<p><strong>{marking}</strong></p></html>\n"
    )
    write_whole(path, page.encode("utf-8"))


def _write_reading(
    found: _Found, form: Form, folder: Path, subject: Subject, reading: Reading
) -> tuple[str, str]:
    view = readings.view(form, subject, reading, found.now)
    titles = {one.sha256: one.title for one in readings.documents(found.now, subject.id)}
    names = ", ".join(reading.readers)
    title = f"{subject.title} {subject.crn}, {reading.kind} reading by {names}"
    name = f"reading-{reading.id}.html"
    rows = "".join(_question_row(view, question.code, titles) for question in view.questions)
    notes = "".join(
        f"<p>{html.escape(kind)} {html.escape(about)}: {html.escape(answer.value or '')}</p>"
        for kind, notes in (("Note", view.private_notes), ("Note to the lead", view.lead_notes))
        for about, answer in notes.items()
    )
    alerts = "".join(
        f"<p>Alert ({html.escape(str(one.get('status')))}): "
        f"{html.escape(str(one.get('words')))}</p>"
        for one in view.alerts
    )
    state = html.escape(view.state.value or "")
    head = "<tr><th>Question<th>Answer<th>Reason<th>Evidence</tr>"
    inside = f"<p>State: {state}</p>{alerts}<table>{head}{rows}</table>{notes}"
    _write_page(found, folder / name, title, inside)
    return name, title


def _question_row(view: ReadingView, code: str, titles: dict[str, str]) -> str:
    question = next(one for one in view.questions if one.code == code)
    answer = view.answers.get(code, readings.NOTHING)
    value = "DISPUTED" if answer.disputed else answer.value or ""
    reason = view.reasons.get(code, readings.NOTHING).value or ""
    evidence = "<br>".join(
        html.escape(
            f"{one.direction}: {titles.get(inside.holder(one.document), '')} "
            f"p {one.page}: {one.quote}"
        )
        for one in view.evidence_for(code)
    )
    cells = (f"{code} {question.text}", value, reason)
    return "<tr>" + "".join(f"<td>{html.escape(c)}" for c in cells) + f"<td>{evidence}</tr>"


def _write_entries(found: _Found, folder: Path) -> int:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for held in found.held:
        stub, body = held.entry.stub, held.entry.body
        row: list[object] = [held.entry.id, stub.device, stub.sequence]
        if body is not None:
            row += [body.author, body.subject, body.reading, body.field, body.value]
            row += [" ".join(body.replaces), body.made_at]
        writer.writerow([_plain(cell) for cell in [*row, held.status]])
    text = f"{found.marking}\r\n" + table.getvalue()
    write_whole(folder / "entries.csv", text.encode("utf-8-sig"))
    return len(found.held)


def _plain(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _write_documents(
    session: Session,
    folder: Path,
    documents: tuple[Document, ...],
    subjects: dict[str, Subject],
) -> tuple[int, list[str]]:
    unreadable: list[str] = []
    count = 0
    for number, one in enumerate(documents, start=1):
        subject = subjects.get(one.subject)
        inside = folder / "documents" / (subject.number if subject else "other").replace(" ", "-")
        ending = Path(one.name).suffix.lower()[:8]
        try:
            data = session.casebook.documents.get(one.subject, one.sha256)
        except FieldkitError:
            unreadable.append(one.title)
            continue
        make_folder(inside)
        write_whole(inside / f"{number:04d}{ending}", data)
        count += 1
    return count, unreadable
