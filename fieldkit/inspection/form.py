"""A standards set as a value: standards, key questions, prompts, bands and the rules to rate by.

Everything a form may say is here; how it is read from TOML is in `form_file`, how it is written
back in `form_toml`. No rule of any inspectorate is in code: all of it is data of the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fieldkit.inspection.condition import Condition, Known, evaluate

YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"
ANSWERS = (YES, NO, NOT_APPLICABLE)
BASES = ("cases", "evidence", "review", "aggregate")
PROMPT_KINDS = ("yes_no", "one_of", "many_of", "number", "date", "text", "rating")
UNITS = ("case", "aggregate", "service", "review", "premises", "any")
LIST_COLUMNS = (
    *("gender", "sentence_type", "rosh", "started", "ended", "born"),
    *("cluster", "ldu", "team", "officer", "manager", "office"),
)


@dataclass(frozen=True)
class Option:
    """One choice of a prompt that is not answered by yes and no."""

    code: str
    text: str


@dataclass(frozen=True)
class Prompt:
    """A pointer under a key question. It informs the judgement and never computes it."""

    code: str
    text: str
    guidance: str = ""
    kind: str = "yes_no"
    options: tuple[Option, ...] = ()
    ask_if: Condition | None = None
    required_if: Condition | None = None
    constraint: Condition | None = None
    constraint_message: str = ""


@dataclass(frozen=True)
class TakenFrom:
    """A key question of another form whose answers an aggregate takes as answers to its own."""

    form: str
    question: str


@dataclass(frozen=True)
class Characteristic:
    """What something looks like when it deserves this rating word."""

    rating: str
    text: str


@dataclass(frozen=True)
class KeyQuestion:
    """A question judged yes or no for sufficient, or not applicable where the form allows it.

    `not_applicable` is True, False, or a condition over the case. `reason_needed_for` names the
    answers that need a reason in text. `constraint` must hold once the question is answered.
    """

    code: str
    text: str
    strand: str = ""
    guidance: str = ""
    prompts: tuple[Prompt, ...] = ()
    not_applicable: Condition | bool = False
    reason_needed_for: tuple[str, ...] = (NO,)
    ask_if: Condition | None = None
    required_if: Condition | None = None
    constraint: Condition | None = None
    constraint_message: str = ""
    word_lists: tuple[str, ...] = ()
    taken_from: tuple[TakenFrom, ...] = ()
    confirmed: bool = True
    source: str = ""

    def prompt(self, code: str) -> Prompt | None:
        """The prompt with this code, or None."""
        return next((prompt for prompt in self.prompts if prompt.code == code), None)

    def answers_allowed(
        self, answers: Mapping[str, Known], attributes: Mapping[str, Known]
    ) -> tuple[str, ...]:
        """The answers open for this case: yes, no, and not applicable where allowed."""
        allowed = evaluate(self.not_applicable, answers, attributes)
        return ANSWERS if allowed else (YES, NO)

    def asked(self, answers: Mapping[str, Known], attributes: Mapping[str, Known]) -> bool:
        """Whether the question is asked of this case at all."""
        return self.ask_if is None or evaluate(self.ask_if, answers, attributes)


@dataclass(frozen=True)
class Standard:
    """One rated standard. `basis` says from what it is judged; `weight` multiplies its points.

    `applicable` is judged over the attributes of the inspection (`court_work` and the like).
    """

    code: str
    title: str
    basis: str = "cases"
    counted: bool = True
    key_questions: tuple[KeyQuestion, ...] = ()
    weight: int = 1
    applicable: Condition | bool = True
    question_set: str = ""
    characteristics: tuple[Characteristic, ...] = ()
    confirmed: bool = True
    source: str = ""

    @property
    def by_counts(self) -> bool:
        """Whether the rating is computed from answers to cases, here or in other inspections."""
        return self.basis in ("cases", "aggregate")


@dataclass(frozen=True)
class Band:
    """A rating word, the whole percent from which it is given, and its points."""

    rating: str
    percent_from: int
    points: int


@dataclass(frozen=True)
class OverallTable:
    """For one maximum of points: the points from which each rating word, in order, is given."""

    maximum: int
    points_from: tuple[int, ...]
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class Discretion:
    """When a panel may change a standard: percentage points, and sizes in cases."""

    near_points: int = 5
    one_case: bool = True
    small_sample: int = 5
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class LimitingRule:
    """`number` or more standards rated `rating` or lower hold the overall rating at `at_most`."""

    rating: str
    number: int
    at_most: str
    standards: tuple[str, ...] = ()
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class WordList:
    """Words that a reader may look for in the documents of a case."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Attribute:
    """Something known of a case or of the inspection; no values means any text."""

    code: str
    title: str
    values: tuple[str, ...] = ()
    of: str = "case"


