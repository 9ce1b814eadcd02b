"""Checks that a form makes sense as a whole: codes, bands, tables, and what conditions look at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fieldkit.inspection import condition
from fieldkit.inspection.condition import Condition, Constant
from fieldkit.inspection.form import Form, KeyQuestion
from fieldkit.inspection.form_lines import Place
from fieldkit.inspection.form_reader import WARNING, Notes

_RISKY = set('*?~"')


def check_sense(form: Form, notes: Notes) -> None:
    """Note everything that is well written and still cannot be right, and what is only odd."""
    _ratings(form, notes)
    _bands(form, notes)
    _tables(form, notes)
    _codes(form, notes)
    _limits(form, notes)
    _questions(form, notes)
    for place, rule in _conditions(form):
        _condition(form, notes, place, rule)
    if not form.standards:
        notes.note((), "form.no_standards", WARNING)


def _ratings(form: Form, notes: Notes) -> None:
    if len(set(form.ratings)) != len(form.ratings) or not form.ratings:
        notes.note(("ratings",), "form.ratings_repeat")
    for word in form.ratings:
        if not word.strip() or _RISKY & set(word):
            notes.note(("ratings",), "form.rating_word", found=word)


def _bands(form: Form, notes: Notes) -> None:
    place: Place = ("bands",)
    named = [band.rating for band in form.bands]
    for word in form.ratings:
        if named.count(word) == 0:
            notes.note(place, "form.band_missing", rating=word)
        elif named.count(word) > 1:
            notes.note(place, "form.band_twice", rating=word)
    if form.bands and form.bands[0].percent_from != 0:
        notes.note(("bands", 0, "percent_from"), "form.band_hole", upto=form.bands[0].percent_from)
    pairs = list(pairwise(form.bands))
    for at, (low, high) in enumerate(pairs, start=1):
        if high.percent_from <= low.percent_from:
            notes.note(
                ("bands", at, "percent_from"), "form.band_overlap", low=low.rating, high=high.rating
            )
        if high.points <= low.points:
            notes.note(
                ("bands", at, "points"), "form.band_points", low=low.rating, high=high.rating
            )
    if [one for one in form.ratings if one in named] != [one for one in named if one]:
        notes.note(place, "form.band_order", accepted=", ".join(form.ratings))


def _tables(form: Form, notes: Notes) -> None:
    seen: set[int] = set()
    for at, table in enumerate(form.overall):
        place: Place = ("overall", at, "points_from")
        starts = table.points_from
        if table.maximum in seen:
            notes.note(("overall", at), "form.table_twice", maximum=table.maximum)
        seen.add(table.maximum)
        rising = all(low < high for low, high in pairwise(starts))
        if len(starts) != len(form.ratings) or not rising or starts[0] != 0:
            notes.note(place, "form.table_points", needed=len(form.ratings))
        elif starts[-1] > table.maximum:
            notes.note(place, "form.table_beyond", maximum=table.maximum)
    if form.overall and len([one for one in form.standards if one.applicable is not True]) < 12:
        for maximum in form.maximums():
            if maximum not in seen:
                notes.note(("overall",), "form.no_table", WARNING, maximum=maximum)
        for unused in sorted(seen - set(form.maximums())):
            notes.note(("overall",), "form.unused_table", WARNING, maximum=unused)


def _twice(codes: list[str]) -> Iterator[int]:
    seen: set[str] = set()
    for at, code in enumerate(codes):
        if code and code in seen:
            yield at
        seen.add(code)


def _codes(form: Form, notes: Notes) -> None:
    for at in _twice([one.code for one in form.standards]):
        notes.note(("standards", at, "code"), "form.code_twice", found=form.standards[at].code)
    for at in _twice([one.code for one in form.attributes]):
        notes.note(("attributes", at, "code"), "form.code_twice", found=form.attributes[at].code)
    known = {one.code for one in form.standards}
    for place, question in _places(form):
        if question.code in known and question.code:
            notes.note((*place, "code"), "form.code_twice", found=question.code)
        known.add(question.code)
        for at in _twice([one.code for one in question.prompts]):
            found = question.prompts[at].code
            notes.note((*place, "prompts", at), "form.code_twice", found=found)
        for at in _twice([one.text for one in question.prompts]):
            notes.note((*place, "prompts", at), "form.prompt_twice", WARNING)


def _places(form: Form) -> Iterator[tuple[Place, KeyQuestion]]:
    for at, standard in enumerate(form.standards):
        for number, question in enumerate(standard.key_questions):
            yield ("standards", at, "key_questions", number), question


def _limits(form: Form, notes: Notes) -> None:
    codes = {one.code for one in form.standards}
    for at, limit in enumerate(form.limits):
        for code in limit.standards:
            if code not in codes:
                notes.note(("limits", at, "standards"), "form.unknown_standard", found=code)
    sets = {one.code for one in form.question_sets}
    for at, standard in enumerate(form.standards):
        if standard.question_set and standard.question_set not in sets:
            found = standard.question_set
            place: Place = ("standards", at, "question_set")
            notes.note(place, "form.unknown_set", found=found, accepted=", ".join(sorted(sets)))
        if not standard.key_questions:
            notes.note(("standards", at), "form.no_questions", WARNING, standard=standard.code)


def _questions(form: Form, notes: Notes) -> None:
    lists = tuple(one.code for one in form.word_lists)
    for place, question in _places(form):
        for name in question.word_lists:
            if name not in lists:
                at = (*place, "word_lists")
                notes.note(at, "form.unknown_words", found=name, accepted=", ".join(lists))
        for number, prompt in enumerate(question.prompts):
            choice = prompt.kind in ("one_of", "many_of")
            if choice != bool(prompt.options):
                notes.note((*place, "prompts", number), "form.prompt_options", kind=prompt.kind)
        if question.constraint and not question.constraint_message:
            notes.note((*place, "constraint"), "form.no_message")
        if question.ask_if and question.ask_if.tree == Constant(False):
            notes.note((*place, "ask_if"), "form.unreachable", WARNING, question=question.code)


def _conditions(form: Form) -> Iterator[tuple[Place, Condition | bool | None]]:
    for at, one in enumerate(form.standards):
        yield ("standards", at, "applicable"), one.applicable
    for at, group in enumerate(form.question_sets):
        yield ("question_sets", at, "ask_if"), group.ask_if
    for place, question in _places(form):
        yield (*place, "not_applicable"), question.not_applicable
        yield (*place, "ask_if"), question.ask_if
        yield (*place, "required_if"), question.required_if
        yield (*place, "constraint"), question.constraint
        for number, prompt in enumerate(question.prompts):
            yield (*place, "prompts", number, "ask_if"), prompt.ask_if
            yield (*place, "prompts", number, "required_if"), prompt.required_if


def _condition(form: Form, notes: Notes, place: Place, rule: Condition | bool | None) -> None:
    questions = {one.code: one for one in form.key_questions()}
    attributes = {one.code: one for one in form.attributes}
    for compare in condition.comparisons(rule or False):
        name = compare.subject.name
        if compare.subject.kind == "answer":
            if name not in questions:
                notes.note(place, "form.unknown_question", found=name)
            continue
        if name not in attributes:
            accepted = ", ".join(sorted(attributes)) or "none"
            notes.note(place, "form.unknown_attribute", found=name, accepted=accepted)
            continue
        values = attributes[name].values
        for value in compare.values if compare.operator in ("is", "in", "includes") else ():
            if values and value.text not in values:
                accepted = ", ".join(values)
                notes.note(place, "form.unknown_value", found=value.text, accepted=accepted)
