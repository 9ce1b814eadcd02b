"""What a workbook holds that its rows do not show: hidden rows, values never worked out, pictures.

Counted in the sheet's own XML, as text, so that it costs little beside reading the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fieldkit.documents.archive import MAX_XML, Archive

_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\bhidden=\"(?:1|true)\"")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*?\bhidden=\"(?:1|true)\"")
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True)
class Left:
    """Counts over the sheets of a workbook."""

    rows: int = 0
    columns: int = 0
    formulas: int = 0

    def __add__(self, other: Left) -> Left:
        return Left(
            self.rows + other.rows, self.columns + other.columns, self.formulas + other.formulas
        )

    def notes(self, archive: Archive) -> Iterator[tuple[str, int]]:
        """Codes for the window with their counts; a count of 0 is not told."""
        pictures = sum(name.startswith("xl/media/") for name in archive.names)
        charts = sum(re.match(r"xl/charts/chart\d", name) is not None for name in archive.names)
        for code, count in (
            ("hidden_rows", self.rows),
            ("hidden_columns", self.columns),
            ("no_values", self.formulas),
            ("pictures_not_shown", pictures),
            ("charts_not_shown", charts),
        ):
            yield f"{code}:{count}", count


def left_out(archive: Archive, part: str) -> Left:
    """What one sheet, named by its part of the archive, does not show in its rows."""
    part = part.lstrip("/")
    if part not in archive.names or archive.size(part) > MAX_XML:
        return Left()
    data = archive.read(part)
    return Left(
        len(_HIDDEN_ROW.findall(data)),
        len(_HIDDEN_COLUMN.findall(data)),
        len(_NO_VALUE.findall(data)),
    )
