"""What is not there as evidence: gaps and searches that found nothing; and the way back to them.

1. A gap of the chronology is tied by E, with its period and what was asked, to several questions;
   it bears its tag in the chronology, and J goes back to it, also where gaps so short are hidden.
2. F and G do not act there: the question is not seen. E on an item says what to do.
3. A recorded search opens again from its chip and says what it finds today.
4. An area is jumped to itself, not to the top of its page.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt

from fieldkit.inspection.chronology import Gap, Item, asked_for_gaps
from fieldkit.steps import chronology
from fieldkit.ui.desk.chronology import Chronology
from fieldkit.ui.reader.page_paint import area_rect
from tests.documents import samples
from tests.steps.test_look import MORE
from tests.ui.desk.conftest import MakePlace, Place
from tests.ui.desk.test_desk import CTRL, SHIFT, Key

ALT = Qt.KeyboardModifier.AltModifier


def on_a_gap(place: Place) -> tuple[Chronology, Gap]:
    place.press(Key.Key_T, CTRL)
    chart = place.desk.tools.chronology
    place.qtbot.waitUntil(lambda: bool(chart.model.lines), timeout=5000)
    gap = next(one for one in chart.model.lines if isinstance(one, Gap))
    chart.go_to(gap)
    return chart, gap


def test_a_gap_is_tied(make_place: MakePlace) -> None:
    """1."""
    place = make_place(more=MORE)
    desk = place.open_first()
    chart, gap = on_a_gap(place)
    place.press(Key.Key_E)
    panel = desk.tying.panel
    assert panel is not None and panel.isVisible() and panel._directions.isHidden()
    for key in (Key.Key_G, Key.Key_3):
        place.press(key)
    place.press(Key.Key_Return)
    place.saved()
    held = desk.work.view.evidence[0]
    assert (held.direction, held.questions) == ("absence", ("P 2.1.1", "P 2.1.3"))
    assert held.quote.startswith("75 days with no recorded contact, ")
    kinds, documents = chronology_asked(place)
    assert (kinds, documents) == (("contact",), 2)
    assert held.quote.endswith("Searched: contacts in 2 documents")
    assert (held.before, held.after) == (gap.after, gap.before)
    index = chart.model.index(chart.model.row_of(gap) or 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "nothing found, for 2.1.1" in spoken
    chart.choice.weeks.setCurrentIndex(chart.choice.weeks.findData(12))
    assert chart.model.row_of(gap) is None
    place.press(Key.Key_Left, ALT)
    place.press(Key.Key_J)
    place.qtbot.waitUntil(lambda: chart.current() == gap, timeout=5000)
    assert desk.pages.currentWidget() is chart
    place.saved()
    assert place.on_disk().view.evidence[0].quote == held.quote


def chronology_asked(place: Place) -> tuple[tuple[str, ...], int]:
    work = place.desk.work
    return asked_for_gaps(
        chronology.items(place.work.session, work.view.subject.id, work.documents)
    )


def test_keys_tie_only_what_is_seen(make_place: MakePlace) -> None:
    """2."""
    place = make_place(more=MORE)
    desk = place.open_first()
    chart, _ = on_a_gap(place)
    place.press(Key.Key_F)
    assert not desk.work.view.evidence
    chart.go_to(next(one for one in chart.model.lines if isinstance(one, Item)))
    place.press(Key.Key_E)
    assert not desk.work.view.evidence
    place.qtbot.waitUntil(lambda: "Only gaps are tied from here" in desk.notices.words())


def test_a_search_opens_again(place: Place) -> None:
    """3."""
    desk = place.open_first()
    place.saved()
    place.press(Key.Key_E, CTRL | SHIFT)
    panel = desk.rating.absence
    assert panel is not None
    place.type("MARAC")
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(panel.button.isEnabled, timeout=5000)
    place.press(Key.Key_Return)
    place.saved()
    place.press(Key.Key_J)
    place.qtbot.waitUntil(lambda: panel.result.text().startswith("Still none."), timeout=5000)
    assert panel.isVisible() and panel.search.text() == "MARAC" and not panel.button.isEnabled()
    place.press(Key.Key_Escape)
    assert len(desk.work.view.evidence) == 1
    path = place.folder.parent / "minutes.txt"
    path.write_text("A MARAC was held in May.", encoding="utf-8")
    desk.adding.add_files([path])

    def known() -> bool:
        return any(one.document.reading and one.characters for one in desk.work.documents)

    place.qtbot.waitUntil(known, timeout=15000)
    desk.panel.evidence.chips()[0].setFocus()
    place.press(Key.Key_Return)
    place.qtbot.waitUntil(lambda: panel.result.text().startswith("Found since."), timeout=5000)
    assert "stands on 1 page of this case" in panel.result.text()


def test_an_area_is_jumped_to(make_place: MakePlace) -> None:
    """4."""
    place = make_place(more={"2025-02-01_scanned_note.png": samples.png(700, 2400)})
    place.work.scans.stop()
    desk = place.open_first()
    listed = next(one for one in desk.work.documents if "canned" in one.document.title)
    with place.qtbot.waitSignal(desk.readers.document_shown, timeout=20000):
        desk.open_document(listed.document.sha256)
    place.saved()
    pages = desk.reader.pages
    pages.area.select(1, (100, 900, 400, 960))
    place.press(Key.Key_F)
    pages.area.clear()
    pages.verticalScrollBar().setValue(0)
    place.press(Key.Key_J)
    place.saved()
    scene, area = pages.scene, desk.work.view.evidence[0].area
    assert scene is not None and area == (100, 900, 400, 960)
    seen = QRectF(pages._origin(), QSizeF(pages.viewport().size()))
    assert seen.contains(area_rect(scene.layout, 1, area))
    desk.open_document(desk.work.documents[0].document.sha256)
    place.saved()
    place.press(Key.Key_J)
    place.qtbot.waitUntil(lambda: desk.reader.is_open(listed.document.sha256), timeout=10000)
    place.saved()
    assert pages.scene is not None
    seen = QRectF(pages._origin(), QSizeF(pages.viewport().size()))
    assert seen.contains(area_rect(pages.scene.layout, 1, area))
