"""What stands on a page of a PDF beside its text: remarks of readers and values of form fields.

PDFium draws both and leaves both out of a page's text, so find would say that they are not there.
Here they become lines at the end of it, each at the place where it is seen.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MOST = 2_000
LONGEST = 20_000
_CORNER = 1.0  # points: a remark lies over words, which the mouse must still reach
_NOT_WORDS = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_WIDGET}
_TICKED = {raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON}
_WRITTEN = {
    raw.FPDF_FORMFIELD_TEXTFIELD,
    raw.FPDF_FORMFIELD_COMBOBOX,
    raw.FPDF_FORMFIELD_LISTBOX,
}
Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class Extra:
    """One line: its words, its place (left, bottom, right, top in page units), whether a remark."""

    words: str
    rect: Rect
    remark: bool


def extras(pdf: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[Extra]:
    """The remarks and filled-in fields of one page, in the order of the file."""
    form = pdf.formenv.raw if pdf.formenv is not None else None
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        held = raw.FPDFPage_GetAnnot(page, number)
        if not held:
            continue
        try:
            made = _extra(form, held)
        finally:
            raw.FPDFPage_CloseAnnot(held)
        if made is not None:
            yield made


def _extra(form: object, held: object) -> Extra | None:
    kind = raw.FPDFAnnot_GetSubtype(held)
    if kind == raw.FPDF_ANNOT_WIDGET:
        words = _field(form, held) if form is not None else ""
    elif kind in _NOT_WORDS:
        return None
    else:
        words = _remark(held)
    rect = raw.FS_RECTF()
    if not words or not raw.FPDFAnnot_GetRect(held, rect):
        return None
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    if kind != raw.FPDF_ANNOT_WIDGET:
        right = left + min(_CORNER, right - left)
    return Extra(words, (left, bottom, right, top), kind != raw.FPDF_ANNOT_WIDGET)


def _remark(held: object) -> str:
    said = _string(raw.FPDFAnnot_GetStringValue, held, b"Contents")
    who = _string(raw.FPDFAnnot_GetStringValue, held, b"T")
    return f"Remark{f', {who}' if who else ''}: {said}" if said else ""


def _field(form: object, held: object) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(form, held)
    if kind in _WRITTEN:
        return _string(raw.FPDFAnnot_GetFormFieldValue, form, held)
    if kind in _TICKED and raw.FPDFAnnot_IsChecked(form, held):
        name = _string(raw.FPDFAnnot_GetFormFieldAlternateName, form, held)
        return f"Ticked: {name or _string(raw.FPDFAnnot_GetFormFieldName, form, held)}"
    return ""


def _string(ask: object, *about: object) -> str:
    """One string of PDFium, asked for its length first, on one line."""
    size = ask(*about, None, 0)  # type: ignore[operator]
    if not 2 < size <= 2 * LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(*about, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)  # type: ignore[operator]
    said = buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")
    return " ".join(said.replace("\x00", " ").split())
