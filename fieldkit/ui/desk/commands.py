"""What each command of the menus does on the desk, and what the palette offers of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from fieldkit.ui.desk import rating_tools, words
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.desk.rating_tools import RatingTools
from fieldkit.ui.frame import Frame
from fieldkit.ui.palette import PaletteItem
from fieldkit.ui.reader.reading_look import LETTERS, PAPERS, WIDTHS, ReadingLook


def _of_tools(deed: str, name: str, desk: Desk) -> None:
    getattr(desk.tools, deed)(name)


def _of_rating(deed: Callable[[RatingTools], object], desk: Desk) -> None:
    deed(desk.rating)


ON_DESK: Final[dict[str, Callable[[Desk], object]]] = {
    **{name: partial(_of_rating, deed) for name, deed in rating_tools.ON_DESK.items()},
    "edit.undo": lambda d: d.work.undo(),
    "edit.redo": lambda d: d.work.redo(),
    "edit.find": lambda d: d.reader.open_find(),
    "edit.find_case": lambda d: d.header.take_keys(),
    "evidence.jump": Desk.jump_next,
    "edit.find_next": lambda d: d.reader.find_next(),
    "edit.find_previous": lambda d: d.reader.find_previous(),
    "read.caret": lambda d: d.reader.toggle_caret(),
    "read.words": lambda d: d.tools.toggle_words(),
    "read.changes": lambda d: d.reader.flow.next_changes(),
    "read.quotes": lambda d: d.reader.toggle_quotes(),
    "read.column": lambda d: d.reader.filter_column(),
    "read.contents": lambda d: d.tools.show_contents(),
    "read.bookmark": lambda d: d.tools.toggle_bookmark(*d.shown),
    "read.places": lambda d: d.tools.show_places(),
    "read.unopened": lambda d: d.tools.next_unopened(*d.shown),
    "read.beside": lambda d: d.tools.beside(d.shown[0]),
    "read.swap": lambda d: d.readers.swap(),
    "read.close_side": lambda d: d.readers.close_other(),
    "case.chronology": lambda d: d.tools.show_chronology(),
    "view.line_focus": lambda d: d.tools.toggle_line_focus(),
    "view.spacing": lambda d: d.tools.change_look(ReadingLook.respaced),
    **{f"view.width.{one}": partial(_of_tools, "set_width", one) for one in WIDTHS},
    **{f"view.letters.{one}": partial(_of_tools, "set_letters", one) for one in LETTERS},
    **{f"view.paper.{one}": partial(_of_tools, "set_paper", one) for one in PAPERS},
    "case.complete": Desk.complete,
    "case.problems": Desk.show_problems,
    "case.next_problem": Desk.next_problem,
    "case.note": lambda d: d.panel.notes.open("lead"),
    "read.next_page": lambda d: d.reader.next_page(),
    "read.previous_page": lambda d: d.reader.previous_page(),
    "read.next_document": lambda d: d.step_document(1),
    "read.previous_document": lambda d: d.step_document(-1),
    "rate.yes": lambda d: d.panel.answer_by_key("yes"),
    "rate.no": lambda d: d.panel.answer_by_key("no"),
    "rate.not_applicable": lambda d: d.panel.answer_by_key("not_applicable"),
    "rate.reason": lambda d: d.panes.write_reason(),
    "rate.flag": lambda d: d.work.toggle_flag(),
    "rate.guidance": lambda d: d.panel.toggle_guidance(),
    "evidence.tie": lambda d: d.tie("for"),
    "evidence.paste": lambda d: d.adding.paste(),
    "evidence.file": lambda d: d.adding.choose_files(),
    "evidence.take_away": lambda d: d.adding.take_away(d.shown[0]),
    "evidence.area": lambda d: d.reader.mark_area(),
    "evidence.for": lambda d: d.tie("for", at_once=True),
    "evidence.against": lambda d: d.tie("against", at_once=True),
    "go.next_question": lambda d: d.work.step(1),
    "go.previous_question": lambda d: d.work.step(-1),
    "go.next_pane": lambda d: d.panes.next_pane(1),
    "go.previous_pane": lambda d: d.panes.next_pane(-1),
    "view.page_larger": lambda d: d.reader.zoom_in(),
    "view.page_smaller": lambda d: d.reader.zoom_out(),
    "view.page_fit": lambda d: d.reader.fit_width(),
}


class DeskMenus(QObject):
    """What the menus say of the desk on screen, and which of its commands can be used now."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        super().__init__(desk)
        self._desk = desk
        self._frame = frame
        desk.covered.connect(self._enable)
        desk.tools.words_named.connect(self._name_words)
        desk.rating.shifts.connect(self._name_shifts)
        self._enable()
        self._name_words(", ".join(desk.work.question.word_lists))
        self._name_shifts(*desk.work.shifts)

    def _enable(self) -> None:
        """Nothing is done to a page and a question that cannot be seen."""
        seen = self._desk.page_seen
        self._frame.set_page_seen(seen)
        self._frame.set_enabled(("evidence.tie",), seen or self._desk.tools.chronology_open)

    def _name_words(self, names: str) -> None:
        """Which words would be highlighted."""
        told = f"Highlight the &words of this question{f' ({names})' if names else ''}\tW"
        self._frame.actions_by_id["read.words"].setText(told)

    def _name_shifts(self, undo: str, redo: str) -> None:
        """What would be undone, and what done again."""
        self._frame.actions_by_id["edit.undo"].setText(f"&Undo {undo}".rstrip())
        self._frame.actions_by_id["edit.redo"].setText(f"&Redo {redo}".rstrip())


def desk_items(desk: Desk) -> list[PaletteItem]:
    """Questions and documents of the case open, for the palette."""
    items = []
    for one in desk.work.questions:
        title = f"{one.code} {words.strand(one)}"
        act = partial(desk.go_to_question, one.code)
        items.append(PaletteItem(title, "question", act, detail=one.text))
    for listed in desk.work.documents:
        sha256 = listed.document.sha256
        act = partial(desk.open_document, sha256)
        items.append(PaletteItem(listed.document.title, "document", act, detail="document"))
    return items
