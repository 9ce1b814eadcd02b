"""What is being typed and is recorded only when a button is pressed: kept meanwhile, sealed.

It stays over closing the panel, leaving the case and locking, and is gone once it is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from fieldkit.errors import FieldkitError
from fieldkit.steps import unlock
from fieldkit.steps.session import Session
from fieldkit.ui.operations import Operations

KEEP_AFTER = 500
"""Milliseconds without a key after which what was typed is kept."""


class Draft(QObject):
    """One text. `refused` carries why it could not be kept."""

    refused = Signal(object)

    def __init__(self, parent: QObject, session: Session, operations: Operations) -> None:
        super().__init__(parent)
        self._session, self._operations = session, operations
        self._name, self._case = "", ""
        self._texts: dict[str, str] = {}
        self._later = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._later.timeout.connect(self._keep)

    def about(self, name: str, case: str) -> None:
        """From now on it is the text of this name, destroyed with the case of this subject id."""
        self.flush()
        self._name, self._case = name, case

    def typed(self, text: str) -> None:
        """It says this now."""
        self._texts[self._name] = text
        self._later.start()

    def recorded(self, text: str) -> None:
        """This is an entry now: it is kept no longer, unless more was typed since."""
        if self._texts.get(self._name, "").strip() == text:
            self.typed("")
            self.flush()

    def flush(self) -> None:
        """Keep what was typed, off the GUI thread."""
        if self._later.isActive():
            self._later.stop()
            self._keep()

    def settle(self) -> None:
        """Keep it now: fieldkit locks or ends, and no thread works after that."""
        if self._later.isActive():
            self._later.stop()
            with suppress(FieldkitError):  # then what was kept half a second ago stands
                unlock.remember(self._session, self._name, self._texts[self._name], self._case)

    def fetch(self, then: Callable[[str], object]) -> None:
        """Hand over what was kept under this name, or ""; what was typed since is not read back."""
        name = self._name
        if name in self._texts:
            then(self._texts[name])
            return

        def found(text: str) -> None:
            if name == self._name:
                then(text)

        ask = partial(unlock.remembered, self._session, name, self._case)
        self._operations.run(ask, found, lambda why: None)

    def _keep(self) -> None:
        text = self._texts[self._name]
        keep = partial(unlock.remember, self._session, self._name, text, self._case)
        self._operations.run(keep, lambda done: None, self.refused.emit)
