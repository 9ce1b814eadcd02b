"""Reads figures given as CSV text: counts per key question, ratings of standards, double readings.

What cannot be read is refused with its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from fieldkit.errors import FieldkitError
from fieldkit.inspection.agreement import Rating
from fieldkit.inspection.figures import Counts
from fieldkit.inspection.form import NOT_APPLICABLE, Form

COUNT_COLUMNS = ("key_question", "yes", "no", "not_applicable")
RATING_COLUMNS = ("standard", "rating")
GIVEN_COLUMNS = ("item", "rater", "value")
_LARGEST = 1_000_000
_AWAY = {"n/a", "na", "not applicable", NOT_APPLICABLE}


def read_counts(text: str, form: Form) -> dict[str, Counts]:
    """Counts per key question from CSV with the columns key_question, yes, no, not_applicable.

    An empty figure is 0, an empty row is skipped. Raises FieldkitError ``form.csv_columns``,
    ``form.csv_code``, ``form.csv_twice``, ``form.csv_number`` or ``form.csv``, with the line.
    """
    codes = {_plain(one.code): one.code for one in form.key_questions()}
    found: dict[str, Counts] = {}
    for line, row in csv_rows(text, COUNT_COLUMNS):
        code = _code(row["key_question"], codes, line)
        if code in found:
            raise FieldkitError("form.csv_twice", line=line, found=code)
        yes, no, away = (_whole(row[name], name, line) for name in COUNT_COLUMNS[1:])
        found[code] = Counts(yes, no, away)
    return found


def read_ratings(text: str, form: Form) -> dict[str, str | None]:
    """Rating words per standard from CSV with the columns standard, rating.

    A word counts however it is capitalised; empty is None; N/A says that the standard does not
    apply. Raises FieldkitError ``form.csv_columns``, ``form.csv_code``, ``form.csv_twice``,
    ``form.csv_rating`` or ``form.csv``, with the line.
    """
    codes = {_plain(one.code): one.code for one in form.standards}
    words = {_plain(word): word for word in form.ratings}
    found: dict[str, str | None] = {}
    for line, row in csv_rows(text, RATING_COLUMNS):
        code = _code(row["standard"], codes, line)
        if code in found:
            raise FieldkitError("form.csv_twice", line=line, found=code)
        word = _plain(row["rating"])
        if word in _AWAY:
            found[code] = NOT_APPLICABLE
        elif word in words or not word:
            found[code] = words.get(word)
        else:
            accepted = ", ".join((*form.ratings, "N/A"))
            raise FieldkitError(
                "form.csv_rating", line=line, found=row["rating"], accepted=accepted
            )
    return found


def check_total(form: Form, points: int, maximum: int | None = None) -> int:
    """The maximum that `points` are out of. Raises FieldkitError ``form.total``."""
    top = maximum if maximum is not None else form.maximums()[0]
    if form.overall and not 0 <= points <= top:
        raise FieldkitError("form.total", points=points, maximum=top)
    return top


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def csv_rows(text: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of CSV text with its line, as a mapping of `columns`; blank rows are passed over.

    Raises FieldkitError ``form.csv_columns`` or ``form.csv``.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    head: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if head is None:
                head = [_plain(cell) for cell in cells]
                _check_head(head, columns)
                continue
            row = dict(zip(head, cells, strict=False))
            yield reader.line_num, {name: row.get(name, "").strip() for name in columns}
    except csv.Error as error:
        raise FieldkitError("form.csv", line=reader.line_num, found=str(error)) from error
    if head is None:
        _check_head([], columns)


def _check_head(head: list[str], columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if name not in head]
    if missing:
        needed = ", ".join(columns)
        raise FieldkitError("form.csv_columns", missing=", ".join(missing), needed=needed)


def _code(given: str, codes: dict[str, str], line: int) -> str:
    code = codes.get(_plain(given))
    if code is None:
        raise FieldkitError(
            "form.csv_code", line=line, found=given, accepted=", ".join(codes.values())
        )
    return code


def _whole(given: str, column: str, line: int) -> int:
    if not given:
        return 0
    if given.isascii() and given.isdigit() and int(given) <= _LARGEST:
        return int(given)
    raise FieldkitError("form.csv_number", line=line, column=column, found=given, most=_LARGEST)


def read_ratings_given(text: str) -> tuple[Rating, ...]:
    """Values that readers gave to items, from CSV with the columns item, rater, value.

    Raises FieldkitError ``form.csv_columns``, ``form.csv`` or ``agreement.nobody`` (with line).
    """
    found = []
    for line, row in csv_rows(text, GIVEN_COLUMNS):
        if not row["item"] or not row["rater"]:
            raise FieldkitError("agreement.nobody", line=line)
        found.append(Rating(row["item"], row["rater"], row["value"], line))
    return tuple(found)
