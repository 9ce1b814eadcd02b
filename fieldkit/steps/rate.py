"""Rating: every edit a reader makes, as values that the session records at once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

from sqlalchemy import Connection

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.reading import NOTHING, Evidence, ReadingView
from fieldkit.steps.session import Session, stamp
from fieldkit.store import entries as entry_store
from fieldkit.store import journal
from fieldkit.store.entries import Edit
from fieldkit.store.journal import Typed


def key(view: ReadingView, field: str) -> Key:
    """The key of a field of this reading."""
    return Key(view.subject.id, view.reading.id, field)


def answer(view: ReadingView, question: str, value: str | None) -> Edit:
    """Answer a key question; None clears it. Raises FieldkitError ``rate.not_allowed``."""
    found = next((one for one in view.questions if one.code == question), None)
    if found is None:
        raise FieldkitError("rate.unknown_question", question=question)
    if value is not None and value not in readings.allowed_answers(view, found):
        raise FieldkitError("rate.not_allowed", question=question, value=value)
    seen = view.answers.get(question, NOTHING).entries
    return Edit(key(view, f"answer/{question}"), value, seen)


def prompt(view: ReadingView, question: str, code: str, value: str | None) -> Edit:
    """Answer a prompt, which informs the answer and never computes it."""
    seen = view.prompts.get((question, code), NOTHING).entries
    return Edit(key(view, f"prompt/{question}/{code}"), value, seen)


def reason(view: ReadingView, question: str, text: str) -> Edit:
    """The reason for an answer."""
    seen = view.reasons.get(question, NOTHING).entries
    return Edit(key(view, f"reason/{question}"), text, seen)


def private_note(view: ReadingView, about: str, text: str) -> Edit:
    """A note for the reader alone; its body is never sent."""
    seen = view.private_notes.get(about, NOTHING).entries
    return Edit(key(view, f"note_private/{about}"), text, seen)


def lead_note(view: ReadingView, about: str, text: str) -> Edit:
    """A note for the lead."""
    seen = view.lead_notes.get(about, NOTHING).entries
    return Edit(key(view, f"note_lead/{about}"), text, seen)


def flag(view: ReadingView, question: str, on: bool) -> Edit:
    """Come back to this question, or no longer."""
    seen = view.flags.get(question, NOTHING).entries
    return Edit(key(view, f"flag/{question}"), "on" if on else None, seen)


def bookmark(view: ReadingView, document: str, page: int, words: str | None) -> Edit:
    """Mark a page to come back to, with what the list says of it; None takes the mark away.

    A note to oneself: in the casebook and its backups like a private note, and never sent.
    """
    about = f"{document}:{page}"
    return Edit(key(view, f"bookmark/{about}"), words, view.bookmarks.get(about, NOTHING).entries)


def proposal(view: ReadingView, standard: str, rating: str | None) -> Edit:
    """Propose the rating of an organisational standard by its characteristics."""
    seen = view.proposals.get(standard, NOTHING).entries
    return Edit(key(view, f"rating/{standard}"), rating, seen)


def tie(view: ReadingView, evidence: Evidence) -> Edit:
    """Tie a passage to questions. An evidence without id is new and gets one."""
    named = evidence if evidence.id else replace(evidence, id=secrets.token_hex(16))
    return Edit(key(view, f"evidence/{named.id}"), named.to_value(), named.entries)


def untie(view: ReadingView, evidence: Evidence) -> Edit:
    """Take a passage away again; its history stays."""
    return Edit(key(view, f"evidence/{evidence.id}"), None, evidence.entries)


def alert(view: ReadingView, words: str, question: str, document: str, page: int) -> Edit:
    """Raise an immediate safeguarding concern; it goes first in the next send.

    Raises FieldkitError ``rate.alert_empty``.
    """
    if not words.strip():
        raise FieldkitError("rate.alert_empty")
    value: Value = {
        "words": words.strip(),
        "status": "raised",
        "reading": view.reading.id,
        "question": question,
        "document": document,
        "page": page,
    }
    return Edit(Key(view.subject.id, "", f"alert/{secrets.token_hex(8)}"), value)


def look_again(view: ReadingView, question: str) -> Edit:
    """Say that a returned question was looked at again: answered anew, or kept.

    Raises FieldkitError ``rate.not_returned``.
    """
    returned = view.returned.get(question)
    if returned is None:
        raise FieldkitError("rate.not_returned", question=question)
    seen = view.looked_again.get(question, NOTHING).entries
    return Edit(key(view, f"fixed/{question}"), returned.entry, seen)


def complete(view: ReadingView) -> Edit:
    """Mark the reading as finished. Raises FieldkitError ``rate.not_ready`` with what is left."""
    if view.to_fix:
        raise FieldkitError(
            "rate.not_ready",
            count=len(view.to_fix),
            first=view.to_fix[0].question,
            number=view.subject.number,
        )
    return Edit(key(view, "state"), readings.COMPLETE, view.state.entries)


def reopen(view: ReadingView) -> Edit:
    """Open a finished reading again. Raises FieldkitError ``rate.agreed_shown`` once the agreed
    answers were seen: what one says of a benchmark case is what one said before.
    """
    if view.agreed_shown:
        raise FieldkitError("rate.agreed_shown", number=view.subject.number)
    return Edit(key(view, "state"), readings.REOPENED, view.state.entries)


def save(session: Session, edits: Sequence[Edit]) -> Future[list[Entry]]:
    """Record edits without waiting; journal rows of the same fields are settled with them."""
    opened = session.opened
    author = session.me.person if session.me else session.owner.person
    at = stamp(session.clock)

    def work(connection: Connection) -> list[Entry]:
        made = entry_store.record(
            connection,
            opened.id,
            session.device_id,
            author,
            edits,
            session.judging(connection),
            at,
        )
        for edit in edits:
            journal.drop_typed(connection, opened.id, edit.key)
        return made

    return session.watched(session.casebook.recorder.submit(work), edits)


def typing(session: Session, edit: Edit) -> Future[None]:
    """Keep what is being typed, overwriting what was kept of this field before."""
    text = edit.value if isinstance(edit.value, str) else ""
    row = Typed(session.opened.id, edit.key, text, stamp(session.clock), edit.seen)
    return session.casebook.recorder.submit(lambda c: journal.keep_typed(c, row))


def settle_journal(session: Session) -> int:
    """Turn what a crash or a lock left in the journal into entries. Returns how many."""
    with session.casebook.read() as connection:
        left = [one for one in journal.typed(connection) if one.inspection == session.opened.id]
    edits = [Edit(one.key, one.value, one.seen) for one in left]
    if edits:
        save(session, edits).result()
    return len(edits)
