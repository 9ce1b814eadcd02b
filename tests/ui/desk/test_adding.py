"""A picture or a file pasted, dropped or chosen becomes evidence, on a real desk and casebook.

1. Ctrl+V adds the picture on the clipboard: listed, shown, its area ready; E and Enter tie it.
2. Undo takes the tie and then the file away again, and redo brings both back, also on the disk.
3. A file dropped on the desk is added; words on the clipboard too; in a text field Ctrl+V types.
4. A file chosen by Ctrl+Shift+V is added, looked into, and found by its words.
5. The same file twice, nothing on the clipboard, a complete case: told in words, nothing added.
6. The command takes an added file away, and refuses for what belongs to the case file.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from fieldkit.steps import read
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.reader.document_model import second_line
from tests.ui.desk.conftest import Place
from tests.ui.desk.test_desk import CTRL, SHIFT, Key


def copy_picture() -> None:
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)


def added(desk: Desk) -> list[str]:
    return [one.document.title for one in desk.work.documents if one.document.reading]


def wait_for(place: Place, count: int) -> None:
    place.qtbot.waitUntil(lambda: len(added(place.desk)) == count, timeout=10000)
    place.saved()


def told(place: Place, words: str) -> None:
    place.qtbot.waitUntil(lambda: words in place.desk.notices.words(), timeout=5000)


def pasted(place: Place) -> Desk:
    desk = place.open_first()
    place.saved()
    copy_picture()
    place.press(Key.Key_V, CTRL)
    wait_for(place, 1)
    place.qtbot.waitUntil(lambda: desk.reader.selection() is not None, timeout=10000)
    return desk


def test_a_pasted_picture_is_tied(place: Place) -> None:
    """1."""
    desk = pasted(place)
    one = next(one for one in desk.work.documents if one.document.reading)
    assert one.document.title.startswith("Picture pasted ")
    assert "added while reading" in second_line(one)
    assert desk.documents.selected == desk.reader.document == one.document.sha256
    assert "is added to your reading of this case" in desk.notices.words()
    place.press(Key.Key_E)
    place.press(Key.Key_Return)
    place.saved()
    held = place.on_disk()
    evidence = held.view.evidence[0]
    assert (evidence.document, evidence.area) == (one.document.sha256, (0, 0, 1000, 1000))
    assert evidence.questions == ("P 2.1.1",)
    assert [e.document.sha256 for e in held.documents if e.document.reading] == [evidence.document]


def test_undo_takes_it_away(place: Place) -> None:
    """2."""
    desk = pasted(place)
    menu = place.work.frame.actions_by_id["edit.undo"]
    place.press(Key.Key_F)
    assert len(desk.work.view.evidence) == 1
    place.press(Key.Key_Z, CTRL)
    assert desk.work.view.evidence == ()
    place.saved()
    assert menu.text().replace("&", "") == "Undo file added"
    place.press(Key.Key_Z, CTRL)
    wait_for(place, 0)
    place.press(Key.Key_Z, CTRL | SHIFT)
    wait_for(place, 1)
    place.saved()
    held = place.on_disk()
    assert [one.document.title for one in held.documents if one.document.reading]
    assert [len(one.entries) for one in held.view.exhibits.values()] == [1]


def test_files_are_dropped_and_words_pasted(place: Place, tmp_path: Path) -> None:
    """3."""
    desk = place.open_first()
    path = tmp_path / "letter_from_the_hostel.txt"
    path.write_text("He keeps to the curfew.", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(desk.rect().center(), copy, data, left, none)
    QApplication.sendEvent(desk, enter)
    drop = QDropEvent(QPointF(desk.rect().center()), copy, data, left, none)
    QApplication.sendEvent(desk, drop)
    assert enter.isAccepted() and drop.isAccepted()
    wait_for(place, 1)
    QGuiApplication.clipboard().setText("Seen with his sister")
    place.press(Key.Key_V, CTRL)
    wait_for(place, 2)
    place.press(Key.Key_R)
    place.press(Key.Key_V, CTRL)
    place.press(Key.Key_Tab)
    place.saved()
    assert len(added(desk)) == 2
    assert place.on_disk().view.reasons["P 2.1.1"].value == "Seen with his sister"


def test_a_chosen_file_is_found(place: Place, tmp_path: Path) -> None:
    """4."""
    desk = place.open_first()
    path = tmp_path / "hostel.txt"
    path.write_text("He keeps to the curfew, says the hostel.", encoding="utf-8")
    desk.adding.choose = lambda parent: [str(path)]
    place.press(Key.Key_V, CTRL | SHIFT)
    wait_for(place, 1)

    def known() -> bool:
        return any(one.document.reading and one.characters for one in desk.work.documents)

    place.qtbot.waitUntil(known, timeout=15000)
    session, subject = place.work.session, desk.work.view.subject.id
    assert [hit.page for hit in read.find(session, "curfew", subject)] == [1]


def test_what_cannot_be_added_is_told(place: Place) -> None:
    """5."""
    desk = pasted(place)
    place.press(Key.Key_V, CTRL)
    told(place, "in this case already")
    QGuiApplication.clipboard().setMimeData(QMimeData())
    place.press(Key.Key_V, CTRL)
    told(place, "no picture, file or text to paste")
    place.saved()
    assert len(added(desk)) == 1


def test_the_command_takes_it_away(place: Place) -> None:
    """6."""
    desk = pasted(place)
    action = place.work.frame.actions_by_id["evidence.take_away"]
    action.trigger()
    wait_for(place, 0)
    desk.open_document(desk.work.documents[0].document.sha256)
    place.saved()
    action.trigger()
    told(place, "belongs to the case file")
