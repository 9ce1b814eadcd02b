"""The chronology of a case, joined from what documents say of themselves and of their rows."""

from __future__ import annotations

from collections.abc import Sequence

from fieldkit.inspection import chronology
from fieldkit.inspection.chronology import Item
from fieldkit.steps.read import Listed
from fieldkit.steps.session import Session


def items(session: Session, subject: str, listed: Sequence[Listed]) -> tuple[Item, ...]:
    """Every dated thing of a subject's documents, in order; whole documents stand in it too.

    Nothing is parsed here: the worker did that when it looked into the documents.
    """
    contents = session.casebook.documents.contents
    told = contents.looked_into(subject)
    by_name = {one.document.sha256: one for one in listed}
    found = []
    with_rows = set()
    for row in contents.dated(subject):
        one = by_name.get(row.sha256)
        if one is None:
            continue
        sheet = one.kind == "sheet"
        if sheet:
            with_rows.add(row.sha256)
        found.append(
            Item(
                date=row.date,
                time=row.time,
                kind=chronology.CONTACT if sheet else chronology.NOTE,
                title=row.title,
                words="" if row.words == row.title else row.words,
                document=row.sha256,
                page=row.page,
                start=row.start,
                end=row.end,
                where=row.located,
            )
        )
    for one in listed:
        identity = one.document.sha256
        if identity in with_rows:
            continue  # a log is its rows
        said = told.get(identity)
        own = said.date if said else ""
        found.append(
            Item(
                date=own if one.kind == "email" and own else one.document.date or own,
                time=said.time if said and one.kind == "email" else "",
                kind=chronology.kind_of(one.kind, f"{one.document.title} {one.document.name}"),
                title=(said.title if said and one.kind == "email" else "") or one.document.title,
                words="",
                document=identity,
            )
        )
    return chronology.in_order(found)
