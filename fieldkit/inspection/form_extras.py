"""Reads the parts of a form file beside its questions: sampling, the whole rating, translations.

What each part may say is in `form`; mistakes are noted with their place, as everywhere.
"""

from __future__ import annotations

from fieldkit.inspection.form import (
    LIST_COLUMNS,
    Characteristic,
    Kind,
    Sampling,
    Stratum,
    Translation,
    Whole,
)
from fieldkit.inspection.form_reader import Table


def read_characteristics(table: Table, ratings: tuple[str, ...]) -> tuple[Characteristic, ...]:
    """The characteristics of a standard or of the whole, one for each rating word told."""
    found = []
    for one in table.tables("characteristics"):
        rating = one.text("rating", needed=True, accepted=ratings)
        found.append(Characteristic(rating, one.text("text", needed=True)))
        one.done()
    return tuple(found)


def read_whole(table: Table | None, ratings: tuple[str, ...]) -> Whole | None:
    """The rating of a whole review document, None where the form has none."""
    if table is None:
        return None
    made = Whole(
        title=table.text("title", needed=True),
        guidance=table.text("guidance"),
        characteristics=read_characteristics(table, ratings),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
    )
    table.done()
    return made


def read_sampling(table: Table | None) -> Sampling | None:
    """How long lists are sampled, None where the form does not say."""
    if table is None:
        return None
    groups = table.texts("groups", accepted=LIST_COLUMNS, default=Sampling().groups)
    made = Sampling(
        buffer=table.number("buffer", default=20, most=1000),
        per_officer=table.number("per_officer", default=6, least=1, most=10_000),
        groups=groups,
        kinds=tuple(_kind(one) for one in table.tables("kinds")),
        strata=tuple(_stratum(one) for one in table.tables("strata", needed=True)),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
    )
    table.done()
    return made


def _kind(table: Table) -> Kind:
    made = Kind(
        attribute=table.text("attribute", needed=True),
        value=table.text("value", needed=True),
        column=table.text("column", needed=True, accepted=LIST_COLUMNS, default="gender"),
        words=table.texts("words", needed=True),
    )
    table.done()
    return made


def _stratum(table: Table) -> Stratum:
    made = Stratum(
        code=table.text("code", needed=True),
        title=table.text("title", needed=True),
        when=table.rule("when", True),
    )
    table.done()
    return made


def read_translations(table: Table | None) -> tuple[Translation, ...]:
    """Labels by language and code; a language is one table of texts."""
    found = []
    for language in () if table is None else table.names():
        inner = table.table(language) if table is not None else None
        if inner is not None:
            labels = tuple((code, inner.text(code, needed=True)) for code in inner.names())
            found.append(Translation(language, labels))
    return tuple(found)
