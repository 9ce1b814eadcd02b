"""The health page: how the casebook is, how we know, what to do; check, back up, passphrase."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QScrollArea,
    QWidget,
)

from fieldkit.errors import FieldkitError
from fieldkit.steps import backup as backup_step
from fieldkit.steps import health as health_step
from fieldkit.steps.health import Checked, Health
from fieldkit.steps.retire import Certificate
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Kdf
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.progress import ProgressBar
from fieldkit.ui.health_lines import lines, summary
from fieldkit.ui.health_table import backup_list, fill, table, to_do_card
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.passphrase import PassphrasePanel
from fieldkit.ui.retire import Retiring, told_of
from fieldkit.ui.when import moment

ChooseFolder = Callable[[QWidget, str], str]
_PARTS = len(health_step.PARTS)
_DAY = 20 * 3600


def ask_folder(parent: QWidget, before: str) -> str:
    """Let a person choose a folder; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "Choose the backup folder", before)


class HealthPage(QWidget):
    """`loaded` is emitted when the page shows what is, `retired` once a case was destroyed."""

    loaded = Signal()
    retired = Signal()
    _told_progress = Signal(int, int, str)

    def __init__(
        self,
        session: Session,
        operations: Operations,
        kdf: Kdf,
        choose: ChooseFolder = ask_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._kdf = kdf
        self._choose = choose
        self._stopped = threading.Event()
        self._panel: PassphrasePanel | None = None
        self._pressed: Button | None = None
        self.notices = Notices()
        self.check = Button("Check now", "primary", icon="magnifying-glass", height=36)
        self.back_up = Button("Back up now", "plain", icon="copy", height=36)
        self.folder = Button("Choose the backup folder…", "plain", icon="folder-open", height=36)
        self.passphrase = Button("Change the passphrase…", "plain", icon="lock-simple", height=36)
        self.destroy_case = Button("Destroy a case…", "plain", icon="trash", height=36)
        self.retiring = Retiring(self, session, operations)
        self.retiring.done.connect(self._retired)
        self.retiring.saved.connect(self._certificates_saved)
        self.retiring.refused.connect(self._refused)
        for button, act in (
            (self.check, self.check_now),
            (self.back_up, self.back_up_now),
            (self.folder, self.choose_folder),
            (self.passphrase, self.change_passphrase),
            (self.destroy_case, self.retiring.ask),
        ):
            button.clicked.connect(act)
        self._doing = Label("", "second", "text2", wrap=True)
        self._bar = ProgressBar("Progress")
        self._told_progress.connect(self._show_progress)
        self._idle()
        self._summary = Label("", tone="text2", wrap=True)
        self._table, self._to_do, self._list = QWidget(), QWidget(), QWidget()
        self._build()
        self.setFocusProxy(self.check)

    def _build(self) -> None:
        inside = column(
            Label("Health of this laptop", "display"),
            self._summary,
            8,
            self._table,
            STRETCH,
            gap=4,
            margins=(24, 20, 24, 16),
        )
        side = column(
            Label("What to do", "panel"),
            self._to_do,
            6,
            self.check,
            self.back_up,
            self.folder,
            self.passphrase,
            self.destroy_case,
            self._bar,
            self._doing,
            6,
            Label("Backups", "strong"),
            self._list,
            STRETCH,
            gap=8,
            margins=(20, 20, 20, 16),
        )
        self._side = surface(side, "side_right")
        self._halves = row((surface(inside, "window"), 1), self._side, gap=0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(surface(self._halves, "window"))
        self.setLayout(column(self.notices, (area, 1), gap=0))

    # What is shown

    def reload(self) -> None:
        """Look again, off the GUI thread."""
        self._operations.run(partial(health_step.look, self._session), self._show)

    def _show(self, health: Health) -> None:
        now = self._session.clock()
        every = lines(health, now)
        self._summary.setText(summary(every))
        fill(self._table, table(every))
        fill(self._to_do, column(*(to_do_card(one) for one in every if one.to_do), gap=8))
        fill(self._list, backup_list(health, now))
        if not health.recovery_seen:
            self._tell_recovery(health)
        self.loaded.emit()

    def _tell_recovery(self, health: Health) -> None:
        at = moment(health.recoveries[-1], self._session.clock(), inside=True)
        told = f"That was {at}. If you did not ask for it, tell your lead at once."
        title = "This casebook was opened by the team's recovery."
        self.notices.say("recovery", "warn", title, told, "I know of this", self.see_recovery)

    def see_recovery(self) -> None:
        """The owner knows of the last use of recovery."""
        self.notices.settle("recovery")
        self._operations.run(
            partial(health_step.see_recovery, self._session), lambda done: self.reload()
        )

    # What is done

    def check_now(self) -> None:
        """The full check, in the background."""
        self._begin("Checking…")
        work = partial(health_step.check, self._session, self._check_progress)
        self._operations.run(work, self._checked, self._refused)

    def check_later(self, seconds: float = 90.0) -> None:
        """A full check in the background some time after unlocking, where the last one is old."""
        QTimer.singleShot(round(seconds * 1000), self, self._check_if_old)

    def _check_if_old(self) -> None:
        self._operations.run(partial(health_step.last_check, self._session), self._check_unless)

    def _check_unless(self, last: Checked | None) -> None:
        now = self._session.clock()
        if last is None or (now - datetime.fromisoformat(last.at)).total_seconds() > _DAY:
            self.check_now()

    def _check_progress(self, done: int, name: str) -> None:
        self._go_on()
        self._told_progress.emit(done, _PARTS, f"Checking {name}…")

    def _checked(self, checked: Checked) -> None:
        count = len(checked.findings)
        if count:
            title = "One fault was found." if count == 1 else f"{count} faults were found."
            self.notices.say("care", "bad", title, "They stand on this page. Tell your lead.")
        else:
            self.notices.say("care", "ok", "No fault was found.", "Everything was read.")
        self._idle()
        self.reload()

    def back_up_now(self) -> None:
        """A backup, in the background."""
        self._begin("Backing up…")
        work = partial(backup_step.make, self._session, None, self._backup_progress)
        self._operations.run(work, self._backed_up, self._refused)

    def _backup_progress(self, at: int, of: int) -> None:
        self._go_on()
        self._told_progress.emit(at, of, f"Copying document {at + 1} of {of}…")

    def _backed_up(self, made: object) -> None:
        told = "It was opened again, and every page of it is whole."
        self.notices.say("care", "ok", "The backup is made.", told)
        self._idle()
        self.reload()

    def choose_folder(self) -> None:
        """Let a person choose where backups go, then make one there."""
        chosen = self._choose(self, "")
        if chosen:
            self._begin("Looking at the folder…")
            work = partial(backup_step.choose_folder, self._session, Path(chosen))
            self._operations.run(work, lambda done: self.back_up_now(), self._refused)

    def change_passphrase(self) -> None:
        """Open the panel that asks for the old passphrase and a new one."""
        if self._panel is None:
            self._panel = PassphrasePanel(self)
            self._panel.given.connect(self._change)
        self._panel.ask()

    def _change(self, old: str, new: str) -> None:
        panel = self._panel
        assert panel is not None
        work = partial(health_step.change_passphrase, self._session, old, new, self._kdf)
        self._operations.run(work, self._changed, panel.refuse)

    def _changed(self, backups: int) -> None:
        if self._panel is not None:
            self._panel.close_it()
        with_them = f"{backups} backups take the new one too. " if backups else ""
        told = f"{with_them}The old one opens this casebook no more."
        self.notices.say("care", "ok", "The passphrase is changed.", told)
        self.reload()

    def _retired(self, made: Certificate) -> None:
        self.notices.say("care", "warn" if made.backups_left else "ok", *told_of(made))
        self.retired.emit()
        self.reload()

    def _certificates_saved(self, name: str) -> None:
        self.notices.say(
            "care", "ok", f"The certificates are in {name}.", "They name a case by its number only."
        )

    @property
    def panel(self) -> PassphrasePanel | None:
        """The panel of the passphrase, once it was opened."""
        return self._panel

    def stop(self) -> None:
        """Let go of what runs: the casebook is about to be closed."""
        self._stopped.set()

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise FieldkitError("window.stopped")

    def _begin(self, told: str) -> None:
        self.notices.settle("care")
        focused = self.focusWidget()
        self._pressed = focused if isinstance(focused, Button) else self.check
        for button in (self.check, self.back_up, self.folder):
            button.setEnabled(False)
        self._show_progress(0, 0, told)

    def _show_progress(self, at: int, of: int, told: str) -> None:
        self._bar.setRange(0, max(of, 1))
        self._bar.setValue(at)
        self._bar.show()
        self._doing.setText(told)
        self._doing.show()

    def _idle(self) -> None:
        for button in (self.check, self.back_up, self.folder):
            button.setEnabled(True)
        self._bar.hide()
        self._doing.hide()
        if self._pressed is not None and self.isVisible():
            self._pressed.setFocus()
        self._pressed = None

    def _refused(self, why: FieldkitError) -> None:
        self._idle()
        if not self._stopped.is_set():
            self.notices.refuse("care", why)
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_halves"):
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Side by side where there is room; else what to do above how it is."""
        way, wide = QBoxLayout.Direction, self.width() >= theme.px(900)
        self._halves.setDirection(way.LeftToRight if wide else way.BottomToTop)
        self._side.setMinimumWidth(theme.px(370) if wide else 0)
        self._side.setMaximumWidth(theme.px(370) if wide else 16777215)
