"""What every export is made of: the cases chosen, with their free text as it may leave.

Readings that are not finished stay out unless they are asked for, and are counted. Names and
numbers in free text are replaced unless a person decided otherwise about a hit.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import fieldkit
from fieldkit import settings
from fieldkit.errors import FieldkitError
from fieldkit.inspection import (
    inside,
    merge,
    minutes,
    moderation,
    names,
    rating,
    readings_twice,
)
from fieldkit.inspection import reading as readings
from fieldkit.inspection.doubles import Week
from fieldkit.inspection.entry import sha256
from fieldkit.inspection.form import Form
from fieldkit.inspection.grid import (
    Grid,
    GridCase,
    GridDouble,
    GridEvidence,
    Provenance,
    of_parts,
)
from fieldkit.inspection.minutes import Minute
from fieldkit.inspection.moderation import Basis, Counted, row_of
from fieldkit.inspection.names import Hit, Known, Look, Text
from fieldkit.inspection.rating_values import Decision, Ratings
from fieldkit.inspection.suppression import SMALL
from fieldkit.steps.session import Present, Session
from fieldkit.store import envelopes as envelope_store

# What may stand in a column without telling who a person is.
SHOWN_ATTRIBUTES = ("gender", "sentence_type", "rosh", "pdu", "ldu", "team")
IDENTIFYING = ("crn",)


@dataclass(frozen=True)
class Choices:
    """What a person chose about an export.

    `where` are pairs of an attribute's code and its value; `numbers` case numbers, all if empty.
    `names` says what happens to a hit in free text that `decided` (by hit id) does not name:
    ``mask`` or ``keep``. `identify` adds the CRN of each case. `threshold` is the count under
    which a split is hidden; `why` the purpose, for the manifest.
    """

    unfinished: bool = False
    where: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()
    names: str = names.MASK
    decided: Mapping[str, str] = field(default_factory=dict)
    identify: bool = False
    threshold: int = SMALL
    why: str = ""

    @property
    def told(self) -> str:
        """Which rows are shown, in words."""
        parts = ["Readings in every state" if self.unfinished else "Finished first readings"]
        parts += [f"{name} is {value}" for name, value in self.where]
        parts += [f"cases {', '.join(self.numbers)}"] if self.numbers else []
        return "; ".join(parts)


@dataclass(frozen=True)
class Leaving:
    """Everything that may leave, as it may leave. `hits` were found in `texts` pieces of text.

    `standards` are the readings of standards judged from evidence, as cases with their code for a
    number. `left_out` counts readings by state. `paged` are the documents (subject and hash) that
    have pages of their own, as PDFs and pictures do.
    """

    form: Form
    title: str
    choices: Choices
    cases: tuple[GridCase, ...]
    standards: tuple[GridCase, ...]
    ratings: Ratings
    doubles: tuple[GridDouble, ...]
    weeks: tuple[Week, ...]
    provenance: Provenance
    attributes: tuple[str, ...]
    look: Look
    hits: tuple[Hit, ...] = ()
    texts: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    paged: frozenset[str] = frozenset()
    minutes: tuple[Minute, ...] = ()

    @property
    def kept(self) -> int:
        """How many hits stay as they were written."""
        return sum(self.verdict(one) == names.KEEP for one in self.hits)

    @cached_property
    def grid(self) -> Grid:
        """The same as what every sheet, table and report is built from."""
        return of_parts(
            *(self.form, self.cases, self.ratings, self.provenance, self.attributes),
            doubles=self.doubles,
            threshold=self.choices.threshold,
            weeks=self.weeks,
        )

    def verdict(self, hit: Hit) -> str:
        """What happens to a hit."""
        return self.choices.decided.get(hit.id, self.choices.names)


def shown_hash(now: Present) -> str:
    """SHA-256 over the ids of the standing entries, those of exports left out."""
    ids = sorted(one.id for key, found in now.items() if key.kind != "export" for one in found)
    return sha256("\n".join(ids).encode("ascii"))


def gather(session: Session, choices: Choices | None = None) -> Leaving:
    """All that leaves with these choices.

    Raises FieldkitError ``export.unknown_attribute``, ``export.unknown_case``,
    ``export.unknown_choice``.
    """
    choices = choices or Choices()
    _check(session, choices)
    now = session.present()
    basis = moderation.basis(session.form, now, choices.unfinished)
    chosen = tuple(one for one in basis.cases if _wanted(one, choices))
    part = len(chosen) != len(basis.cases)
    look = look_of(session, now)
    titles = {one.sha256: one.title for one in readings.documents(now)}
    said = minutes.minutes(now)
    texts = (*_texts(basis, chosen, titles), *_minuted(said))
    hits = names.scan(texts, look)
    told = _Told(texts, hits, choices)
    decisions = _decisions(session, basis, told)
    ratings = rating.rate(
        session.form,
        {one.subject.id: row_of(one.view) for one in chosen},
        decisions={} if part else decisions,
        proposals=basis.proposals,
    )
    others = readings_twice.others(session.form, now, chosen)
    left_out = Counter(one.view.state.value or readings.READING for one in basis.left_out)
    return Leaving(
        minutes=_minutes(session, said, told),
        form=session.form,
        title=session.opened.title,
        choices=choices,
        cases=tuple(_case(one, titles, told, choices) for one in chosen),
        standards=tuple(_case(one, titles, told, choices) for one in basis.standards),
        ratings=ratings,
        doubles=readings_twice.doubles(chosen, others),
        weeks=readings_twice.weeks(now, session.opened.id, chosen, others),
        provenance=_provenance(session, now, choices, len(basis.left_out), part, left_out),
        attributes=_attributes(session, choices),
        look=look,
        hits=hits,
        texts=len(texts),
        left_out=dict(sorted(left_out.items())),
        paged=frozenset(
            f"{one.subject}/{one.sha256}"
            for one in readings.documents(now)
            if one.media_type == "application/pdf" or one.media_type.startswith("image/")
        ),
    )


def _check(session: Session, choices: Choices) -> None:
    known = {one.code for one in session.form.case_attributes()} | {*SHOWN_ATTRIBUTES, "office"}
    for name, _ in choices.where:
        if name not in known:
            raise FieldkitError(
                "export.unknown_attribute", name=name, known=", ".join(sorted(known))
            )
    numbers = {one.number for one in readings.subjects(session.present()) if one.kind == "case"}
    for number in choices.numbers:
        if number not in numbers:
            raise FieldkitError("export.unknown_case", number=number)
    for verdict in (choices.names, *choices.decided.values()):
        if verdict not in names.VERDICTS:
            raise FieldkitError("export.unknown_choice", choice=verdict)


def _wanted(one: Counted, choices: Choices) -> bool:
    known = one.subject.attributes
    fits = all(known.get(name, "") == value for name, value in choices.where)
    return fits and (not choices.numbers or one.subject.number in choices.numbers)


def look_of(session: Session, now: Present) -> Look:
    """What to look for in free text: everything known of the cases, staff and readers."""
    cases, officers, places = [], set(), set[str]()
    for one in readings.subjects(now):
        known = one.attributes
        officers.add(known.get("officer", ""))
        places |= {known.get(name, "") for name in ("pdu", "ldu", "team", "office")}
        if one.kind == "case":
            cases.append(Known(one.number, (one.crn,), (), known.get("born", "")))
    people = tuple(sorted({device.name for device in session.roster.devices.values()}))
    words = _form_words(session.form) | _ordinary() | _words(" ".join(places))
    words |= _words(session.opened.title)
    return Look(tuple(cases), tuple(sorted(officers - {""})), people, frozenset(words))


def _words(text: str) -> set[str]:
    return {one.lower() for one in re.findall(r"[^\W\d_]+", text)}


@cache
def _ordinary() -> frozenset[str]:
    """Words that are nobody's name: those listed, and all that our own texts write small."""
    folder = settings.resources()
    file = folder / "words" / "not_names.toml"
    listed = tomllib.loads(file.read_text(encoding="utf-8"))["words"]
    texts = [*(folder / "translations").rglob("*.toml"), *settings.forms().glob("*.toml")]
    small = " ".join(one.read_text(encoding="utf-8") for one in texts)
    found = set(re.findall(r"(?<![^\W_])[a-z]{2,}", small))
    return frozenset(found | {word for one in listed for word in _words(one)})


