"""The history of one question: who recorded what, when, what it replaced, and whether it stands.

Nothing of it is ever removed: values that were replaced, disputed, decided, undone or refused stay
in the list with what became of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from fieldkit.inspection.entry import Entry, Value, canonical
from fieldkit.inspection.merge import Held

Fate = Literal["stands", "disputed", "replaced", "refused", "hidden"]

_ONE = frozenset({"answer", "reason", "note_private", "note_lead", "flag", "fixed", "return"})


@dataclass(frozen=True)
class Line:
    """One entry about a question. `made_at` is the author's clock: shown, never decisive.

    `decides` is how many differing values it replaced at once, when it settled a dispute.
    """

    id: str
    device: str
    sequence: int
    author: str
    made_at: str
    kind: str
    about: str
    before: Value
    after: Value
    fate: Fate
    decides: int = 0
    deed: str = ""


def of_question(log: Sequence[Held], standing: Set[str], question: str) -> tuple[Line, ...]:
    """Every line about `question`, the newest last in order of arrival."""
    by_id = {one.entry.id: one.entry for one in log}
    tied = {
        one.entry.key.about
        for one in log
        if one.entry.key and one.entry.key.kind == "evidence" and _names(one.entry, question)
    }
    found = [one for one in log if _is_about(one.entry, question, tied)]
    return tuple(_line(one, by_id, standing, _stand_apart(found, standing)) for one in found)


def _names(entry: Entry, question: str) -> bool:
    value = entry.body.value if entry.body else None
    questions = value.get("questions") if isinstance(value, Mapping) else None
    return isinstance(questions, Sequence) and question in questions


def _is_about(entry: Entry, question: str, tied: Set[str]) -> bool:
    key = entry.key
    if key is None:
        return False
    if key.kind == "evidence":
        return key.about in tied
    if key.kind == "prompt":
        return key.about.rpartition("/")[0] == question
    return key.kind in _ONE and key.about == question


def _stand_apart(log: Iterable[Held], standing: Set[str]) -> set[str]:
    """Ids that stand beside another value of the same field."""
    by_field: dict[str, list[Entry]] = {}
    for one in log:
        if one.entry.id in standing and one.entry.key:
            by_field.setdefault(one.entry.key.field, []).append(one.entry)
    apart: set[str] = set()
    for members in by_field.values():
        values = {canonical(one.body.value) for one in members if one.body}
        if len(values) > 1:
            apart.update(one.id for one in members)
    return apart


def _line(one: Held, by_id: Mapping[str, Entry], standing: Set[str], apart: Set[str]) -> Line:
    entry, key, body = one.entry, one.entry.key, one.entry.body
    assert key is not None and body is not None
    replaced = [by_id[name].body for name in body.replaces if name in by_id]
    values = [was.value for was in replaced if was is not None]
    differing = len({canonical(value) for value in values})
    fate: Fate = "replaced"
    if one.status != "accepted":
        fate = "refused"
    elif one.hidden:
        fate = "hidden"
    elif entry.id in standing:
        fate = "disputed" if entry.id in apart else "stands"
    return Line(
        id=entry.id,
        device=entry.stub.device,
        sequence=entry.stub.sequence,
        author=body.author,
        made_at=body.made_at,
        kind=key.kind,
        about=key.about,
        before=values[0] if differing == 1 else None,
        after=body.value,
        fate=fate,
        decides=differing if differing > 1 else 0,
        deed=body.deed,
    )
