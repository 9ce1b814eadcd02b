"""The emergency read-out: all that a casebook holds as plain, marked HTML and CSV, in any state."""

from __future__ import annotations

import csv
import html
import io
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import Document, Reading, ReadingView, Subject
from fieldkit.steps.session import Present, Session
from fieldkit.store import entries as entry_store
from fieldkit.store.files import make_folder, write_whole

_STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto}"
    "table{border-collapse:collapse}td,th{border:1px solid;padding:.3em;text-align:left}"
)


_COLUMNS = (
    *("id", "device", "sequence", "author", "subject", "reading", "field", "value"),
    *("replaces", "made_at", "status"),
)


@dataclass(frozen=True)
class ReadOut:
    """What was written, and what could not be read."""

    readings: int
    entries: int
    documents: int
    unreadable: tuple[str, ...]


def read_out(session: Session, folder: Path) -> ReadOut:
    """Write all subjects, readings, entries and documents into `folder`, unencrypted.

    Raises FieldkitError ``readout.not_empty`` or ``disk.not_written``. A damaged part is listed
    and never stops the rest.
    """
    make_folder(folder)
    if any(folder.iterdir()):
        raise FieldkitError("readout.not_empty", folder=folder.name)
    now = session.present()
    subjects = {one.id: one for one in readings.subjects(now)}
    pages = []
    for reading in readings.readings(now):
        subject = subjects.get(reading.subject)
        if subject is not None:
            pages.append(_write_reading(session, folder, subject, reading, now))
    count = _write_entries(session, folder)
    documents, unreadable = _write_documents(session, folder, readings.documents(now), subjects)
    links = "".join(f'<li><a href="{name}">{html.escape(text)}</a></li>' for name, text in pages)
    title = f"{session.opened.title}: read-out"
    _write_page(session, folder / "index.html", title, f"<ul>{links}</ul>")
    return ReadOut(len(pages), count, documents, tuple(unreadable))


def _write_page(session: Session, path: Path, title: str, inside: str) -> None:
    marking = html.escape(session.form.marking)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style><p><strong>{marking}</strong></p><h1>{html.escape(title)}</h1>"
        f"{inside}<p><strong>{marking}</strong></p></html>\n"
    )
    write_whole(path, page.encode("utf-8"))


def _write_reading(
    session: Session, folder: Path, subject: Subject, reading: Reading, now: Present
) -> tuple[str, str]:
    view = readings.view(session.form, subject, reading, now)
    titles = {one.sha256: one.title for one in readings.documents(now, subject.id)}
    names = ", ".join(reading.readers)
    title = f"{subject.title} {subject.crn}, {reading.kind} reading by {names}"
    name = f"reading-{reading.id}.html"
    rows = "".join(_question_row(view, question.code, titles) for question in view.questions)
    notes = "".join(
        f"<p>{html.escape(kind)} {html.escape(about)}: {html.escape(answer.value or '')}</p>"
        for kind, found in (("Note", view.private_notes), ("Note to the lead", view.lead_notes))
        for about, answer in found.items()
    )
    alerts = "".join(
        f"<p>Alert ({html.escape(str(one.get('status')))}): "
        f"{html.escape(str(one.get('words')))}</p>"
        for one in view.alerts
    )
    state = html.escape(view.state.value or "")
    head = "<tr><th>Question<th>Answer<th>Reason<th>Evidence</tr>"
    inside = f"<p>State: {state}</p>{alerts}<table>{head}{rows}</table>{notes}"
    _write_page(session, folder / name, title, inside)
    return name, title


def _question_row(view: ReadingView, code: str, titles: dict[str, str]) -> str:
    question = next(one for one in view.questions if one.code == code)
    answer = view.answers.get(code, readings.NOTHING)
    value = "DISPUTED" if answer.disputed else answer.value or ""
    reason = view.reasons.get(code, readings.NOTHING).value or ""
    evidence = "<br>".join(
        html.escape(f"{one.direction}: {titles.get(one.document, '')} p {one.page}: {one.quote}")
        for one in view.evidence_for(code)
    )
    cells = (f"{code} {question.text}", value, reason)
    return "<tr>" + "".join(f"<td>{html.escape(c)}" for c in cells) + f"<td>{evidence}</tr>"


def _write_entries(session: Session, folder: Path) -> int:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    count = 0
    with session.casebook.read() as connection:
        for held in entry_store.everything(connection, session.opened.id):
            stub, body = held.entry.stub, held.entry.body
            row: list[object] = [held.entry.id, stub.device, stub.sequence]
            if body is not None:
                row += [body.author, body.subject, body.reading, body.field, body.value]
                row += [" ".join(body.replaces), body.made_at]
            writer.writerow([_plain(cell) for cell in [*row, held.status]])
            count += 1
    text = f"{session.form.marking}\r\n" + table.getvalue()
    write_whole(folder / "entries.csv", text.encode("utf-8-sig"))
    return count


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
