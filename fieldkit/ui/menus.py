"""The table of menus: every command and every key of the window stands here once.

`where` says when a command can be used at all: ``always``, only with a ``case`` on screen, or only
while its ``page`` and question are seen: what acts on them must not act behind another page.
A command whose deed is not built yet has no line here: nothing stands greyed for ever.
Single letters and digits are shown as keys but are no shortcuts; `keys.LetterKeys` acts on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

Where = Literal["always", "case", "page"]


@dataclass(frozen=True)
class Command:
    """One line of a menu. `key` may hold alternatives, apart by spaces; "" is none."""

    menu: str
    text: str
    key: str
    id: str
    where: Where = "always"

    @property
    def first_key(self) -> str:
        """The key that is shown."""
        return self.key.split(" ")[0]

    @property
    def letter(self) -> str:
        """The key if it is a bare letter, digit or slash, else ""."""
        return self.key if len(self.key) == 1 else ""


def _c(menu: str, text: str, key: str, identity: str) -> Command:
    return Command(menu, text, key, identity, "case")


def _p(menu: str, text: str, key: str, identity: str) -> Command:
    return Command(menu, text, key, identity, "page")


READER: Final[tuple[Command, ...]] = (
    Command("&File", "&Open a pack…", "Ctrl+O", "file.open_pack"),
    Command("&File", "&Send your work…", "Ctrl+Shift+S", "file.send"),
    Command("&File", "&Read a receipt…", "", "file.receipt"),
    Command("&File", "&Write a form to fill in elsewhere…", "", "file.form_out"),
    Command("&File", "&Take in a filled-in form…", "", "file.form_in"),
    Command("&File", "&Found an inspection…", "", "file.found"),
    Command("&File", "&Health of this laptop", "", "file.health"),
    Command("&File", "&Back up now", "", "file.back_up"),
    Command("&File", "Change the &passphrase…", "", "file.passphrase"),
    Command("&File", "&Destroy a case…", "", "file.destroy"),
    Command("&File", "&Lock", "Ctrl+L", "file.lock"),
    Command("&File", "&Quit", "Ctrl+Q", "file.quit"),
    _c("&Edit", "&Undo", "Ctrl+Z", "edit.undo"),
    _c("&Edit", "&Redo", "Ctrl+Y Ctrl+Shift+Z", "edit.redo"),
    _p("&Edit", "&Find in this document", "Ctrl+F", "edit.find"),
    _c("&Edit", "Find in the whole &case", "Ctrl+G", "edit.find_case"),
    _p("&Edit", "Find &next", "F3", "edit.find_next"),
    _p("&Edit", "Find &previous", "Shift+F3", "edit.find_previous"),
    Command("&Edit", "Find in &all my cases…", "Ctrl+Shift+F", "edit.find_all"),
    _c("&Case", "C&hronology", "Ctrl+T", "case.chronology"),
    _c("&Case", "&Complete this case…", "Ctrl+Enter Ctrl+Return", "case.complete"),
    _c("&Case", "&Problems", "", "case.problems"),
    _c("&Case", "&Next problem", "F8", "case.next_problem"),
    _p("&Case", "Note to the &lead…", "", "case.note"),
    _c("&Case", "No&tes and flags…", "Ctrl+Shift+N", "case.notes"),
    _c("&Case", "&Meetings and interviews", "Ctrl+I", "case.meetings"),
    Command("&Case", "&Alert the lead…", "Ctrl+Shift+A", "case.alert"),
    _p("&Read", "Next &page", "PgDown", "read.next_page"),
    _p("&Read", "Pre&vious page", "PgUp", "read.previous_page"),
    _p("&Read", "Next &document", "Shift+PgDown", "read.next_document"),
    _p("&Read", "Previous d&ocument", "Shift+PgUp", "read.previous_document"),
    _p("&Read", "&Caret in the page", "F7", "read.caret"),
    _p("&Read", "Highlight the &words of this question", "W", "read.words"),
    _p("&Read", "Show or fold &quoted e-mails", "Q", "read.quotes"),
    _p("&Read", "Changes as marked, final or &before", "X", "read.changes"),
    _p("&Read", "&Filter this column of the sheet…", "Alt+Down", "read.column"),
    _p("&Read", "Contents and lin&ks of this document…", "Ctrl+Shift+O", "read.contents"),
    _p("&Read", "&Bookmark this page", "Ctrl+D", "read.bookmark"),
    _p("&Read", "Bookmarks and pages not &opened…", "Ctrl+Shift+D", "read.places"),
    _p("&Read", "Next page not opened &yet", "Ctrl+Shift+PgDown", "read.unopened"),
    _p("&Read", "Two documents &side by side", "F9", "read.beside"),
    _p("&Read", "Swap the &two sides", "Ctrl+F9", "read.swap"),
    _p("&Read", "C&lose the other side", "Shift+F9", "read.close_side"),
    _p("&Rate", "&Yes", "Y", "rate.yes"),
    _p("&Rate", "&No", "N", "rate.no"),
    _p("&Rate", "Not &applicable", "A", "rate.not_applicable"),
    _p("&Rate", "Write the &reason", "R", "rate.reason"),
    _p("&Rate", "&Come back to this", "M", "rate.flag"),
    _p("&Rate", "&Guidance", "Shift+F1", "rate.guidance"),
    _p("&Rate", "&History of this question…", "Ctrl+H", "rate.history"),
    _p("E&vidence", "&Tie the passage to a question…", "E", "evidence.tie"),
    _p("E&vidence", "Tie &for the question open", "F", "evidence.for"),
    _p("E&vidence", "Tie &against the question open", "G", "evidence.against"),
    _p("E&vidence", "Mark an a&rea of the page", "Ctrl+Shift+R", "evidence.area"),
    _p("E&vidence", "&Paste a picture or file as evidence", "Ctrl+V", "evidence.paste"),
    _p("E&vidence", "Add a picture or f&ile…", "Ctrl+Shift+V", "evidence.file"),
    _p("E&vidence", "Take the added file a&way", "", "evidence.take_away"),
    _c("E&vidence", "&Record a search that found nothing…", "Ctrl+Shift+E", "evidence.absence"),
    _p("E&vidence", "&Jump to the next evidence", "J", "evidence.jump"),
    Command("&Go", "&Go to anything…", "Ctrl+K", "go.palette"),
    _p("&Go", "&Next question", "Ctrl+Down", "go.next_question"),
    _p("&Go", "&Previous question", "Ctrl+Up", "go.previous_question"),
    _c("&Go", "&Back", "Alt+Left", "go.back"),
    _p("&Go", "Next pa&ne", "F6", "go.next_pane"),
    _p("&Go", "Previous pan&e", "Shift+F6", "go.previous_pane"),
    Command("&Go", "&My cases", "Ctrl+Home", "go.cases"),
    _p("&View", "Page &larger", "Ctrl++ Ctrl+=", "view.page_larger"),
    _p("&View", "Page &smaller", "Ctrl+-", "view.page_smaller"),
    _p("&View", "Page fits the &width", "Ctrl+0", "view.page_fit"),
    _p("&View", "L&ine focus", "Ctrl+Shift+L", "view.line_focus"),
    _c("&View", "Lines &further apart", "", "view.spacing"),
    _c("&View/Text wi&dth", "&Narrow", "", "view.width.narrow"),
    _c("&View/Text wi&dth", "&Usual", "", "view.width.usual"),
    _c("&View/Text wi&dth", "&Wide", "", "view.width.wide"),
    _c("&View/Text wi&dth", "&Full", "", "view.width.full"),
    _c("&View/L&etters of texts", "As the &interface", "", "view.letters.plain"),
    _c("&View/L&etters of texts", "With &serifs", "", "view.letters.serif"),
    _c("&View/L&etters of texts", "&Easy to tell apart", "", "view.letters.easy"),
    _c("&View/&Paper", "As the &theme", "", "view.paper.theme"),
    _c("&View/&Paper", "As &printed", "", "view.paper.printed"),
    _c("&View/&Paper", "&Cream", "", "view.paper.cream"),
    _c("&View/&Paper", "&Grey", "", "view.paper.grey"),
    Command("&View", "&Interface larger", "Ctrl+Alt++ Ctrl+Alt+=", "view.larger"),
    Command("&View", "I&nterface smaller", "Ctrl+Alt+-", "view.smaller"),
    Command("&View/&Colours", "As the s&ystem", "", "view.theme.system"),
    Command("&View/&Colours", "&Light", "", "view.theme.light"),
    Command("&View/&Colours", "&Dark", "", "view.theme.dark"),
    Command("&View/&Colours", "&High contrast", "", "view.theme.high"),
    Command("&Help", "&Help on this place", "F1", "help.open"),
    Command("&Help", "&Practice case…", "", "help.practice"),
    Command("&Help", "&Keys", "Ctrl+/", "help.keys"),
)


def plain(text: str) -> str:
    """Menu text without its mnemonic and dots: "Open a pack"."""
    return text.replace("&", "").rstrip("…")


def _action(command: Command, owner: QObject) -> QAction:
    action = QAction(command.text, owner)
    if command.letter:
        action.setText(f"{command.text}\t{command.letter}")
    elif command.key:
        action.setShortcuts([QKeySequence(key) for key in command.key.split(" ")])
    action.setObjectName(command.id)
    action.setEnabled(command.where == "always")
    return action


def build(
    bar: QMenuBar, table: tuple[Command, ...], owner: QObject
) -> tuple[dict[str, QAction], QMenu]:
    """Fill `bar` from the table; returns the actions by id, and all the menus as one.

    That one stays: what is in a menu goes with it.
    Raises `ValueError` if an id or a key stands twice.
    """
    actions: dict[str, QAction] = {}
    menus: dict[str, QMenu] = {}
    keys: set[str] = set()
    group = QActionGroup(owner)
    for command in table:
        taken = [key for key in command.key.split(" ") if key and key in keys]
        if command.id in actions or taken:
            raise ValueError(f"twice in the menus: {command.id} {taken}")
        keys.update(command.key.split(" "))
        path, _, inner = command.menu.partition("/")
        menu = menus.get(path) or menus.setdefault(path, bar.addMenu(path))
        if inner:
            menu = menus.get(command.menu) or menus.setdefault(command.menu, menu.addMenu(inner))
        action = actions[command.id] = _action(command, owner)
        if command.id.startswith("view.theme."):
            action.setCheckable(True)
            group.addAction(action)
        menu.addAction(action)
    folded = QMenu(bar)
    for path, menu in menus.items():
        if "/" not in path:
            folded.addMenu(menu)
    return actions, folded