def _form_words(form: Form) -> set[str]:
    texts = [form.title, *(one.title for one in form.standards)]
    for question in form.key_questions():
        texts += [question.text, question.guidance, *(one.text for one in question.prompts)]
    return _words(" ".join(texts))


def _texts(basis: Basis, chosen: Iterable[Counted], titles: Mapping[str, str]) -> Iterator[Text]:
    documents: set[str] = set()
    for one in (*chosen, *basis.standards):
        number = one.subject.number
        for code, answer in sorted(one.view.reasons.items()):
            if answer.value:
                yield Text(f"{number}/reason/{code}", number, answer.value)
        for found in one.view.evidence:
            yield Text(f"{number}/quote/{found.id}", number, found.quote)
            if found.document not in documents:
                documents.add(found.document)
                title = titles.get(inside.holder(found.document), "")
                yield Text(f"{number}/title/{found.document}", number, title)
    for code, decision in sorted(basis.decisions.items()):
        yield Text(f"{code}/moderation/{code}", code, decision.reason)


def _minuted(said: Iterable[Minute]) -> Iterator[Text]:
    for one in said:
        where = one.standard or "meeting"
        yield Text(f"{where}/minute/{one.id}", where, one.words)


class _Told:
    """Free text by its place, as it may leave."""

    def __init__(self, texts: Iterable[Text], hits: Iterable[Hit], choices: Choices) -> None:
        by_place: dict[str, list[Hit]] = {}
        for hit in hits:
            by_place.setdefault(hit.place, []).append(hit)
        self._said = {
            one.place: names.decided(
                one.words, by_place.get(one.place, ()), choices.decided, choices.names
            )
            for one in texts
        }
        self._titles = {
            place.split("/", 2)[2]: said
            for place, said in self._said.items()
            if place.split("/", 2)[1] == "title"
        }

    def of(self, number: str, kind: str, about: str) -> str:
        """A text as it may leave."""
        return self._said.get(f"{number}/{kind}/{about}", "")

    def title(self, document: str) -> str:
        """A document's title as it may leave."""
        return self._titles.get(inside.holder(document), "")


