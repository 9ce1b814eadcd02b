"""A workbook that came back, as plain values: what each cell shows, and the formulas it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Value = str | int | float | bool | datetime | None


@dataclass(frozen=True)
class ReadSheet:
    """One sheet as read: its name, what each cell shows, and the formula of those that have one."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    formulas: Mapping[tuple[int, int], str]

    def text(self, row: int, column: int) -> str:
        """What a cell shows as text, without spaces around it; empty where there is none."""
        line = self.rows[row] if row < len(self.rows) else ()
        return said(line[column]) if column < len(line) else ""


@dataclass(frozen=True)
class ReadWorkbook:
    """A workbook as read back, and the program that it says it was saved by."""

    sheets: tuple[ReadSheet, ...]
    program: str = ""

    def sheet(self, name: str) -> ReadSheet | None:
        """The sheet of this name, or None."""
        return next((one for one in self.sheets if one.name == name), None)


def said(value: Value) -> str:
    """A cell's value as text that can be compared: whole numbers plain, line ends alike."""
    if value is None:
        return ""
    if isinstance(value, float) and not isinstance(value, bool):
        return str(int(value)) if value.is_integer() else f"{value:.6g}"
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()
