"""What an inspection is about: subjects, their documents, readings and evidence, from entries.

A *subject* is a case, a standard or a review document; a *reading* is an assessment of one subject
by its named readers. Pure functions over standing entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldkit.inspection.entry import Entry, Key, Value
from fieldkit.inspection.standing import of_kind

Present = Mapping[Key, tuple[Entry, ...]]
Area = tuple[int, int, int, int]

# The kind of a reading that went on as another one's: kept, counted nowhere, in nobody's list.
HANDED_OVER = "handed_over"
# A document of the case file, and one that a reader added as evidence: a field of their reading.
DOCUMENT, EXHIBIT = "document", "exhibit"
DOCUMENT_KINDS = (DOCUMENT, EXHIBIT)


@dataclass(frozen=True)
class Document:
    """One document of a subject. `size` in bytes, `date` ISO or empty.

    `reading` is the one whose reader added it as evidence; "" for what belongs to the case file.
    `replaces` is the hash of the older version; in an entry's value only where there is one.
    """

    id: str
    subject: str
    sha256: str
    name: str
    title: str
    media_type: str
    size: int
    date: str = ""
    reading: str = ""
    replaces: str = ""

    def to_value(self) -> Value:
        """The document as an entry's value."""
        return {
            "sha256": self.sha256,
            "name": self.name,
            "title": self.title,
            "media_type": self.media_type,
            "size": self.size,
            "date": self.date,
            **({"replaces": self.replaces} if self.replaces else {}),
        }


@dataclass(frozen=True)
class Exhibit:
    """A document that a reader added, or None where it was taken away again; what stands of it."""

    document: Document | None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What is read: a sampled case, an organisational standard, or a review document."""

    id: str
    kind: str
    number: str
    title: str
    crn: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """One assessment: its kind (first, second, benchmark, quality check) and its readers."""

    id: str
    subject: str
    kind: str
    readers: tuple[str, ...]
    begun_from: str = ""


@dataclass(frozen=True)
class Evidence:
    """A passage tied to questions, for or against. `start` and `end` count characters of the page.

    `direction` is supports, contradicts or absence; `entries` are the standing entry ids. `area`
    (left, top, right, bottom) is a part of a page without words, in thousandths of its width and
    height. `section` says where in a document without pages; `ocr` that a program read the words
    from a picture; `prompts` (``P 2.1.1/a``) which prompts it bears on. These four are in an
    entry's value only where they say something.
    """

    id: str
    document: str
    page: int
    start: int
    end: int
    quote: str
    before: str
    after: str
    direction: str
    questions: tuple[str, ...]
    note: str = ""
    author: str = ""
    entries: tuple[str, ...] = ()
    area: Area | None = None
    section: str = ""
    ocr: bool = False
    prompts: tuple[str, ...] = ()

    def to_value(self) -> Value:
        """The evidence as an entry's value."""
        more: dict[str, Value] = {}
        if self.area is not None:
            more["area"] = list(self.area)
        if self.section:
            more["section"] = self.section
        if self.ocr:
            more["ocr"] = True
        if self.prompts:
            more["prompts"] = list(self.prompts)
        return {
            **more,
            "document": self.document,
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "before": self.before,
            "after": self.after,
            "direction": self.direction,
            "questions": list(self.questions),
            "note": self.note,
        }


def mapping_of(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def text_of(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _texts(value: Value) -> tuple[str, ...]:
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    return tuple(text_of(one) for one in value) if listed else ()  # type: ignore[union-attr]


def latest(entries: tuple[Entry, ...]) -> Mapping[str, Value]:
    """The value of a definition; with several standing, the one of the lowest id everywhere."""
    body = entries[0].body
    return mapping_of(body.value) if body else {}


def subjects(now: Present) -> tuple[Subject, ...]:
    """All subjects, by number."""
    found = []
    for key, entries in of_kind(now, "subject"):
        if key.field == "subject":
            value = latest(entries)
            attributes = {
                name: text_of(one) for name, one in mapping_of(value.get("attributes")).items()
            }
            found.append(
                Subject(
                    id=key.subject,
                    kind=text_of(value.get("kind")),
                    number=text_of(value.get("number")),
                    title=text_of(value.get("title")),
                    crn=text_of(value.get("crn")),
                    attributes=attributes,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.kind != "case", one.number, one.id)))


def documents(now: Present, subject: str | None = None) -> tuple[Document, ...]:
    """All documents, or those of one subject, by date and title; what readers added is among them.

    `of_reading` leaves those that one reading has.
    """
    found = []
    for key, entries in now.items():
        if key.kind in DOCUMENT_KINDS and subject in (None, key.subject):
            value = latest(entries)
            if value:
                found.append(document_from(key, value))
    return tuple(sorted(found, key=lambda one: (one.date or "9", one.title, one.id)))


def of_reading(every: Iterable[Document], *readings: str) -> tuple[Document, ...]:
    """The documents of the case file, and those that were added in these readings."""
    return tuple(one for one in every if one.reading in ("", *readings))


def document_from(key: Key, value: Mapping[str, Value]) -> Document:
    """A document out of an entry's value."""
    return Document(
        id=key.about,
        subject=key.subject,
        sha256=text_of(value.get("sha256")),
        name=text_of(value.get("name")),
        title=text_of(value.get("title")) or text_of(value.get("name")),
        media_type=text_of(value.get("media_type")),
        size=_number(value.get("size")),
        date=text_of(value.get("date")),
        reading=key.reading,
        replaces=text_of(value.get("replaces")),
    )


def readings(now: Present) -> tuple[Reading, ...]:
    """All readings, by subject and kind."""
    found = []
    for key, entries in of_kind(now, "reading"):
        if key.field == "reading":
            value = latest(entries)
            found.append(
                Reading(
                    id=key.reading,
                    subject=key.subject,
                    kind=text_of(value.get("kind")),
                    readers=_texts(value.get("readers")),
                    begun_from=text_of(value.get("from")),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.subject, one.kind, one.id)))


def evidence_of(key: Key, entries: tuple[Entry, ...]) -> Evidence | None:
    """The evidence a field holds, or None where it was taken away."""
    value = latest(entries)
    if not value:
        return None
    author = entries[0].body.author if entries[0].body else ""
    return evidence_from(key.about, value, author, tuple(entry.id for entry in entries))


def evidence_from(
    identity: str, value: Mapping[str, Value], author: str, entries: tuple[str, ...]
) -> Evidence:
    """Evidence out of an entry's value; values of older versions lack what came later."""
    return Evidence(
        id=identity,
        document=text_of(value.get("document")),
        page=_number(value.get("page")),
        start=_number(value.get("start")),
        end=_number(value.get("end")),
        quote=text_of(value.get("quote")),
        before=text_of(value.get("before")),
        after=text_of(value.get("after")),
        direction=text_of(value.get("direction")),
        questions=_texts(value.get("questions")),
        note=text_of(value.get("note")),
        author=author,
        entries=entries,
        area=_area(value.get("area")),
        section=text_of(value.get("section")),
        ocr=value.get("ocr") is True,
        prompts=_texts(value.get("prompts")),
    )


def _area(value: Value) -> Area | None:
    """Four whole numbers from 0 to 1000 that hold something, or None."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 4:
        return None
    left, top, right, bottom = (_number(one) for one in value)
    whole = 0 <= left < right <= 1000 and 0 <= top < bottom <= 1000
    return (left, top, right, bottom) if whole else None
