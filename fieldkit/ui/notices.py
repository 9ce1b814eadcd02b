"""A strip of banners at the head of a page: refusals and news that stay until they are settled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.ui import theme
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.banner import Banner, Kind
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.layout import column, row
from fieldkit.wording import sentence

_LOW = 400


class Notices(QWidget):
    """At most one banner for each `about`; each can be closed, and some have one action."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, QWidget] = {}
        self._banners: dict[str, tuple[Banner, Kind]] = {}
        self._box = column(gap=6, margins=(12, 8, 12, 8))
        self.setLayout(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(
        self,
        about: str,
        kind: Kind,
        title: str,
        text: str = "",
        action: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show a banner in the place of the one about the same."""
        self.settle(about)
        banner = Banner(kind, title, text, action)
        if act is not None:
            banner.acted.connect(lambda: act())
        close = Button("", "quiet", icon="x", name="Close this note", height=26)
        close.clicked.connect(lambda: self.settle(about))
        holder = QWidget()
        holder.setLayout(row((banner, 1), close, gap=4))
        self._shown[about] = holder
        self._banners[about] = (banner, kind)
        self._box.addWidget(holder)
        self.show()
        self._fit()
        announce(self, f"{title} {text}", at_once=kind == "bad")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a very low window good news is one line: its page must keep some room."""
        low = self.window().height() < theme.px(_LOW)
        for banner, kind in self._banners.values():
            banner.set_short(low and kind == "ok")

    def refuse(self, about: str, why: FieldkitError) -> None:
        """Show a refusal in its own words: the first sentence strong, the rest beneath."""
        title, _, rest = sentence(why).partition(". ")
        self.say(about, "warn", title + ("." if rest else ""), rest)

    def settle(self, about: str) -> None:
        """Take the banner about this away."""
        self._banners.pop(about, None)
        holder = self._shown.pop(about, None)
        if holder is None:
            return
        holder.hide()
        self._box.removeWidget(holder)
        holder.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        holder.close()
        self.setVisible(bool(self._shown))

    def words(self) -> str:
        """Everything shown, in one piece."""
        told = [one.words() for one in self.findChildren(Banner) if one.isVisible()]
        return " ".join(told)
