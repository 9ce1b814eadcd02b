"""What every opened document can be asked, whatever its kind; each parser overrides its part.

Lives only in the worker process. A part a document does not have is a refusal with a code.
"""

from __future__ import annotations

from fieldkit.documents.display import (
    Flow,
    Opened,
    PageText,
    RenderedPage,
    Sheets,
    Survey,
)
from fieldkit.errors import FieldkitError

SCAN_BELOW = 20
"""A page that is a picture with fewer characters of text than this counts as a scan."""


class Parsed:
    """One opened document. Page numbers count from 1, attachments and pictures from 0."""

    def __init__(self, name: str, opened: Opened) -> None:
        self.name = name
        self.opened = opened

    def page(self, number: int) -> PageText:
        """Text and character boxes of one page. Raises `document.no_such_part`."""
        raise self.no_such_part()

    def render(self, number: int, scale: float) -> RenderedPage:
        """Pixels of one page, `scale` pixels a point. Raises `document.no_such_part`."""
        raise self.no_such_part()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of one page in points, without its text."""
        page = self.page(number)
        return page.width, page.height

    def flow(self) -> Flow:
        """The blocks of a flowing document. Raises `document.no_such_part`."""
        raise self.no_such_part()

    def sheets(self) -> Sheets:
        """The tables of a workbook. Raises `document.no_such_part`."""
        raise self.no_such_part()

    def attachment(self, number: int) -> tuple[str, bytes]:
        """Name and bytes of a file inside. Raises `document.no_such_part`."""
        raise self.no_such_part()

    def picture(self, number: int) -> RenderedPage:
        """Pixels of a picture inside a flow. Raises `document.no_such_part`."""
        raise self.no_such_part()

    def texts(self) -> tuple[str, ...]:
        """The text of each page in turn; a flow or workbook counts as one page."""
        if self.opened.shape == "flow":
            return (self.flow().text,)
        if self.opened.shape == "sheet":
            return (self.sheets().text,)
        return tuple(self.page(number + 1).text for number in range(self.opened.pages))

    def survey(self) -> Survey:
        """Characters of text in all and whether any page is a scan. Reads every page."""
        return Survey(sum(len(text) for text in self.texts()), self.any_scan())

    def any_scan(self) -> bool:
        """Whether any page is a picture with under 20 characters of text."""
        return False

    def close(self) -> None:
        """Give back what the parser holds."""

    def no_such_part(self) -> FieldkitError:
        """The refusal for a page, picture or attachment that is not there."""
        return FieldkitError("document.no_such_part", name=self.name)
