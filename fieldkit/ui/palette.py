"""Go to anything (Ctrl+K): cases, questions, documents and commands in one list, by words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from fieldkit.ui import icons, theme
from fieldkit.ui.components import key_hint, paint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import RowDelegate, paint_state, prepare
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.menus import Command, plain

Index = QModelIndex | QPersistentModelIndex
ICONS: Final = {
    "case": "folder-open",
    "question": "list-numbers",
    "document": "file-text",
    "find": "magnifying-glass",
    "command": "arrow-right",
}
_SPOKEN: Final = {"command": "command", "case": "case", "question": "question"}
_MOST: Final = 50
_SHOWN: Final = 8


@dataclass(frozen=True)
class PaletteItem:
    """One thing to go to or do. `kind` is a key of `ICONS`; `run` is called when it is chosen."""

    title: str
    kind: str
    run: Callable[[], object]
    key: str = ""
    detail: str = ""


def _score(item: PaletteItem, words: Sequence[str]) -> int | None:
    """How well `item` answers to `words`; every word must be found. Lower is better."""
    title, detail = item.title.casefold(), item.detail.casefold()
    starts = title.split()
    total = 0
    for word in words:
        if title.startswith(word):
            continue
        if any(part.startswith(word) for part in starts):
            total += 1
        elif word in title:
            total += 2
        elif any(part.startswith(word) for part in detail.split()):
            total += 4
        elif word in detail:
            total += 5
        else:
            return None
    return total


def matching(items: Iterable[PaletteItem], query: str) -> list[PaletteItem]:
    """The items whose words answer to every word of `query`, best first, at most fifty."""
    words = query.casefold().split()
    scored = [(score, item) for item in items if (score := _score(item, words)) is not None]
    scored.sort(key=lambda pair: pair[0])
    return [item for _, item in scored[:_MOST]]


def command_items(table: Iterable[Command], actions: Mapping[str, QAction]) -> list[PaletteItem]:
    """Every command of the menus that can be used now."""
    return [
        PaletteItem(
            plain(command.text),
            "command",
            actions[command.id].trigger,
            command.first_key,
            plain(command.menu.replace("/", " · ")),
        )
        for command in table
        if actions[command.id].isEnabled() and command.id != "go.palette"
    ]


class _Items(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[PaletteItem] = []

    def show(self, items: list[PaletteItem]) -> None:
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, row: int) -> PaletteItem:
        return self._items[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (item.title, item.detail, _SPOKEN.get(item.kind, item.kind), item.key)
            return ", ".join(part for part in parts if part)
        if role == Qt.ItemDataRole.UserRole:
            return item
        return None


class _Delegate(RowDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(200), theme.px(36))

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        paint_state(painter, rect, selected=chosen, focused=True, hover=hover, ring=False)
        if chosen and theme.high_contrast():
            paint.block(painter, rect, None, "focus", width=2)
        inner = rect.adjusted(theme.px(12), 0, -theme.px(10), 0)
        side = theme.px(16)
        mark = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        tone = "accent" if chosen else "text2"
        icons.paint(painter, ICONS.get(item.kind, "arrow-right"), mark, tone)
        inner = inner.adjusted(side + theme.px(10), 0, 0, 0)
        if item.key:
            key_hint.paint_key(painter, inner, item.key, "text2")
            inner = inner.adjusted(0, 0, -key_hint.key_width(item.key) - theme.px(8), 0)
        took = paint.text(painter, inner, item.title, "strong" if chosen else "body")
        rest = inner.adjusted(took + theme.px(10), 0, 0, 0)
        if item.detail and rest.width() > theme.px(40):
            paint.text(painter, rest, item.detail, "second", "text2")


class CommandPalette(Popover):
    """The search field keeps the focus; Up and Down move in the list, Enter chooses."""

    def __init__(self, window: QWidget, supply: Callable[[], Iterable[PaletteItem]]) -> None:
        super().__init__(window, "Go to anything")
        self._supply = supply
        self._all: list[PaletteItem] = []
        self._model = _Items(self)
        self.field = SearchField("Case, question, document or command", name="Go to anything")
        self.list = QListView()
        prepare(self.list, "Results", "raised")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = Label("Nothing has these words. Try fewer.", "second", "text2")
        self.field.textChanged.connect(self._filter)
        self.field.stepped.connect(self._step)
        self.field.returnPressed.connect(self._take)
        self.field.left.connect(self.close_it)
        self.list.clicked.connect(self._take)
        self.set_body(column(self.field, self.list, self._none, gap=8), 560)

    def open(self) -> None:
        """Ask for the items afresh and open."""
        self._all = list(self._supply())
        self.field.clear()
        self._filter("")
        self.open_centred(self.field)

    def set_supply(self, supply: Callable[[], Iterable[PaletteItem]]) -> None:
        """Where the items come from."""
        self._supply = supply

    def titles(self) -> list[str]:
        """The titles listed now."""
        return [self._model.item(row).title for row in range(self._model.rowCount())]

    def _filter(self, query: str) -> None:
        found = matching(self._all, query)
        self._model.show(found)
        self._none.setVisible(not found)
        self.list.setVisible(bool(found))
        theme.fix(self.list, height=36 * min(len(found), _SHOWN))
        self.arrange()
        if found:
            self._go(0)

    def _go(self, row: int) -> None:
        index = self._model.index(row, 0)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(index, flag)
        self.list.scrollTo(index)
        self.field.setAccessibleDescription(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def _step(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            self._go((self.list.currentIndex().row() + by) % count)

    def _take(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            item = self._model.item(index.row())
            self.close_it()
            item.run()
