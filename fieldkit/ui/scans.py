"""Reads the words of scans in the background, where the program for it is installed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.steps import scan
from fieldkit.steps.session import Session
from fieldkit.ui.operations import Operations


class Scans(QObject):
    """`document_read` with a document whose words were read; `done` when no scan waits."""

    document_read = Signal(str)
    done = Signal(int)

    def __init__(
        self,
        session: Session,
        operations: Operations,
        worker: DocumentWorker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._worker = worker
        self._program = scan.reader()
        self._running = self._stopped = False

    @property
    def possible(self) -> bool:
        """Whether the program is installed."""
        return self._program is not None

    def start(self, *_: object) -> None:
        """Read what waits, if anything does and nothing is being read."""
        program = self._program
        if program is None or self._running or self._stopped:
            return
        self._running = True
        session, worker = self._session, self._worker
        told = self.document_read.emit

        def work() -> int:
            try:
                return scan.read_scans(
                    session, worker, program, cancelled=lambda: self._stopped, each=told
                )
            finally:
                worker.rest()

        self._operations.run(work, self._ended, self._failed)

    def _ended(self, pages: int) -> None:
        self._running = False
        self.done.emit(pages)

    def _failed(self, why: FieldkitError) -> None:
        """Words of scans are a help; what cannot be read now is tried at the next start."""
        self._running = False
        self.done.emit(0)

    def stop(self) -> None:
        """End the program; it goes on with the next page after the next start."""
        self._stopped = True
        if self._program is not None:
            self._program.stop()
