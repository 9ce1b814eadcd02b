"""PDF by PDFium: pages, rotation, characters with boxes, contents list, form values, remarks.

Only opened pages are read: opening a long file costs no more than its page count.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fieldkit.documents.display import (
    NO_BOX,
    AttachmentInfo,
    Box,
    Opened,
    OutlineItem,
    PageLink,
    PageText,
    RenderedPage,
    Survey,
)
from fieldkit.documents.parsed import SCAN_BELOW, Parsed
from fieldkit.documents.pdf_extras import extras
from fieldkit.errors import FieldkitError

MAX_PIXELS = 40_000_000
MAX_OUTLINE = 5_000
MAX_CHARACTERS = 1_000_000
MAX_LINKS = 2_000
PICTURE_SHARE = 0.05
_FINE = 100
_HYPHENS = {0x02, 0xFFFE, 0xFFFF, 0xAD}
Affine = tuple[float, float, float, float, float, float]

logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)


class PdfFile(Parsed):
    """An open PDF. Raises `document.password`, `document.wrong_password` or
    `document.damaged` when made."""

    def __init__(self, data: bytes, name: str, password: str | None) -> None:
        try:
            self._pdf = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as problem:
            code = "document.damaged"
            if getattr(problem, "err_code", None) == raw.FPDF_ERR_PASSWORD:
                code = "document.wrong_password" if password else "document.password"
            raise FieldkitError(code, name=name) from problem
        self._pdf.init_forms()
        pages = len(self._pdf)
        if pages == 0:
            raise FieldkitError("document.damaged", name=name)
        self._held: tuple[int, pdfium.PdfPage] | None = (1, self._pdf[0])
        self._files = _attachments(self._pdf)
        opened = Opened(
            kind="pdf",
            title=_plain(self._pdf.get_metadata_value("Title")) or name,
            pages=pages,
            shape="pages",
            outline=tuple(_outline(self._pdf, pages)),
            attachments=self._files,
            notes=_notes(self._pdf, self._held[1]),
        )
        super().__init__(name, opened)

    def page(self, number: int) -> PageText:
        """Text and boxes of page `number`, in points from the displayed top left."""
        page = self._page(number)
        text, boxes = _characters(page, to_display := _affine(page))
        scan, remarks = _is_scan(page, text), []
        for one in extras(self._pdf, page):
            text += f"\n{one.words}"
            boxes += (NO_BOX, *_spread(len(one.words), _moved(to_display, *one.rect)))
            if one.remark:
                remarks.append(one.words)
        return PageText(
            number,
            page.get_width(),
            page.get_height(),
            text,
            boxes,
            scan=scan,
            links=tuple(_links(self._pdf, page, to_display)),
            remarks=tuple(remarks),
        )

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of page `number` as displayed, in points."""
        page = self._page(number)
        return page.get_width(), page.get_height()

    def render(self, number: int, scale: float) -> RenderedPage:
        """Pixels of page `number`; a scale that asks for too many pixels is lowered."""
        page = self._page(number)
        area = max(page.get_width() * page.get_height(), 1e-6)
        scale = min(scale, (MAX_PIXELS / area) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True)
        return RenderedPage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))

    def attachment(self, number: int) -> tuple[str, bytes]:
        """Name and bytes of a file embedded in the PDF."""
        if not 0 <= number < len(self._files):
            raise self.no_such_part()
        held = self._pdf.get_attachment(number)
        return self._files[number].name, bytes(held.get_data())

    def texts(self) -> tuple[str, ...]:
        """The text of every page, without boxes."""
        return tuple(text for text, _ in self._plain_pages())

    def survey(self) -> Survey:
        """Reads every page's text, without boxes."""
        pages = list(self._plain_pages())
        return Survey(sum(len(text) for text, _ in pages), any(scan for _, scan in pages))

    def close(self) -> None:
        """Close the page in hand and the document."""
        if self._held:
            self._held[1].close()
            self._held = None
        self._pdf.close()

    def _page(self, number: int) -> pdfium.PdfPage:
        if not 1 <= number <= self.opened.pages:
            raise self.no_such_part()
        if self._held is None or self._held[0] != number:
            if self._held is not None:
                self._held[1].close()
                self._held = None
            self._held = number, self._pdf[number - 1]
        return self._held[1]

    def _plain_pages(self) -> Iterator[tuple[str, bool]]:
        for number in range(1, self.opened.pages + 1):
            page = self._page(number)
            held = page.get_textpage()
            text = "".join(character for character, _ in _readable(held))
            held.close()
            scan = _is_scan(page, text)
            yield "\n".join((text, *(one.words for one in extras(self._pdf, page)))), scan


def _spread(count: int, box: Box) -> Iterator[Box]:
    """The boxes of a line of `count` characters, shared out evenly over the place of the whole."""
    left, top, right, bottom = box
    each = (right - left) / max(1, count)
    return ((left + each * n, top, left + each * (n + 1), bottom) for n in range(count))


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()


def _outline(pdf: pdfium.PdfDocument, pages: int) -> Iterator[OutlineItem]:
    for count, mark in enumerate(pdf.get_toc(max_depth=8)):
        if count >= MAX_OUTLINE:
            return
        goal = mark.get_dest()
        index = goal.get_index() if goal else None
        if index is not None and 0 <= index < pages:
            yield OutlineItem(_plain(mark.get_title()), index + 1, mark.level + 1)


