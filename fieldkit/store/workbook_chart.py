"""Puts native charts into a sheet: bars in the colours of the ratings, and lines over weeks."""

from __future__ import annotations

from typing import Any

from fieldkit.inspection.sheet import Area, Chart, Sheet, address, span
from fieldkit.inspection.sheet_paper import size

_FONT: dict[str, Any] = {"name": "Calibri", "size": 9, "color": "#16212B"}
_COLOURS = ("#0F5C6B", "#B4442F", "#2F6DB5", "#8A6100", "#5B2A86", "#1E7A5E", "#7A8794")
_MARKS = ("circle", "square", "triangle", "diamond", "x", "star", "plus")
_DASHES = ("solid", "dash", "round_dot")


def insert(book: Any, page: Any, sheet: Sheet, chart: Chart) -> None:
    """Draw one chart from cells of the same sheet."""
    made = _lines(book, sheet, chart) if chart.lines else _bars(book, sheet, chart)
    made.set_title({"name": chart.title, "name_font": {**_FONT, "size": 11, "bold": True}})
    width, height = size(chart)
    made.set_size({"width": width, "height": height})
    page.insert_chart(*chart.at, made, {"description": chart.title})


def _bars(book: Any, sheet: Sheet, chart: Chart) -> Any:
    made = book.add_chart({"type": "bar"})
    made.add_series(
        {
            "categories": _reference(sheet, chart.names),
            "values": _reference(sheet, chart.values),
            "points": [{"fill": {"color": one}} for one in chart.colours],
            "fill": {"color": "#0F5C6B"},
            "gap": 40,
            "data_labels": {"value": True, "font": _FONT},
        }
    )
    made.set_legend({"none": True})
    most = {} if chart.most is None else {"max": chart.most}
    made.set_x_axis({"min": 0, **most, "num_font": _FONT, "major_gridlines": {"visible": False}})
    made.set_y_axis({"reverse": True, "num_font": _FONT})
    return made


def _lines(book: Any, sheet: Sheet, chart: Chart) -> Any:
    """A line with marks for each reader, told apart without colour too; the last for everybody."""
    made = book.add_chart({"type": "line"})
    for at, line in enumerate(chart.lines):
        colour, mark = _COLOURS[at % len(_COLOURS)], _MARKS[at % len(_MARKS)]
        stroke = {"color": colour, "width": 1.5, "dash_type": _DASHES[at // len(_MARKS) % 3]}
        if line is chart.lines[-1]:
            colour, mark = _FONT["color"], "none"
            stroke = {"color": colour, "width": 3}
        made.add_series(
            {
                "name": _reference(sheet, line.name),
                "categories": _reference(sheet, chart.names),
                "values": _reference(sheet, line.values),
                "line": stroke,
                "marker": {
                    "type": mark,
                    "size": 7,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
            }
        )
    made.show_blanks_as("gap")
    made.set_legend({"position": "right", "font": _FONT})
    most = {} if chart.most is None else {"max": chart.most}
    grid = {"visible": True, "line": {"color": "#D5DADF"}}
    made.set_x_axis({"num_font": _FONT})
    made.set_y_axis({"min": 0, **most, "num_font": _FONT, "major_gridlines": grid})
    return made


def _reference(sheet: Sheet, area: Area) -> str:
    quoted = sheet.name.replace("'", "''")
    one = (area.top, area.left) == (area.bottom, area.right)
    return f"='{quoted}'!{address(area.top, area.left, True) if one else span(area)}"
