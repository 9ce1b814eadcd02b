"""Takes one picture of a state in each look, and knows how to get to a document or a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from fieldkit.ui.journeys.hand import OnCase
from fieldkit.ui.theme import Choice

LOOKS: Final[tuple[tuple[str, int, int, Choice, float], ...]] = (
    ("light", 1366, 688, "light", 1.0),
    ("dark", 1366, 688, "dark", 1.0),
    ("high", 1366, 688, "high", 1.0),
    ("light-200", 1366, 688, "light", 2.0),
    ("dark-200", 1366, 688, "dark", 2.0),
    ("high-200", 1366, 688, "high", 2.0),
    ("wide", 1920, 1040, "light", 1.0),
)


class Album(OnCase):
    """Takes the pictures. `only` are the names of states wanted; none means all."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.only = set(self.hand.task.get("only", ()))
        self.hand.told["states"] = []

    def wants(self, name: str) -> bool:
        """Whether this state is to be pictured."""
        return not self.only or name in self.only

    def take(self, name: str, again: Callable[[], object] | None = None) -> Iterator[object]:
        """The state that is on screen, in every look; `again` brings it back after a resize."""
        if not self.wants(name):
            return
        window: QWidget = self.app.gate if self.app.workplace is None else self.hand.frame
        self.hand.told["states"].append(name)
        for look, wide, high, choice, scale in LOOKS:
            self.hand.look(choice, scale)
            window.resize(wide, high)
            if again is not None:
                yield from self.hand.settle(0.1)
                again()
            yield from self.hand.settle(0.25)
            (self.hand.screens / look).mkdir(exist_ok=True)
            self.hand.picture(f"{look}/{name}", window)
        self.hand.look("light")
        window.resize(1440, 868)
        yield from self.hand.settle(0.1)

    def titled(self, title: str) -> Iterator[object]:
        """Open the document with this title."""
        yield from self.show(lambda one: bool(one.document.title == title))

    def show(self, test: Callable[[Any], bool]) -> Iterator[object]:
        """Open the first document that fits."""
        found = next((one for one in self.desk.work.documents if test(one)), None)
        if found is not None:
            self.desk.open_document(found.document.sha256)
            if found.refusal is None:
                yield lambda: self.desk.reader.is_open(found.document.sha256)
            yield from self.hand.settle(0.1)

    def open_case(self, number: str, kind: str) -> Iterator[object]:
        """Open a reading."""
        rows = self.inspector.cases.model.rows
        found = [r for r in rows if r.subject.number == number and r.reading.kind == kind]
        if found:
            self.inspector.open_case(found[0].reading.id)
            yield lambda: self.desk is not None
            yield from self.hand.settle(0.3)
