"""Reviewing finished work: return with words, approve, confirm, reopen; threads on a question.

Which change who may make is the one table of `inspection.states`; an attempt that it refuses
changes nothing and leaves a line in the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection import states
from fieldkit.inspection.causes import in_order
from fieldkit.inspection.entry import Entry, Key, Value, canonical, sha256
from fieldkit.inspection.reading import Present, Reading, ReadingView
from fieldkit.inspection.standing import of_kind
from fieldkit.inspection.states import Approval
from fieldkit.inspection.subjects import latest, text_of
from fieldkit.steps import attempts
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit


@dataclass(frozen=True)
class Review:
    """Where one reading stands: its state, what we may do with it, and who approved it.

    `lapsed` says that an approval rested on answers which have changed since.
    """

    reading: Reading
    state: str
    possible: tuple[str, ...]
    approvals: tuple[Approval, ...]
    lapsed: bool


@dataclass(frozen=True)
class Remark:
    """One remark in a thread on a question."""

    author: str
    words: str
    made_at: str


@dataclass(frozen=True)
class Thread:
    """A thread on a question of a reading: its remarks in order, and whether it is settled.

    `deed` is ``return`` or ``reopen`` where the thread came about by that, with its words.
    """

    id: str
    question: str
    remarks: tuple[Remark, ...]
    resolved: bool
    deed: str = ""


def _me(session: Session) -> str:
    return session.me.person if session.me else session.owner.person


def find(now: Present, reading: str) -> Reading:
    """The reading of that id. Raises FieldkitError ``reading.unknown``."""
    found = next((one for one in readings.readings(now) if one.id == reading), None)
    if found is None:
        raise FieldkitError("reading.unknown")
    return found


def basis_of(now: Present, reading: Reading) -> str:
    """A hash of what an approval rests on: the standing answers, reasons and evidence."""
    ids: list[Value] = []
    for key, entries in now.items():
        mine = (key.subject, key.reading) == (reading.subject, reading.id)
        if mine and key.kind in ("answer", "reason", "evidence", "rating", "prompt"):
            ids += [one.id for one in entries]
    return sha256(canonical(sorted(str(one) for one in ids)))


def look(session: Session, reading: str, now: Present | None = None) -> Review:
    """Where a reading stands; `now` is what stands of it, if read already.

    Raises FieldkitError ``reading.unknown``.
    """
    now = session.present() if now is None else now
    found = find(now, reading)
    state = states.recorded(now, found)
    own = _me(session) in found.readers
    given = states.approvals(now, found)
    lapsed = any(one.rests_on != basis_of(now, found) for one in given)
    return Review(found, state, states.possible(state, session.role, own), given, lapsed)


def change(session: Session, reading: str, name: str, words: str = "") -> str:
    """Make a change of state. Returns the state after it.

    Raises FieldkitError ``reading.unknown``, ``states.*`` and ``rights.refused``.
    """
    now = session.present()
    found = find(now, reading)
    state = states.recorded(now, found)
    own = _me(session) in found.readers
    with attempts.told(session, name, found):
        after = states.check(name, state, session.role, own, words)
        session.record([*_edits(session, now, found, name, after, words.strip())])
    return after


def _edits(
    session: Session, now: Present, found: Reading, name: str, after: str, words: str
) -> list[Edit]:
    edits = [_edit(now, found, "state", after)]
    if name in ("approve", "confirm"):
        tier = states.QUALITY_TIER if name == "confirm" else states.LEAD_TIER
        given = Approval(tier, _me(session), words, basis_of(now, found))
        return [*edits, _edit(now, found, f"approval/{tier}", dict(given.to_value()))]
    if name in ("return", "reopen"):
        edits += _withdrawn(session, now, found)
        edits += _remark(now, found, secrets.token_hex(8), "", words, name)
    return edits


def _withdrawn(session: Session, now: Present, found: Reading) -> list[Edit]:
    """The approvals that fall with a return: a lead takes both away, a quality lead their own."""
    lead = session.role in states.change("approve").by
    return [
        _edit(now, found, f"approval/{one.tier}", {})
        for one in states.approvals(now, found)
        if lead or one.tier == states.QUALITY_TIER
    ]


def return_question(session: Session, reading: str, question: str, words: str) -> None:
    """Return a reading for one question, with what to fix in the lead's words.

    The table of states says when, as for every return. Raises FieldkitError ``reading.unknown``,
    ``rate.unknown_question``, ``states.*`` and ``rights.refused``.
    """
    asked = {one.code for standard in session.form.standards for one in standard.key_questions}
    if question not in asked | {one.code for one in session.form.standards}:
        raise FieldkitError("rate.unknown_question", question=question)
    now = session.present()
    found = find(now, reading)
    own = _me(session) in found.readers
    with attempts.told(session, "return", found):
        state = states.recorded(now, found)
        after = states.check("return", state, session.role, own, words)
        value: Value = {"open": True, "words": words.strip()}
        edits = [_edit(now, found, f"return/{question}", value), _edit(now, found, "state", after)]
        session.record([*edits, *_withdrawn(session, now, found)])


def _edit(now: Present, found: Reading, field: str, value: Value) -> Edit:
    key = Key(found.subject, found.id, field)
    return Edit(key, value, tuple(one.id for one in now.get(key, ())))


def _remark(
    now: Present, found: Reading, thread: str, question: str, words: str, deed: str = ""
) -> list[Edit]:
    read = _remarks(now, found, thread)
    named = {name for one in read for name in _answered(one)}
    after: list[Value] = [*sorted({one.id for one in read} - named)]  # those name what they follow
    value: Value = {"question": question, "words": words, "deed": deed, "after": after}
    return [_edit(now, found, f"thread/{thread}/{secrets.token_hex(8)}", value)]


def start_thread(session: Session, reading: str, question: str, words: str) -> str:
    """Begin a thread on a question (or on the whole, ""). Returns its id.

    Raises FieldkitError ``reading.unknown``, ``settle.needs_reason``, ``rights.refused``.
    """
    thread = secrets.token_hex(8)
    _say(session, reading, thread, question, words)
    return thread


def reply(session: Session, reading: str, thread: str, words: str) -> None:
    """Add a remark to a thread. Raises as `start_thread`."""
    _say(session, reading, thread, "", words)


def _say(session: Session, reading: str, thread: str, question: str, words: str) -> None:
    if not words.strip():
        raise FieldkitError("settle.needs_reason", question=question or "thread")
    now = session.present()
    found = find(now, reading)
    with attempts.told(session, "thread", found):
        session.record(_remark(now, found, thread, question, words.strip()))


def resolve(session: Session, reading: str, thread: str, resolved: bool = True) -> None:
    """Say that a thread is settled, or open again. Raises as `start_thread`."""
    now = session.present()
    found = find(now, reading)
    with attempts.told(session, "thread", found):
        session.record([_edit(now, found, f"thread/{thread}/resolved", {"resolved": resolved})])


def threads(now: Present, reading: Reading) -> tuple[Thread, ...]:
    """The threads of a reading, by their first remark."""
    resolved = {
        key.about.partition("/")[0]
        for key, entries in _threads_of(now, reading)
        if key.about.endswith("/resolved") and latest(entries).get("resolved") is True
    }
    found: dict[str, list[Entry]] = {}
    for one in in_order(_remarks(now, reading), _answered):
        if one.key:
            found.setdefault(one.key.about.partition("/")[0], []).append(one)
    return tuple(
        Thread(
            id=thread,
            question=next(
                (q for one in said if (q := text_of(latest((one,)).get("question")))), ""
            ),
            remarks=tuple(
                Remark(one.body.author, text_of(latest((one,)).get("words")), one.body.made_at)
                for one in said
                if one.body
            ),
            resolved=thread in resolved,
            deed=text_of(latest((said[0],)).get("deed")),
        )
        for thread, said in found.items()
    )


def open_threads(view: ReadingView, every: Sequence[Thread]) -> tuple[Thread, ...]:
    """The threads that concern its reader now: what is settled does not, nor what was returned
    and is complete again.
    """
    deeds = [one.id for one in every if one.deed]
    done = deeds if view.state.value in readings.FINISHED else deeds[:-1]
    return tuple(one for one in every if not one.resolved and one.id not in done)


def awaited(view: ReadingView, every: Sequence[Thread]) -> tuple[Thread, ...]:
    """Those of them that wait for a word of the reader's."""
    readers = view.reading.readers
    return tuple(one for one in open_threads(view, every) if one.remarks[-1].author not in readers)


def _threads_of(now: Present, reading: Reading) -> Iterable[tuple[Key, tuple[Entry, ...]]]:
    for key, entries in of_kind(now, "thread"):
        mine = (key.subject, key.reading) == (reading.subject, reading.id)
        if mine and "/" in key.about:
            yield key, entries


def _remarks(now: Present, reading: Reading, thread: str = "") -> list[Entry]:
    """The remarks of a reading's threads, or of one of them."""
    return [
        entries[0]
        for key, entries in _threads_of(now, reading)
        if not key.about.endswith("/resolved") and key.about.startswith(f"{thread}/" * bool(thread))
    ]


def _answered(remark: Entry) -> list[str]:
    """The ids of the remarks that its author had read when it was made."""
    named = latest((remark,)).get("after")
    return [str(one) for one in named] if isinstance(named, list) else []
