"""Which other e-mails of a case hold the same words: where a quoted passage was copied from."""

from __future__ import annotations

from collections.abc import Sequence

from fieldkit.inspection import reading as readings
from fieldkit.steps import look
from fieldkit.steps.read import Listed
from fieldkit.steps.session import Session

MOST = 6


def holding(session: Session, listed: Listed, phrases: Sequence[str]) -> tuple[Listed, ...]:
    """E-mails of the same case file that hold one of the phrases, oldest first; never itself.

    One that is known to be younger than `listed` is left out: nothing is copied from it.
    Files inside documents count too; what a reader added does not.
    """
    own = listed.document
    store = session.casebook.documents
    hits = {row.sha256 for one in phrases for row in store.search(f'"{one}"', own.subject)}
    hits.discard(own.sha256)
    if not hits:
        return ()
    papers = [one for one in readings.documents(session.present(), own.subject) if not one.reading]
    inner = look.files_inside(session, own.subject, papers)
    every = [two for one in papers for two in (one, *inner.get(one.sha256, ()))]
    kinds = {identity: row.kind for identity, row in store.described(own.subject).items()}
    found = [
        Listed(one, kind="email", pages=1)
        for one in every
        if one.sha256 in hits
        and kinds.get(one.sha256) == "email"
        and not (one.date and own.date and one.date > own.date)
    ]
    found.sort(key=lambda one: (one.document.date or "9", one.document.title))
    return tuple(found[:MOST])
