"""How the blocks and runs of a flowing document look on its page: text formats, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from fieldkit.documents.display import Block, Run
from fieldkit.ui.reader.marks import on_paper

_HEADINGS: Final = {1: 3, 2: 2, 3: 1}
STEP: Final = 22
LINE: Final = 118.0
_EMPTY: Final = 9.0


def in_lines(blocks: Sequence[Block]) -> bool:
    """Whether an e-mail was written in lines, with empty ones between its paragraphs."""
    mail = bool(blocks) and blocks[0].kind == "field"
    return mail and any(one.kind == "paragraph" and _is_empty(one) for one in blocks)


def _is_empty(block: Block) -> bool:
    return not block.runs and not block.rows and block.picture is None


def block_format(block: Block, lines: bool = False) -> QTextBlockFormat:
    """Spacing, indent and rule of a block; of one of the `lines` of an e-mail."""
    made = QTextBlockFormat()
    made.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    made.setBottomMargin(1 if lines else 7)
    if block.kind == "heading":
        made.setHeadingLevel(min(6, max(1, block.level)))
        made.setTopMargin(12)
        made.setBottomMargin(5)
    elif block.kind in ("item", "field"):
        made.setLeftMargin(STEP * (block.level + (block.kind == "item")))
        made.setBottomMargin(3)
    elif block.kind == "quote":
        made.setLeftMargin(STEP * max(1, block.level))
        made.setBottomMargin(1 if lines else 3)
    elif block.kind == "pre":
        made.setBottomMargin(0)
    elif block.kind == "rule":
        width = QTextLength(QTextLength.Type.PercentageLength, 90)
        made.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, width)
    if block.kind in ("paragraph", "quote") and _is_empty(block):
        # An empty line between paragraphs, as e-mails have them: the room of half a line.
        made.setLineHeight(_EMPTY, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        made.setBottomMargin(0)
    return made


def slim() -> QTextBlockFormat:
    """An empty line that the widget needs beside a table, as low as it can be."""
    made = QTextBlockFormat()
    made.setLineHeight(6, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return made


def run_format(run: Run, block: Block) -> QTextCharFormat:
    """The look of a run. Who changed it is told in its tooltip."""
    made = QTextCharFormat()
    bold = run.bold or block.kind == "heading"
    if block.kind == "field" and block.runs and run is block.runs[0]:
        bold = True
    made.setFontWeight(600 if bold else 400)
    made.setFontItalic(run.italic)
    made.setFontUnderline(run.underline)
    made.setFontStrikeOut(run.struck)
    made.setForeground(QBrush(on_paper("text2" if block.kind == "quote" else "text")))
    if block.kind == "heading":
        larger = _HEADINGS.get(block.level, 0)
        made.setProperty(QTextFormat.Property.FontSizeAdjustment, larger)
    _links_and_changes(made, run)
    return made


def _links_and_changes(made: QTextCharFormat, run: Run) -> None:
    if run.link is not None:
        made.setForeground(QBrush(on_paper("accent")))
        made.setFontUnderline(True)
        made.setToolTip(f"{run.link} · addresses are shown and never opened")
    if run.inserted is not None:
        # The two lines below are painted by the view: the widget knows no double underline.
        made.setForeground(QBrush(on_paper("ok")))
        made.setFontUnderline(False)
        made.setToolTip(f"Inserted: {run.inserted}".rstrip(": "))
    if run.deleted is not None:
        made.setForeground(QBrush(on_paper("bad")))
        made.setFontStrikeOut(True)
        made.setToolTip(f"Deleted: {run.deleted}".rstrip(": "))


def table_format(columns: int) -> QTextTableFormat:
    """Hairlines, room around the words, the whole width of the page."""
    made = QTextTableFormat()
    made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBorderBrush(QBrush(on_paper("edge")))
    made.setBorder(1)
    made.setBorderCollapse(True)
    made.setCellPadding(5)
    made.setCellSpacing(0)
    made.setTopMargin(4)
    made.setBottomMargin(8)
    if columns > 1:
        made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    made.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return made
