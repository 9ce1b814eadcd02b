"""The assessment of a case, about thirty pages: the story's own paragraphs within a full form.

Section titles, items and the wording of unremarkable items are held in `assessment.toml`; what a
case says of itself is in its own file. A case scores each section 0 to 2.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fieldkit.sample.prose import Deck, chance
from fieldkit.sample.source import Case, Table, held
from fieldkit.sample.word import Block, Sheet, build

_LINKED = ("No", "Some", "Yes")


def assessment(case: Case, wanted: Table) -> tuple[bytes, int]:
    """The assessment as .docx, and its pages. `wanted` is one table ``assessments`` of the case."""
    made = datetime.fromisoformat(wanted["date"])
    sheet = Sheet(
        title=f"{wanted['title']} {case.crn}",
        author=wanted["author"],
        header=f"OFFICIAL-SENSITIVE    {case.name}    {case.crn}    {made:%d/%m/%Y}",
        made=made,
        changed_by=wanted.get("changed_by", case.manager),
    )
    return build(list(_blocks(case, wanted, made)), sheet)


def _blocks(case: Case, wanted: Table, made: datetime) -> Iterator[Block]:
    form = held("assessment.toml")
    rng = chance(case.crn, wanted["file"])
    slots = {**case.slots(made.date()), "offence": case.offence, "sentence": case.sentence}
    yield from _front(case, wanted, made, form)
    for part in form["opening"]:
        yield from _told(part, wanted, slots)
    for part in form["sections"]:
        yield from _section(part, wanted, slots, rng)
    for part in form["closing"]:
        yield from _told(part, wanted, slots)
        yield from _questions(part, wanted, slots, rng)
    yield from _plan(wanted)
    for part in form["ending"]:
        yield from _told(part, wanted, slots)


def _front(case: Case, wanted: Table, made: datetime, form: Table) -> Iterator[Block]:
    yield Block(wanted["title"], level=1)
    rows = (
        ("Item", "Recorded"),
        ("Name", case.name),
        ("Date of birth", f"{case.born:%d/%m/%Y}"),
        ("Gender", {"F": "Female", "M": "Male"}[case.gender]),
        ("CRN", case.crn),
        ("PNC", case.pnc),
        ("Offence", case.offence),
        ("Sentence", case.sentence),
        ("Order or licence", case.sentence_type),
        ("Began", f"{case.started:%d/%m/%Y}"),
        ("Office and team", f"{case.office}, {case.team}"),
        ("Assessor", wanted["author"]),
        ("Completed", f"{made:%d/%m/%Y}"),
        ("Risk of serious harm", wanted["risk"]),
    )
    yield Block(rows=rows, shares=(3, 7))
    for text in form["about"]:
        yield Block(text)


def _own(wanted: Table, key: str) -> Sequence[str]:
    said: Mapping[str, Any] = wanted.get("said", {})
    text = said.get(key, "")
    return [part.strip() for part in text.strip().split("\n\n") if part.strip()]


def _told(part: Table, wanted: Table, slots: Mapping[str, str]) -> Iterator[Block]:
    """A chapter: heading, what the form always says, what this case says, a table if it has one."""
    yield Block(part["title"], level=1, page=part.get("page", True))
    for text in part.get("guidance", ()):
        yield Block(text.format_map(slots))
    for text in _own(wanted, part["key"]):
        yield Block(text)
    rows = wanted.get("tables", {}).get(part["key"]) or part.get("rows")
    if rows:
        shares = tuple(part.get("shares", [1] * len(rows[0])))
        filled = tuple(tuple(cell.format_map(slots) for cell in row) for row in rows)
        yield Block(rows=filled, shares=shares)
    for text in part.get("after", ()):
        yield Block(text.format_map(slots))


def _section(
    part: Table, wanted: Table, slots: Mapping[str, str], rng: random.Random
) -> Iterator[Block]:
    """One scored section: items with score and wording, then narrative, then the link."""
    score = int(wanted["scores"].get(part["key"], 0))
    yield Block(part["title"], level=1, page=True)
    rows: list[tuple[str, ...]] = [("Item", "Score", "What this rests on")]
    for item in part["items"]:
        at = max(0, min(2, score + (rng.choice((-1, 0, 0, 0)) if score else 0)))
        rows.append((item["ask"], str(at), item["said"][at].format_map(slots)))
    yield Block(rows=tuple(rows), shares=(30, 7, 63))
    yield Block("In the assessor's words", level=2)
    said = _own(wanted, part["key"])
    usual = held("assessment.toml")["marked"] if score else part["plain"]
    for text in said or [one.format_map(slots) for one in usual]:
        yield Block(text)
    yield Block("Sources and weight", level=2)
    sources = Deck(held("assessment.toml")["sources"], rng)
    for _ in range(2):
        yield Block(sources.deal().format_map(slots), bullet=True)
    linked = _LINKED[score]
    yield Block(
        f"Linked to offending: {linked}. Linked to serious harm: "
        f"{'Yes' if part['key'] in wanted.get('harm', ()) else 'No'}."
    )


def _questions(
    part: Table, wanted: Table, slots: Mapping[str, str], rng: random.Random
) -> Iterator[Block]:
    """A long list of questions with short answers, where a chapter has one."""
    if "questions" not in part:
        return
    told = wanted.get("answers", {}).get(part["key"], {})
    rows: list[tuple[str, ...]] = [tuple(part["head"])]
    for number, ask in enumerate(part["questions"], start=1):
        usual = rng.choice(part["usual"])
        answer = told.get(str(number), usual.format_map(slots))
        rows.append((str(number), ask.format_map(slots), answer))
    yield Block(rows=tuple(rows), shares=tuple(part["wide"]))


def _plan(wanted: Table) -> Iterator[Block]:
    """The sentence plan: each aim with its steps in a table."""
    yield Block("23. Sentence plan", level=1, page=True)
    for text in _own(wanted, "plan"):
        yield Block(text)
    for number, aim in enumerate(wanted["aims"], start=1):
        yield Block(f"Aim {number}: {aim['aim']}", level=2)
        yield Block(f"Why this matters: {aim['why']}")
        steps = [("What will be done", "Who", "By when"), *(tuple(step) for step in aim["steps"])]
        yield Block(rows=tuple(steps), shares=(58, 24, 18))
        yield Block(f"How we will know: {aim['sign']}")
