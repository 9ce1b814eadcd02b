"""What in the free text would tell who somebody is: each place with a decision on it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from fieldkit.inspection import names
from fieldkit.inspection.names import Hit
from fieldkit.steps.leaving import Leaving
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, rule
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.plain_list import PlainList
from fieldkit.wording import line

HIT = Qt.ItemDataRole.UserRole
_PLACES = {"reason": "Reason", "quote": "Quote", "title": "Document", "moderation": "Decision"}


class HitDelegate(RowDelegate):
    """The words round a hit, the hit itself marked."""

    def paint_words(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        hit: Hit = index.data(HIT)
        one, two = theme.metrics("strong").height(), theme.metrics("second").height()
        top = rect.center().y() - (one + two) / 2
        left = rect.left()
        before = " ".join(hit.before.split())[-28:]
        pieces = ((before, "body"), (hit.found, "strong"), (hit.after.replace("\n", " "), "body"))
        for words, role in pieces:
            room = rect.right() - left
            if not words or room < theme.px(12):
                continue
            wide = min(room, theme.metrics(role).horizontalAdvance(words) + 1)
            place = QRectF(left, top, wide, one)
            if role == "strong":
                paint.block(painter, place.adjusted(-2, 0, 2, 0), "tint", None, radius=3)
            paint.text(painter, place, words, role)
            left += wide + theme.px(4)
        below = QRectF(rect.left(), top + one, rect.width(), two)
        paint.text(painter, below, str(index.data(Row.SECOND)), "second", "text2")


class HitsPanel(QWidget):
    """`changed` is emitted with every decision. `decided` holds them by the id of the hit."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.decided: dict[str, str] = {}
        self._hits: tuple[Hit, ...] = ()
        self._title = Label("", "strong")
        self._state = Label("", "second_strong", "warn")
        self.list = PlainList(HitDelegate)
        prepare(self.list, "Places in the free text")
        self.list.selectionModel().currentChanged.connect(self._shown)
        self.choice = DropDown("What leaves instead of the words selected")
        self.choice.activated.connect(self._chosen)
        self.alike = Button("The same for all alike", "plain")
        self.alike.clicked.connect(self._all_alike)
        self.mask_rest = Button("Replace all the rest", "plain")
        self.mask_rest.clicked.connect(self._mask_rest)
        told = "Names and numbers of every sort were looked for. No search finds every name."
        self._empty = EmptyState("check-circle", "Nothing was found", told)
        self._deeds = QWidget()
        self._deeds.setLayout(
            row(self.choice, self.alike, STRETCH, self.mask_rest, margins=(14, 8, 14, 8))
        )
        head = row(self._title, STRETCH, self._state, margins=(14, 10, 14, 8))
        self.setLayout(
            column(head, rule(), (self.list, 1), (self._empty, 1), rule(), self._deeds, gap=0)
        )

    @property
    def undecided(self) -> int:
        """How many guesses nobody has decided on. What is known is replaced without asking."""
        return sum(not one.sure and one.id not in self.decided for one in self._hits)

    def show_hits(self, leaving: Leaving) -> None:
        """Show the hits of what would leave."""
        self._hits = leaving.hits
        places = "1 place" if len(self._hits) == 1 else f"{len(self._hits)} places"
        self._title.setText(f"In the free text · {places}, {leaving.texts} texts looked through")
        self._fill()

    def _fill(self) -> None:
        here = self.list.currentIndex().row()
        self.list.show_rows([self._row(one) for one in self._hits])
        some = bool(self._hits)
        self.list.setVisible(some)
        self._deeds.setVisible(some)
        self._empty.setVisible(not some)
        left = self.undecided
        self._state.setText(f"{left} to decide" if left else "All settled" if some else "")
        self._state.set_tone("warn" if left else "ok")
        self.mask_rest.setEnabled(bool(left))
        if some:
            place = min(max(here, 0), len(self._hits) - 1)
            self.list.setCurrentIndex(self.list.model().index(place, 0))

    def _row(self, one: Hit) -> Mapping[int, object]:
        settled = one.sure or one.id in self.decided
        number, kind, about = (*one.place.split("/", 2), "", "")[:3]
        about = "" if kind in ("title", "quote") else f" · {about}"
        where = f"{number}{about} · {_PLACES.get(kind, kind)} · {line(f'names.{one.kind}', {})}"
        right = self._words(one, self.decided.get(one.id, names.MASK)) if settled else "Choose…"
        return {
            Qt.ItemDataRole.DisplayRole: f"{one.before}{one.found}{one.after}",
            Qt.ItemDataRole.AccessibleTextRole: f"{one.found}: {where}, {right}",
            HIT: one,
            Row.SECOND: where,
            Row.RIGHT: right,
        }

    def _words(self, one: Hit, verdict: str) -> str:
        told = {names.KEEP: "stays", names.LEAVE_OUT: "text left out"}
        return told.get(verdict, one.instead)

    def _current(self) -> Hit | None:
        place = self.list.currentIndex().row()
        return self._hits[place] if 0 <= place < len(self._hits) else None

    def _shown(self, index: object, before: object) -> None:
        one = self._current()
        self.choice.clear()
        if one is None:
            return
        self.choice.addItem("Choose…", "")
        self.choice.addItem(f"Write {one.instead}", names.MASK)
        self.choice.addItem("Keep the words", names.KEEP)
        self.choice.addItem("Leave the whole text out", names.LEAVE_OUT)
        verdict = self.decided.get(one.id, names.MASK if one.sure else "")
        self.choice.setCurrentIndex(max(0, self.choice.findData(verdict)))

    def _chosen(self, place: int) -> None:
        one, verdict = self._current(), str(self.choice.itemData(place) or "")
        if one is not None and verdict:
            self._decide({one.id: verdict})

    def _all_alike(self) -> None:
        """The decision on this hit for every hit of the same words."""
        one = self._current()
        verdict = str(self.choice.currentData() or "")
        if one is not None and verdict:
            alike = [other for other in self._hits if other.found == one.found]
            self._decide({other.id: verdict for other in alike})

    def _mask_rest(self) -> None:
        rest = [one for one in self._hits if not one.sure and one.id not in self.decided]
        self._decide({one.id: names.MASK for one in rest})

    def _decide(self, verdicts: Mapping[str, str]) -> None:
        self.decided.update(verdicts)
        self._fill()
        announce(self, f"{self.undecided} to decide")
        self.changed.emit()

    def next_undecided(self) -> None:
        """Go to the next place that nobody has decided on."""
        here = self.list.currentIndex().row()
        order = [*range(here + 1, len(self._hits)), *range(here + 1)]
        for place in order:
            one = self._hits[place]
            if not one.sure and one.id not in self.decided:
                self.list.setCurrentIndex(self.list.model().index(place, 0))
                self.choice.setFocus()
                return
