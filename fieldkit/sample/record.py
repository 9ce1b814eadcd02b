"""Long records as PDF: hundreds of dated entries under headings, with bookmarks, head and foot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from fieldkit.errors import FieldkitError
from fieldkit.sample.paper import Paper
from fieldkit.sample.prose import Kind, chance, fitting, weighted
from fieldkit.sample.source import Case, Table, held, lines

Entry = tuple[datetime, str, str]


def record(case: Case, wanted: Table) -> bytes:
    """The record of a case, exactly as many pages as its held text asks for."""
    pages = int(wanted["pages"])
    count = int(pages * 4.6)
    best: Paper | None = None
    for _ in range(8):
        paper = _written(case, wanted, count)
        if paper.page <= pages and (best is None or paper.page > best.page):
            best = paper
        if paper.page == pages:
            break
        count = max(1, count * (pages - 1) // (paper.page - 1) - (paper.page > pages))
    if best is None:
        raise FieldkitError("sample.too_long", crn=case.crn, pages=pages)
    while best.page < pages:
        best.turn()
        best.heading("Notes page")
        best.text("No further entries were held when this record was printed.")
    return best.done()


def _written(case: Case, wanted: Table, count: int) -> Paper:
    paper = Paper(
        f"{wanted['title']} {case.crn}",
        header=f"{wanted['title']}: {case.name}, {case.crn}. OFFICIAL-SENSITIVE",
        footer=f"Printed {date.fromisoformat(wanted['until']):%d/%m/%Y} for inspection",
    )
    _front(paper, case, wanted)
    month = ""
    for when, kind, words in _entries(case, wanted, count):
        if f"{when:%B %Y}" != month:
            month = f"{when:%B %Y}"
            paper.room(80)
            paper.mark(month)
            paper.heading(month)
        paper.room(70)
        paper.text(f"{when:%d/%m/%Y %H:%M}   {kind}", bold=True)
        paper.text(words)
        paper.space()
        paper.rule()
    return paper


def _front(paper: Paper, case: Case, wanted: Table) -> None:
    paper.mark("Front sheet")
    paper.heading(wanted["title"], 18)
    paper.space()
    paper.facts(
        [
            ("Name", case.name),
            ("Date of birth", f"{case.born:%d/%m/%Y}"),
            ("CRN", case.crn),
            ("PNC", case.pnc),
            ("Order or licence", case.sentence_type),
            ("Offence", case.offence),
            ("Sentence", case.sentence),
            ("Office", case.office),
        ]
    )
    paper.space(14)
    for part in wanted["front"]:
        paper.text(part)
        paper.space()
    paper.turn()


def _entries(case: Case, wanted: Table, count: int) -> Iterator[Entry]:
    """Held entries at their dates, and `count` made ones spread evenly between first and last."""
    rng = chance(case.crn, "record")
    kinds = fitting([Kind(one, rng) for one in held("records.toml")["kinds"]], wanted["kinds"])
    kinds = [one for one in kinds if one.themes]
    fixed = [(when, kind, words) for when, (kind, words) in lines(wanted["entries"], 2)]
    first, last = date.fromisoformat(wanted["from"]), date.fromisoformat(wanted["until"])
    made: list[Entry] = []
    for place in range(count):
        day = first + timedelta(place * (last - first).days // count)
        kind = weighted([one for one in kinds if _may(one, day, wanted)], rng)
        when = datetime.combine(day, time(rng.randrange(8, 20), rng.choice(range(0, 60, 5))))
        made.append((when, kind.name, kind.words(case.slots(day))))
    yield from sorted((*fixed, *made), key=lambda one: one[0])


def _may(kind: Kind, day: date, wanted: Table) -> bool:
    """Whether such an entry may fall on that day; a record may give a kind a first day."""
    since: str = wanted.get("since", {}).get(kind.name, "")
    return day.isoformat() >= since
