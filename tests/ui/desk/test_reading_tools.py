"""Reading with more than pages, by real keys in real windows.

1. The chronology opens by Ctrl+T, shows gaps and months, and Enter goes to the row; Alt+Left comes
   back. Kinds, period and words choose. An empty case says so. 5,000 rows are filtered quickly.
2. W highlights the words of the question, says how many, follows the question, and F3 steps; an
   acronym finds only itself.
3. Ctrl+D marks a page and takes the mark away; the list jumps, and tells pages not opened.
4. Two documents side by side: F9 opens and goes over, Ctrl+F9 swaps, Shift+F9 closes; evidence is
   tied from the side with the keys, and the question docks.
5. Find in all my cases opens another case at the page, with the words marked, stems too.
6. Text size, width, letters, paper and line focus are kept for the next case.
7. An area is drawn by keys and by mouse, tied, painted and jumped to.
8. An e-mail's files stand under it; a passage of one is tied and says its section.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.inspection.chronology import Gap, Item
from fieldkit.steps import unlock
from fieldkit.ui.desk.places import Spot, ranges
from fieldkit.ui.desk.reading_tools import ReadingTools
from fieldkit.ui.find_everywhere import FindEverywhere
from fieldkit.ui.reader import finder, marks
from fieldkit.ui.reader.reading_look import ReadingLook, from_text
from tests.documents.test_dated import scan
from tests.steps.test_look import MORE
from tests.ui.desk.conftest import MakePlace, Place

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def show(place: Place, title: str) -> None:
    """Open a document by its title and wait until it is on screen."""
    desk = place.desk
    listed = next(one for one in desk.work.documents if title in one.document.title)
    if desk.reader.is_open(listed.document.sha256):
        return
    with place.qtbot.waitSignal(desk.readers.document_shown, timeout=20000):
        desk.open_document(listed.document.sha256)


def chronology(place: Place) -> ReadingTools:
    place.open_first()
    place.press(Key.Key_T, CTRL)
    tools = place.desk.tools
    place.qtbot.waitUntil(lambda: bool(tools.chronology.model.lines), timeout=5000)
    return tools


def test_chronology(make_place: MakePlace) -> None:
    """1."""
    place = make_place(more=MORE)
    tools = chronology(place)
    desk, model = place.desk, tools.chronology.model
    assert any(isinstance(one, Gap) and one.days == 75 for one in model.lines)
    assert "March 2025" in model.lines
    visit = next(one for one in model.lines if isinstance(one, Item) and "Home" in one.title)
    tools.chronology.go_to(visit)
    spoken = tools.chronology.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Home visit, no reply" in spoken and "row 2" in spoken
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.reader.selection() is not None, timeout=10000)
    assert desk.pages.currentWidget() is desk.panes
    found = desk.reader.selection()
    assert found is not None and "Home visit" in found.quote and found.section == "row 2"
    place.press(Key.Key_T, CTRL)
    place.press(Key.Key_Left, ALT)
    assert desk.pages.currentWidget() is desk.panes


def test_chronology_choice(make_place: MakePlace) -> None:
    """1."""
    place = make_place(more=MORE)
    chart = chronology(place).chronology
    items = lambda: [one for one in chart.model.lines if isinstance(one, Item)]  # noqa: E731
    chart.choice.kinds["contact"].click()
    assert all(one.kind != "contact" for one in items())
    chart.choice.kinds["contact"].click()
    chart.choice.since.setText("1/5/25")
    chart.choice.since.editingFinished.emit()
    assert items() and all(one.date >= "2025-05-01" for one in items())
    chart.choice.words.setText("no such words")
    assert not items() and chart.list.isHidden()
    chart.choice.reset()
    place.qtbot.waitUntil(lambda: len(items()) > 5)
    chart.choice.weeks.setCurrentIndex(chart.choice.weeks.findData(12))
    assert not any(isinstance(one, Gap) for one in chart.model.lines)
    place.saved()
    assert from_text(unlock.remembered(place.work.session, "reading")).gap_weeks == 12


def test_long_chronology_is_quick(place: Place) -> None:
    """1. The list is filtered in far less time than a person notices."""
    tools = chronology(place)
    day = "2024-{:02}-{:02}"
    rows = [
        Item(day.format(n % 12 + 1, n % 28 + 1), "", "contact", f"Visit {n}", "Words", "d")
        for n in range(5000)
    ]
    tools.chronology.show_items(sorted(rows, key=lambda one: one.date))
    began = time.perf_counter()
    tools.chronology.choice.words.setText("visit 77")
    tools.chronology.list.repaint()
    assert time.perf_counter() - began < 0.5
    found = [one for one in tools.chronology.model.lines if isinstance(one, Item)]
    assert found and all("Visit 77" in one.title or "77" in one.title for one in found)


def test_empty_chronology(place: Place) -> None:
    """1."""
    tools = chronology(place)
    tools.chronology.show_items(())
    assert tools.chronology.list.isHidden()
    assert "Nothing with a date" in tools.chronology._none.accessibleName()


def test_words_of_the_question(make_place: MakePlace) -> None:
    """2."""
    words = "Police and police again. MARAC held; the maracas are not. Safeguarding referral.\n"
    place = make_place(more={"2025-09-01_words.txt": words.encode()})
    desk = place.open_first()
    show(place, "ords")
    form = place.work.session.form
    listed = next(one for one in desk.work.questions if "multi-agency" in one.word_lists)
    desk.work.go(listed.code)
    desk.reader.setFocus()
    place.press(Key.Key_W)
    bar = desk.reader.words_bar
    assert bar.isVisible() and bar.total == len(desk.reader.flow.hits)
    hits = [words[one.start : one.end] for one in desk.reader.flow.hits]
    assert hits.count("Police") + hits.count("police") == 2 and "maracas" not in hits
    assert "MARAC" in hits and form.words_for(listed.code)
    place.press(Key.Key_F3)
    assert desk.reader.selection() is not None
    named = place.work.frame.actions_by_id["read.words"].text()
    assert listed.word_lists[0] in named
    place.press(Key.Key_W)
    assert not bar.isVisible() and not desk.reader.flow.hits


def test_acronyms_and_stems() -> None:
    """2. and 5."""
    said = "SPO responded; spoke to GPs. Visited; visits; visitor. Referrals"
    listed = finder.pattern(finder.WordList(("SPO", "GP", "referral")))
    assert listed is not None
    assert [one[0] for one in listed.finditer(said)] == ["SPO", "GPs", "Referrals"]
    stems = finder.pattern(finder.Stems("visiting"))
    assert stems is not None and len(stems.findall(said)) == 3


def test_bookmarks(place: Place) -> None:
    """3."""
    desk = place.open_first()
    place.qtbot.waitUntil(lambda: bool(desk.shown[0]), timeout=10000)
    marked = desk.shown
    place.press(Key.Key_D, CTRL)
    place.saved()
    place.press(Key.Key_D, CTRL | SHIFT)
    panel = desk.tools.places
    assert panel is not None and panel.isVisible()
    spots = [one for one in panel.model.lines if isinstance(one, Spot)]
    assert (spots[0].sha256, spots[0].page) == marked and spots[0].bookmark
    assert any(not one.bookmark and "nothing opened" in one.detail for one in spots)
    other = next(n for n, one in enumerate(panel.model.lines) if one == spots[-1])
    panel.list.setCurrentIndex(panel.model.index(other))
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: desk.shown[0] == spots[-1].sha256, timeout=10000)
    place.press(Key.Key_Left, ALT)
    place.qtbot.waitUntil(lambda: desk.shown == marked, timeout=10000)
    place.press(Key.Key_D, CTRL | SHIFT)
    place.press(Key.Key_Delete)
    place.saved()
    assert not any(one.value for one in desk.work.view.bookmarks.values())
    place.press(Key.Key_Escape)
    place.press(Key.Key_Z, CTRL)
    place.saved()
    sha256, page = marked
    assert place.on_disk().view.bookmarks[f"{sha256}:{page}"].value


def test_next_page_not_opened(place: Place) -> None:
    """3."""
    desk = place.open_first()
    place.qtbot.waitUntil(lambda: bool(desk.shown[0]), timeout=10000)
    first = desk.shown
    place.press(Key.Key_PageDown, CTRL | SHIFT)
    place.qtbot.waitUntil(lambda: desk.shown != first, timeout=10000)
    assert ranges([1, 2, 3, 5, 7, 8]) == "1 to 3, 5, 7 to 8"


def test_side_by_side(place: Place) -> None:
    """4."""
    desk = place.open_first()
    place.qtbot.waitUntil(lambda: bool(desk.reader.document), timeout=10000)
    left = desk.reader
    place.press(Key.Key_F9)
    assert desk.readers.split and desk.reader is not left
    right = desk.reader
    place.qtbot.waitUntil(lambda: bool(right.document), timeout=10000)
    assert desk.panes.one_pane and right.accessibleName() == "Right reader"
    show(place, "Supervision")
    assert left.document != right.document
    right.go_to(right.document, 1, 0, 6)
    place.press(Key.Key_F)
    place.saved()
    assert desk.work.view.evidence[0].document == right.document
    place.press(Key.Key_F9)
    assert desk.reader is left
    right.view().setFocus()
    assert desk.reader is right
    left.view().setFocus()
    assert desk.reader is left
    place.press(Key.Key_F9, CTRL)
    assert desk.readers.readers == [right, left]
    desk.jump(desk.work.view.evidence[0])
    assert desk.reader is right
    place.press(Key.Key_F9, SHIFT)
    assert desk.readers.readers == [right] and not desk.panes.one_pane


def test_find_in_all_my_cases(place: Place) -> None:
    """5."""
    desk = place.open_first()
    first = desk.work.view.reading.id
    place.qtbot.waitUntil(lambda: bool(desk.reader.document), timeout=10000)
    place.press(Key.Key_F, CTRL | SHIFT)
    panel = next(one for one in place.work.frame.findChildren(FindEverywhere))
    assert panel.isVisible()
    place.type("zeppelin away")
    place.press(Key.Key_Return)
    rows = lambda: [one for one in panel.model.lines if not isinstance(one, str)]  # noqa: E731
    place.qtbot.waitUntil(lambda: "nowhere" in panel.told.text(), timeout=5000)
    panel.field.setText("partners away")
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: len(rows()) == 2, timeout=5000)
    assert panel.model.lines[0] == "Case 001 · X482901   1 page"
    place.press(Key.Key_Down)
    with place.qtbot.waitSignal(place.work.inspector.case_shown, timeout=5000):
        place.press(Key.Key_Return)
    assert place.desk.work.view.reading.id != first
    reader = place.desk.reader
    place.qtbot.waitUntil(lambda: reader.selection() is not None, timeout=10000)
    found = reader.selection()
    assert found is not None and found.quote in ("partner", "away")


def test_reading_look_is_kept(place: Place) -> None:
    """6."""
    desk = place.open_first()
    show(place, "Supervision")
    for command in ("view.width.narrow", "view.letters.serif", "view.paper.cream"):
        place.work.frame.actions_by_id[command].trigger()
    place.work.frame.actions_by_id["view.spacing"].trigger()
    place.work.frame.actions_by_id["view.line_focus"].trigger()
    place.press(Key.Key_Plus, CTRL)
    assert desk.reader.flow.look.width == "narrow" and marks.paper().name() == "#fbf1d9"
    band = desk.reader._focus_lines[1]
    assert band.isVisible() and 20 < band.band().height() < desk.reader.height() / 2
    desk.tools.set_paper("theme")
    place.saved()
    kept = from_text(unlock.remembered(place.work.session, "reading"))
    assert (kept.width, kept.letters, kept.line_focus, kept.spacing) == (
        *("narrow", "serif", True),
        1.25,
    )
    assert kept.text_size > ReadingLook().text_size
    assert from_text("rubbish") == from_text('{"width": 3}') == ReadingLook()


def test_areas(make_place: MakePlace) -> None:
    """7."""
    place = make_place(more={"2025-02-01_scanned_note.png": scan()})
    place.work.scans.stop()
    desk = place.open_first()
    show(place, "canned")
    pages = desk.reader.pages
    place.press(Key.Key_R, CTRL | SHIFT)
    before = pages.area.area
    assert before is not None
    place.press(Key.Key_Right)
    place.press(Key.Key_Down, SHIFT)
    left, top, right, bottom = before
    assert pages.area.area == (left + 10, top, right + 10, bottom + 10)
    place.press(Key.Key_F)
    place.saved()
    held = desk.work.view.evidence[0]
    assert held.area == pages.area.area and held.quote == "An area of page 1"
    chip = desk.panel.evidence.chips()[0]
    assert "area" in chip.accessibleName()
    place.press(Key.Key_Escape)
    assert pages.area.area is None
    # The mouse draws another on the bare picture.
    view, scene = pages.viewport(), pages.scene
    assert scene is not None
    corner = scene.layout.rect(1).topLeft().toPoint() + QPoint(40, 30)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corner)
    drag = corner + QPoint(160, 70)
    QTest.mouseMove(view, drag)
    pages.area.drag(scene.layout, drag.toPointF())
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, drag)
    assert pages.area.area is not None and pages.area.area[2] > pages.area.area[0]
    assert scene.mark_rects(pages._marks[0])[0].width() > 20
    now = place.on_disk().view
    assert now.evidence[0].area == held.area


def test_files_of_a_mail(make_place: MakePlace) -> None:
    """8."""
    place = make_place(more=MORE)
    desk = place.open_first()
    model = desk.documents.model
    titles = [
        one.document.title for one in (model.listed(n) for n in range(model.rowCount())) if one
    ]
    at = titles.index("Mail with files")
    assert titles[at + 1 : at + 4] == ["calls.csv", "Earlier.eml", "deep.txt"]
    show(place, "calls.csv")
    desk.reader.sheet.table.go(1, 2)
    desk.reader.setFocus()
    place.press(Key.Key_F)
    place.saved()
    chip = desk.panel.evidence.chips()[0]
    assert "calls.csv" in chip.accessibleName() and "row 2" in chip.accessibleName()
    show(place, "deep.txt")
    assert "zeppelin" in desk.reader.flow.toPlainText()
    assert QApplication.focusWidget() is not None
