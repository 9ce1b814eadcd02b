"""An edit laid over a view before the disk has it, so that the screen never waits for a save.

Pure: a view and an edit give the view as it will stand. The view read afterwards replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fieldkit.inspection import records
from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.reading import NOTHING, Answer, Evidence, ReadingView
from fieldkit.inspection.records import NoteLine, Record
from fieldkit.inspection.subjects import EXHIBIT, Exhibit, document_from, evidence_from
from fieldkit.steps.unlock import Edit

_MAPS = {
    "answer": "answers",
    "reason": "reasons",
    "note_private": "private_notes",
    "note_lead": "lead_notes",
    "flag": "flags",
    "bookmark": "bookmarks",
    "rating": "proposals",
    "fixed": "looked_again",
}


def _answer(before: Answer, value: Value) -> Answer:
    text = value if isinstance(value, str) and value else None
    return Answer(text, before.entries, before.author, before.made_at)


def _prompt_of(about: str) -> tuple[str, str]:
    question, _, code = about.rpartition("/")
    return question, code


def value_of(view: ReadingView, key: Key) -> Value:
    """What a field of the view holds now, as an entry's value."""
    if key.kind in _MAPS:
        found: Answer = getattr(view, _MAPS[key.kind]).get(key.about, NOTHING)
        return found.value
    if key.kind == "prompt":
        return view.prompts.get(_prompt_of(key.about), NOTHING).value
    if key.kind == "evidence":
        held = next((one for one in view.evidence if one.id == key.about), None)
        return held.to_value() if held else None
    if key.kind == "record":
        record = next((one for one in view.records if one.id == key.about), None)
        return record.to_value() if record else None
    if key.kind == "line":
        return (_line(view, key) or records.line_of(key, "")).text or None
    if key.kind == EXHIBIT:
        document = view.exhibits.get(key.about, Exhibit(None)).document
        return document.to_value() if document else None
    return view.state.value if key.kind == "state" else None


def _line(view: ReadingView, key: Key) -> NoteLine | None:
    wanted = records.line_of(key, "")
    every = (line for one in view.records if one.id == wanted.record for line in one.lines)
    return next((line for line in every if line.id == wanted.id), None)


def seen_of(view: ReadingView, key: Key) -> tuple[str, ...]:
    """The entries of a field that the person sees standing."""
    if key.kind in _MAPS:
        found: Answer = getattr(view, _MAPS[key.kind]).get(key.about, NOTHING)
        return found.entries
    if key.kind == "prompt":
        return view.prompts.get(_prompt_of(key.about), NOTHING).entries
    if key.kind == "evidence":
        held = next((one for one in view.evidence if one.id == key.about), None)
        return held.entries if held else ()
    if key.kind == "record":
        record = next((one for one in view.records if one.id == key.about), None)
        return record.entries if record else ()
    if key.kind == "line":
        line = _line(view, key)
        return line.entries if line else ()
    if key.kind == EXHIBIT:
        return view.exhibits.get(key.about, Exhibit(None)).entries
    return view.state.entries if key.kind == "state" else ()


def applied(view: ReadingView, edit: Edit) -> ReadingView:
    """The view with `edit` in force."""
    key, value = edit.key, edit.value
    if key.kind in _MAPS:
        name = _MAPS[key.kind]
        held: Mapping[str, Answer] = getattr(view, name)
        now = {**held, key.about: _answer(held.get(key.about, NOTHING), value)}
        view = replace(view, **{name: now})  # type: ignore[arg-type]
    elif key.kind == "prompt":
        place = _prompt_of(key.about)
        before = view.prompts.get(place, NOTHING)
        view = replace(view, prompts={**view.prompts, place: _answer(before, value)})
    elif key.kind == "evidence":
        view = replace(view, evidence=_evidence(view, key, value))
    elif key.kind in ("record", "line"):
        view = replace(view, records=_records(view, key, value))
    elif key.kind == EXHIBIT:
        document = document_from(key, value) if isinstance(value, Mapping) and value else None
        made = Exhibit(document, seen_of(view, key))
        view = replace(view, exhibits={**view.exhibits, key.about: made})
    elif key.kind == "alert" and isinstance(value, Mapping):
        view = replace(view, alerts=(*view.alerts, {**value, "id": key.about}))
    elif key.kind == "state":
        view = replace(view, state=_answer(view.state, value))
    return view


def _evidence(view: ReadingView, key: Key, value: Value) -> tuple[Evidence, ...]:
    others = tuple(one for one in view.evidence if one.id != key.about)
    if not isinstance(value, Mapping):
        return others
    made = evidence_from(key.about, value, "", seen_of(view, key))
    return (*others, made)


def _records(view: ReadingView, key: Key, value: Value) -> tuple[Record, ...]:
    if key.kind == "record":
        before = next((one for one in view.records if one.id == key.about), None)
        others = tuple(one for one in view.records if one.id != key.about)
        if not isinstance(value, Mapping):
            return others
        made = records.record_of(key, value, before.author if before else "", seen_of(view, key))
        return (*others, replace(made, lines=before.lines if before else ()))
    old = _line(view, key)
    text = value if isinstance(value, str) else ""
    line = records.line_of(key, text, old.author if old else "", seen_of(view, key))
    found = []
    for one in view.records:
        if one.id == line.record:
            kept = [held for held in one.lines if held.id != line.id]
            kept += [line] if text.strip() else []
            one = replace(one, lines=tuple(sorted(kept, key=lambda held: held.id)))
        found.append(one)
    return tuple(found)
