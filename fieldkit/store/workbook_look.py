"""How the cells of a workbook look: one table of styles by the name that a cell carries."""

from __future__ import annotations

from typing import Any

_INK, _MUTED, _LINE = "#16212B", "#4A5560", "#D5DADF"
_BASE: dict[str, Any] = {
    "font_name": "Calibri",
    "font_size": 10,
    "font_color": _INK,
    "valign": "vcenter",
}
_TEXT: dict[str, Any] = {**_BASE, "quote_prefix": True}
_LINED: dict[str, Any] = {"bottom": 1, "bottom_color": _LINE}
_SHADE: dict[str, Any] = {"bg_color": "#F3F4F6", **_LINED}
_EDGE: dict[str, Any] = {"left": 1, "left_color": "#7A8794"}
_CENTRE: dict[str, Any] = {"align": "center"}
_TOP: dict[str, Any] = {**_BASE, "bg_color": "#E7EBEF", **_CENTRE}
_HEAD: dict[str, Any] = {**_TEXT, "bold": True, "bottom": 1, "bottom_color": "#7A8794"}
_STANDARD: dict[str, Any] = {**_TEXT, **_SHADE, "bold": True}
_ANSWER: dict[str, Any] = {**_TEXT, **_LINED, **_CENTRE}

STYLES: dict[str, dict[str, Any]] = {
    "text": {**_TEXT, **_LINED},
    "wrap": {**_TEXT, **_LINED, "text_wrap": True, "valign": "top"},
    "number": {**_TEXT, **_LINED},
    "count": {**_BASE, **_LINED, "align": "right", "indent": 1, "valign": "top"},
    "decimal": {
        **_BASE,
        **_LINED,
        "align": "right",
        "indent": 1,
        "valign": "top",
        "num_format": "0.0##",
    },
    "percent": {**_BASE, **_LINED, "align": "right", "num_format": '0.0" %"'},
    "title": {**_TEXT, "bold": True, "font_size": 16},
    "note": {**_TEXT, "font_color": _MUTED, "font_size": 9},
    "note_wrap": {**_TEXT, "font_color": _MUTED, "font_size": 9, "text_wrap": True},
    "strong": {**_TEXT, "bold": True},
    "marking": {**_TEXT, **_CENTRE, "bold": True, "font_color": "#FFFFFF", "bg_color": _INK},
    "head": {**_HEAD},
    "head_wrap": {**_HEAD, "text_wrap": True, "valign": "bottom"},
    "head_figure": {**_HEAD, "align": "right", "indent": 1, "text_wrap": True, "valign": "bottom"},
    "head_right": {**_HEAD, "align": "right", "indent": 1, "text_wrap": True},
    "head_indent": {**_HEAD, "indent": 1},
    "head_centre": {**_HEAD, **_CENTRE},
    "head_centre_edge": {**_HEAD, **_CENTRE, **_EDGE},
    "group": {
        **_TEXT,
        **_CENTRE,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#0F5C6B",
        "left": 1,
        "left_color": "#FFFFFF",
        "shrink": True,
    },
    "side": {**_TEXT, "bg_color": "#E7EBEF", "bold": True, "align": "right"},
    "top": _TOP,
    "top_edge": {**_TOP, **_EDGE},
    "top_percent": {**_TOP, "bold": True, "num_format": "0.0"},
    "top_percent_edge": {**_TOP, "bold": True, "num_format": "0.0", **_EDGE},
    "answer": _ANSWER,
    "answer_edge": {**_ANSWER, **_EDGE},
    "standard": _STANDARD,
    "standard_wrap": {**_STANDARD, "bold": False, "text_wrap": True, "indent": 1},
    "rating": {**_TEXT, **_SHADE, "indent": 1},
    "rating_small": {**_BASE, **_LINED, "font_color": _MUTED, "indent": 1},
    "proposed": {**_TEXT, **_SHADE, "num_format": '@" (proposed)"', "indent": 1},
    "final": {**_TEXT, **_SHADE, "bold": True, "indent": 1},
    "points_strong": {**_BASE, **_SHADE, "align": "right", "bold": True},
    "entry": {**_TEXT, **_LINED, "text_wrap": True, "bg_color": "#FFF9E0", "locked": False},
    "code": {**_TEXT, **_LINED, "indent": 1},
    "question": {**_TEXT, **_LINED, "indent": 1},
    "line": {**_BASE, **_LINED, "font_color": _MUTED, "indent": 1},
    "no": {"bold": True, "font_color": "#8A2A0B", "bg_color": "#FBE3CF"},
    "disputed": {"bold": True, "font_color": "#5B2A86", "bg_color": "#EBDDF7"},
    "lowest": {"bold": True},
    "band0": {"font_color": "#7A1F12", "bg_color": "#F4DAD3"},
    "band1": {"font_color": "#5C4400", "bg_color": "#F6E8C3"},
    "band2": {"font_color": "#0F3D78", "bg_color": "#D9E6F7"},
    "band3": {"font_color": "#0B4F3F", "bg_color": "#D3EBE1"},
}
