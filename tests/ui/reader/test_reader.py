"""The reader as a whole, and the list of documents.

1. A document that cannot be shown is refused with its sentence; a password opens what needs one.
2. What was on screen stays until the next is ready; a document asked for late never overtakes.
3. A page without text says so.
4. The list groups documents, tells each to a screen reader, filters, opens by keys and mouse.
5. Everything has a name; every shared case file is shown or refused.
"""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit import wording
from fieldkit.documents.display import Opened
from fieldkit.errors import FieldkitError
from fieldkit.steps.read import Listed
from fieldkit.store.journal import Place
from fieldkit.ui import theme
from fieldkit.ui.reader.document_list import DocumentList
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.stage import SCAN
from tests.documents.samples import FILES, png
from tests.ui.reader.helpers import Shelf, log, pdf, quiet, shown, with_casefiles, word


def test_a_damaged_file_says_so(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.put("broken.pdf", b"%PDF-1.7 and nothing more")
    with qtbot.waitSignal(reader.refused, timeout=20_000) as told:
        reader.show(listed)
    why = told.args[0]
    assert isinstance(why, FieldkitError)
    assert reader.refusal.words == wording.sentence(why)
    assert reader.refusal.isVisible()
    assert reader.selection() is None
    shown(qtbot, reader, shelf, shelf.put("letter.pdf", pdf(2), pages=2))
    assert reader.pages.isVisible()


@with_casefiles
def test_a_password_is_asked_for(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.casefile("odd-libreoffice-writer-password.pdf")
    with qtbot.waitSignal(reader.refused, timeout=20_000):
        reader.show(listed)
    for words, signal in (("wrong", reader.refused), ("permissionpassword", reader.refused)):
        field = reader.refusal.password
        assert field is not None
        assert field.echoMode() == QLineEdit.EchoMode.Password
        field.setText(words)
        if words == "wrong":
            with qtbot.waitSignals([signal, reader.password_given], timeout=20_000):
                qtbot.keyClick(field, Qt.Key.Key_Return)
    field = reader.refusal.password
    assert field is not None
    field.setText("openpassword")
    with qtbot.waitSignal(reader.document_shown, timeout=20_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert reader.pages.isVisible()
    # The password is not asked for again when the process had to be started afresh.
    shelf.worker.close(f"case/{listed.document.sha256}")
    reader.zoom_in()
    quiet(qtbot, reader, shelf)
    assert reader.pages.scene is not None
    assert not reader.pages.scene.feed.failed


def test_a_late_document_never_overtakes(
    qtbot: QtBot, reader: Reader, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shelf.put("letter.pdf", pdf(2), pages=2)
    slow = shelf.put("slow.pdf", pdf(3), pages=3)
    quick = shelf.put("plan.docx", word(3), kind="word")
    shown(qtbot, reader, shelf, first)
    gate = threading.Event()
    plain = shelf.source.open

    def held(listed: Listed, password: str | None = None) -> Opened:
        if listed is slow:
            gate.wait(20)
        return plain(listed, password)

    monkeypatch.setattr(shelf.source, "open", held)
    reader.show(slow)
    assert reader.pages.isVisible()
    assert reader.header.title.text() == "letter"
    qtbot.waitUntil(reader.refusal.isVisible)
    assert reader.refusal.words == "Opening slow…"
    assert reader.header.title.text() == "slow"
    shown_now: list[str] = []
    reader.document_shown.connect(shown_now.append)
    reader.show(quick)
    qtbot.waitUntil(lambda: bool(shown_now))
    gate.set()
    quiet(qtbot, reader, shelf)
    assert shown_now == [quick.document.sha256]
    assert reader.flow.isVisible()
    assert reader.header.title.text() == "plan"


def test_a_late_refusal_never_overtakes(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """A file that cannot be shown says so only while it is the one that is wanted."""
    bad = shelf.put("cut.docx", b"PK\x03\x04 cut")
    good = shelf.put("a.pdf", pdf(2), pages=2)
    with qtbot.waitSignal(reader.document_shown, timeout=20_000):
        reader.show(bad)
        reader.show(good)
    quiet(qtbot, reader, shelf)
    assert reader.is_open(good.document.sha256)
    assert reader.view().isVisible() and not reader.refusal.isVisible()


def test_a_scan_says_so(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.put("scan.png", png(600, 800), kind="picture", characters=0)
    shown(qtbot, reader, shelf, listed)
    assert reader.scan_banner.isVisible()
    assert SCAN in reader.scan_banner.words()
    shown(qtbot, reader, shelf, shelf.put("letter.pdf", pdf(2), pages=2))
    assert not reader.scan_banner.isVisible()


def test_letting_go_of_a_document(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.put("letter.pdf", pdf(2), pages=2)
    shown(qtbot, reader, shelf, listed)
    reader.close_document()
    assert reader.pages.scene is None
    assert reader.refusal.words == "No document is open"
    assert reader.header.title.text() == ""


def test_theme_and_scale(qtbot: QtBot, reader: Reader, shelf: Shelf, look: theme.Theme) -> None:
    shown(qtbot, reader, shelf, shelf.put("letter.pdf", pdf(2), pages=2))
    look.set_choice("dark")
    qtbot.waitUntil(
        lambda: (
            reader.pages.viewport()
            .grab()
            .toImage()
            .pixelColor(reader.pages.viewport().width() // 2, 60)
            == theme.colour("page")
        )
    )
    look.set_scale(2.0)
    quiet(qtbot, reader, shelf)
    assert reader.pages.scene is not None
    assert reader.pages.scene.layout.rect(1).left() >= 112


def lists() -> list[Listed]:
    shelf = Shelf()
    return [
        shelf.put("one.pdf", b"1", pages=12),
        shelf.put("two.pdf", b"2", pages=4, place=Place(3, (1, 2, 3), "")),
        shelf.put("three.eml", b"3", kind="email", place=Place(1, (1,), "")),
        shelf.put("four.docx", b"4", refusal=FieldkitError("document.damaged", name="four")),
        shelf.put("five.pdf", b"5", pages=3, characters=0),
    ]


def test_the_list(qtbot: QtBot) -> None:
    documents = DocumentList()
    qtbot.addWidget(documents)
    documents.resize(286, 600)
    documents.show()
    documents.activateWindow()
    qtbot.waitUntil(documents.isActiveWindow)
    found = lists()
    documents.set_documents(found)
    model = documents.model
    texts = [
        model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole)
        for row in range(model.rowCount())
    ]
    assert texts == [
        "Unread · 2",
        "one, unread, 22 Jan 2025 · 12 pages",
        "five, unread, 22 Jan 2025 · 3 pages · no text",
        "Being read · 1",
        "two, being read, 22 Jan 2025 · page 3 of 4",
        "Read · 1",
        "three, read, 22 Jan 2025 · E-mail",
        "Cannot be shown · 1",
        "four, cannot be shown, Damaged",
    ]
    assert documents.pages_left_words == "16 pages not opened yet"
    documents.select(found[1].document.sha256)
    assert documents.view.currentIndex().row() == 4
    documents.setFocus()
    with qtbot.waitSignal(documents.opened) as told:
        qtbot.keyClick(documents.view, Qt.Key.Key_Down)
        qtbot.keyClick(documents.view, Qt.Key.Key_Return)
    assert told.args == [found[2].document.sha256]
    place = documents.view.visualRect(model.index(1)).center()
    with qtbot.waitSignal(documents.opened) as told:
        qtbot.mouseClick(documents.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == [found[0].document.sha256]
    documents.filter.setText("fi")
    assert model.rowCount() == 2
    with qtbot.waitSignal(documents.opened) as told:
        qtbot.keyClick(documents.filter, Qt.Key.Key_Return)
    assert told.args == [found[4].document.sha256]


def test_everything_has_a_name(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    for content, name in ((pdf(2), "a.pdf"), (word(3), "b.docx"), (log(20), "c.xlsx")):
        shown(qtbot, reader, shelf, shelf.put(name, content))
        for widget in reader.findChildren(QWidget):
            if isinstance(widget, QAbstractButton | QLineEdit) and widget.isVisible():
                words = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or words, widget
        assert reader.view().accessibleName() or reader.sheet.table.accessibleName()


@with_casefiles
@pytest.mark.parametrize("name", [file.name for file in FILES])
def test_every_case_file_is_shown_or_refused(
    qtbot: QtBot, reader: Reader, shelf: Shelf, name: str
) -> None:
    ended: list[object] = []
    reader.document_shown.connect(ended.append)
    reader.refused.connect(ended.append)
    reader.show(shelf.casefile(name))
    qtbot.waitUntil(lambda: bool(ended), timeout=30_000)
    quiet(qtbot, reader, shelf)
    if isinstance(ended[0], FieldkitError):
        assert "Something was refused" not in reader.refusal.words
    reader.grab()
