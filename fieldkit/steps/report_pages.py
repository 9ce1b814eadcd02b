"""Pictures of the pages that quotes stand on: the quote marked, and names and numbers blacked out.

A page without text of its own cannot be looked through, so it stays out unless names are kept.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from PIL import Image, ImageDraw

from fieldkit.documents.display import Box, PageText, RenderedPage
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import names
from fieldkit.inspection.grid import GridEvidence
from fieldkit.inspection.names import Text
from fieldkit.inspection.report import Picture
from fieldkit.inspection.report_parts import Pictures
from fieldkit.steps.leaving import Leaving

_SCALE = 1.4
_QUALITY = 72
_MARK, _BLACK = (255, 226, 110), (20, 24, 28)
NO_TEXT = "the page is a picture without text and could not be looked through, so it is left out."
NOT_SHOWN = "the page could not be shown."
NO_PAGES = "this kind of document has no pages to show; its words are quoted above."


def pictures(
    leaving: Leaving,
    worker: DocumentWorker,
    questions: Iterable[str] | None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Pictures:
    """The picture of every page with a quote on it, by document and page.

    `worker` fetches documents by subject and hash. A page that cannot be shown says why.
    """
    wanted = None if questions is None else frozenset(questions)
    marks: dict[tuple[str, int], list[GridEvidence]] = {}
    cases: dict[str, str] = {}
    for case in (*leaving.cases, *leaving.standards):
        for one in case.evidence:
            if one.number and (wanted is None or one.question in wanted):
                marks.setdefault((one.source, one.number), []).append(one)
                cases[one.source] = case.number
    made: dict[tuple[str, int], Picture | str] = {}
    for place, quotes in marks.items():
        if cancelled():
            break
        try:
            found = _page(leaving, worker, place, cases[place[0]], quotes)
        except FieldkitError:
            found = NOT_SHOWN if place[0] in leaving.paged else NO_PAGES
        if found is not None:
            made[place] = found
    for source in {source for source, _ in marks}:
        worker.close(source)
    return made


def _page(
    leaving: Leaving,
    worker: DocumentWorker,
    place: tuple[str, int],
    case: str,
    quotes: list[GridEvidence],
) -> Picture | str | None:
    source, number = place
    text = worker.page(source, number)
    if not text.width:
        return None
    keep = leaving.choices.names == names.KEEP
    if not text.text.strip() and not keep:
        return NO_TEXT
    hits = () if keep else names.scan([Text(f"{source}/{number}", case, text.text)], leaving.look)
    drawn = _drawn(worker.render(source, number, _SCALE), text, quotes)
    for hit in hits:
        _cover(drawn, text, hit.start, hit.end)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY, optimize=False)
    caption = f"{case}, {quotes[0].document}, page {number}"
    return Picture(out.getvalue(), drawn.width, drawn.height, caption)


def _drawn(page: RenderedPage, text: PageText, quotes: list[GridEvidence]) -> Image.Image:
    """The page with each quote under a marker pen."""
    plain = Image.frombuffer(
        "RGB", (page.width, page.height), page.pixels, "raw", "RGB", page.stride, 1
    )
    shade = Image.new("RGB", plain.size, (255, 255, 255))
    pen = ImageDraw.Draw(shade)
    for one in quotes:
        for box in text.boxes[one.start : one.end]:
            if any(box):
                pen.rectangle(_pixels(box, text, plain), fill=_MARK)
    return Image.composite(Image.blend(plain, shade, 0.45), plain.copy(), _differs(shade))


def _differs(shade: Image.Image) -> Image.Image:
    """Where the marker pen went."""
    blue = shade.getchannel("B")
    return blue.point(lambda value: 0 if value == 255 else 255)


def _cover(drawn: Image.Image, text: PageText, start: int, end: int) -> None:
    pen = ImageDraw.Draw(drawn)
    for box in text.boxes[start:end]:
        if any(box):
            left, top, right, bottom = _pixels(box, text, drawn)
            pen.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=_BLACK)


def _pixels(box: Box, text: PageText, drawn: Image.Image) -> tuple[float, float, float, float]:
    across, down = drawn.width / text.width, drawn.height / text.height
    return box[0] * across, box[1] * down, box[2] * across, box[3] * down
