"""The agreed answers of a benchmark case: held at the centre until a reading is complete.

They are in no pack. Once the complete reading of somebody has come in, a lead records them on that
reading, and they go out with the returned work. A laptop therefore cannot hold, and nobody can
look at, what is agreed before their own answers are at the centre.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import doubles, states
from fieldkit.inspection import reading as readings
from fieldkit.inspection.doubles import Said
from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.reading import FINISHED, ReadingView
from fieldkit.steps.doubles import BENCHMARK
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

ANSWERS = (readings.YES, readings.NO, readings.NOT_APPLICABLE)


@dataclass(frozen=True)
class Released:
    """What was agreed by question, for whom it goes out, and who has not completed yet."""

    agreed: Mapping[str, str]
    people: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question of a benchmark case: how many said what, and what is agreed, "" while open.

    `released` is what went out already, "" if nothing did.
    """

    question: str
    said: Mapping[str, int]
    agreed: str
    released: str


@dataclass(frozen=True)
class Benchmark:
    """A benchmark case: who read it, who has completed, and its questions by complete readings."""

    number: str
    readers: tuple[str, ...]
    complete: tuple[str, ...]
    questions: tuple[Asked, ...]


def every(session: Session) -> tuple[Benchmark, ...]:
    """Every benchmark case, in order of its number."""
    now = session.present()
    numbers = {one.id: one.number for one in readings.subjects(now)}
    kept = {numbers.get(one.subject, "") for one in readings.readings(now) if one.kind == BENCHMARK}
    return tuple(_overview(session, number) for number in sorted(kept - {""}))


def _overview(session: Session, number: str) -> Benchmark:
    views = _views(session, number)
    done = [view for view, finished in views if finished]
    agreed = _found(done, {}, number) if done else {}
    asked = []
    for question in done[0].questions if done else ():
        code = question.code
        said = Counter(str(view.answers[code].value) for view in done if code in view.answers)
        went = next((view.agreed[code].answer for view in done if code in view.agreed), "")
        asked.append(Asked(code, dict(said), agreed.get(code, ""), went))
    return Benchmark(
        number,
        tuple(person for view, _ in views for person in view.reading.readers),
        tuple(person for view in done for person in view.reading.readers),
        tuple(asked),
    )


def release(
    session: Session, number: str, given: Mapping[str, str] | None = None, why: str = ""
) -> Released:
    """Record the agreed answers on every complete benchmark reading of a case.

    Agreed is what the panel gives (question to answer, with `why`), else what was released before,
    else what more than half of the complete readings say. Raises FieldkitError
    ``benchmark.none``, ``benchmark.none_complete``, ``benchmark.not_agreed``,
    ``rate.unknown_question``, ``settle.value``, ``rights.refused``.
    """
    views = _views(session, number)
    if not views:
        raise FieldkitError("benchmark.none", number=number)
    done = [one for one, finished in views if finished]
    if not done:
        raise FieldkitError("benchmark.none_complete", number=number)
    agreed = _agreed(done, dict(given or {}), number)
    edits = []
    for view in done:
        for question, answer in agreed.items():
            before = view.agreed.get(question)
            told = why if given and question in given else (before.why if before else "")
            value: Value = {"answer": answer, "why": told}
            if before is None or (before.answer, before.why) != (answer, told):
                key = Key(view.subject.id, view.reading.id, f"{readings.AGREED}/{question}")
                edits.append(Edit(key, value, before.entries if before else ()))
    if edits:
        session.record(edits)
    people = [person for view in done for person in view.reading.readers]
    left = [person for view, done_yet in views if not done_yet for person in view.reading.readers]
    return Released(agreed, tuple(people), tuple(left))


def _views(session: Session, number: str) -> list[tuple[ReadingView, bool]]:
    """Every benchmark reading of a case, and whether it is complete."""
    now = session.present()
    found = []
    subjects = {one.id: one for one in readings.subjects(now) if one.number == number}
    for one in readings.readings(now):
        if one.kind == BENCHMARK and one.subject in subjects:
            view = readings.view(session.form, subjects[one.subject], one, now)
            found.append((view, states.recorded(now, one) in FINISHED))
    return found


def _agreed(done: list[ReadingView], given: dict[str, str], number: str) -> dict[str, str]:
    asked = [question.code for question in done[0].questions]
    for question, answer in given.items():
        if question not in asked:
            raise FieldkitError("rate.unknown_question", question=question)
        if answer not in ANSWERS:
            raise FieldkitError("settle.value", value=answer, accepted=", ".join(ANSWERS))
    found = _found(done, given, number)
    open_yet = [one for one in asked if one not in found]
    if open_yet:
        raise FieldkitError("benchmark.not_agreed", number=number, questions=", ".join(open_yet))
    return {one: found[one] for one in asked}


def _found(done: list[ReadingView], given: dict[str, str], number: str) -> dict[str, str]:
    before = {q: one.answer for view in done for q, one in view.agreed.items()}
    said = [
        Said(number, question, "", view.reading.id, one.value)
        for view in done
        for question, one in view.answers.items()
        if one.value is not None
    ]
    most = {question: value for (_, question), value in doubles.agreed(said).items()}
    return {**most, **before, **given}
