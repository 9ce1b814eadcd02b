"""Turns the text of a form file (TOML) into a `Form`, telling all its mistakes at once."""

from __future__ import annotations

import hashlib
import re
import tomllib

from fieldkit.errors import FieldkitError
from fieldkit.inspection import form as forms
from fieldkit.inspection.form import (
    Attribute,
    Band,
    Discretion,
    Form,
    KeyQuestion,
    LimitingRule,
    Option,
    OverallTable,
    Prompt,
    QuestionSet,
    Standard,
    TakenFrom,
    WordList,
)
from fieldkit.inspection.form_check import check_sense
from fieldkit.inspection.form_extras import (
    read_characteristics,
    read_sampling,
    read_translations,
    read_whole,
)
from fieldkit.inspection.form_lines import lines
from fieldkit.inspection.form_reader import ERROR, Notes, Problem, Table

LARGEST = 4 * 1024 * 1024


def parse(text: str | bytes, file: str, sha256: str | None = None) -> Form:
    """The form in `text`. `sha256` is of the file's bytes; left out, it is taken of `text`.

    Raises FieldkitError ``form.problems`` (count, file, line, place, first) when anything in it
    is wrong; `check` tells every problem.
    """
    found, problems = check(text, file, sha256)
    wrong = [one for one in problems if one.severity == ERROR]
    if found is None or wrong:
        first = wrong[0]
        raise FieldkitError(
            "form.problems",
            count=len(wrong),
            file=file,
            line=first.line,
            place=first.place,
            first=first.code,
        )
    return found


