"""Find in all my cases: hits by case and document, and what find could not look into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fieldkit.inspection import inside
from fieldkit.inspection import reading as readings
from fieldkit.inspection.reading import Document
from fieldkit.steps.read import Hit, find
from fieldkit.steps.session import Session
from fieldkit.steps.subjects_read import Mine, mine


@dataclass(frozen=True)
class Found:
    """A document with hits: whose case, which document, its date, its pages in order.

    `ocr` holds the pages whose words a program read from a picture.
    """

    case: Mine
    document: Document
    hits: tuple[Hit, ...]
    ocr: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Everywhere:
    """What was found, by case number, then by date; and how many documents have no words."""

    words: str
    documents: tuple[Found, ...]
    scans: int
    refused: int
    whole: bool = True

    @property
    def pages(self) -> int:
        """How many pages hold the words."""
        return sum(len(one.hits) for one in self.documents)


@dataclass(frozen=True)
class Shelf:
    """The cases of this person and their documents, looked up once for many searches."""

    cases: Mapping[str, Mine]
    documents: Mapping[tuple[str, str], Document]


def shelf(session: Session) -> Shelf:
    """Everything that find may have to name."""
    now = session.present()
    cases = mine(session, now)
    papers = {
        (one.subject, one.sha256): one for one in readings.documents(now) if one.subject in cases
    }
    for one in session.casebook.documents.contents.files():
        holder = papers.get((one.subject, inside.holder(one.identity)))
        if holder is not None:
            title = f"{one.name} (inside {holder.title})"
            papers[one.subject, one.identity] = replace(
                holder, id=one.identity, sha256=one.identity, name=one.name, title=title
            )
    return Shelf(cases, papers)


def everywhere(session: Session, words: str, held: Shelf | None = None) -> Everywhere:
    """Look for words in every case of this person; `held` spares looking everything up again."""
    held = held or shelf(session)
    contents = session.casebook.documents.contents
    rows = find(session, words)
    by_document: dict[tuple[str, str], list[Hit]] = {}
    for hit in rows:
        at = (hit.subject, hit.sha256)
        if at in held.documents:
            by_document.setdefault(at, []).append(hit)
    found = [
        Found(
            held.cases[at[0]],
            held.documents[at],
            tuple(sorted(hits, key=lambda one: one.page)),
            frozenset(one.page for one in hits if one.ocr),
        )
        for at, hits in by_document.items()
    ]
    found.sort(key=lambda one: (one.case.number, one.document.date or "9", one.document.title))
    blind = [row for row in contents.without_text() if row.subject in held.cases]
    refused = sum(bool(row.refusal) for row in blind)
    return Everywhere(words, tuple(found), len(blind) - refused, refused, len(rows) < MOST)


def blind(session: Session, subject: str) -> tuple[int, int]:
    """How many documents of a case find cannot look into: scans not read, and refused files."""
    rows = session.casebook.documents.contents.without_text(subject)
    refused = sum(bool(row.refusal) for row in rows)
    return len(rows) - refused, refused


MOST = 200
"""How many pages the index gives at most, best first."""
