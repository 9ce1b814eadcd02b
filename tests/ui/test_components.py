"""Components.

1. Answer: choosing, choosing again clears, letters, arrows that never choose, refusals with why.
2. Chip: Enter opens, Delete removes, words for a screen reader, two lines at most.
3. Save line: four states in words; a failure is said at once and once; a save never is.
4. Banner, empty state, buttons, search field, popover, letters: keys, names, focus.
5. Every component paints in three themes and at 200 percent without clipping its words.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from fieldkit.ui import theme
from fieldkit.ui.components import pill
from fieldkit.ui.components.answer import AnswerBlock
from fieldkit.ui.components.band_scale import BandScale, Standing
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.chip import EvidenceChip
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.key_hint import shown
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.rating import RATINGS, RatingMark
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.components.save_line import SaveLine
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.gallery import Gallery
from fieldkit.ui.keys import LetterKeys, is_text_input
from fieldkit.ui.palette import PaletteItem, matching
from fieldkit.ui.tokens import SIZE

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def answer(qtbot: QtBot) -> AnswerBlock:
    block = AnswerBlock("P 2.1.3, keeping other people safe")
    qtbot.addWidget(block)
    block.resize(400, 42)
    block.show()
    block.activateWindow()
    qtbot.waitUntil(block.isActiveWindow)
    return block


def test_click_chooses_and_click_again_clears(answer: AnswerBlock, qtbot: QtBot) -> None:
    told: list[object] = []
    answer.answered.connect(told.append)
    qtbot.mouseClick(answer.button("no"), LEFT)
    assert answer.value() == "no" and answer.button("no").isChecked()
    qtbot.mouseClick(answer.button("yes"), LEFT)
    assert not answer.button("no").isChecked()
    qtbot.mouseClick(answer.button("yes"), LEFT)
    assert answer.value() is None and not answer.button("yes").isChecked()
    assert told == ["no", "yes", None]


def test_set_value_is_silent(answer: AnswerBlock, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(answer.answered):
        answer.set_value("not_applicable")
        answer.set_value(None)
    with pytest.raises(ValueError):
        answer.set_value("maybe")


@pytest.mark.parametrize(
    ("key", "value"), [(KEY.Key_Y, "yes"), (KEY.Key_N, "no"), (KEY.Key_A, "not_applicable")]
)
def test_letters_choose(answer: AnswerBlock, qtbot: QtBot, key: Qt.Key, value: str) -> None:
    answer.button("yes").setFocus()
    with qtbot.waitSignal(answer.answered) as told:
        qtbot.keyClick(answer.button("yes"), key)
    assert told.args == [value]


def test_arrows_move_without_choosing(answer: AnswerBlock, qtbot: QtBot) -> None:
    answer.button("yes").setFocus()
    with qtbot.assertNotEmitted(answer.answered):
        qtbot.keyClick(answer.button("yes"), KEY.Key_Right)
        assert answer.button("no").hasFocus()
        qtbot.keyClick(answer.button("no"), KEY.Key_Left)
        qtbot.keyClick(answer.button("yes"), KEY.Key_Left)
    assert answer.button("not_applicable").hasFocus()
    qtbot.keyClick(answer.button("not_applicable"), KEY.Key_Space)
    assert answer.value() == "not_applicable"


def test_enter_chooses(answer: AnswerBlock, qtbot: QtBot) -> None:
    answer.button("no").setFocus()
    qtbot.keyClick(answer.button("no"), KEY.Key_Return)
    assert answer.value() == "no"


def test_what_is_not_allowed_says_why(answer: AnswerBlock, qtbot: QtBot) -> None:
    answer.set_not_allowed("not_applicable", "This form asks for an answer.")
    button = answer.button("not_applicable")
    assert button.toolTip() == "This form asks for an answer."
    assert "Locked" in button.accessibleDescription()
    with qtbot.assertNotEmitted(answer.answered), qtbot.waitSignal(answer.refused) as why:
        qtbot.mouseClick(button, LEFT)
    assert why.args == ["This form asks for an answer."]
    assert answer.value() is None and not button.isChecked()


def test_read_only_keeps_the_answer(answer: AnswerBlock, qtbot: QtBot) -> None:
    answer.set_value("no")
    answer.set_read_only("This case is complete.")
    qtbot.mouseClick(answer.button("no"), LEFT)
    assert answer.value() == "no" and answer.button("no").isChecked()
    answer.set_read_only("")
    qtbot.mouseClick(answer.button("no"), LEFT)
    assert answer.value() is None


def test_answer_is_radio_buttons_to_a_screen_reader(answer: AnswerBlock) -> None:
    answer.set_value("yes")
    heard = QAccessible.queryAccessibleInterface(answer.button("yes"))
    assert heard.role() == QAccessible.Role.RadioButton
    assert heard.state().checked
    assert heard.text(QAccessible.Text.Name) == "Yes"
    assert "P 2.1.3" in heard.text(QAccessible.Text.Description)
    stops = [v for v in ("yes", "no") if answer.button(v).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["yes"]


def chip(qtbot: QtBot, **kept: object) -> EvidenceChip:
    made = EvidenceChip("against", "OASys", "p 23", "No contact is recorded", **kept)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(360, made.heightForWidth(360))
    made.show()
    return made


def test_chip_keys(qtbot: QtBot) -> None:
    made = chip(qtbot)
    for key in (KEY.Key_Return, KEY.Key_Space):
        with qtbot.waitSignal(made.opened):
            qtbot.keyClick(made, key)
    with qtbot.waitSignal(made.removed):
        qtbot.keyClick(made, KEY.Key_Delete)
    with qtbot.waitSignal(made.opened):
        qtbot.mouseClick(made, LEFT, pos=QPoint(20, 20))


def test_chip_that_stays(qtbot: QtBot) -> None:
    made = chip(qtbot, removable=False)
    with qtbot.assertNotEmitted(made.removed):
        qtbot.keyClick(made, KEY.Key_Delete)


def test_chip_words(qtbot: QtBot) -> None:
    made = chip(qtbot, note="Not found in newer file")
    name = made.accessibleName()
    assert name == "Against, OASys · p 23, “No contact is recorded”, Not found in newer file"
    made.set_selected(True)
    assert made.accessibleDescription().startswith("Open on the page.")


def test_chip_takes_two_lines_at_most(qtbot: QtBot) -> None:
    short = EvidenceChip("for", "Plan", "p 3", "Weekly check")
    long = EvidenceChip("for", "Plan", "p 3", "Weekly check with police " * 30)
    for made in (short, long):
        qtbot.addWidget(made)
    line = theme.metrics("body").height()
    assert long.heightForWidth(300) - short.heightForWidth(300) == pytest.approx(line, abs=1)


def test_save_line_states(qtbot: QtBot) -> None:
    said: list[str] = []
    line = SaveLine(say=lambda widget, words: said.append(words))
    qtbot.addWidget(line)
    line.saved("14:02:07", 12)
    assert line.text() == "Saved 14:02:07 on this laptop · 12 changes not yet delivered"
    line.saved("14:02:07", 1)
    assert line.text().endswith("1 change not yet delivered")
    line.saving("14:02:07", 12)
    assert line.text().startswith("Saving… last saved 14:02:07")
    line.all_delivered("14:02:07", "13:40")
    assert line.text() == "Saved 14:02:07 on this laptop · All delivered 13:40"
    assert said == []
    for _ in range(2):
        line.failed("14:02:07", "The disk is full. What you typed is still here.")
    assert said == ["Not saved since 14:02:07. The disk is full. What you typed is still here."]
    assert line.text().startswith("Not saved since 14:02:07")


def test_save_line_failure_reaches_the_platform(qtbot: QtBot) -> None:
    line = SaveLine()
    qtbot.addWidget(line)
    line.show()
    line.failed("14:02:07", "The disk is full.")
    line.saved("14:02:09", 0)
    assert line.text().endswith("All delivered")


@pytest.mark.parametrize(("scale", "wide"), [(1.0, 1366), (1.0, 700), (2.0, 1366), (2.0, 900)])
def test_save_line_failure_is_read_to_its_end(
    look: theme.Theme, qtbot: QtBot, scale: float, wide: int
) -> None:
    look.set_scale(scale)
    line = SaveLine()
    qtbot.addWidget(line)
    line.set_marking("OFFICIAL-SENSITIVE")
    line.resize(wide, 60)
    line.show()
    what = "What you typed is still here. Free some space; saving goes on by itself."
    line.failed("14:02:07", f"The disk is full. {what}")
    line.set_page("Page 1 of 135")
    state = line._state
    edge = theme.px(4)  # of the ten that it wants around its words
    assert state.fits() or state.high() - edge <= state.height() <= state.high() + edge
    line.saved("14:02:09", 0)
    assert line.height() == theme.px(SIZE["save"])


def test_save_line_opens_health_and_keys(qtbot: QtBot) -> None:
    line = SaveLine()
    qtbot.addWidget(line)
    line.resize(800, 28)
    line.show()
    with qtbot.waitSignal(line.health_requested):
        qtbot.mouseClick(line.childAt(20, 14), LEFT)
    with qtbot.waitSignal(line.keys_requested):
        qtbot.mouseClick(line.childAt(770, 14), LEFT)


def test_banner(qtbot: QtBot) -> None:
    banner = Banner("warn", "No needs a reason.", "Your answer is saved.", "Write the reason")
    qtbot.addWidget(banner)
    banner.show()
    assert banner.accessibleName() == "Warning: No needs a reason. Your answer is saved."
    with qtbot.waitSignal(banner.acted):
        qtbot.keyClick(banner.action(), KEY.Key_Space)
    banner.say("ok", "Everything is delivered.")
    assert banner.action().isHidden()
    assert banner.words() == "Everything is delivered."


def test_wrapped_words_are_never_clipped(qtbot: QtBot) -> None:
    banner = Banner("bad", "This file is damaged and cannot be shown.", "The rest is fine. " * 6)
    host = QWidget()
    qtbot.addWidget(host)
    host.setLayout(column(banner, "stretch"))
    host.resize(260, 500)
    host.show()
    for label in banner.findChildren(Label):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width())
    wide = banner.height()
    host.resize(900, 500)
    qtbot.waitUntil(lambda: banner.height() < wide)


def test_empty_state_acts(qtbot: QtBot) -> None:
    state = EmptyState("tray", "No inspection yet", "Your lead sends one.", "Open a pack…")
    qtbot.addWidget(state)
    with qtbot.waitSignal(state.acted):
        qtbot.mouseClick(state.findChildren(Button)[0], LEFT)


def test_button_without_words_needs_a_name(qtbot: QtBot) -> None:
    with pytest.raises(ValueError):
        Button("", "quiet", icon="x")
    button = Button("", "quiet", icon="flag", name="Come back to this", key="M")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Come back to this"
    assert button.toolTip() == "Come back to this (M)"


def test_tab_count(qtbot: QtBot) -> None:
    tab = Button("Send", "tab")
    qtbot.addWidget(tab)
    bare = tab.sizeHint().width()
    tab.set_count(12)
    assert tab.accessibleName() == "Send, 12"
    assert tab.sizeHint().width() > bare
    tab.setChecked(True)
    checked = tab.sizeHint()
    tab.setChecked(False)
    assert tab.sizeHint() == checked


def test_search_field_keys(qtbot: QtBot) -> None:
    field = SearchField("Find a case", key="Ctrl+F")
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, "marac")
    with qtbot.assertNotEmitted(field.left):
        qtbot.keyClick(field, KEY.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, KEY.Key_Escape)
    with qtbot.waitSignal(field.stepped) as step:
        qtbot.keyClick(field, KEY.Key_Down)
    assert step.args == [1]


def test_labels_never_read_markup(qtbot: QtBot) -> None:
    label = Label("<b>letter</b>.pdf")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_elided_label_tells_the_rest(qtbot: QtBot) -> None:
    label = ElidedLabel("A very long name of a document that cannot fit")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(900, 20)
    qtbot.waitUntil(lambda: label.toolTip() == "")


@pytest.mark.parametrize("rating", list(RATINGS))
def test_rating_is_word_and_shape(qtbot: QtBot, rating: str) -> None:
    mark = RatingMark(rating)
    qtbot.addWidget(mark)
    mark.resize(mark.sizeHint())
    assert mark.accessibleName() == RATINGS[rating]
    image = mark.grab().toImage()
    want = theme.colour(rating)
    inked = {image.pixelColor(x, y).name() for x in range(14) for y in range(image.height())}
    assert want.name() in inked


def test_standing_in_words() -> None:
    standing = Standing(64.2857, 27, 42, 54.0, 73.0, words="1 case to Good")
    assert standing.sentence() == "27/42 = 64.3 %. 1 case to Good. 80 % interval shown by the bar."
    assert Standing().sentence() == "Nothing answered yet."


def test_band_scale_names_the_forms_percents(qtbot: QtBot) -> None:
    scale = BandScale((40, 60, 90))
    qtbot.addWidget(scale)
    scale.set_standing(Standing(50, 5, 10))
    assert scale.accessibleName() == "5/10 = 50.0 %."
    assert "40, 60, 90" in scale.accessibleDescription()


def test_pills_have_words() -> None:
    words = {kind: pill.pill_words(kind) for kind in pill.KINDS if pill.KINDS[kind].words}
    assert {
        "Not started",
        "In progress",
        "Complete",
        "Disputed",
        "Alert open",
        "Delivered",
        "Waiting",
        "New",
        "Parallel",
    } <= set(words.values())
    assert pill.pill_words("returned", "Returned: 1 to fix") == "Returned: 1 to fix"
    assert pill.pill_width("returned", "Returned: 1 to fix") > pill.pill_width("new")
    with pytest.raises(KeyError):
        pill.pill_words("unheard of")


def test_rows_paint_and_size(qtbot: QtBot) -> None:
    model = QStandardItemModel()
    for first, second in (("Unread · 3", ""), ("Pre-sentence report", "22 Jan 2025")):
        item = QStandardItem(first)
        item.setData(second or None, Row.SECOND)
        item.setData(not second, Row.SECTION)
        model.appendRow(item)
    view = QListView()
    qtbot.addWidget(view)
    prepare(view, "Documents")
    view.setModel(model)
    view.setItemDelegate(RowDelegate(view))
    view.setCurrentIndex(model.index(1, 0))
    view.resize(300, 120)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    assert view.sizeHintForRow(0) == 30 and view.sizeHintForRow(1) == 50
    view.setFocus()
    focused = view.grab().toImage()
    assert focused.pixelColor(1, 55) == theme.colour("focus")


def _window(qtbot: QtBot) -> tuple[QWidget, QLineEdit, Button]:
    host = QWidget()
    qtbot.addWidget(host)
    field, button = QLineEdit(), Button("Next")
    layout = QVBoxLayout(host)
    layout.addWidget(field)
    layout.addWidget(button)
    host.resize(600, 400)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host, field, button


def test_letters_act_only_outside_text(qtbot: QtBot) -> None:
    host, field, button = _window(qtbot)
    hits: list[str] = []
    LetterKeys(host, {"Y": lambda: hits.append("Y")})
    field.setFocus()
    qtbot.keyClick(field, KEY.Key_Y)
    assert (hits, field.text()) == ([], "y")
    button.setFocus()
    qtbot.keyClick(button, KEY.Key_Y)
    assert hits == ["Y"]
    qtbot.keyClick(button, KEY.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert hits == ["Y"]


def test_letters_outlive_what_had_the_focus(qtbot: QtBot) -> None:
    host, field, button = _window(qtbot)
    hits: list[str] = []
    LetterKeys(host, {"Y": lambda: hits.append("Y")})
    button.setFocus()
    delete(button)  # as Qt does it: the focus goes on only while it is being taken apart
    qtbot.keyClick(host, KEY.Key_Y)
    assert hits == ["Y"]
    field.setFocus()
    field.setReadOnly(True)
    qtbot.keyClick(field, KEY.Key_Y)
    assert hits == ["Y", "Y"]


def test_what_a_text_input_is(qtbot: QtBot) -> None:
    text = QPlainTextEdit()
    qtbot.addWidget(text)
    assert is_text_input(text)
    text.setReadOnly(True)
    assert not is_text_input(text)
    assert not is_text_input(None)


def test_letters_in_a_list_act_and_in_a_popover_do_not(qtbot: QtBot) -> None:
    host, _, button = _window(qtbot)
    hits: list[str] = []
    LetterKeys(host, {"Y": lambda: hits.append("window")})
    view = QListView(host)
    view.show()
    view.setFocus()
    qtbot.keyClick(view, KEY.Key_Y)
    assert hits == ["window"]
    popover = Popover(host, "Tie")
    inner = Button("Tie to 2 questions")
    popover.set_body(column(inner), 300)
    LetterKeys(popover, {"F": lambda: hits.append("popover")})
    popover.open_at(button, inner)
    qtbot.keyClick(inner, KEY.Key_Y)
    qtbot.keyClick(inner, KEY.Key_F)
    assert hits == ["window", "popover"]


def test_popover_closes_on_escape_and_gives_the_focus_back(qtbot: QtBot) -> None:
    host, field, button = _window(qtbot)
    field.setFocus()
    popover = Popover(host, "Tie this passage")
    inner = Button("Tie")
    popover.set_body(column(inner), 300)
    popover.open_at(button, inner)
    assert inner.hasFocus() and host.rect().contains(popover.geometry())
    with qtbot.waitSignal(popover.closed):
        qtbot.keyClick(inner, KEY.Key_Escape)
    assert field.hasFocus() and popover.isHidden()


def test_popover_closes_on_a_press_outside(qtbot: QtBot) -> None:
    host, field, button = _window(qtbot)
    popover = Popover(host, "Tie this passage")
    popover.set_body(column(Label("Here")), 200)
    popover.open_at(field)
    with qtbot.waitSignal(popover.closed):
        qtbot.mouseClick(button, LEFT, pos=QPoint(button.width() - 4, button.height() - 4))


def test_palette_finds_by_words() -> None:
    items = [
        PaletteItem("Find “mar” in this case", "find", str),
        PaletteItem("Case 014", "case", str, detail="X482913, read by A. Marsh"),
        PaletteItem("Mark this page", "command", str, key="Ctrl+D"),
    ]
    assert matching(items, "mar")[0].title == "Mark this page"
    assert [item.title for item in matching(items, "marsh 014")] == ["Case 014"]
    assert matching(items, "nothing at all") == []
    assert len(matching(items, "")) == 3


def test_keys_are_shown_as_this_system_writes_them() -> None:
    assert shown("Y") == "Y"
    assert "K" in shown("Ctrl+K")


@pytest.mark.parametrize("choice", ["light", "dark", "high"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_paints(
    qtbot: QtBot, look: theme.Theme, choice: theme.Choice, scale: float
) -> None:
    look.set_choice(choice)
    look.set_scale(scale)
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.resize(int(1440 * scale), int(880 * scale))
    gallery.show()
    image = gallery.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = set(memoryview(image.constBits()).cast("I"))
    for token in ("panel", "text", "accent", "bad", "warn", "ok", "mark"):
        assert theme.colour(token).rgb() in seen, token