def check(
    text: str | bytes, file: str, sha256: str | None = None
) -> tuple[Form | None, tuple[Problem, ...]]:
    """The form, None if it cannot be built, and all problems by line. Never raises."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(data) > LARGEST:
        return None, (Problem(file, 1, "file", "form.too_large", {"most": LARGEST}),)
    try:
        words = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, (Problem(file, line, "file", "form.not_utf8", {}),)
    notes = Notes(file, lines(words))
    try:
        values = tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place.group(1)) if place else words.count("\n") + 1
        return None, (Problem(file, line, "file", "form.not_toml", {"found": str(error)}),)
    except RecursionError:
        return None, (Problem(file, 1, "file", "form.not_toml", {"found": "nested too deeply"}),)
    found = _form(Table(notes, (), values), sha256 or hashlib.sha256(data).hexdigest())
    check_sense(found, notes)
    problems = sorted(notes.problems, key=lambda one: (one.line, one.place, one.code))
    return found, tuple(problems)


def _form(table: Table, sha256: str) -> Form:
    ratings = table.texts("ratings", needed=True)
    made = Form(
        id=table.text("id", needed=True),
        version=table.text("version", needed=True),
        title=table.text("title", needed=True),
        unit=table.text("unit", needed=True, accepted=forms.UNITS, default="any"),
        language=table.text("language", default="en"),
        marking=table.text("marking"),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
        ratings=ratings,
        confidence=table.number("confidence", default=80, least=50, most=99),
        bands=tuple(_band(one, ratings) for one in table.tables("bands", needed=True)),
        overall=tuple(_overall(one) for one in table.tables("overall")),
        discretion=_discretion(table.table("discretion")),
        limits=tuple(_limit(one, ratings) for one in table.tables("limits")),
        word_lists=_word_lists(table.table("word_lists")),
        attributes=tuple(_attribute(one) for one in table.tables("attributes")),
        question_sets=tuple(_question_set(one) for one in table.tables("question_sets")),
        standards=tuple(_standard(one, ratings) for one in table.tables("standards")),
        whole=read_whole(table.table("whole"), ratings),
        sampling=read_sampling(table.table("sampling")),
        translations=read_translations(table.table("translations")),
        sha256=sha256,
    )
    table.done()
    return made


def _band(table: Table, ratings: tuple[str, ...]) -> Band:
    made = Band(
        rating=table.text("rating", needed=True, accepted=ratings),
        percent_from=table.number("percent_from", needed=True, most=100),
        points=table.number("points", needed=True, most=100),
    )
    table.done()
    return made


def _overall(table: Table) -> OverallTable:
    made = OverallTable(
        maximum=table.number("maximum", needed=True, least=1),
        points_from=table.numbers("points_from"),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
    )
    table.done()
    return made


def _discretion(table: Table | None) -> Discretion | None:
    if table is None:
        return None
    made = Discretion(
        near_points=table.number("near_points", default=5, most=100),
        one_case=table.flag("one_case", True),
        small_sample=table.number("small_sample", default=5, most=10_000),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
    )
    table.done()
    return made


def _limit(table: Table, ratings: tuple[str, ...]) -> LimitingRule:
    made = LimitingRule(
        rating=table.text("rating", needed=True, accepted=ratings),
        number=table.number("number", needed=True, default=1, least=1),
        at_most=table.text("at_most", needed=True, accepted=ratings),
        standards=table.texts("standards"),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
    )
    table.done()
    return made


def _word_lists(table: Table | None) -> tuple[WordList, ...]:
    if table is None:
        return ()
    return tuple(WordList(code, table.texts(code)) for code in table.names())


def _attribute(table: Table) -> Attribute:
    made = Attribute(
        code=table.text("code", needed=True),
        title=table.text("title", needed=True),
        values=table.texts("values"),
        of=table.text("of", accepted=("case", "inspection"), default="case"),
    )
    table.done()
    return made


def _question_set(table: Table) -> QuestionSet:
    made = QuestionSet(
        code=table.text("code", needed=True),
        title=table.text("title", needed=True),
        ask_if=table.condition("ask_if"),
    )
    table.done()
    return made


def _standard(table: Table, ratings: tuple[str, ...]) -> Standard:
    made = Standard(
        code=table.text("code", needed=True),
        title=table.text("title", needed=True),
        basis=table.text("basis", needed=True, accepted=forms.BASES, default="cases"),
        counted=table.flag("counted", True),
        weight=table.number("weight", default=1, least=1, most=100),
        applicable=table.rule("applicable", True),
        question_set=table.text("question_set"),
        characteristics=read_characteristics(table, ratings),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
        key_questions=tuple(_key_question(one) for one in table.tables("key_questions")),
    )
    table.done()
    return made


def _key_question(table: Table) -> KeyQuestion:
    made = KeyQuestion(
        code=table.text("code", needed=True),
        text=table.text("text", needed=True),
        strand=table.text("strand"),
        guidance=table.text("guidance"),
        prompts=tuple(_prompt(one) for one in table.tables("prompts")),
        not_applicable=table.rule("not_applicable", False),
        reason_needed_for=table.texts(
            "reason_needed_for", accepted=forms.ANSWERS, default=(forms.NO,)
        ),
        ask_if=table.condition("ask_if"),
        required_if=table.condition("required_if"),
        constraint=table.condition("constraint"),
        constraint_message=table.text("constraint_message"),
        word_lists=table.texts("word_lists"),
        taken_from=tuple(_taken_from(one) for one in table.tables("taken_from")),
        confirmed=table.flag("confirmed", True),
        source=table.text("source"),
    )
    table.done()
    return made


def _prompt(table: Table) -> Prompt:
    made = Prompt(
        code=table.text("code", needed=True),
        text=table.text("text", needed=True),
        guidance=table.text("guidance"),
        kind=table.text("kind", accepted=forms.PROMPT_KINDS, default="yes_no"),
        options=tuple(_option(one) for one in table.tables("options")),
        ask_if=table.condition("ask_if"),
        required_if=table.condition("required_if"),
        constraint=table.condition("constraint"),
        constraint_message=table.text("constraint_message"),
    )
    table.done()
    return made


def _taken_from(table: Table) -> TakenFrom:
    made = TakenFrom(
        form=table.text("form", needed=True), question=table.text("question", needed=True)
    )
    table.done()
    return made


def _option(table: Table) -> Option:
    made = Option(code=table.text("code", needed=True), text=table.text("text", needed=True))
    table.done()
    return made
