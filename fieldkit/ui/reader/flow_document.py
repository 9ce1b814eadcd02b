"""Makes a text document out of the blocks of a flow, in slices, with offsets that map exactly.

Nothing is ever loaded from outside: the only pictures are those handed over by `give_picture`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import (
    QBrush,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)

from fieldkit.documents.display import Block, Flow, Run
from fieldkit.ui.reader import flow_looks
from fieldkit.ui.reader.flow_folds import Fold, Folds
from fieldkit.ui.reader.marks import on_paper
from fieldkit.ui.reader.offsets import OffsetMap
from fieldkit.ui.reader.quotes import Quoted

# Characters that the widget would take for ends of blocks, frames or for pictures.
_TAME: Final = str.maketrans(
    {
        "\n": "\u2028",
        "\r": "\u2028",
        "\u2029": "\u2028",
        "\ufdd0": "\ufffd",
        "\ufdd1": "\ufffd",
        "\ufffc": "\ufffd",
        "\0": "\ufffd",
    }
)
_MOST_COLUMNS: Final = 200
Changes = Literal["marked", "final", "before"]
"""How tracked changes are shown: all of them, as if accepted, as if refused."""
PROPORTIONAL: Final = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


class FlowDocument(QTextDocument):
    """The text of a flow. Built by running `build` to its end.

    Words that `changes` leaves out have no place of their own; all other offsets keep theirs.
    """

    def __init__(
        self,
        flow: Flow,
        folds: Sequence[Quoted] = (),
        parent: QObject | None = None,
        changes: Changes = "marked",
    ) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.flow = flow
        self.offsets = OffsetMap()
        self.changes = changes
        self.left_out: list[tuple[int, int]] = []
        self.inserted: list[tuple[int, int]] = []
        self.deleted: list[tuple[int, int]] = []
        self.quotes: list[tuple[int, int]] = []
        self.comments: dict[int, tuple[int, int]] = {}
        self.pictures: dict[int, int] = {}
        self.folds = Folds(self, folds)
        self._lines = flow_looks.in_lines(flow.blocks)
        self._images: dict[str, QImage] = {}
        self._cursor = QTextCursor(self)
        self._fresh = True

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Only what was handed over; never a file, never an address."""
        url = name if isinstance(name, str) else name.toString()
        return self._images.get(url, QImage())

    def build(self) -> Iterator[None]:
        """Add block after block; each step is short."""
        for number, block in enumerate(self.flow.blocks):
            self._begin_fold(self.folds.begins(number))
            first = self._cursor.position()
            if block.kind == "table" and block.rows:
                yield from self._add_table(block)
            else:
                self._add_block(block)
            if (around := self.folds.around(number)) is not None:
                around.kept.append((first + 1, self._cursor.position()))
            if (over := self.folds.ends(number)) is not None:
                over.end = self._cursor.position()
            yield
        self._embolden()
        self.folds.set_all(True)
        if not self.flow.blocks:
            self.offsets.add(0, 0, "")

    def _embolden(self) -> None:
        """Words of a quote that the e-mail it repeats does not have."""
        look = QTextCharFormat()
        look.setFontWeight(700)
        look.setForeground(QBrush(on_paper("text")))
        cursor = QTextCursor(self)
        for start, end in (place for one in self.folds.all for place in one.quoted.changed):
            cursor.setPosition(self.offsets.position(start))
            cursor.setPosition(self.offsets.position(end), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(look)

    def omits(self, start: int, end: int) -> bool:
        """Whether some of these offsets are left out."""
        return any(first < end and start < last for first, last in self.left_out)

    def _begin_fold(self, fold: Fold | None) -> None:
        """The line above a stretch that is folded; no part of the document's own text."""
        if fold is None:
            return
        block, letters = self.folds.head_look()
        self._new_line(block)
        fold.head = self._cursor.position()
        self._cursor.insertText(self.folds.words(fold), letters)
        fold.start = self._cursor.position() + 1

    def _new_line(self, look: QTextBlockFormat) -> None:
        if self._fresh:
            self._cursor.setBlockFormat(look)
            self._cursor.setBlockCharFormat(QTextCharFormat())
        else:
            self._cursor.insertBlock(look, QTextCharFormat())
        self._fresh = False

    def _add_block(self, block: Block) -> None:
        look = flow_looks.block_format(block, self._lines)
        self._new_line(look)
        first = self._cursor.position()
        if block.picture is not None:
            self._add_picture(block.picture)
        offset = block.start
        if not block.runs:
            self.offsets.add(offset, self._cursor.position(), "")
        for run in block.runs:
            self._add_run(self._cursor, run, block, offset)
            offset += len(run.text)
        if block.kind == "quote":
            self.quotes.append((first, self._cursor.position()))

    def _add_run(self, cursor: QTextCursor, run: Run, block: Block, offset: int) -> None:
        start = cursor.position()
        gone = run.deleted if self.changes == "final" else run.inserted
        if self.changes != "marked" and gone is not None:
            self.offsets.add(offset, start, "")
            self.left_out.append((offset, offset + len(run.text)))
            return
        if self.changes != "marked":
            run = replace(run, inserted=None, deleted=None)
        self.offsets.add(offset, start, run.text)
        if not run.text:
            return
        look = flow_looks.run_format(run, block)
        if block.kind == "pre":
            self._add_lines(cursor, run.text, look, flow_looks.block_format(block))
        else:
            cursor.insertText(run.text.translate(_TAME), look)
        place = (start, cursor.position())
        if run.inserted is not None:
            self.inserted.append(place)
        if run.deleted is not None:
            self.deleted.append(place)
        if run.comment is not None and run.comment not in self.comments:
            self.comments[run.comment] = place
        elif run.comment is not None and self.comments[run.comment][1] == start:
            self.comments[run.comment] = (self.comments[run.comment][0], place[1])

    def _add_lines(
        self, cursor: QTextCursor, text: str, look: QTextCharFormat, block: QTextBlockFormat
    ) -> None:
        """Lines as blocks of their own: a line feed and an end of block are one place each."""
        for number, line in enumerate(text.split("\n")):
            if number:
                cursor.insertBlock(block, QTextCharFormat())
            if line:
                cursor.insertText(line.translate(_TAME), look)

    def _add_table(self, block: Block) -> Iterator[None]:
        columns = min(_MOST_COLUMNS, max(1, *(len(row) for row in block.rows)))
        if self._fresh:
            self._cursor.setBlockFormat(flow_looks.slim())
        table = self._cursor.insertTable(len(block.rows), columns, flow_looks.table_format(columns))
        offset = block.start
        for number, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                if column >= columns:  # more than a page can show: in the last cell
                    at = table.cellAt(number, columns - 1).lastCursorPosition()
                    at.insertText("\t")
                else:
                    at = table.cellAt(number, column).firstCursorPosition()
                self.offsets.add(offset, at.position(), "")
                for run in cell:
                    self._add_run(at, run, block, offset)
                    offset += len(run.text)
                offset += 1
            if not row:
                offset += 1
            yield
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._cursor.setBlockFormat(flow_looks.slim())
        self._fresh = True

    def space_lines(self, spacing: float) -> None:
        """Lines this many times as far apart as usual."""
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        block = self.begin()
        while block.isValid():
            look = block.blockFormat()
            if look.lineHeightType() == PROPORTIONAL:
                look.setLineHeight(flow_looks.LINE * spacing, PROPORTIONAL)
                cursor.setPosition(block.position())
                cursor.setBlockFormat(look)
            block = block.next()
        cursor.endEditBlock()

    # Pictures

    def _add_picture(self, number: int) -> None:
        name = f"picture:{number}"
        self.pictures[number] = self._cursor.position()
        look = QTextImageFormat()
        look.setName(name)
        look.setWidth(24)
        look.setHeight(24)
        look.setToolTip("A picture, being fetched")
        self._cursor.insertImage(look)

    def give_picture(self, number: int, image: QImage, room: float) -> None:
        """Show a picture in its place, no wider than `room`."""
        if number not in self.pictures:
            return
        name = f"picture:{number}"
        self._images[name] = image
        self.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        self._size_picture(number, image, room)

    def fit_pictures(self, room: float) -> None:
        """The page is wider or narrower: pictures keep within it."""
        for number in self.pictures:
            image = self._images.get(f"picture:{number}")
            if image is not None:
                self._size_picture(number, image, room)

    def _size_picture(self, number: int, image: QImage, room: float) -> None:
        share = min(1.0, room / max(1, image.width()))
        look = QTextImageFormat()
        look.setName(f"picture:{number}")
        look.setWidth(image.width() * share)
        look.setHeight(image.height() * share)
        cursor = QTextCursor(self)
        cursor.setPosition(self.pictures[number])
        cursor.setPosition(self.pictures[number] + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(look)

    def picture_failed(self, number: int) -> None:
        """Leave an empty frame in place of a picture, whose tooltip says why."""
        if number in self.pictures:
            look = QTextImageFormat()
            look.setName(f"picture:{number}")
            look.setWidth(24)
            look.setHeight(24)
            look.setToolTip("A picture of a kind that cannot be shown here")
            cursor = QTextCursor(self)
            cursor.setPosition(self.pictures[number])
            cursor.setPosition(self.pictures[number] + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(look)
