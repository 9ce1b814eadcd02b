"""Checks that a form makes sense as a whole: codes, bands, tables, and what conditions look at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fieldkit.inspection import condition
from fieldkit.inspection.condition import Condition
from fieldkit.inspection.form import (
    LIST_COLUMNS,
    Characteristic,
    Form,
    KeyQuestion,
    answerable,
    labelled,
)
from fieldkit.inspection.form_lines import Place
from fieldkit.inspection.form_reach import unreachable
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
    _sampling(form, notes)
    _beside(form, notes)
    for found in unreachable(form):
        notes.note(found.place, found.code, WARNING, question=found.question)
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
            if prompt.constraint and not prompt.constraint_message:
                notes.note((*place, "prompts", number), "form.no_message")
            for twice in _twice([one.code for one in prompt.options]):
                found = prompt.options[twice].code
                notes.note((*place, "prompts", number), "form.code_twice", found=found)
        if question.constraint and not question.constraint_message:
            notes.note((*place, "constraint"), "form.no_message")


def _sampling(form: Form, notes: Notes) -> None:
    rules = form.sampling
    if rules is None:
        return
    if not rules.strata:
        notes.note(("sampling",), "form.no_strata")
    for at in _twice([one.code for one in rules.strata]):
        found = rules.strata[at].code
        notes.note(("sampling", "strata", at, "code"), "form.code_twice", found=found)
    known: dict[str, set[str]] = {name: set() for name in LIST_COLUMNS}
    for kind in rules.kinds:
        known.setdefault(kind.attribute, set()).add(kind.value)
    for at, stratum in enumerate(rules.strata):
        place: Place = ("sampling", "strata", at, "when")
        for compare in condition.comparisons(stratum.when):
            name = compare.subject.name
            if compare.subject.kind == "answer" or name not in known:
                accepted = ", ".join(sorted(known))
                notes.note(place, "form.unknown_attribute", found=name, accepted=accepted)
                continue
            for value in compare.values if compare.operator in ("is", "in") else ():
                if known[name] and value.text not in known[name]:
                    accepted = ", ".join(sorted(known[name]))
                    notes.note(place, "form.unknown_value", found=value.text, accepted=accepted)


def _beside(form: Form, notes: Notes) -> None:
    """Characteristics told twice, and labels of codes that the form does not have."""
    held: list[tuple[Place, tuple[Characteristic, ...]]] = [
        (("standards", at), one.characteristics) for at, one in enumerate(form.standards)
    ]
    if form.whole is not None:
        held.append((("whole",), form.whole.characteristics))
    for place, characteristics in held:
        for at in _twice([one.rating for one in characteristics]):
            found = characteristics[at].rating
            notes.note((*place, "characteristics"), "form.code_twice", found=found)
    for at, standard in enumerate(form.standards):
        for number, question in enumerate(standard.key_questions):
            if question.taken_from and standard.basis != "aggregate":
                place = ("standards", at, "key_questions", number, "taken_from")
                notes.note(place, "form.not_aggregate", WARNING, question=question.code)
    codes = labelled(form)
    for translation in form.translations:
        for code, _ in translation.labels:
            if code not in codes:
                where: Place = ("translations", translation.language, code)
                notes.note(where, "form.unknown_label", WARNING, found=code)


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
    questions = answerable(form)
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
