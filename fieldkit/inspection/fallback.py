"""The fallback form: one reading as a workbook to print or fill in elsewhere, and its way back.

For the day when the app cannot be used. What the cells held when the form was written stands on a
sheet of its own, so that what a person changed can be told from what changed in the casebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.form import Form, KeyQuestion
from fieldkit.inspection.reading import NOTHING, ReadingView
from fieldkit.inspection.sheet import Area, Cell, Choice, Row, Sheet, Workbook, clean
from fieldkit.inspection.sheet_read import ReadSheet, ReadWorkbook

FORM, WRITTEN = "Form", "As written"
TOP = 4
ANSWER, REASON, NOTE = 2, 3, 4
FIELDS = ("answer", "reason", "note_lead")
WORDS: Mapping[str, str] = {"yes": "Yes", "no": "No", "not_applicable": "N/A"}
_VALUES = {word.casefold(): value for value, word in WORDS.items()} | {"na": "not_applicable"}
_HEAD = ("Code", "Question and prompts", "Answer", "Reason", "Note to the lead")


@dataclass(frozen=True)
class Change:
    """One cell that a person changed: the question, the field, what it held and what is wanted.

    `now` is what the casebook holds now; `crossed` says that it changed since the form was written.
    """

    question: str
    field: str
    before: str
    now: str
    wanted: str

    @property
    def crossed(self) -> bool:
        """Whether casebook and form were both changed, and differently."""
        return self.now not in (self.before, self.wanted)


def workbook(form: Form, view: ReadingView) -> Workbook:
    """The form of one reading. It names the case by its number only."""
    rows = [
        Row((Cell(f"{view.subject.kind.capitalize()} {view.subject.number}", "title"),), 24),
        Row((Cell(clean(form.marking), "marking"),), 18),
        Row(
            (
                Cell(
                    "Fill in answers, reasons and notes; leave everything else as it is. "
                    "Then read the file back in fieldkit.",
                    "note",
                ),
            ),
            15,
        ),
        Row(tuple(Cell(text, "head") for text in _HEAD), 18),
    ]
    choices = []
    for at, question in enumerate(view.questions, start=TOP):
        held = held_in(view, question.code)
        told = Cell(clean(_asked(question)), "wrap")
        opened = tuple(Cell(clean(one) or None, "entry") for one in held)
        rows.append(Row((Cell(clean(question.code), "code"), told, *opened), 60))
        words = tuple(WORDS[one] for one in readings.allowed_answers(view, question))
        choices.append(Choice(Area(at, ANSWER, at, ANSWER), words))
    sheet = Sheet(
        name=FORM,
        rows=tuple(rows),
        widths=(10, 60, 10, 50, 40),
        freeze=(TOP, 1),
        choices=tuple(choices),
        repeat_rows=(TOP - 1, TOP - 1),
        footer=f"{view.subject.kind} {view.subject.number}",
        protected=True,
    )
    title = f"{view.subject.kind} {view.subject.number}"
    return Workbook(title, form.marking, (sheet, _written(form, view)))


def _asked(question: KeyQuestion) -> str:
    return "\n".join([question.text, *(f"- {prompt.text}" for prompt in question.prompts)])


def held_in(view: ReadingView, code: str) -> tuple[str, str, str]:
    """What a question's three cells show: answer in words, reason, note to the lead."""
    answer = view.answers.get(code, NOTHING)
    shown = "DISPUTED" if answer.disputed else WORDS.get(answer.value or "", "")
    return (
        shown,
        view.reasons.get(code, NOTHING).value or "",
        view.lead_notes.get(code, NOTHING).value or "",
    )


def _written(form: Form, view: ReadingView) -> Sheet:
    head = Row((Cell("reading", "head"), Cell(view.reading.id), Cell(form.id), Cell(form.version)))
    rows = [head]
    for question in view.questions:
        cells = (Cell(clean(one) or None, "wrap") for one in held_in(view, question.code))
        rows.append(Row((Cell(clean(question.code), "code"), *cells)))
    return Sheet(WRITTEN, tuple(rows), widths=(10, 40, 40, 40), protected=True)


def reading_of(book: ReadWorkbook) -> str:
    """The id of the reading that a form is of. Raises FieldkitError ``fallback.not_one``."""
    written = book.sheet(WRITTEN)
    if written is None or book.sheet(FORM) is None or written.text(0, 0) != "reading":
        raise FieldkitError("fallback.not_one")
    return written.text(0, 1)


def changes(form: Form, view: ReadingView, book: ReadWorkbook) -> list[Change]:
    """Every cell that a person changed, in the order of the form; rows may have moved.

    Raises FieldkitError ``fallback.not_one``, ``fallback.other_form``, ``fallback.answer``,
    ``fallback.formula`` or ``fallback.row``, naming the cell.
    """
    reading_of(book)
    sheet, written = book.sheet(FORM), book.sheet(WRITTEN)
    assert sheet is not None and written is not None
    if (written.text(0, 2), written.text(0, 3)) != (form.id, form.version):
        raise FieldkitError("fallback.other_form", found=written.text(0, 2), wanted=form.id)
    filled, before = _rows(sheet, TOP), _rows(written, 1)
    found: list[Change] = []
    for question in view.questions:
        if question.code not in filled or question.code not in before:
            raise FieldkitError("fallback.row", question=question.code)
        at, was = filled[question.code], before[question.code]
        now = held_in(view, question.code)
        for place, field in enumerate(FIELDS):
            column = ANSWER + place
            if (at, column) in sheet.formulas:
                raise FieldkitError("fallback.formula", question=question.code, field=field)
            wanted, old = sheet.text(at, column), written.text(was, 1 + place)
            if field == "answer":
                wanted = _answer(view, question, wanted)
            if wanted != old:
                found.append(Change(question.code, field, old, now[place], wanted))
    return [one for one in found if one.wanted != one.now]


def _rows(sheet: ReadSheet, top: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for at in range(top, len(sheet.rows)):
        code = sheet.text(at, 0)
        if code in found:
            raise FieldkitError("fallback.row", question=code)
        if code:
            found[code] = at
    return found


def _answer(view: ReadingView, question: KeyQuestion, text: str) -> str:
    """An answer in our words, however it was typed."""
    if text in ("", "DISPUTED"):
        return text
    value = _VALUES.get(text.casefold())
    if value is None or value not in readings.allowed_answers(view, question):
        raise FieldkitError("fallback.answer", question=question.code, found=text[:40])
    return WORDS[value]


def value_of(word: str) -> str | None:
    """The answer behind a word of the form; None for none."""
    return _VALUES.get(word.casefold())
