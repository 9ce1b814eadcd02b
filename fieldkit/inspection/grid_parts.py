"""What a grid is made from: cases, evidence and provenance, and where its cells will stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fieldkit.inspection.doubles import Week
from fieldkit.inspection.form import Form, KeyQuestion, Standard
from fieldkit.inspection.grid_words import Words, shape
from fieldkit.inspection.rating_values import Ratings
from fieldkit.inspection.sheet import Area, span
from fieldkit.inspection.suppression import SMALL

CASE_TOP = 7
MODERATION_TOP, MODERATION_FINAL = 3, 3


@dataclass(frozen=True)
class GridEvidence:
    """A passage tied to a question; direction is ``supports`` or ``contradicts``.

    `source`, `number`, `start` and `end` say in which document, on which page and between which
    of its characters it is, for its picture.
    """

    question: str
    direction: str
    document: str
    page: str
    quote: str
    source: str = ""
    number: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class GridCase:
    """One reading of one case. `number` is the pseudonym; names and CRNs have no field here.

    Answers are ``yes``, ``no``, ``not_applicable``, ``disputed`` or None by question code.
    """

    number: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    state: str = ""
    answers: Mapping[str, str | None] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[GridEvidence, ...] = ()
    reading_kind: str = ""


@dataclass(frozen=True)
class GridDouble:
    """One question of a case read twice: both answers, and the kind of the other reading."""

    number: str
    kind: str
    question: str
    first: str | None
    other: str | None


@dataclass(frozen=True)
class Provenance:
    """Where a grid comes from. Persons, times and machines stand in the manifest beside it.

    `part` tells a workbook of some cases only: the panel's decisions are no part of it.
    """

    inspection: str
    inspection_id: str = ""
    part: bool = False
    entries_sha256: str = ""
    envelopes: int | None = None
    app_version: str = ""
    filter: str = ""
    cases_left_out: int = 0
    disputes_open: int = 0
    further: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Grid:
    """All that the sheets are built from, and the places they share.

    The readers of `weeks` are pseudonyms already.
    """

    form: Form
    cases: tuple[GridCase, ...]
    ratings: Ratings
    provenance: Provenance
    attributes: Mapping[str, str]
    words: Words
    doubles: tuple[GridDouble, ...] = ()
    threshold: int = SMALL
    weeks: tuple[Week, ...] = ()

    @cached_property
    def applicable(self) -> frozenset[str]:
        """Codes of the standards that apply to this inspection."""
        return frozenset(one.code for one in self.ratings.standards if one.applicable)

    @cached_property
    def case_standards(self) -> tuple[Standard, ...]:
        """The standards with columns on the case sheet."""
        return tuple(
            one for one in self.form.standards if one.by_counts and one.code in self.applicable
        )

    @cached_property
    def questions(self) -> tuple[KeyQuestion, ...]:
        """The key questions with a column on the case sheet, in order."""
        return tuple(question for one in self.case_standards for question in one.key_questions)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each question on the case sheet, from 0."""
        return {one.code: self.first_column + at for at, one in enumerate(self.questions)}

    @cached_property
    def moderation_rows(self) -> Mapping[str, int]:
        """The row of each standard on the moderation sheet, from 0; none of a part."""
        codes = [one.code for one in self.form.standards if one.code in self.applicable]
        return {} if self.provenance.part else {c: MODERATION_TOP + n for n, c in enumerate(codes)}

    @property
    def first_column(self) -> int:
        """The first question column: after number, attributes, state and reading."""
        return len(self.attributes) + 3

    @property
    def case_bottom(self) -> int:
        """The last row of the case sheet that is counted, from 0; never above the first."""
        return CASE_TOP + max(1, len(self.cases)) - 1

    def cells_of(self, question: str) -> str:
        """The answers of one question on the case sheet, as a fixed reference without sheet."""
        col = self.columns[question]
        return span(Area(CASE_TOP, col, self.case_bottom, col))

    def shown(self, rating: str | None) -> str | None:
        """A rating with its mark, as every sheet shows it."""
        if rating is None or rating not in self.form.ratings:
            return None
        return f"{shape(self.form.ratings.index(rating))} {rating}"
