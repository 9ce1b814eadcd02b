"""Send your work: what goes, where to, and what was sent before with its receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import send as send_step
from fieldkit.steps import sync, unlock
from fieldkit.steps.send import Outgoing, SentBefore
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import step_card
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.pill import paint_pill, pill_width, pill_words
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.place_fields import ChooseFolder, PlaceFields, ask_folder
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.saver import Saver
from fieldkit.ui.when import moment
from fieldkit.wording import sentence


@dataclass(frozen=True)
class _Loaded:
    outgoing: Outgoing
    before: Sequence[SentBefore]
    place: sync.Where | None


@dataclass(frozen=True)
class Met:
    """What a meeting did, and the newest bundle of ours."""

    done: sync.Synced
    last: Sequence[SentBefore]


def _counted(count: int, kind: str) -> str:
    words = {"returned": "returned work"}.get(kind, kind)
    return f"{count} {words}" + ("s" if count > 1 and kind != "returned" else "")


class _SentDelegate(RowDelegate):
    def paint_right(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> float:
        delivered = bool(index.data(Row.RIGHT))
        kind = "delivered" if delivered else "waiting"
        words = "" if delivered else "No receipt yet"
        paint_pill(painter, rect, kind, words, on_tint=selected, align_right=True)
        return float(pill_width(kind, words)) + theme.px(10)


class SendPage(QWidget):
    """`sent` is emitted after a meeting at the place, with what it did; `brought` when it brought
    something for us; `receipt_requested` asks to read a receipt from elsewhere."""

    sent = Signal(object)
    brought = Signal()
    receipt_requested = Signal()
    counted = Signal(int, int)
    _moved = Signal(float)

    def __init__(
        self,
        session: Session,
        saver: Saver,
        operations: Operations,
        choose: ChooseFolder = ask_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._saver = saver
        self._operations = operations
        self._busy = False
        self._stop = Event()
        self._outgoing: Outgoing | None = None
        self.notices = Notices()
        self._alerts = Label("", "strong")
        self._alerts_icon = IconLabel("warning-octagon-fill", "bad", 18)
        self._alerts.hide()
        self._alerts_icon.hide()
        self._changes = Label("", wrap=True)
        self._passages = Label("", wrap=True)
        self._passages_icon = IconLabel("quotes")
        self.place = PlaceFields(choose)
        self.folder = self.place.where
        self.place.changed.connect(self._tell)
        self.button = Button("Send", "primary", icon="paper-plane-tilt", height=36)
        self.button.clicked.connect(self.send)
        self.cancel = Button("Stop", "plain", icon="x")
        self.cancel.clicked.connect(self._stop.set)
        self.cancel.hide()
        self._moved.connect(self._show_moved)
        self._told = Label("", "medium", "text2", wrap=True)
        self.before = PlainList(_SentDelegate)
        self.receipt = Button("Read a receipt…", "plain", icon="receipt")
        self.receipt.clicked.connect(self.receipt_requested)
        self._waiting = Label("", wrap=True)
        self._build()

    def _build(self) -> None:
        goes = surface(
            column(
                row(self._alerts_icon, (self._alerts, 1), gap=9),
                row(IconLabel("pencil-simple"), (self._changes, 1), gap=9),
                row(self._passages_icon, (self._passages, 1), gap=9),
                gap=6,
                margins=(12, 10, 12, 10),
            ),
            "well",
        )
        intro = Label(
            "One sealed file for the lead and the central team. Your own copy stays here.",
            tone="text2",
            wrap=True,
        )
        hint = Label(
            "Your lead’s folder, a share, a stick, or a store. Remembered for the next time.",
            "second",
            "text2",
            wrap=True,
        )
        left = column(
            *(Label("Send your work", "display"), intro, 8, step_card("one", "What goes", goes)),
            step_card("two", "Where to", self.place, hint),
            step_card("three", "Send", row(self.button, self.cancel, STRETCH, gap=8), self._told),
            *(STRETCH,),
            gap=12,
            margins=(28, 22, 24, 20),
        )
        inside = surface(left, "window")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._side = self._build_side()
        both = row((area, 1), self._side, gap=0)
        self.setLayout(column(self.notices, (both, 1), gap=0))
        self.setFocusProxy(self.button)

    def _build_side(self) -> QFrame:
        prepare(self.before, "Sent before")
        told = Banner(
            "info",
            "“Delivered” means the lead’s receipt came back.",
            "Until then each send carries everything that has no receipt yet, so a lost file "
            "loses nothing.",
        )
        well = surface(
            column(
                *(Label("Not yet delivered", "strong"), self._waiting),
                gap=2,
                margins=(14, 10, 14, 12),
            ),
            "well",
        )
        return surface(
            column(
                row(Label("Sent before", "section"), STRETCH, self.receipt),
                *((self.before, 1), told, well),
                gap=12,
                margins=(18, 18, 18, 18),
            ),
            "side_right",
            width=400,
        )

    # Loading

    def reload(self) -> None:
        """Read again what would go and what went before."""
        session = self._session

        def work() -> _Loaded:
            outgoing, before = send_step.outgoing(session), send_step.sent_before(session)
            return _Loaded(outgoing, before, sync.where(session))

        self._operations.run(work, self._show, self._refused)

    def _refused(self, why: FieldkitError) -> None:
        self._free()
        if why.code == "place.approval_needed":
            self.place.ask_approval()
        if why.code == "inspection.none":
            self._changes.setText("There is no inspection on this laptop yet.")
            self._passages.setText("Open a pack first.")
            self._waiting.setText("Nothing yet.")
        else:
            self.notices.refuse("send", why)
        self._tell()

    def _show(self, loaded: _Loaded) -> None:
        out = self._outgoing = loaded.outgoing
        now = self._session.clock()
        told = "1 alert: goes first" if out.alerts == 1 else f"{out.alerts} alerts: they go first"
        self._alerts.setText(told)
        self._alerts.setVisible(bool(out.alerts))
        self._alerts_icon.setVisible(bool(out.alerts))
        cases = f"{out.readings} case{'' if out.readings == 1 else 's'}"
        oldest = moment(out.first_made, now, inside=True) if out.first_made else ""
        since = f", the oldest from {oldest}" if oldest else ""
        changes = f"{out.changes} change{'' if out.changes == 1 else 's'} in {cases}{since}"
        self._changes.setText(changes if out.changes else "Nothing new: all is delivered.")
        passages = f"{out.passages} passage{'' if out.passages == 1 else 's'} as evidence. "
        self._passages.setText(f"{passages}The case file stays here.")
        for part in (self._passages, self._passages_icon):
            part.setVisible(bool(out.changes))
        if not self.folder.text() and loaded.place is not None:
            self.place.show_place(loaded.place.name, loaded.place.approval)
        self.before.show_rows([self._row(one) for one in loaded.before])
        self._waiting.setText(
            f"{changes}." if out.changes else "Everything you did has its receipt."
        )
        self.counted.emit(out.changes, out.alerts)
        self._tell()

    def _row(self, one: SentBefore) -> dict[int, object]:
        at = moment(one.at, self._session.clock())
        changes = f"{one.entries} change{'' if one.entries == 1 else 's'}"
        state = pill_words("delivered") if one.delivered else "no receipt yet"
        return {
            Qt.ItemDataRole.DisplayRole: f"Bundle {one.sequence}",
            Qt.ItemDataRole.AccessibleTextRole: f"Bundle {one.sequence}, {at}, {changes}, {state}",
            Row.SECOND: f"{at} · {changes}",
            Row.STRONG: True,
            Row.RIGHT: one.delivered,
        }

    # Sending

    def _tell(self) -> None:
        out = self._outgoing
        count = out.changes if out else 0
        plural = "" if count == 1 else "s"
        wanted = f"Send {count} change{plural}" if count else "Look for what came"
        self.button.setText("Sending…" if self._busy else wanted)
        chosen = bool(self.folder.text().strip())
        self.button.setEnabled(chosen and not self._busy)
        self.cancel.setVisible(self._busy)
        self.button.updateGeometry()
        if self._busy:
            self._told.setText("You can go on working while this runs.")
        elif not chosen:
            self._told.setText("Choose the team folder first.")
        elif not count:
            self._told.setText("There is nothing to send. Receipts and packs are fetched.")
        else:
            self._told.setText("")
        self._told.setVisible(bool(self._told.text()))
        self.setFocusProxy(self.button if chosen else self.folder)

    def _show_moved(self, share: float) -> None:
        if self._busy:
            self._told.setText(f"{share:.0%}. You can go on working while this runs.")

    def send(self) -> None:
        """Meet at the place, off the GUI thread: take our bundle there, bring what is for us."""
        if self._busy or not self.folder.text().strip():
            return
        if not self._saver.flush():
            trouble = self._saver.trouble
            if trouble is not None:
                self.notices.refuse("send", trouble)
            return
        had = self.button.hasFocus()
        self._busy = True
        self._stop.clear()
        self._tell()
        if had:
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        session, chosen = self._session, self.place.chosen()

        def work() -> Met:
            sync.choose(session, chosen.where, chosen.approval, chosen.keys)
            done = sync.sync(session, progress=self._report, cancelled=self._stop.is_set)
            unlock.keep_shown(session)
            return Met(done, send_step.sent_before(session)[:1])

        self._operations.run(work, self._met, self._refused)

    def _report(self, done: int, total: int) -> None:
        self._moved.emit(done / total if total else 1.0)

    def _free(self) -> None:
        """Nothing is under way any more; the keys go back to the button."""
        had = self.cancel.hasFocus()
        self._busy = False
        self._tell()
        if had:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _met(self, met: Met) -> None:
        self._free()
        done = met.done
        if done.sent and met.last:
            last = met.last[0]
            plural = "" if last.entries == 1 else "s"
            title = f"Bundle {last.sequence} is written."
            told = f"It holds {last.entries} change{plural}. "
            told += "It counts as delivered when the lead’s receipt is back."
        else:
            title, told = "Nothing new had to be sent.", ""
            if done.waiting and not any(one.kind == "receipt" for one in done.arrivals):
                told = "What was sent before is still there and has no receipt yet."
        self.notices.say("send", "ok", title, told)
        self._tell_brought(done)
        self._tell()
        self.reload()
        self.sent.emit(done)
        if done.arrivals:
            self.brought.emit()

    def _tell_brought(self, done: sync.Synced) -> None:
        if done.arrivals:
            kinds = [one.kind for one in done.arrivals]
            parts = [_counted(kinds.count(kind), kind) for kind in dict.fromkeys(kinds)]
            self.notices.say("brought", "ok", f"Brought and opened: {', '.join(parts)}.", "")
        if done.words_needed:
            told = "Open it from the file menu; it asks for the founder’s six words once."
            self.notices.say("words", "info", "A first pack for you is there.", told)
        for name, why in done.refused:
            self.notices.say(f"aside {name}", "bad", f"{name} is set aside.", sentence(why))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= theme.px(760))
