"""Writes a report as a Word file: plain styles, marking at head and foot, always the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from fieldkit.inspection.report import (
    Block,
    Heading,
    Index,
    Paragraph,
    Picture,
    Quote,
    Report,
    Table,
    index_rows,
)

_MADE = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_WIDTH = 17.0
_BULLET = "• "
_MUTED = RGBColor(0x4A, 0x55, 0x60)
_INDEX_SHARES = (1, 4, 5)


def write(report: Report) -> bytes:
    """The report as .docx. The index has numbers of quotes, since Word decides on the pages."""
    document = _prepared(report)
    for block in report.blocks:
        _block(document, report, block)
    out = io.BytesIO()
    document.save(out)
    return _settled(out.getvalue())


def _prepared(report: Report) -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    for name, size in (("Normal", 10), ("Heading 1", 16), ("Heading 2", 12), ("Heading 3", 10.5)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0x16, 0x21, 0x2B)
        style.paragraph_format.space_after = Pt(4)
    for element in list(document.element.body.iterchildren(qn("w:p"))):
        document.element.body.remove(element)
    for part, more in ((section.header, ""), (section.footer, f"   {report.footer}   ")):
        line = part.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(report.marking).bold = True
        if more:
            line.add_run(more)
            _page_number(line)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = report.title, "", "", ""
    core.created = core.modified = _MADE
    core.revision = 1
    return document


def _page_number(line: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run.append(mark)


def _block(document: Any, report: Report, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, block.level)
    elif isinstance(block, Paragraph):
        _paragraph(document, block)
    elif isinstance(block, Quote):
        _quote(document, block)
    elif isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Picture):
        _picture(document, block)
    else:
        _index(document, report, block)


def _paragraph(document: Any, block: Paragraph) -> None:
    made = document.add_paragraph()
    if block.text.startswith(_BULLET):
        made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = (
            Cm(0.9),
            Cm(-0.4),
        )
    run = made.add_run(block.text)
    run.bold = made.paragraph_format.keep_with_next = block.look == "strong"
    if block.look == "note":
        run.font.size, run.font.color.rgb = Pt(8.5), _MUTED


def _quote(document: Any, block: Quote) -> None:
    source = document.add_paragraph()
    source.paragraph_format.left_indent = Cm(0.6)
    source.paragraph_format.keep_with_next = True
    run = source.add_run(f"{block.number}. {block.about}. {block.source}")
    run.font.size, run.font.color.rgb = Pt(8.5), _MUTED
    said = document.add_paragraph()
    said.paragraph_format.left_indent = Cm(0.6)
    said.add_run(f"“{block.text}”")


def _table(document: Any, block: Table) -> None:
    made = document.add_table(rows=1, cols=len(block.head))
    made.style = "Table Grid"
    made.autofit = False
    whole = sum(block.shares)
    widths = [Cm(_WIDTH * one / whole) for one in block.shares]
    for cell, text in zip(made.rows[0].cells, block.head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    header = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(header)
    for row in block.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for line in made.rows:
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
    document.add_paragraph()


def _picture(document: Any, block: Picture) -> None:
    note = document.add_paragraph()
    note.paragraph_format.keep_with_next = True
    run = note.add_run(block.caption)
    run.font.size, run.font.color.rgb = Pt(8.5), _MUTED
    wide = min(_WIDTH, block.width / 96 * 2.54)
    high = wide * block.height / block.width
    wide = wide * min(1.0, 22.0 / high)
    document.add_picture(io.BytesIO(block.data), width=Cm(wide))


def _index(document: Any, report: Report, block: Index) -> None:
    rows = tuple(row[:3] for row in index_rows(report, {}))
    _table(document, Table(block.head[:3], rows, _INDEX_SHARES))


def _settled(data: bytes) -> bytes:
    """The same package with one date on all its parts, in one order, and no picture of itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(info, old.read(name))
    return out.getvalue()
