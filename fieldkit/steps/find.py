"""Find in all my cases: hits by case and document, and what find could not look into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


def everywhere(session: Session, words: str, subjects: Iterable[str] | None = None) -> Everywhere:
    """Look for words in every case of this person, or in some subjects."""
    contents = session.casebook.documents.contents
    cases = mine(session)
    wanted = set(cases) if subjects is None else set(subjects) & set(cases)
    rows = find(session, words)
    papers: dict[tuple[str, str], Document] = {}
    names: dict[tuple[str, str], Document] = {
        (one.subject, one.sha256): one for one in readings.documents(session.present())
    }
    inner = {(one.subject, one.identity): one for one in contents.files()}
    by_document: dict[tuple[str, str], list[Hit]] = {}
    for hit in rows:
        if hit.subject not in wanted:
            continue
        at = (hit.subject, hit.sha256)
        paper = papers.get(at) or names.get(at)
        if paper is None and at in inner:
            one, holder = inner[at], names.get((hit.subject, inside.holder(hit.sha256)))
            if holder is not None:
                title = f"{one.name} (inside {holder.title})"
                paper = Document(
                    hit.sha256, hit.subject, hit.sha256, one.name, title, one.media_type,
                    one.size, holder.date,
                )  # fmt: skip
        if paper is not None:
            papers[at] = paper
            by_document.setdefault(at, []).append(hit)
    found = [
        Found(
            cases[at[0]],
            papers[at],
            tuple(sorted(hits, key=lambda one: one.page)),
            frozenset(one.page for one in hits if one.ocr),
        )
        for at, hits in by_document.items()
    ]
    found.sort(key=lambda one: (one.case.number, one.document.date or "9", one.document.title))
    blind = [row for row in contents.without_text() if row.subject in wanted]
    refused = sum(bool(row.refusal) for row in blind)
    return Everywhere(words, tuple(found), len(blind) - refused, refused, len(rows) < MOST)


def blind(session: Session, subject: str) -> tuple[int, int]:
    """How many documents of a case find cannot look into: scans not read, and refused files."""
    rows = session.casebook.documents.contents.without_text(subject)
    refused = sum(bool(row.refusal) for row in rows)
    return len(rows) - refused, refused


MOST = 200
"""How many pages the index gives at most, best first."""