def _attachments(pdf: pdfium.PdfDocument) -> tuple[AttachmentInfo, ...]:
    found = []
    for number in range(min(pdf.count_attachments(), 500)):
        held = pdf.get_attachment(number)
        size = ctypes.c_ulong()
        raw.FPDFAttachment_GetFile(held, None, 0, size)
        found.append(AttachmentInfo(_plain(held.get_name()), "", size.value))
    return tuple(found)


def _notes(pdf: pdfium.PdfDocument, first: pdfium.PdfPage) -> tuple[str, ...]:
    notes = ["rotated"] if first.get_rotation() else []
    if pdf.get_formtype() != raw.FORMTYPE_NONE:
        notes.append("form")
    if raw.FPDFDoc_GetJavaScriptActionCount(pdf) > 0:
        notes.append("macros_ignored")
    return tuple(notes)


def _affine(page: pdfium.PdfPage) -> Affine:
    """The map from page units to displayed points, asked of PDFium: crop and rotation included."""
    wide, high = page.get_width(), page.get_height()
    reach = 10_000.0

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = round(wide * _FINE), round(high * _FINE)
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    left, top = shown(0, 0)
    right, below = shown(reach, 0), shown(0, reach)
    return (
        (right[0] - left) / reach,
        (right[1] - top) / reach,
        (below[0] - left) / reach,
        (below[1] - top) / reach,
        left,
        top,
    )


def _moved(affine: Affine, left: float, bottom: float, right: float, top: float) -> Box:
    a, b, c, d, e, f = affine
    x0, x1 = a * left + c * bottom + e, a * right + c * top + e
    y0, y1 = b * left + d * bottom + f, b * right + d * top + f
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _readable(held: pdfium.PdfTextPage) -> Iterator[tuple[str, int]]:
    """Each readable character of a page with PDFium's own number for it."""
    unicode_of, high = raw.FPDFText_GetUnicode, 0
    for index in range(min(max(raw.FPDFText_CountChars(held), 0), MAX_CHARACTERS)):
        code = unicode_of(held, index)
        if 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000:
            if high:
                yield chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00), index
            high = 0
        elif character := _character(code):
            yield character, index


def _character(code: int) -> str:
    if code >= 32 and code not in _HYPHENS:
        return chr(code) if code <= 0x10FFFF else ""
    if code in _HYPHENS:
        return "-"
    return "\n" if code == 10 else " " if code == 9 else ""


def _characters(page: pdfium.PdfPage, affine: Affine) -> tuple[str, tuple[Box, ...]]:
    """Text and the loose box of each character: as high as the line, so that marks look even."""
    held = page.get_textpage()
    try:
        readable = list(_readable(held))
        rect = raw.FS_RECTF()
        at, loose = ctypes.byref(rect), raw.FPDFText_GetLooseCharBox
        boxes: list[Box] = []
        across, turned, tilted, down, left, top = affine
        upright = abs(turned) < 1e-9 and abs(tilted) < 1e-9 and across > 0 > down
        for character, index in readable:
            if character == "\n" or not loose(held, index, at):
                boxes.append(NO_BOX)
            elif rect.left == rect.right or rect.top == rect.bottom:
                boxes.append(_tight(held, index, affine))
            elif upright:
                x0, x1 = across * rect.left + left, across * rect.right + left
                boxes.append((x0, down * rect.top + top, x1, down * rect.bottom + top))
            else:
                boxes.append(_moved(affine, rect.left, rect.bottom, rect.right, rect.top))
    finally:
        held.close()
    return "".join(character for character, _ in readable), tuple(boxes)


def _tight(held: pdfium.PdfTextPage, index: int, affine: Affine) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(held, index, left, right, bottom, top):
        return NO_BOX
    if left.value == right.value and top.value == bottom.value:
        return NO_BOX
    return _moved(affine, left.value, bottom.value, right.value, top.value)


def _is_scan(page: pdfium.PdfPage, text: str) -> bool:
    if len("".join(text.split())) >= SCAN_BELOW:
        return False
    covered = 0.0
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        if thing.level > 0:
            return True
        left, bottom, right, top = thing.get_bounds()
        covered += abs(right - left) * abs(top - bottom)
    return bool(covered >= PICTURE_SHARE * page.get_width() * page.get_height())


def _links(pdf: pdfium.PdfDocument, page: pdfium.PdfPage, affine: Affine) -> Iterator[PageLink]:
    place, link, rect = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    for _ in range(MAX_LINKS):
        if not raw.FPDFLink_Enumerate(page, place, link):
            return
        if not raw.FPDFLink_GetAnnotRect(link, rect):
            continue
        box = _moved(affine, rect.left, rect.bottom, rect.right, rect.top)
        goal = raw.FPDFLink_GetDest(pdf, link)
        if goal:
            index = raw.FPDFDest_GetDestPageIndex(pdf, goal)
            yield PageLink(box, page=index + 1 if index >= 0 else None)
        elif action := raw.FPDFLink_GetAction(link):
            yield PageLink(box, address=_address(pdf, action))


def _address(pdf: pdfium.PdfDocument, action: object) -> str | None:
    size = raw.FPDFAction_GetURIPath(pdf, action, None, 0)
    if not 1 < size <= 10_000:
        return None
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(pdf, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")
