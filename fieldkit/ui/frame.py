"""The main window: menus with person, marking and Lock; header; body; save line.

It knows no screen. Screens are given to it as widgets, connect to `actions_by_id`, and say what
can be used now with `set_enabled`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from fieldkit.ui import menus, tab_order, theme
from fieldkit.ui.bars import MenuRow, TabHeader
from fieldkit.ui.case_bar import CaseBar
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.layout import column, surface
from fieldkit.ui.components.save_line import SaveLine
from fieldkit.ui.key_list import KeyList
from fieldkit.ui.keys import LetterKeys
from fieldkit.ui.palette import CommandPalette, PaletteItem, command_items
from fieldkit.ui.tokens import SIZE

_NARROW: Final = 800
_PERSON_FITS: Final = 1240


class Frame(QMainWindow):
    """The window that stays; everything in it changes.

    `tab_changed` says which tab is shown; `back_requested` comes from the arrow in the header of
    a case; `theme_chosen` and `scale_chosen` tell what to remember.
    """

    back_requested = Signal()
    lock_requested = Signal()
    health_requested = Signal()
    tab_changed = Signal(str)
    theme_chosen = Signal(str)
    scale_chosen = Signal(float)

    def __init__(
        self,
        look: theme.Theme | None = None,
        table: tuple[menus.Command, ...] = menus.READER,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._table = table
        self._marking = ""
        self._alone: Qt.WindowState | None = None
        self._tabs: dict[str, tuple[Button, QWidget]] = {}
        self._group = QButtonGroup(self)
        self._case: tuple[QWidget, CaseBar] | None = None
        self._row = MenuRow(self)
        self._head = TabHeader(self)
        self.save_line = SaveLine()
        self.actions_by_id, self._folded = menus.build(self._row.bar, table, self)
        self._build_body()
        self._build_actions()
        self._palette = CommandPalette(self, self.command_items)
        self._keys = KeyList(self, table)
        letters = {c.letter: partial(self._letter, c.id) for c in table if c.letter}
        self._letters = LetterKeys(self, letters)
        if look is not None:
            look.changed.connect(self._fold_or_not)
        self.setWindowTitle("fieldkit")
        self.resize(theme.px(1440), theme.px(868))

    def _build_body(self) -> None:
        self._headers = QStackedWidget()
        self._headers.addWidget(self._head)
        self._headers.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._body = QStackedWidget()
        self.setMenuWidget(self._row)
        self.setCentralWidget(
            surface(column(self._headers, (self._body, 1), self.save_line, gap=0), "panel")
        )
        self._fit_header()

    def _build_actions(self) -> None:
        self.addActions(list(self.actions_by_id.values()))  # keys work with the menus folded too
        acts: dict[str, Callable[[], object]] = {
            "file.lock": self.lock_requested.emit,
            "file.health": self.health_requested.emit,
            "file.quit": self.close,
            "go.palette": self.open_palette,
            "help.keys": self.open_keys,
            "view.larger": partial(self._step_scale, True),
            "view.smaller": partial(self._step_scale, False),
        }
        for identity, act in acts.items():
            if identity in self.actions_by_id:
                self.actions_by_id[identity].triggered.connect(partial(_without_checked, act))
        for choice in theme.CHOICES:
            action = self.actions_by_id.get(f"view.theme.{choice}")
            if action is not None:
                action.setChecked(self._look is not None and self._look.choice == choice)
                action.triggered.connect(partial(self._choose_theme, choice))
        self._row.lock.clicked.connect(self.lock_requested)
        self._row.fold.clicked.connect(partial(self._unfold, self._row.fold))
        self._head.palette_button.clicked.connect(self.open_palette)
        self.save_line.keys_requested.connect(self.open_keys)
        self.save_line.health_requested.connect(self.health_requested)

    def set_person(self, words: str) -> None:
        """Who is working, and where: "A. Marsh · laptop 07"."""
        self._row.person.set_text(words)
        self._fold_or_not()

    def set_marking(self, words: str) -> None:
        """The protective marking, always on screen: "OFFICIAL-SENSITIVE"."""
        self._marking = words
        self._row.marking.setText(words)
        self._fold_or_not()

    def set_title(self, title: str, detail: str = "", window: str = "") -> None:
        """Title and second line of the header; `window` for the title bar, else the title."""
        self._head.title.set_text(title)
        self._head.detail.set_text(detail)
        self._head.detail.setVisible(bool(detail))
        whole = window or title
        self.setWindowTitle(whole if whole.endswith("fieldkit") else f"{whole} · fieldkit")

    def focusNextPrevChild(self, forward: bool) -> bool:
        return tab_order.step(self, forward)

    def stand_alone(self, alone: bool) -> None:
        """Give the page on screen all of the screen: no menus, no person, no tabs; or all back.

        Keys go on working. What the window was before, maximised or not, it is again.
        """
        if alone == (self._alone is not None):
            return
        before = self.windowState() if alone else self._alone
        self._alone = before if alone else None
        for part in (self._headers, self.save_line):
            part.setVisible(not alone)
        self._fold_or_not()
        full = Qt.WindowState.WindowFullScreen
        if before is not None:
            self.setWindowState(before | full if alone else before & ~full)

    # Tabs and the case

    def add_tab(
        self,
        key: str,
        text: str,
        widget: QWidget,
        count: int | None = None,
        icon: str | None = None,
    ) -> Button:
        """Add a tab at the right end; the first one is shown. Returns its button."""
        button = Button(text, "tab", icon=icon)
        button.set_count(count)
        button.clicked.connect(partial(self.show_tab, key))
        self._group.addButton(button)
        self._tabs[key] = (button, widget)
        self._head.tabs.addWidget(button)
        self._body.addWidget(widget)
        if len(self._tabs) == 1:
            self.show_tab(key)
        return button

    def set_count(self, key: str, count: int | None, icon: str | None = None) -> None:
        """Change the number, and the icon, on a tab."""
        button = self._tabs[key][0]
        button.set_count(count)
        button.set_icon(icon)

    def show_tab(self, key: str, *_: object) -> None:
        """Show a tab; leaves the case, if one is on screen."""
        self.leave_case()
        button, widget = self._tabs[key]
        button.setChecked(True)
        self._body.setCurrentWidget(widget)
        self._focus_body()
        self.tab_changed.emit(key)

    def current_tab(self) -> str:
        """Key of the tab chosen, also while a case covers it; "" before the first."""
        return next((key for key, (button, _) in self._tabs.items() if button.isChecked()), "")

    @property
    def body(self) -> QWidget:
        """What a case is shown in; one made as its child need not be styled again."""
        return self._body

    def show_case(self, widget: QWidget, header_widget: QWidget) -> None:
        """Cover the tabs with a case; `header_widget` stands right of the arrow back."""
        self.leave_case()
        header = CaseBar(header_widget, self._headers)
        header.back.clicked.connect(self.back_requested)
        header.menu.clicked.connect(partial(self._unfold, header.menu))
        header.lock.clicked.connect(self.lock_requested)
        self._case = (widget, header)
        self._headers.addWidget(header)
        self._headers.setCurrentWidget(header)
        self._body.addWidget(widget)
        self._body.setCurrentWidget(widget)
        self._fold_or_not()
        self._enable_where("case", True)
        self.set_page_seen(True)
        self._focus_body()

    def leave_case(self) -> None:
        """Take the case away, hidden: who made its widget lets that go, the frame the header.

        The widget stays where it is until then: taken out, all of it would be styled again.
        """
        if self._case is None:
            return
        widget, header = self._case
        self._case = None
        key = self.current_tab()
        if key:
            self._body.setCurrentWidget(self._tabs[key][1])
            self._focus_body()
        self._headers.setCurrentWidget(self._head)
        self._body.removeWidget(widget)
        self._headers.removeWidget(header)
        widget.hide()
        header.deleteLater()
        self._fold_or_not()
        self.save_line.set_page("")
        self.save_line.set_zoom("")
        self._enable_where("case", False)
        self.set_page_seen(False)

    def set_page_seen(self, seen: bool) -> None:
        """Whether the page and the question of the case can be seen now: what acts on them can."""
        self._enable_where("page", seen)

    def set_enabled(self, ids: Iterable[str], enabled: bool) -> None:
        """Enable or disable commands by id; an id ending in a dot means all that begin so."""
        for wanted in ids:
            for identity, action in self.actions_by_id.items():
                if identity == wanted or (wanted.endswith(".") and identity.startswith(wanted)):
                    action.setEnabled(enabled)

    def _enable_where(self, where: menus.Where, enabled: bool) -> None:
        self.set_enabled((c.id for c in self._table if c.where == where), enabled)

    def _focus_body(self) -> None:
        """Give the page the keys, so that nothing in the menu row is pressed by accident."""
        page = self._body.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_header(self) -> None:
        case = self._case is not None
        theme.fix(self._headers, height=SIZE["header_case" if case else "header_tabs"])

    # Palette, keys, letters, look

    def set_palette_source(self, supply: Callable[[], Iterable[PaletteItem]]) -> None:
        """Where Ctrl+K finds things; add `command_items()` to keep the commands."""
        self._palette.set_supply(supply)

    def command_items(self) -> list[PaletteItem]:
        """Every command that can be used now, for the palette."""
        return command_items(self._table, self.actions_by_id)

    def open_palette(self) -> None:
        """Open "Go to anything"."""
        self._palette.open()

    def open_keys(self) -> None:
        """Open the list of keys."""
        self._keys.open()

    def _letter(self, identity: str) -> None:
        action = self.actions_by_id[identity]
        if action.isEnabled():
            action.trigger()

    def _choose_theme(self, choice: str, *_: object) -> None:
        if self._look is not None and choice in get_args(theme.Choice):
            self._look.set_choice(choice)  # type: ignore[arg-type]
        self.theme_chosen.emit(choice)

    def _step_scale(self, up: bool) -> None:
        if self._look is not None:
            self.scale_chosen.emit(self._look.step_scale(up))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_or_not()

    def _fold_or_not(self) -> None:
        narrow = self.width() < theme.px(_NARROW)
        self._row.bar.setVisible(not narrow)
        self._row.fold.setVisible(narrow)
        self._row.marking.setVisible(bool(self._marking) and not narrow)
        self.save_line.set_marking(self._marking if narrow else "")
        roomy = self.width() >= theme.px(_PERSON_FITS)
        self._row.person.setVisible(roomy or narrow)
        # A case on a narrow window has one row above it: menu and lock stand in the case's own.
        self._row.setVisible(self._alone is None and (not narrow or self._case is None))
        if self._case is not None:
            self._case[1].set_narrow(narrow)
        self._fit_header()
        self._head.fit()

    def _unfold(self, button: Button, *_: object) -> None:
        self._folded.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _without_checked(act: Callable[[], object], *_: object) -> None:
    """`QAction.triggered` brings a state that these acts do not want."""
    act()
