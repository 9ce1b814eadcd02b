"""Folding of what an e-mail repeats: a line above each stretch says so, and opens or closes it.

The words stay in the document; only their blocks are not laid out. So every offset, mark and hit
means the same folded or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtGui import (
    QBrush,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from fieldkit.ui.reader import flow_looks
from fieldkit.ui.reader.marks import on_paper
from fieldkit.ui.reader.quotes import Quoted

_CLOSED, _OPEN = "▸", "▾"
_HINT: Final = "Q shows or folds"


@dataclass
class Fold:
    """One stretch: where the line above it stands, and where its blocks begin and end.

    `kept` are the places of lines that stay in sight, because they differ from what is repeated.
    """

    quoted: Quoted
    head: int = 0
    start: int = 0
    end: int = 0
    folded: bool = False
    kept: list[tuple[int, int]] = field(default_factory=list)

    def hides(self, start: int, end: int) -> bool:
        """Whether something between these positions is not in sight."""
        if not self.folded or start > self.end or end <= self.start:
            return False
        return not any(first <= start and end <= last + 1 for first, last in self.kept)


class Folds:
    """The folds of one document."""

    def __init__(self, document: QTextDocument, found: Sequence[Quoted]) -> None:
        self._document = document
        self.all = [Fold(one) for one in found]

    def head_look(self) -> tuple[QTextBlockFormat, QTextCharFormat]:
        """How the line above a stretch looks."""
        block = QTextBlockFormat()
        block.setBackground(QBrush(on_paper("sunken")))
        block.setTopMargin(6)
        block.setBottomMargin(6)
        block.setLeftMargin(flow_looks.STEP)
        letters = QTextCharFormat()
        letters.setForeground(QBrush(on_paper("text2")))
        return block, letters

    def begins(self, block: int) -> Fold | None:
        """The fold whose first block this is."""
        return next((one for one in self.all if one.quoted.first == block), None)

    def ends(self, block: int) -> Fold | None:
        """The fold whose last block this is."""
        return next((one for one in self.all if one.quoted.last == block), None)

    def words(self, one: Fold) -> str:
        """What the line above a stretch says."""
        return f"{_OPEN} {one.quoted.words} · {_HINT}"

    def around(self, block: int) -> Fold | None:
        """The fold that this block stays in sight of."""
        return next((one for one in self.all if block in one.quoted.differs), None)

    def at(self, position: int) -> Fold | None:
        """The fold whose line stands at this position."""
        block = self._document.findBlock(position)
        return next((one for one in self.all if block.contains(one.head)), None)

    def set_folded(self, one: Fold, folded: bool) -> None:
        """Close or open one stretch."""
        if one.folded == folded:
            return
        one.folded = folded
        block: QTextBlock = self._document.findBlock(one.start)
        while block.isValid() and block.position() <= one.end:
            kept = any(first <= block.position() <= last for first, last in one.kept)
            block.setVisible(kept or not folded)
            if folded and not kept:
                block.layout().clearLayout()
            block = block.next()
        cursor = QTextCursor(self._document)
        cursor.setPosition(one.head)
        cursor.setPosition(one.head + 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(_CLOSED if folded else _OPEN, self.head_look()[1])
        self._document.markContentsDirty(one.head, one.end - one.head + 1)

    def set_all(self, folded: bool) -> None:
        """Close or open every stretch."""
        for one in self.all:
            self.set_folded(one, folded)

    def reveal(self, start: int, end: int) -> bool:
        """Open what hides any of these positions; says whether something was opened."""
        hiding = [one for one in self.all if one.hides(start, end)]
        for one in hiding:
            self.set_folded(one, False)
        return bool(hiding)
