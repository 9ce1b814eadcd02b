"""Adding a picture or a file as evidence: pasted, dropped on the desk, or chosen from a folder.

Its bytes go from the clipboard or the file straight into the encrypted store, off the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import exhibits
from fieldkit.steps.read import Listed
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Edit
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.side_by_side import SideBySide

ChooseFiles = Callable[[QWidget], Sequence[str]]
_WHOLE = (0, 0, 1000, 1000)
_ABOUT = "added"


def ask_files(parent: QWidget) -> Sequence[str]:
    """Let a person choose files to add; none if they do not."""
    return QFileDialog.getOpenFileNames(parent, "Add a picture or a file as evidence")[0]


def can_take(data: QMimeData) -> bool:
    """Whether a drop brings something that can be added."""
    return data.hasImage() or any(one.isLocalFile() for one in data.urls())


def _png(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data())


class Adding(QObject):
    """`shown` carries the hash of a file that was added, once it is in the list."""

    shown = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        work: CaseWork,
        operations: Operations,
        readers: SideBySide,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._work = work
        self._operations = operations
        self._readers = readers
        self._notices = notices
        self._expected = ""
        self.choose: ChooseFiles = ask_files
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is dropped on the desk is added."""
        if isinstance(event, QDragEnterEvent) and watched is self._window:
            if can_take(event.mimeData()) and not self._work.read_only:
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            if watched is self._window and self.take(event.mimeData()):
                event.acceptProposedAction()
            return True
        return False

    def paste(self) -> None:
        """Add what is on the clipboard: a picture, files, or words."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None: nothing there
        self.take(data or QMimeData(), words=True)

    def take(self, data: QMimeData, words: bool = False) -> bool:
        """Add what was pasted or dropped; says whether there was anything to add."""
        now = self._session.clock().astimezone()
        files = [Path(one.toLocalFile()) for one in data.urls() if one.isLocalFile()]
        if files:
            self.add_files(files)
        elif data.hasImage():
            image = QImage(data.imageData())
            self._add(_named("Picture", "png", now), partial(_png, image))
        elif words and data.text().strip():
            text = data.text()
            self._add(_named("Words", "txt", now), lambda: text.encode("utf-8"))
        else:
            self.refused.emit(FieldkitError("exhibit.nothing"))
            return False
        return True

    def choose_files(self) -> None:
        """Ask for files and add them."""
        if not self._locked():
            self.add_files([Path(one) for one in self.choose(self._window)])

    def add_files(self, files: Sequence[Path]) -> None:
        """Add files, each as a document of its own."""
        for path in files:
            self._add((path.name, path.stem), lambda path=path: path)  # type: ignore[misc]

    def take_away(self, sha256: str) -> None:
        """Take away the added file that is being read."""
        if self._locked():
            return
        try:
            self._work.do([exhibits.take_away(self._work.view, sha256)])
        except FieldkitError as why:
            self.refused.emit(why)
        else:
            self._notices.settle(_ABOUT)

    def _locked(self) -> bool:
        if self._work.read_only:
            self._notices.say(_ABOUT, "info", self._work.read_only)
        return bool(self._work.read_only)

    def _add(self, named: tuple[str, str], make: Callable[[], Path | bytes]) -> None:
        if self._locked():
            return
        view, (name, title) = self._work.view, named

        def hold() -> Edit:
            return exhibits.hold(self._session, view, name, make(), title)

        self._operations.run(hold, partial(self._held, title), self.refused.emit)

    def _held(self, title: str, edit: Edit) -> None:
        value = edit.value
        assert isinstance(value, dict)
        self._expected = str(value["sha256"])
        self._work.do([edit])
        self._notices.say(
            _ABOUT,
            "ok",
            f"{title} is added to your reading of this case.",
            "Mark the part that matters and press E to tie it. It goes to your lead with your "
            "next send; Ctrl+Z takes it away again.",
        )

    def listed(self, documents: Sequence[Listed]) -> None:
        """The list of documents is another: what was just added is shown, ready to be tied."""
        for one in documents:
            if one.document.sha256 == self._expected:
                self._expected = ""
                self.shown.emit(one.document.sha256)
                self._readers.go_to_area(one.document.sha256, 1, _WHOLE, select=_is_picture(one))


def _is_picture(listed: Listed) -> bool:
    return listed.document.media_type.startswith("image/")


def _named(what: str, ending: str, now: datetime) -> tuple[str, str]:
    """Name and title of what has none: "Picture pasted 22 Nov 2026 14.02.07"."""
    title = f"{what} pasted {now.day} {now:%b %Y %H:%M}"
    return f"{what} pasted {now:%Y-%m-%d %H.%M.%S}.{ending}", title
