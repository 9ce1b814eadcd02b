"""Fields of the lead's pages: each with its words above it, and pages that load off the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import Box, column, row, surface
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations

T = TypeVar("T")


def text_field(name: str, hint: str = "") -> QLineEdit:
    """A text field with its name for screen readers."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


class NumberField(QLineEdit):
    """A field for a whole number between two bounds."""

    def __init__(self, name: str, least: int, most: int, value: int = 0) -> None:
        super().__init__(str(value))
        self._bounds = (least, most)
        self.setAccessibleName(name)
        self.setValidator(QIntValidator(least, most, self))
        self.setMaximumWidth(theme.px(120))

    def value(self) -> int:
        """The number typed, kept within the bounds; the least where none is."""
        least, most = self._bounds
        text = self.text().strip()
        return min(max(int(text), least), most) if text.lstrip("-").isdigit() else least

    def setValue(self, value: int) -> None:
        """Show another number."""
        self.setText(str(value))


def number_field(name: str, least: int, most: int, value: int = 0) -> NumberField:
    """A field for a whole number."""
    return NumberField(name, least, most, value)


def labelled(name: str, widget: QWidget) -> Box:
    """A field under its words."""
    return column(Label(name, "second_strong", "text2"), widget, gap=4)


def head(title: str, told: Label, *more: QWidget | Box) -> QWidget:
    """The head of a page: its title, what there is to say, and what can be done."""
    words = column(Label(title, "section"), told, gap=2)
    return surface(row((words, 1), *more, gap=8, margins=(20, 12, 20, 12)), "window")


class LeadPage(QWidget):
    """What every page of the lead's desk has: the session, work off the window, and notices."""

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__()
        self.session = session
        self.operations = operations
        self.notices = Notices()

    def run(
        self, work: Callable[[], T], done: Callable[[T], object], about: str = "refused"
    ) -> None:
        """Do `work` off the window; a refusal is shown in its own words."""

        def finished(result: T) -> None:
            self.notices.settle(about)
            done(result)

        def failed(why: FieldkitError) -> None:
            self.refused(about, why)

        self.operations.run(work, finished, failed)

    def refused(self, about: str, why: FieldkitError) -> None:
        """Show a refusal."""
        self.notices.refuse(about, why)

    def load(self) -> None:
        """Read again what the page shows; a page overrides it."""
