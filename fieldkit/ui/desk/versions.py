"""Tells of newer versions: that this document was replaced, and what was tied in the older one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.notices import Notices
from fieldkit.ui.reader.side_by_side import SideBySide

ABOUT = "version"


class Versions(QObject):
    """`wanted` carries the document to open instead."""

    wanted = Signal(str)

    def __init__(
        self, window: QWidget, work: CaseWork, readers: SideBySide, notices: Notices
    ) -> None:
        super().__init__(window)
        self._work = work
        self._notices = notices
        readers.document_shown.connect(self.tell)

    def tell(self, sha256: str) -> None:
        """Say of the document on screen whether it is the newest, or whether it lacks something."""
        self._notices.settle(ABOUT)
        listed = self._work.document(sha256)
        if listed is None:
            return
        if self._work.document(listed.newer) is not None:
            self._notices.say(
                ABOUT,
                "info",
                "A newer version of this document is here.",
                "What you tied in this one is kept, and shown in the newer one where it is found.",
                "Open the newer one",
                partial(self.wanted.emit, listed.newer),
            )
            return
        lost = [one for one in self._work.view.evidence if self._work.is_lost(one)]
        older = [self._work.document(one.document) for one in lost]
        here = [one for one in older if one is not None and one.newer == sha256]
        if here:
            count = len(here)
            self._notices.say(
                ABOUT,
                "warn",
                f"{count} passage{'' if count == 1 else 's'} tied in the older version "
                f"{'is' if count == 1 else 'are'} not in this one.",
                "Nothing is lost: the chip says so and leads to the older version.",
                "Open the older one",
                partial(self.wanted.emit, here[0].document.sha256),
            )