@dataclass(frozen=True)
class QuestionSet:
    """One of several sets of questions in a form, and the cases it is asked of."""

    code: str
    title: str
    ask_if: Condition | None = None


@dataclass(frozen=True)
class Whole:
    """The rating of a whole review document by characteristics, beside those of its standards."""

    title: str
    guidance: str = ""
    characteristics: tuple[Characteristic, ...] = ()
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class Kind:
    """`attribute` is `value` for a row of the long list whose `column` holds one of `words`."""

    attribute: str
    value: str
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Stratum:
    """One of the groups a sample is shared over; a case belongs to the first that fits it."""

    code: str
    title: str
    when: Condition | bool = True


@dataclass(frozen=True)
class Sampling:
    """How a long list is sampled: `buffer` in percent of the cases asked for, `per_officer` in
    cases, `groups` the columns over which each stratum is shared, from large to small.
    """

    buffer: int = 20
    per_officer: int = 6
    groups: tuple[str, ...] = ("cluster", "ldu", "officer")
    kinds: tuple[Kind, ...] = ()
    strata: tuple[Stratum, ...] = ()
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class Translation:
    """Labels in another language, by the code of what they label (``P 2.1.1``, ``P 2.1.1/a``)."""

    language: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Form:
    """A whole standards set. `sha256` is of the bytes of its file, empty when it has none."""

    id: str
    version: str
    title: str
    unit: str
    language: str = "en"
    marking: str = ""
    confirmed: bool = True
    source: str = ""
    ratings: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    standards: tuple[Standard, ...] = ()
    overall: tuple[OverallTable, ...] = ()
    confidence: int = 80
    discretion: Discretion | None = None
    limits: tuple[LimitingRule, ...] = ()
    word_lists: tuple[WordList, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    question_sets: tuple[QuestionSet, ...] = ()
    whole: Whole | None = None
    sampling: Sampling | None = None
    translations: tuple[Translation, ...] = ()
    sha256: str = ""

    def key_questions(self, basis: str | None = None) -> tuple[KeyQuestion, ...]:
        """All key questions in order, or those of standards with this basis."""
        return tuple(
            question
            for standard in self.standards
            if basis is None or standard.basis == basis
            for question in standard.key_questions
        )

    def key_question(self, code: str) -> KeyQuestion | None:
        """The key question with this code, or None."""
        return next((one for one in self.key_questions() if one.code == code), None)

    def standard(self, code: str) -> Standard | None:
        """The standard with this code, or None."""
        return next((one for one in self.standards if one.code == code), None)

    def standard_of(self, question_code: str) -> Standard | None:
        """The standard that holds this key question, or None."""
        for standard in self.standards:
            if any(question.code == question_code for question in standard.key_questions):
                return standard
        return None

    def words_for(self, question_code: str) -> tuple[str, ...]:
        """The words to look for under a key question, each once, in order."""
        question = self.key_question(question_code)
        wanted = question.word_lists if question else ()
        found: dict[str, None] = {}
        for one in self.word_lists:
            if one.code in wanted:
                found.update(dict.fromkeys(one.words))
        return tuple(found)

    def case_attributes(self) -> tuple[Attribute, ...]:
        """The attributes of a case, without those of the inspection."""
        return tuple(one for one in self.attributes if one.of == "case")

    def band(self, rating: str) -> Band | None:
        """The band of a rating word, or None."""
        return next((band for band in self.bands if band.rating == rating), None)

    def table(self, maximum: int) -> OverallTable | None:
        """The overall table for a maximum of points, or None."""
        return next((one for one in self.overall if one.maximum == maximum), None)

    def applicable(self, attributes: Mapping[str, Known]) -> tuple[Standard, ...]:
        """The standards that apply to an inspection with these attributes."""
        return tuple(one for one in self.standards if evaluate(one.applicable, {}, attributes))

    def maximum(self, standards: tuple[Standard, ...] | None = None) -> int:
        """The most points that `standards` (all, if None) can reach; only counted ones count."""
        chosen = self.standards if standards is None else standards
        top = max((band.points for band in self.bands), default=0)
        return sum(top * one.weight for one in chosen if one.counted)

    def maximums(self) -> tuple[int, ...]:
        """Every maximum the form can come to, largest first, as conditional standards drop out."""
        conditional = [one for one in self.standards if one.applicable is not True]
        fixed = tuple(one for one in self.standards if one.applicable is True)
        sums = {self.maximum(fixed)}
        for one in conditional:
            sums |= {known + self.maximum((one,)) for known in sums}
        return tuple(sorted(sums, reverse=True))

    def walk(self) -> Iterator[tuple[Standard, KeyQuestion]]:
        """Each key question with its standard, in order."""
        for standard in self.standards:
            for question in standard.key_questions:
                yield standard, question


def answerable(form: Form) -> frozenset[str]:
    """What ``answer["..."]`` may name: key questions by code, prompts as ``QUESTION/PROMPT``."""
    found = set()
    for question in form.key_questions():
        found.add(question.code)
        found |= {f"{question.code}/{prompt.code}" for prompt in question.prompts}
    return frozenset(found)


def labelled(form: Form) -> frozenset[str]:
    """What a translation may label: title, codes, their ``/guidance`` and ``/options/CODE``."""
    found = {"title", *(one.code for one in form.standards)}
    for question in form.key_questions():
        found |= {question.code, f"{question.code}/guidance"}
        for prompt in question.prompts:
            at = f"{question.code}/{prompt.code}"
            found |= {at, f"{at}/guidance", *(f"{at}/options/{o.code}" for o in prompt.options)}
    return frozenset(found)


def in_language(form: Form, language: str) -> Form:
    """The form with its labels in `language`; a label that is not translated stays as it is."""
    told = next((dict(one.labels) for one in form.translations if one.language == language), {})

    def prompt(code: str, one: Prompt) -> Prompt:
        at = f"{code}/{one.code}"
        options = tuple(
            replace(o, text=told.get(f"{at}/options/{o.code}", o.text)) for o in one.options
        )
        guidance = told.get(f"{at}/guidance", one.guidance)
        return replace(one, text=told.get(at, one.text), guidance=guidance, options=options)

    def question(one: KeyQuestion) -> KeyQuestion:
        guidance = told.get(f"{one.code}/guidance", one.guidance)
        prompts = tuple(prompt(one.code, each) for each in one.prompts)
        text = told.get(one.code, one.text)
        return replace(one, text=text, guidance=guidance, prompts=prompts)

    def standard(one: Standard) -> Standard:
        title = told.get(one.code, one.title)
        return replace(one, title=title, key_questions=tuple(map(question, one.key_questions)))

    title, standards = told.get("title", form.title), tuple(map(standard, form.standards))
    spoken = language if told else form.language
    return replace(form, title=title, standards=standards, language=spoken)
