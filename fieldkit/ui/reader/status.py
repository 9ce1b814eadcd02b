"""Where the reader is and how large it shows things, in words for the header and the save line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.ui.reader.flow_view import FlowView
from fieldkit.ui.reader.page_view import PageView
from fieldkit.ui.reader.sheet_view import SheetView

_MOST = 400


@dataclass(frozen=True)
class Told:
    """`zoom_button` is what the button between minus and plus says; "" where there is no zoom."""

    place: str
    zoom: str
    zoom_button: str


def told(view: PageView | FlowView | SheetView, pages: int) -> Told:
    """What to say of a view that shows a document of so many pages."""
    if isinstance(view, PageView):
        zoom = view.zoom_words()
        button = "Fit width" if view.fits_width else zoom
        return Told(f"Page {view.page} of {pages}", f"Zoom {zoom}", button)
    if isinstance(view, FlowView):
        place = f"About page {view.page} of {pages}" if pages > 1 else ""
        return Told(place, f"Text {view.zoom_words()}", view.zoom_words())
    return Told(view.place_words(), "", "")


def remarked(remarks: Sequence[str]) -> tuple[str, str]:
    """The remarks on a page, counted and in their own words; where they are very long, part."""
    count = len(remarks)
    said = " · ".join(one.removeprefix("Remark").lstrip(":, ") for one in remarks)
    if len(said) > _MOST:
        said = f"{said[:_MOST].rstrip()}… All of their words are found by find."
    return f"{count} {'remark' if count == 1 else 'remarks'} on this page.", said
