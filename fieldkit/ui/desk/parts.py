"""What a desk is put together from: parts that may be made in turns of the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from fieldkit.steps.read import OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui.desk.case_header import CaseHeader
from fieldkit.ui.desk.dock import Dock
from fieldkit.ui.desk.outline import Outline
from fieldkit.ui.desk.question_panel import QuestionPanel
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.document_list import DocumentList
from fieldkit.ui.reader.side_by_side import MakeReader, SideBySide
from fieldkit.ui.saver import Saver


class Parts:
    """The work on a reading, and the widgets that show it."""

    def __init__(
        self, session: Session, opened: OpenedReading, saver: Saver, operations: Operations
    ) -> None:
        self._session = session
        self.work = CaseWork(session, opened, saver, operations)
        self.documents: DocumentList
        self.outline: Outline
        self.dock: Dock
        self.header: CaseHeader
        self.readers: SideBySide
        self.panel: QuestionPanel

    def steps(self, make_reader: MakeReader) -> Iterator[None]:
        """Make them, some at each step."""
        self.documents = DocumentList()
        self.outline = Outline(self.work)
        self.dock = Dock(self.work)
        self.header = CaseHeader(self.work, self._session.clock)
        yield
        self.readers = SideBySide(make_reader)
        yield
        self.panel = QuestionPanel(self.work, self._session.form.ratings)

    def all_made(self, make_reader: MakeReader) -> Parts:
        """Make them at once."""
        for _ in self.steps(make_reader):
            pass
        return self

    def drop(self) -> None:
        """They are not wanted: no desk was made of them."""
        self.work.close()
        for name in ("documents", "outline", "dock", "header", "readers", "panel", "work"):
            part = vars(self).get(name)
            if part is not None:
                part.deleteLater()
