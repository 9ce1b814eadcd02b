"""Puts native charts into a sheet: bars with names, in the colours of the ratings."""

from __future__ import annotations

from typing import Any

from fieldkit.inspection.sheet import Area, Chart, Sheet, span

_FONT = {"name": "Calibri", "size": 9, "color": "#16212B"}


def insert(book: Any, page: Any, sheet: Sheet, chart: Chart) -> None:
    """Draw one bar chart from cells of the same sheet."""
    made = book.add_chart({"type": "bar"})
    bars = chart.values.bottom - chart.values.top + 1
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
    made.set_title({"name": chart.title, "name_font": {**_FONT, "size": 11, "bold": True}})
    made.set_legend({"none": True})
    most = {} if chart.most is None else {"max": chart.most}
    made.set_x_axis({"min": 0, **most, "num_font": _FONT, "major_gridlines": {"visible": False}})
    made.set_y_axis({"reverse": True, "num_font": _FONT})
    made.set_size({"width": 620, "height": 90 + 24 * bars})
    page.insert_chart(*chart.at, made, {"description": chart.title})


def _reference(sheet: Sheet, area: Area) -> str:
    quoted = sheet.name.replace("'", "''")
    return f"='{quoted}'!{span(area)}"
