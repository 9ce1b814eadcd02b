"""Small things of Word files that carry meaning: boxes and lists of old forms, cells that span."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from fieldkit.documents.word_lists import W, is_on, number_of, value

MOST_SPANNED = 64


def filled_in(mark: Element) -> str:
    """What a field of a form shows that Word draws itself: a box, ticked or not, or a choice.

    `mark` is the w:fldChar that may hold the field; "" for all others. A choice never made shows
    its first entry, as Word does.
    """
    field = mark.find(W + "ffData")
    box = None if field is None else field.find(W + "checkBox")
    if box is not None:
        told = "checked" if box.find(W + "checked") is not None else "default"
        said = value(box, told)
        return "☒" if is_on(box, told) and said is not None else "☐"
    options = None if field is None else field.find(W + "ddList")
    if options is None:
        return ""
    entries = [one.get(W + "val", "") for one in options.findall(W + "listEntry")]
    chosen = number_of(value(options, "result") or value(options, "default"))
    return entries[chosen] if 0 <= chosen < len(entries) else ""


def spanned(cell: Element) -> int:
    """How many columns a cell of a table takes."""
    properties = cell.find(W + "tcPr")
    return min(max(1, number_of(value(properties, "gridSpan"), 1)), MOST_SPANNED)


def before_row(row: Element) -> int:
    """How many columns a row leaves empty before its first cell."""
    properties = row.find(W + "trPr")
    return min(max(0, number_of(value(properties, "gridBefore"))), MOST_SPANNED)
