"""Raising an alert: from the desk with question and page, and from the list of cases without.

What was written and not raised is kept in the casebook, so a lock, a crash or another case loses
nothing of it; the case says so until it is raised or taken away.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import ReadingView
from fieldkit.inspection.subjects import text_of
from fieldkit.steps import alerts, read, retire
from fieldkit.steps.alerts import Alert
from fieldkit.steps.read import CaseRow, OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui.alert_log import told
from fieldkit.ui.desk import words
from fieldkit.ui.desk.alert import AlertPanel
from fieldkit.ui.desk.draft import Draft
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations


class Alerting(QObject):
    """`raised` carries the reading and the words. One for each window that can raise alerts."""

    raised = Signal(object, str)

    def __init__(
        self, window: QWidget, session: Session, operations: Operations, notices: Notices
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._operations = operations
        self._notices = notices
        self._view: ReadingView | None = None
        self._goes = ""
        self.panel: AlertPanel | None = None
        self._draft = Draft(self, session, operations)
        self._draft.refused.connect(self._refused)
        self._quiet = False

    def look(self, view: ReadingView) -> None:
        """Say so if an alert about this case was begun and not raised."""
        self._take(view)
        self._draft.fetch(partial(self._say_begun, view))

    def open(self, view: ReadingView, goes: str) -> None:
        """Open the panel; `goes` says what goes with the words."""
        self._draft.flush()
        if self._view is None or view.reading.id != self._view.reading.id:
            self._words("")
        self._take(view)
        self._goes = goes
        self._notices.settle("alert")
        panel = self._made()
        panel.open_for(
            f"With it goes: {goes}.", [f"“{text_of(a.get('words'))}”" for a in view.alerts]
        )
        if view.alerts:
            read = partial(alerts.alerts, self._session, view.subject.id)
            self._operations.run(read, partial(self._show_log, view), self._refused)
        if not panel.text():
            self._draft.fetch(self._put)

    def settle(self) -> None:
        """Keep what is being typed now: fieldkit locks or ends, and no thread works after that."""
        self._draft.settle()

    def close(self) -> None:
        """The case is left."""
        self._draft.flush()
        if self.panel is not None:
            self.panel.close_it()
            self.panel.deleteLater()
            self.panel = None

    def _made(self) -> AlertPanel:
        if self.panel is None:
            self.panel = AlertPanel(self._window)
            self.panel.raised.connect(self._raise)
            self.panel.words.textChanged.connect(self._typed)
            self.panel.closed.connect(self._draft.flush)
        return self.panel

    def _take(self, view: ReadingView) -> None:
        self._view = view
        self._draft.about(f"{retire.ALERT}{view.reading.id}", view.subject.id)

    def _typed(self) -> None:
        if self.panel is not None and not self._quiet:
            self._draft.typed(self.panel.text())

    def _words(self, text: str) -> None:
        if self.panel is not None and self.panel.words.toPlainText() != text:
            self._quiet = True
            self.panel.words.setPlainText(text)
            self._quiet = False

    def _put(self, text: str) -> None:
        if self.panel is not None and not self.panel.text():
            self._words(text)
            self.panel.to_end()

    def _show_log(self, view: ReadingView, found: tuple[Alert, ...]) -> None:
        """The logs; one that is being saved just now is shown by its words alone."""
        here = self._view is not None and self._view.subject.id == view.subject.id
        if self.panel is not None and here and len(found) >= len(view.alerts):
            now = self._session.clock()
            self.panel.show_log([told(one, now) for one in found])

    def _raise(self, told: str) -> None:
        self._notices.settle("alert")
        self.raised.emit(self._view, told)

    def _refused(self, why: FieldkitError) -> None:
        self._notices.refuse("alert", why)

    def _say_begun(self, view: ReadingView, text: str) -> None:
        if text:
            self._notices.say(
                "alert",
                "bad",
                "You began an alert about this case and have not raised it.",
                f"“{text[:120]}{'…' if len(text) > 120 else ''}”",
                "Open it",
                partial(self.open, view, self._goes or words.case_title(view)),
            )


class CaseAlerts(QObject):
    """The same where no case is open: about the one selected in the list. `raised` as above."""

    raised = Signal(object, str)

    def __init__(
        self, window: QWidget, session: Session, operations: Operations, notices: Notices
    ) -> None:
        super().__init__(window)
        self._session = session
        self._operations = operations
        self._notices = notices
        self._alerting = Alerting(window, session, operations, notices)
        self._alerting.raised.connect(self.raised)

    @property
    def panel(self) -> AlertPanel | None:
        """The panel, once it was opened."""
        return self._alerting.panel

    def open(self, case: CaseRow | None) -> None:
        """Open the panel for a case of the list; without one, say how to go on."""
        if case is None:
            self._notices.say(
                "alert",
                "warn",
                "No case is selected to raise an alert about.",
                "Choose the case first. If someone may be at risk today, telephone at once.",
            )
            return
        reading = case.reading.id
        self._operations.run(
            lambda: read.open_reading(self._session, reading), self._opened, self._refused
        )

    def settle(self) -> None:
        """Keep what is being typed now."""
        self._alerting.settle()

    def close(self) -> None:
        """Another page is shown."""
        self._alerting.close()

    def _opened(self, opened: OpenedReading) -> None:
        view = opened.view
        parts = (words.case_title(view), view.subject.crn)
        self._alerting.open(view, ", ".join(part for part in parts if part))

    def _refused(self, why: FieldkitError) -> None:
        self._notices.refuse("alert", why)
