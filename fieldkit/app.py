"""The app: builds settings, casebook, workers and the first window; nothing else does.

What needs the store or the document worker is imported once the unlock window is on screen.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import label
from fieldkit.ui import script, theme
from fieldkit.ui.operations import Operations
from fieldkit.ui.unlock import CasebookCard, UnlockPage
from fieldkit.ui.when import moment
from fieldkit.wording import sentence, sentences

if TYPE_CHECKING:
    from fieldkit.steps.session import Session
    from fieldkit.ui.found import FoundPage
    from fieldkit.ui.lock import Relaunch
    from fieldkit.ui.recover import RecoverPage
    from fieldkit.ui.set_up import SetUpPage
    from fieldkit.ui.workplace import Workplace

MARKING = "OFFICIAL-SENSITIVE"
_LATER = ("fieldkit.steps.unlock", "fieldkit.documents.worker", "fieldkit.ui.workplace")


class Gate(QStackedWidget):
    """The window before the casebook is open: unlock, or setting up this laptop."""

    closed = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


class App(QObject):
    """The running app. `gate` is the first window; `workplace` what stands after unlocking.

    `ready` is emitted when the first window is on screen, `unlocked` when the cases are.
    """

    ready = Signal()
    unlocked = Signal()

    def __init__(
        self,
        settings: Settings,
        look: theme.Theme,
        again: Relaunch | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.look = look
        self.operations = Operations(parent=self)
        self.workplace: Workplace | None = None
        self.unlock_page: UnlockPage | None = None
        self.set_up_page: SetUpPage | None = None
        self.recover_page: RecoverPage | None = None
        self.found_page: FoundPage | None = None
        self._founding = False
        self._session: Session | None = None
        self._again = again
        self.gate = Gate()
        self.gate.setWindowTitle("fieldkit")
        self.gate.resize(theme.px(1440), theme.px(868))
        self.operations.broken.connect(self._broken)

    def start(self) -> None:
        """Show the first window, then import what comes after it."""
        if label.is_casebook(self.settings.casebook):
            self._show_unlock()
        else:
            self._show_set_up()
        self.gate.show()
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        self.ready.emit()
        self.operations.run(_import_later, self._imported)
        if self.unlock_page is not None:
            self._wait_if_needed()

    def _imported(self, done: bool) -> None:
        """What was imported stays: the collector need not walk it, while windows wait, again.

        Only before a casebook is open: nothing of what is in it may be kept for good.
        """
        if self._session is None:
            gc.freeze()

    # Unlocking

    def _show_unlock(self) -> None:
        shown = label.shown(self.settings.casebook)
        page = UnlockPage(
            [_card(shown)] if shown else [],
            "Type the passphrase of this laptop.",
            MARKING,
            ["Nothing of a case is shown here before you unlock."],
        )
        page.unlock_requested.connect(self._unlock)
        page.forgotten.connect(self._forgotten)
        self.unlock_page = page
        self._show(page)

    def _show(self, page: QWidget) -> None:
        self.gate.addWidget(page)
        self.gate.setCurrentWidget(page)
        page.setFocus()

    def _wait_if_needed(self) -> None:
        folder = self.settings.casebook
        self.operations.run(partial(_seconds_left, folder), self._wait)

    def _wait(self, seconds: float) -> None:
        if seconds >= 1 and self.unlock_page is not None:
            self.unlock_page.wait(round(seconds), "Several passphrases were wrong.")

    def _unlock(self, passphrase: str) -> None:
        if self.unlock_page is not None:
            self.unlock_page.show_busy()
        folder = self.settings.casebook
        self.operations.run(partial(_open, folder, passphrase), self._opened, self._refused)

    def _refused(self, why: FieldkitError) -> None:
        page = self.unlock_page
        if page is None:
            return
        told = sentence(why)
        page.show_refusal(told)
        if why.code == "keys.wrong_passphrase":
            folder = self.settings.casebook
            self.operations.run(partial(_seconds_left, folder), partial(self._wait_after, told))

    def _wait_after(self, told: str, seconds: float) -> None:
        if seconds >= 1 and self.unlock_page is not None:
            self.unlock_page.wait(round(seconds), told)

    def _forgotten(self) -> None:
        """Ask the team, or open its reply; the way back leads to unlocking."""
        from fieldkit.steps.unlock import Kdf
        from fieldkit.ui.recover import RecoverPage

        settings = self.settings
        kdf = Kdf(settings.kdf_memory_kib, settings.kdf_rounds, settings.kdf_lanes)
        page = RecoverPage(settings.casebook, kdf, self.operations)
        page.left.connect(self._back_to_unlock)
        page.recovered.connect(self._recovered)
        self.recover_page = page
        self._show(page)

    def _back_to_unlock(self) -> None:
        if self.unlock_page is not None:
            self.gate.setCurrentWidget(self.unlock_page)
            self.unlock_page.setFocus()

    def _recovered(self, session: Session) -> None:
        self.operations.run(partial(_look_inside, session), self._opened, self._refused)

    def _broken(self, what: str) -> None:
        if self.unlock_page is not None and self.workplace is None:
            self.unlock_page.show_refusal(
                f"Something went wrong inside fieldkit ({what}). Nothing was changed. Try again."
            )

    # First run

    def _show_set_up(self) -> None:
        from fieldkit.steps.unlock import make_passphrase
        from fieldkit.ui.set_up import SetUpPage

        page = SetUpPage(make_passphrase())
        page.asked.connect(self._create)
        page.other_words.connect(lambda: page.suggest(make_passphrase()))
        page.card_saved.connect(self._save_card)
        page.finished.connect(self._finish_set_up)
        page.founding.connect(self._show_found)
        self.set_up_page = page
        self._show(page)

    def _create(self, name: str, laptop: str, passphrase: str) -> None:
        page = self.set_up_page
        if page is not None:
            work = partial(_create, self.settings, name, laptop, passphrase)
            self.operations.run(work, self._created, page.refuse)

    def _created(self, made: tuple[Session, str]) -> None:
        self._session, words = made
        if self.set_up_page is not None:
            owner = self._session.owner
            name = f"{owner.name} {owner.label}.fkcard".replace("/", "-")
            self.set_up_page.show_card(words, name)

    def _save_card(self, file: str) -> None:
        session, page = self._session, self.set_up_page
        if session is not None and page is not None:
            self.operations.run(
                partial(_write_card, session, Path(file)), page.show_saved, page.refuse
            )

    def _finish_set_up(self) -> None:
        if self._session is not None:
            self._opened(self._session)

    def _show_found(self) -> None:
        """Found an inspection in the casebook that is open, then go on as its lead."""
        from fieldkit.ui.found import FoundPage

        if self._session is None:
            return
        self._founding = False
        page = FoundPage(self._session, self.operations)
        page.finished.connect(self._finish_set_up)
        page.left.connect(self._finish_set_up)
        self.found_page = page
        self._show(page)

    def _found_later(self) -> None:
        """Ask for the passphrase once more; what comes after it is founding, not the cases."""
        if self.workplace is not None:
            self._founding = True
            self.workplace.close()
            self.workplace, self._session = None, None
            self.operations = Operations(parent=self)
            self.operations.broken.connect(self._broken)
            self._show_unlock()
            self.gate.show()

    # After unlocking

    def _opened(self, session: Session) -> None:
        from fieldkit.ui import remembered
        from fieldkit.ui.workplace import Workplace

        self._session = session
        if self._founding and not session.inspections():
            self._show_found()
            return
        remembered.apply(session, self.look)
        self.workplace = Workplace(
            session, self.settings, self.look, self.operations, self._again, self
        )
        self.workplace.founding.connect(self._found_later)
        remembered.keep(session, self.workplace.frame, self.operations)
        self.workplace.frame.resize(self.gate.size())
        if self.gate.isMaximized():
            self.workplace.frame.showMaximized()
        else:
            self.workplace.frame.show()
        self.gate.hide()
        self.workplace.start()
        self.unlocked.emit()

    def close(self) -> None:
        """Write and close everything; for the end of the app."""
        self.gate.hide()
        if self.workplace is not None:
            self.workplace.close()
        elif self._session is not None:
            self._session.close()
        self._session = None
        self.operations.close()


def _card(shown: label.Shown) -> CasebookCard:
    now = datetime.now().astimezone()
    told = f"Last delivered {moment(shown.delivered, now, inside=True)}." if shown.delivered else ""
    return CasebookCard(shown.label, told or "Nothing sent yet.", shown.undelivered)


def _import_later() -> bool:
    for name in _LATER:
        importlib.import_module(name)
    sentences()
    return True


def _seconds_left(folder: Path) -> float:
    from fieldkit.steps import unlock

    return unlock.seconds_left(folder)


def _open(folder: Path, passphrase: str) -> Session:
    from fieldkit.steps import unlock

    return _look_inside(unlock.unlock(folder, passphrase))


def _look_inside(session: Session) -> Session:
    """Make entries of what a crash left in the journal, and read form and roster."""
    from fieldkit.steps import rate, recover

    try:
        session.opened  # noqa: B018  (read once here, so that no window waits for it)
        rate.settle_journal(session)
        recover.note_use(session)
    except FieldkitError as why:
        if why.code != "inspection.none":
            session.casebook.close()
            raise
    return session


def _create(settings: Settings, name: str, laptop: str, passphrase: str) -> tuple[Session, str]:
    from fieldkit.steps import enrol, unlock

    unlock.check_passphrase(passphrase)
    session = unlock.create(settings.casebook, passphrase, name, laptop, settings)
    return session, enrol.own_words(session)


def _write_card(session: Session, file: Path) -> str:
    from fieldkit.steps import enrol, unlock

    unlock.write_file(file, enrol.make_card(session))
    return file.name


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line of the app."""
    parser = argparse.ArgumentParser(prog="fieldkit --app")
    parser.add_argument("--app", action="store_true", help="open the windows")
    parser.add_argument("--casebook", type=Path, help="the casebook's folder")
    parser.add_argument("--script", metavar="MODULE:FUNCTION", help="drive the windows from this")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the windows until they are closed. Returns the exit code."""
    wanted = parse(arguments)
    logging.basicConfig(level=logging.WARNING)
    settings = Settings.default()
    if wanted.casebook is not None:
        settings = replace(settings, casebook=wanted.casebook)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    QGuiApplication.setApplicationDisplayName("fieldkit")
    application.setQuitOnLastWindowClosed(False)
    app = App(settings, theme.install(application))
    app.gate.closed.connect(lambda: None if app.workplace is not None else application.quit())
    app.unlocked.connect(partial(_quit_with_frame, app, application))
    if wanted.script:
        app.ready.connect(partial(_run_script, app, application, wanted.script))
    app.start()
    code = application.exec()
    app.close()
    return code


def _quit_with_frame(app: App, application: QApplication) -> None:
    if app.workplace is not None:
        app.workplace.frame_closed.connect(application.quit)


def _run_script(app: App, application: QApplication, name: str) -> None:
    steps = script.load(name)(app)
    if hasattr(steps, "__next__"):
        script.Runner(steps, application.exit, app)
