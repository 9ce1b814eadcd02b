"""Evidence of absence: words searched in the whole case and found nowhere, tied to the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import Evidence
from fieldkit.steps.read import Hit, Listed
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.desk.work import CaseWork


def searchable(documents: Sequence[Listed]) -> tuple[list[Listed], list[Listed]]:
    """Documents whose words a search sees, and those that it cannot look into."""
    seen = [one for one in documents if one.refusal is None and one.characters and not one.scan]
    return seen, [one for one in documents if one not in seen]


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"


def told(words: str, documents: Sequence[Listed]) -> str:
    """What is recorded: "Searched 14 documents for “MARAC”: none"."""
    seen, unseen = searchable(documents)
    quote = f"Searched {_documents(len(seen))} for “{words}”: none"
    if unseen:
        quote += f". Not searched, because without text: {_documents(len(unseen))}"
    return quote


def searched(one: Evidence) -> str:
    """The words of a search that was recorded, out of what was told then."""
    found = re.search("“(.*)”", one.quote, re.DOTALL)
    return found[1] if found else ""


class AbsencePanel(Popover):
    """`asked` carries words to look for; `recorded` carries the `Evidence` to tie."""

    asked = Signal(str)
    recorded = Signal(object)

    def __init__(self, window: QWidget, work: CaseWork) -> None:
        super().__init__(window, "Record a search that found nothing")
        self._work = work
        self._none = ""
        self._again = False
        self._title = Label("Record a search that found nothing", "section")
        self._for = Label("", "second", "text2", wrap=True)
        self.search = SearchField("Words to search in the whole case", name="Words to search")
        self.search.textChanged.connect(self._forget)
        self.search.returnPressed.connect(self._enter)
        self.search.left.connect(self.close_it)
        self.result = Label("", wrap=True)
        self.button = Button("Record as evidence", "primary", key="Enter")
        self.button.clicked.connect(self._record)
        cancel = Button("Cancel", "quiet", key="Esc")
        cancel.clicked.connect(self.close_it)
        self.set_body(
            column(
                *(self._title, self._for, self.search, self.result),
                row(STRETCH, cancel, KeyHint("Esc"), self.button, KeyHint("Enter"), gap=6),
                gap=9,
            ),
            500,
        )

    def open_for(self, words: str) -> None:
        """Open with words that were searched last; Enter searches, Enter again records."""
        code = self._work.question.code
        self._for.setText(f"For {code}. Enter searches every document; Enter again records it.")
        self.search.setText(words)
        self._forget()
        self.open_centred(self.search)
        self.search.selectAll()

    def open_again(self, words: str) -> None:
        """Open on a search that is evidence already; what it finds today is told."""
        self._for.setText("This search is tied as evidence. What it finds today stands below.")
        self.search.setText(words)
        self._forget()
        self._again = True
        self.open_centred(self.search)

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """What the search found."""
        if words != self.search.text().strip():
            return
        if hits:
            pages = f"{len(hits)} page{'' if len(hits) == 1 else 's'}"
            self.result.setText(f"“{words}” stands on {pages} of this case. Nothing to record.")
        else:
            self._none = words
            self.result.setText(f"{told(words, self._work.documents)}.")
        if self._again:
            told_now = "Still none" if not hits else "Found since"
            self.result.setText(f"{told_now}. {self.result.text()}")
            self._again, self._none = False, ""
        self.button.setEnabled(bool(self._none))
        self.arrange()
        announce(self.search, self.result.text())

    def _forget(self) -> None:
        self._none, self._again = "", False
        self.result.setText("")
        self.button.setEnabled(False)

    def _enter(self) -> None:
        words = self.search.text().strip()
        if self._none:
            self._record()
        elif words:
            self.asked.emit(words)

    def _record(self) -> None:
        if not self._none:
            return
        quote = told(self._none, self._work.documents)
        questions = (self._work.question.code,)
        made = Evidence("", "", 0, 0, 0, quote, "", "", "absence", questions)
        self.close_it()
        self.recorded.emit(made)