def _decisions(session: Session, basis: Basis, told: _Told) -> dict[str, Decision]:
    people = {one.person: one.name for one in session.roster.devices.values()}
    return {
        code: replace(one, reason=told.of(code, "moderation", code), by=people.get(one.by, one.by))
        for code, one in basis.decisions.items()
    }


def _minutes(session: Session, said: Iterable[Minute], told: _Told) -> tuple[Minute, ...]:
    people = {one.person: one.name for one in session.roster.devices.values()}
    return tuple(
        replace(
            one,
            words=told.of(one.standard or "meeting", "minute", one.id),
            who=people.get(one.who, one.who),
        )
        for one in said
    )


def _case(one: Counted, titles: Mapping[str, str], told: _Told, choices: Choices) -> GridCase:
    view, number = one.view, one.subject.number
    evidence = tuple(
        GridEvidence(
            question,
            found.direction,
            told.title(found.document),
            str(found.page or ""),
            told.of(number, "quote", found.id),
            f"{one.subject.id}/{found.document}",
            found.page,
            found.start,
            found.end,
        )
        for found in view.evidence
        for question in found.questions
    )
    known = dict(one.subject.attributes)
    if choices.identify:
        known["crn"] = one.subject.crn
    answers = row_of(view) if one.subject.kind == "case" else {}
    return GridCase(
        number=number,
        attributes=known,
        state=view.state.value or readings.READING,
        answers=answers or {code: found.value for code, found in view.proposals.items()},
        reasons={code: told.of(number, "reason", code) for code in view.reasons},
        evidence=evidence,
        reading_kind=one.reading.kind,
    )


def _provenance(
    session: Session,
    now: Present,
    choices: Choices,
    left_out: int,
    part: bool,
    states: Mapping[str, int],
) -> Provenance:
    with session.casebook.read() as connection:
        received = envelope_store.all_of(connection, session.opened.id, "received")
    further = [(f"Left out: {state}", str(number)) for state, number in sorted(states.items())]
    further.append(("Names in free text", "kept" if choices.names == names.KEEP else "replaced"))
    if choices.decided:
        further.append(("Decided one by one", str(len(choices.decided))))
    return Provenance(
        inspection=session.opened.title,
        inspection_id=session.opened.id,
        part=part,
        entries_sha256=shown_hash(now),
        envelopes=sum(row.kind == "bundle" and row.whole for row in received),
        app_version=fieldkit.__version__,
        filter=choices.told,
        cases_left_out=left_out,
        disputes_open=len(merge.disputes(now)),
        further=tuple(further),
    )


def _attributes(session: Session, choices: Choices) -> tuple[str, ...]:
    known = {one.code for one in session.form.case_attributes()}
    shown = tuple(one for one in SHOWN_ATTRIBUTES if one in known)
    return (*(IDENTIFYING if choices.identify else ()), *shown)
