"""The inspector's window: joins frame, pages, saver and session, and connects every command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import rate, read
from fieldkit.steps.carry import Arrival
from fieldkit.steps.read import CaseRow, OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui.components.banner import Kind
from fieldkit.ui.desk import words
from fieldkit.ui.desk.alerting import CaseAlerts
from fieldkit.ui.desk.commands import ON_DESK, DeskMenus, desk_items
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.desk.making import in_slices
from fieldkit.ui.fallback_form import FallbackForm
from fieldkit.ui.find_everywhere import FindEverywhere
from fieldkit.ui.frame import Frame
from fieldkit.ui.my_cases import MyCases
from fieldkit.ui.my_cases_model import is_complete
from fieldkit.ui.open_pack import PackOpener
from fieldkit.ui.operations import Operations
from fieldkit.ui.palette import PaletteItem
from fieldkit.ui.practice import Practice
from fieldkit.ui.reader.side_by_side import MakeReader
from fieldkit.ui.saver import Saver
from fieldkit.ui.send import SendPage
from fieldkit.ui.slices import Slices
from fieldkit.wording import sentence

_ARRIVED = {
    "pack": "The pack is opened.",
    "returned": "Returned work is here.",
    "roster": "The roster is up to date.",
    "receipt": "The receipt is read.",
}


class Inspector(QObject):
    """`desk` is the case on screen, or None. `case_shown` tells when one has been opened."""

    case_shown = Signal(object)

    def __init__(
        self,
        frame: Frame,
        session: Session,
        saver: Saver,
        operations: Operations,
        opener: PackOpener,
        make_reader: MakeReader,
    ) -> None:
        super().__init__(frame)
        self.frame = frame
        self.session = session
        self.saver = saver
        self.operations = operations
        self.opener = opener
        self._make_reader = make_reader
        self._slices = Slices(self)
        self._undelivered = 0
        self._rows: tuple[CaseRow, ...] = ()
        self.desk: Desk | None = None
        self._everywhere: FindEverywhere | None = None
        self.cases = MyCases(session, operations, frame)
        self.send = SendPage(session, saver, operations, parent=frame)
        frame.add_tab("cases", "My cases", self.cases)
        frame.add_tab("send", "Send", self.send)
        frame.set_palette_source(self.palette_items)
        self.practice = Practice(operations, self)
        self.practice.shown.connect(self.put_on_screen)
        self.practice.left.connect(partial(frame.show_tab, "cases"))
        self.practice.refused.connect(partial(self._refuse, "practice"))
        self.alerts = CaseAlerts(frame, session, operations, self.cases.notices)
        self.alerts.raised.connect(
            lambda view, told: saver.save([rate.alert(view, told, "", "", 0)])
        )
        self.form = FallbackForm(frame, session, operations)
        self._connect()
        self._connect_commands()
        self._say_who()

    def _say_who(self) -> None:
        owner = self.session.owner
        self.frame.set_person(f"{owner.name} · {owner.label}")

    def _connect(self) -> None:
        self.cases.chosen.connect(self.open_case)
        self.cases.pack_requested.connect(self.opener.choose)
        self.cases.practice_requested.connect(self.practice.start)
        self.cases.loaded.connect(self._loaded)
        self.send.sent.connect(lambda done: self.cases.reload())
        self.send.brought.connect(self.opener.look_into)
        self.send.receipt_requested.connect(self.opener.choose)
        self.send.counted.connect(self._counted)
        self.opener.opened.connect(self._arrived)
        self.opener.refused.connect(partial(self._refuse, "pack"))
        self.opener.looking.connect(self._looking)
        self.opener.looked_into.connect(self._looked_into)
        self.form.written.connect(self._form_told)
        self.form.refused.connect(partial(self._refuse, "form"))
        self.form.taken.connect(self._form_taken)
        self.frame.tab_changed.connect(self._tab)
        self.frame.back_requested.connect(self.back)
        self.saver.saving.connect(self._saving)
        self.saver.saved.connect(self._saved)
        self.saver.failed.connect(self._failed)
        self.saver.changed.connect(self._changed)
        self.saver.refused.connect(partial(self._refuse, "save"))
        self.operations.broken.connect(self._broken)

    def _connect_commands(self) -> None:
        for identity, deed in ON_DESK.items():
            self.frame.actions_by_id[identity].triggered.connect(partial(self._on_desk, deed))
        plain: dict[str, Callable[[], object]] = {
            "file.open_pack": self.opener.choose,
            "file.receipt": self.opener.choose,
            "file.send": partial(self.frame.show_tab, "send"),
            "file.form_out": self._write_form,
            "file.form_in": self.form.take_in,
            "go.cases": partial(self.frame.show_tab, "cases"),
            "go.back": self.back,
            "edit.find_all": self.find_everywhere,
            "help.practice": self.practice.start,
            "case.alert": self.alert,
        }
        for identity, act in plain.items():
            action = self.frame.actions_by_id[identity]
            action.triggered.connect(lambda checked=False, act=act: act())

    def _on_desk(self, deed: Callable[[Desk], object], *_: object) -> None:
        if self.desk is not None:
            deed(self.desk)

    # Cases

    def start(self) -> None:
        """Read what there is and show it."""
        self.cases.reload()
        self.send.reload()
        self.frame.save_line.ready()

    def _loaded(self, rows: Sequence[CaseRow]) -> None:
        self._rows = tuple(rows)
        alerts = sum(bool(row.alerts) for row in rows)
        icon = "warning-octagon-fill" if alerts else None
        self.frame.set_count("cases", len(rows) or None, icon)
        if not rows:
            self.frame.set_title("fieldkit", "No inspection open", "My cases")
            return
        opened = self.session.opened  # read by `my_readings` already, so nothing waits here
        name = self.session.owner.name
        count = f"{len(rows)} to read for {name}"
        done = sum(is_complete(row) for row in rows)
        detail = f"{opened.form.id} · {count} · {done} complete"
        self.frame.set_title(opened.title, detail, f"My cases · {opened.title}")
        self.frame.set_marking(opened.form.marking)

    def open_case(self, reading: str) -> None:
        """Open a reading on the desk."""
        self._open(reading, self.show_case)

    def _open(self, reading: str, then: Callable[[OpenedReading], object]) -> None:
        self.operations.run(
            lambda: read.open_reading(self.session, reading), then, partial(self._refuse, "case")
        )

    def show_case(self, opened: OpenedReading, then: Callable[[], object] | None = None) -> None:
        """Make the desk of a reading that was read, in slices, and show it; `then` comes after."""

        def show(desk: Desk) -> None:
            self.put_on_screen(desk)
            if then is not None:
                then()

        given = (self.session, opened, self.saver, self.operations, self._make_reader)
        self._slices.begin(in_slices(*given, self.frame.body, show))

    def put_on_screen(self, desk: Desk) -> None:
        """Show a desk: that of a case, or of the practice."""
        if self.desk is not None:
            self.leave_case()
        self.desk = desk
        desk.page_told.connect(self.frame.save_line.set_page)
        desk.zoom_told.connect(self.frame.save_line.set_zoom)
        desk.left.connect(partial(self.frame.show_tab, "cases"))
        if desk is not self.practice.desk:
            desk.documents_added.connect(self.opener.look_into)
        desk.completed.connect(self.cases.completed)
        desk.completed.connect(partial(self.frame.show_tab, "cases"))
        self.frame.show_case(desk, desk.header)
        DeskMenus(desk, self.frame)
        title = words.case_title(desk.work.view)
        parts = (title, desk.work.view.subject.crn)
        self.frame.setWindowTitle(" · ".join((*filter(None, parts), "fieldkit")))
        desk.begin()
        self.case_shown.emit(desk)

    def find_everywhere(self) -> None:
        """Open the find over all cases."""
        if self._everywhere is None:
            self._everywhere = FindEverywhere(self.frame, self.session, self.operations)
            self._everywhere.chosen.connect(self._open_found)
        self._everywhere.open()

    def _open_found(self, reading: str, sha256: str, page: int, words: str) -> None:
        """Show a page that was found, in the case open or in another."""
        if self.desk is not None and self.desk.work.view.reading.id == reading:
            self.desk.show_hit(sha256, page, words)
            return

        def show(opened: OpenedReading) -> None:
            self.show_case(opened, lambda: self._on_desk(lambda d: d.show_hit(sha256, page, words)))

        self._open(reading, show)

    def alert(self) -> None:
        """Raise an alert: about the case open, else about the one selected."""
        if self.desk is not None:
            self.desk.alert()
            return
        if self.cases.selected_case is None:
            self.frame.show_tab("cases")
        self.alerts.open(self.cases.selected_case)

    def leave_fields(self) -> None:
        """What is being typed becomes entries, or is kept."""
        self.alerts.settle()
        if self.desk is not None:
            self.desk.work.leave()
            self.desk.alerting.settle()
            self.desk.panel.talks.settle()

    def leave_case(self) -> None:
        """Close the desk, if one is open; what was typed becomes entries."""
        self._slices.stop()
        desk, self.desk = self.desk, None
        if desk is not None:
            desk.leave()
            self.frame.leave_case()
            desk.deleteLater()

    def back(self) -> None:
        """One step back."""
        if self.desk is not None:
            self.desk.back()

    def _tab(self, key: str) -> None:
        self.leave_case()
        self.alerts.close()
        if key == "send":
            self.send.reload()
        else:
            self.cases.reload()
        self._loaded(self._rows)

    # The fallback form

    def _write_form(self) -> None:
        """Write the form of the case on screen, or of the one selected."""
        on_desk = self.desk is not None and self.desk is not self.practice.desk
        number = self.desk.work.view.subject.number if self.desk and on_desk else ""
        number = number or self.cases.selected_number
        if number and self.saver.flush():
            self.form.write(number)

    def _form_told(self, title: str, text: str) -> None:
        notices = self.cases.notices if self.desk is None else self.desk.notices
        notices.say("form", "ok", title, text)

    def _form_taken(self, reading: str, title: str, text: str) -> None:
        self.send.reload()
        if self.desk is None or self.desk.work.view.reading.id != reading:
            self.cases.reload()
            self._form_told(title, text)
            return

        def show(opened: OpenedReading) -> None:
            self.show_case(opened, lambda: self._form_told(title, text))

        self._open(reading, show)

    # Packs and receipts

    def _arrived(self, arrival: Arrival) -> None:
        title = _ARRIVED.get(arrival.kind, "The file is opened.")
        self.frame.show_tab("cases")
        self._say("pack", "ok", title, "Nothing you did is changed by it.")
        self._later_reload()

    def _later_reload(self) -> None:
        self.cases.reload()
        self.send.reload()

    def _looking(self, done: int, of: int, name: str) -> None:
        told = f"Reading documents for find: {done + 1} of {of} ({name}). You can begin already."
        self._say("index", "info", "The documents are being looked into.", told)

    def _looked_into(self, count: int) -> None:
        self.cases.notices.settle("index")
        if count:
            self.cases.reload()
            if self.desk is not None and self.desk is not self.practice.desk:
                self.desk.documents_again()

    # Saving

    def _saving(self) -> None:
        last = self.saver.last_saved or "never"
        if self.saver.trouble is None and self.saver.last_saved:
            self.frame.save_line.saving(last, self._undelivered)

    def _saved(self, at: str) -> None:
        self._undelivered += self.saver.last_count
        self.frame.save_line.saved(at, self._undelivered)
        self.frame.set_count("send", self._undelivered)

    def _failed(self, since: str, why: FieldkitError) -> None:
        self.frame.save_line.failed(since, _not_saved(why))

    def _changed(self, keys: set[Key]) -> None:
        if self.desk is None and any(key.kind in ("state", "alert") for key in keys):
            self.cases.reload()
        if any(key.kind == "alert" for key in keys):
            self.frame.set_count("cases", len(self._rows) or None, "warning-octagon-fill")

    def _counted(self, changes: int, alerts: int) -> None:
        self._undelivered = changes
        self.frame.set_count("send", changes or None, "warning-octagon-fill" if alerts else None)
        line = self.frame.save_line
        if self.saver.trouble is not None:
            return
        if self.saver.last_saved:
            line.saved(self.saver.last_saved, changes)
        elif changes:
            line.ready(f"{changes} change{'' if changes == 1 else 's'} not yet delivered")
        else:
            line.ready("Nothing waits to be delivered")

    # Telling

    def _say(self, about: str, kind: Kind, title: str, text: str) -> None:
        self.cases.notices.say(about, kind, title, text)

    def _refuse(self, about: str, why: FieldkitError) -> None:
        notices = self.cases.notices if self.desk is None else self.desk.notices
        if self.desk is None and self.frame.current_tab() == "send":
            notices = self.send.notices
        notices.refuse(about, why)

    def _broken(self, what: str) -> None:
        notices = self.cases.notices if self.desk is None else self.desk.notices
        told = f"Your work is kept. If it happens again, tell your lead these words: {what}."
        notices.say("broken", "warn", "Something went wrong inside fieldkit.", told)

    # The palette

    def palette_items(self) -> Iterable[PaletteItem]:
        """Cases, questions and documents of the case open, and every command."""
        items: list[PaletteItem] = []
        if self.desk is not None:
            items += desk_items(self.desk)
        for row in self._rows:
            number = row.subject.number
            title = f"Case {number}" if row.subject.kind == "case" else number
            parts = (row.subject.crn, "" if row.subject.title == title else row.subject.title)
            detail = " ".join(part for part in parts if part)
            act = partial(self.open_case, row.reading.id)
            items.append(PaletteItem(title, "case", act, detail=detail))
        return [*items, *self.frame.command_items()]


def _not_saved(why: FieldkitError) -> str:
    if why.code == "disk.full":
        return (
            "The disk is full. What you typed is still here. Free some space; saving goes on "
            "by itself."
        )
    kept = "What you typed is still here; saving is tried again by itself."
    return f"{sentence(why).split('. ')[0]}. {kept}"
