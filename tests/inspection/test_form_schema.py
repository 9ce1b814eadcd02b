"""Requirements of the published JSON Schema of form files.

1. All shipped sets fit it.
2. It knows every key that the reader knows, and no other.
3. It refuses what the reader refuses for its shape.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from typing import Any

import pytest

from fieldkit.inspection import form, form_file
from tests.inspection.test_form import FORMS, MISTAKES, SHIPPED

SCHEMA = json.loads((FORMS.parent / "resources" / "form.schema.json").read_text(encoding="utf-8"))
KINDS: dict[str, Any] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
KNOWN = {
    *("$schema", "$id", "$defs", "title", "description", "default", "$ref", "type", "enum"),
    *("anyOf", "properties", "required", "additionalProperties", "items", "minItems"),
    *("minLength", "pattern", "minimum", "maximum"),
}


def errors(value: Any, schema: Any, at: str = "") -> list[str]:
    """The places where `value` breaks `schema`, for the keywords the schema uses."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return errors(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], at)
    if "anyOf" in schema:
        tried = [errors(value, one, at) for one in schema["anyOf"]]
        return [] if [] in tried else [at]
    if "enum" in schema:
        return [] if value in schema["enum"] else [at]
    kind = schema["type"]
    if not isinstance(value, KINDS[kind]) or (kind == "integer" and isinstance(value, bool)):
        return [at]
    if kind == "object":
        return _object(value, schema, at)
    if kind == "array":
        short = [at] if len(value) < schema.get("minItems", 0) else []
        inner = [errors(one, schema["items"], f"{at}.{n}") for n, one in enumerate(value, 1)]
        return short + [one for found in inner for one in found]
    if kind == "integer":
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return [] if low <= value <= high else [at]
    if kind == "string" and "pattern" in schema and not re.search(schema["pattern"], value):
        return [at]
    return [] if kind != "string" or len(value) >= schema.get("minLength", 0) else [at]


def _object(value: dict[str, Any], schema: Any, at: str) -> list[str]:
    known, more = schema.get("properties", {}), schema["additionalProperties"]
    found = [f"{at}.{key}" for key in schema.get("required", ()) if key not in value]
    for key, one in value.items():
        place = f"{at}.{key}".lstrip(".")
        if key in known:
            found += errors(one, known[key], place)
        elif more is False:
            found.append(place)
        else:
            found += errors(one, more, place)
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_1_shipped_sets_fit(name: str) -> None:
    value = tomllib.loads((FORMS / f"{name}.toml").read_text(encoding="utf-8"))
    assert errors(value, SCHEMA) == []


def test_1_there_are_twelve() -> None:
    assert len(SHIPPED) == 12


PARTS = {
    "band": form.Band,
    "overall": form.OverallTable,
    "discretion": form.Discretion,
    "limit": form.LimitingRule,
    "attribute": form.Attribute,
    "question_set": form.QuestionSet,
    "characteristic": form.Characteristic,
    "whole": form.Whole,
    "kind": form.Kind,
    "stratum": form.Stratum,
    "sampling": form.Sampling,
    "option": form.Option,
    "prompt": form.Prompt,
    "taken_from": form.TakenFrom,
    "key_question": form.KeyQuestion,
    "standard": form.Standard,
}


@pytest.mark.parametrize("part", PARTS)
def test_2_every_key_is_known(part: str) -> None:
    wanted = {one.name for one in fields(PARTS[part])}
    assert set(SCHEMA["$defs"][part]["properties"]) == wanted


def test_2_the_top_and_the_words_are_those_of_the_reader() -> None:
    wanted = {one.name for one in fields(form.Form)} - {"sha256"}
    assert set(SCHEMA["properties"]) == wanted
    defs = SCHEMA["$defs"]
    assert tuple(defs["column"]["enum"]) == form.LIST_COLUMNS
    assert tuple(defs["prompt"]["properties"]["kind"]["enum"]) == form.PROMPT_KINDS
    assert tuple(defs["standard"]["properties"]["basis"]["enum"]) == form.BASES
    assert tuple(SCHEMA["properties"]["unit"]["enum"]) == form.UNITS


def test_3_wrong_shapes_are_refused() -> None:
    value = tomllib.loads(MISTAKES)
    told = errors(value, SCHEMA)
    assert set(told) == {
        *("version", "unit", "colour", "standards.1.basis", "standards.1.weight"),
        *("standards.1.key_questions.1.text", "standards.1.key_questions.1.reason_needed_for.1"),
    }
    _, problems = form_file.check(MISTAKES, "broken.toml")
    assert len(problems) > len(told)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[sampling]\nstrata = []\n", "sampling.strata"),
        ('[sampling]\nbuffer = 1001\nstrata = [{code="a", title="A"}]\n', "sampling.buffer"),
        ("[translations.cy]\ntitle = 1\n", "translations.cy.title"),
        ('[whole]\ntitle = " "\n', "whole.title"),
        ('[word_lists]\na = "one"\n', "word_lists.a"),
    ],
)
def test_3_each_new_part_has_a_shape(text: str, place: str) -> None:
    head = 'id="a"\nversion="1"\ntitle="A"\nunit="any"\nratings=["L"]\nbands=[]\n'
    assert errors(tomllib.loads(head + text), SCHEMA) == [place]
    found = {one.place for one in form_file.check(head + text, "a.toml")[1]}
    assert place in found or place.rpartition(".")[0] in found
