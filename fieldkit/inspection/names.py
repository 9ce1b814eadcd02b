"""Looks through free text for what would tell who somebody is, before any of it leaves.

Two sorts are found: what is known of the cases and the people of the inspection, and what has the
shape of a name, a number, an address. The second sort is a guess; a person decides on each hit.
Without a decision every hit is replaced by words that say what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fieldkit.inspection.entry import sha256

Verdict = Literal["keep", "mask", "leave_out"]
KEEP, MASK, LEAVE_OUT = "keep", "mask", "leave_out"
VERDICTS = (KEEP, MASK, LEAVE_OUT)

INSTEAD: Mapping[str, str] = {
    "own_number": "[the case]",
    "other_number": "[another case]",
    "number": "[a number]",
    "person": "[the person]",
    "officer": "[an officer]",
    "reader": "[a reader]",
    "born": "[date of birth]",
    "email": "[e-mail address]",
    "telephone": "[telephone]",
    "postcode": "[postcode]",
    "address": "[address]",
    "titled": "[a person]",
    "two_words": "[a person]",
    "perhaps": "[a name]",
}
LEFT_OUT = "[left out]"


@dataclass(frozen=True)
class Known:
    """What the inspection knows of one case: its number, identifiers, names and date of birth."""

    number: str
    identifiers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    born: str = ""


@dataclass(frozen=True)
class Text:
    """A piece of free text: where it stands, and the number of the case it is about."""

    place: str
    case: str
    words: str


@dataclass(frozen=True)
class Hit:
    """Something found in a text. `sure` where it is known, and not only of that shape.

    `before` and `after` are a few of the words round it.
    """

    id: str
    place: str
    case: str
    start: int
    end: int
    found: str
    kind: str
    sure: bool
    before: str = ""
    after: str = ""

    @property
    def instead(self) -> str:
        """The words that would stand in its place."""
        return INSTEAD[self.kind]


@dataclass(frozen=True)
class Look:
    """What to look for: the cases, the staff named in them, the readers, and words that are none.

    `plain` are words of any case that are nobody's name, in lower case.
    """

    cases: Sequence[Known] = ()
    officers: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    plain: Collection[str] = field(default_factory=frozenset)


_ROUND = 60
_WORD = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))+"
_CAPITAL = re.compile(rf"\b(?=[^\W\d_a-zß-ÿ]){_WORD}")
_LOWER = re.compile(rf"\b(?=[a-zß-ÿ]){_WORD}")
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Revd?|Prof|PC|DC|DS|Sgt|Judge|Aunt|Uncle)\.? (?:[A-Z]\.? )?"
    rf"(?=[^\W\d_a-z]){_WORD}(?: (?=[^\W\d_a-z]){_WORD})?"
)
_INITIAL = re.compile(rf"\b[A-Z]\. ?(?:[A-Z]\. ?)?(?=[^\W\d_a-z])(?:{_WORD})")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"\b[A-Za-z]\d{6}\b")),
    ("number", re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b")),
    ("number", re.compile(r"\b(?:19|20)?\d{2}/\d{4,7}[A-Z]\b")),
    ("number", re.compile(r"\b(?:SF\d{2}/)?\d{4,6}/\d{2}[A-Z]\b|\bSF\d{2}/\d{4,6}[A-Z]\b")),
    ("number", re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
    ("number", re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b")),
    ("telephone", re.compile(r"(?<!\d)(?:\+44 ?|0)\d(?:[ -]?\d){8,10}(?!\d)")),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
    (
        "address",
        re.compile(
            rf"\b\d{{1,4}}[A-Za-z]? (?:(?=[^\W\d_a-z]){_WORD} ){{1,3}}(?:Street|St|Road|Rd|Lane|"
            r"Avenue|Ave|Close|Drive|Rise|Way|Court|Place|Terrace|Crescent|Gardens|Grove|Walk|Row|"
            r"Square|Hill|Mews|Park)\b"
        ),
    ),
)
_MONTHS = "January February March April May June July August September October November December"


def scan(texts: Iterable[Text], look: Look) -> tuple[Hit, ...]:
    """Every hit in `texts`, in their order; hits of one text never overlap."""
    given = tuple(texts)
    plain = {one.lower() for one in look.plain} | _seen_small(given)
    finder = _Finder(look, plain)
    found: list[Hit] = []
    for one in given:
        found += _of_text(one, finder)
    return tuple(found)


def decided(
    text: str, hits: Iterable[Hit], verdicts: Mapping[str, str], otherwise: str = MASK
) -> str:
    """The text as it may leave: each of its hits kept, replaced, or the whole text left out."""
    shown, at = [], 0
    for hit in sorted(hits, key=lambda one: one.start):
        verdict = verdicts.get(hit.id, otherwise)
        if verdict == LEAVE_OUT:
            return LEFT_OUT
        if verdict == MASK:
            shown += [text[at : hit.start], hit.instead]
            at = hit.end
    return "".join((*shown, text[at:]))


def _seen_small(texts: Iterable[Text]) -> set[str]:
    """Words that somebody wrote in lower case somewhere: those are words, not names."""
    return {word for one in texts for word in _LOWER.findall(one.words[:200_000])}


def _of_text(one: Text, finder: _Finder) -> list[Hit]:
    taken: list[tuple[int, int]] = []
    hits = []
    for kind, start, end, sure in finder.find(one):
        if end > start and all(end <= begin or start >= stop for begin, stop in taken):
            taken.append((start, end))
            found = one.words[start:end]
            identity = sha256(f"{one.place}\n{start}\n{found}".encode("utf-8", "replace"))[:12]
            before, after = one.words[max(0, start - _ROUND) : start], one.words[end : end + _ROUND]
            place = (one.place, one.case, start, end)
            hits.append(Hit(identity, *place, found, kind, sure, before, after))
    return sorted(hits, key=lambda hit: hit.start)


class _Finder:
    """The patterns of one look, made once."""

    def __init__(self, look: Look, plain: set[str]) -> None:
        self._plain = plain
        self._numbers = {
            identifier.casefold(): case.number for case in look.cases for identifier in
            case.identifiers if identifier
        }  # fmt: skip
        self._own = {case.number: case for case in look.cases}
        self._identifiers = _any_of(self._numbers)
        self._named = {case.number: _any_of(_parts(case.names)) for case in look.cases}
        others = _parts(name for case in look.cases for name in case.names)
        self._anybody = _any_of(others)
        self._officers = _any_of(_parts(look.officers))
        self._readers = _any_of(_parts(look.readers))
        self._born = {case.number: _any_of(_dates(case.born)) for case in look.cases if case.born}
        self._anybody_born = _any_of(day for case in look.cases for day in _dates(case.born))

    def find(self, one: Text) -> Iterator[tuple[str, int, int, bool]]:
        """Kind, start, end, sure: what is known first, so that it wins over a guess."""
        words = one.words
        for found in _each(self._identifiers, words):
            own = self._numbers.get(found.group().casefold()) == one.case
            yield ("own_number" if own else "other_number"), *found.span(), True
        for found in _EMAIL.finditer(words):
            yield "email", *found.span(), False
        for kind, pattern in (
            ("person", self._named.get(one.case)),
            ("born", self._born.get(one.case) if one.case in self._own else self._anybody_born),
        ):
            for found in _each(pattern, words):
                yield kind, *found.span(), True
        for kind, shape in _SHAPES:
            for found in shape.finditer(words):
                yield kind, *found.span(), False
        for found in _TITLED.finditer(words):
            yield "titled", *found.span(), False
        for kind, pattern in (
            ("officer", self._officers),
            ("reader", self._readers),
            ("person", self._anybody),
        ):
            for found in _each(pattern, words):
                yield kind, *found.span(), True
        for found in _INITIAL.finditer(words):
            yield "titled", *found.span(), False
        yield from self._guessed(words)

    def _guessed(self, words: str) -> Iterator[tuple[str, int, int, bool]]:
        """Words with a capital that nobody writes without one, also where a sentence begins."""
        run: list[re.Match[str]] = []
        for found in _CAPITAL.finditer(words):
            if run and words[run[-1].end() : found.start()] not in (" ", "\u00a0"):
                yield from self._run(run)
                run = []
            if self._nameless(found.group()):
                yield from self._run(run)
                run = []
            else:
                run.append(found)
        yield from self._run(run)

    def _run(self, run: Sequence[re.Match[str]]) -> Iterator[tuple[str, int, int, bool]]:
        if len(run) > 1:
            yield "two_words", run[0].start(), run[-1].end(), False
        elif run:
            yield "perhaps", *run[0].span(), False

    def _nameless(self, word: str) -> bool:
        bare = re.sub(r"['’]s$", "", word)
        if re.search(r"-[a-z]", bare):
            return True  # "Six-month": a name has a capital after its hyphen too
        return len(bare) < 3 or bare.isupper() or bare.lower() in self._plain


def _each(pattern: re.Pattern[str] | None, words: str) -> Iterable[re.Match[str]]:
    return pattern.finditer(words) if pattern else ()


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    known = sorted({one for one in words if len(one) > 1}, key=lambda one: (-len(one), one))
    if not known:
        return None
    joined = "|".join(re.escape(one) for one in known)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def _parts(names: Iterable[str]) -> set[str]:
    """Whole names, and each part of three letters or more."""
    whole = {" ".join(one.replace("*", "").split()) for one in names}
    parts = {part for one in whole for part in re.split(r"[\s.,]+", one) if len(part) > 2}
    return {one for one in whole | parts if len(one) > 2}


def _dates(iso: str) -> set[str]:
    """A day of birth in the ways it is written."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso)
    if not found:
        return {iso}
    year, month, day = found.groups()
    name = _MONTHS.split()[int(month) - 1] if 1 <= int(month) <= 12 else month
    short = str(int(day))
    return {
        iso,
        *(f"{d}{s}{m}{s}{y}" for d in (day, short) for m in (month, str(int(month)))
          for y in (year, year[2:]) for s in "/.-"),
        *(f"{d} {n} {year}" for d in (day, short) for n in (name, name[:3])),
    }  # fmt: skip
