"""Which types of XLSForm become which kinds of answer, and which cannot be carried over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.inspection.form import NO, NOT_APPLICABLE, YES, Option
from fieldkit.store.xlsform_sheets import Row, Troubles, Workbook

KINDS = {
    "integer": "number", "int": "number", "decimal": "number", "range": "number",
    "date": "date", "datetime": "text", "time": "text", "text": "text", "string": "text",
    "barcode": "text", "acknowledge": "yes_no", "trigger": "yes_no",
}  # fmt: skip
INEXACT = {"integer", "int", "range", "datetime", "time", "barcode", "acknowledge", "trigger"}
LOST = {
    *("note", "calculate", "hidden", "start", "end", "today", "deviceid", "username", "email"),
    *("phonenumber", "simserial", "subscriberid", "audit", "geopoint", "geotrace", "geoshape"),
    *("image", "audio", "video", "file", "start-geopoint", "background-audio", "xml-external"),
    *("csv-external", "background-geopoint"),
}
_BEGIN = {"begin group": "group", "begin repeat": "repeat"}
_END = {"end group": "group", "end repeat": "repeat"}
_SELECTS = {
    "select one": "one_of",
    "select multiple": "many_of",
    "select all that apply": "many_of",
    "rank": "many_of",
}
_MEANS = {
    **dict.fromkeys(("yes", "y"), YES),
    **dict.fromkeys(("no", "n"), NO),
    **dict.fromkeys(("not applicable", "not_applicable", "n/a", "na"), NOT_APPLICABLE),
}


@dataclass(frozen=True)
class Choices:
    """A list of choices: options with their labels, and the rows they stand on.

    `means` maps names to yes, no and not applicable, where the list is one of those; `codes`
    maps names to the codes of the options.
    """

    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    means: Mapping[str, str]
    codes: Mapping[str, str]


@dataclass(frozen=True)
class Type:
    """A type cell as understood: begin, end, a question of a `kind`, or lost."""

    what: str
    kind: str = ""
    choices: str = ""
    inexact: str = ""


def read_choices(book: Workbook, language: str, troubles: Troubles) -> dict[str, Choices]:
    """The lists of the sheet choices; rows without list or name, and names twice, are mistakes."""
    found: dict[str, list[tuple[Option, Row]]] = {}
    for row in book.choices:
        name, list_name = row.get("name") or row.get("value"), row.get("list_name")
        if not name or not list_name:
            column = "name" if list_name else "list_name"
            troubles.wrong("choices", row.number, column, "xlsform.empty", column_needed=column)
            continue
        label = row.said("label", language)
        if not label:
            troubles.wrong("choices", row.number, "label", "xlsform.empty", column_needed="label")
        held = found.setdefault(list_name, [])
        if any(name in (other.get("name"), other.get("value")) for _, other in held):
            troubles.wrong("choices", row.number, "name", "xlsform.name_twice", found=name)
            continue
        held.append((Option(row.get("fieldkit_code") or name, label or name), row))
        for column in row.cells:
            if column not in ("list_name", "name", "value") and not column.startswith("fieldkit"):
                troubles.lost("choices", row.number, column, row.cells[column])
    return {name: _choices(held) for name, held in found.items()}


def _choices(held: list[tuple[Option, Row]]) -> Choices:
    means: dict[str, str] = {}
    for option, row in held:
        name = row.get("name") or row.get("value")
        for said in (name, option.text):
            meaning = _MEANS.get(said.casefold())
            if meaning and meaning not in means.values():
                means.setdefault(name, meaning)
    yes_no = len(means) == len(held) and {YES, NO} <= set(means.values())
    options, rows = tuple(one for one, _ in held), tuple(row for _, row in held)
    codes = {row.get("name") or row.get("value"): option.code for option, row in held}
    return Choices(options, rows, means if yes_no else {}, codes)


def read_type(row: Row, lists: Mapping[str, Choices], troubles: Troubles) -> Type | None:
    """What the type cell of a survey row says; None after a mistake, which is noted."""
    text = row.get("type")
    plain = " ".join(text.replace("_", " ").split()).casefold()
    if plain in _BEGIN:
        return Type("begin", _BEGIN[plain])
    if plain in _END:
        return Type("end", _END[plain])
    for start, kind in _SELECTS.items():
        if plain == start or plain.startswith(start + " "):
            return _select(row, text, start, kind, lists, troubles)
    bare = plain.replace(" ", "") if plain.replace(" ", "") in KINDS else plain.replace(" ", "-")
    if bare in KINDS:
        return Type("question", KINDS[bare], inexact=bare if bare in INEXACT else "")
    if bare in LOST or plain.replace(" ", "") in LOST:
        return Type("lost")
    accepted = ", ".join(("select_one LIST", "select_multiple LIST", *sorted(KINDS), "begin_group"))
    troubles.wrong("survey", row.number, "type", "xlsform.type", found=text, accepted=accepted)
    return None


def _select(
    row: Row,
    text: str,
    start: str,
    kind: str,
    lists: Mapping[str, Choices],
    troubles: Troubles,
) -> Type | None:
    words = text.split()
    name = next((one for one in words if one in lists), "")
    if "from_file" in text or "from file" in text:
        return Type("lost")
    if not name:
        found = words[-1] if len(words) > len(start.split()) or "_" in words[0] else ""
        accepted = ", ".join(sorted(lists)) or "none"
        troubles.wrong("survey", row.number, "type", "xlsform.list", found=found, accepted=accepted)
        return None
    if words[-1] == "or_other" or text.endswith("or specify other"):
        troubles.lost("survey", row.number, "type", "or_other")
    if kind == "one_of" and lists[name].means:
        return Type("question", "yes_no", name)
    return Type("question", kind, name, "rank" if start == "rank" else "")
