"""A sheet of all components in all their states, for pictures in three themes."""

from __future__ import annotations

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QSizePolicy, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.answer import AnswerBlock
from fieldkit.ui.components.band_scale import BandScale, Standing
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.chip import EvidenceChip
from fieldkit.ui.components.choice import CheckBox, DropDown, RadioButton
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.components.pill import KINDS, Pill
from fieldkit.ui.components.progress import ProgressBar, ProgressRing
from fieldkit.ui.components.rating import RATINGS, RatingMark
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.components.save_line import SaveLine
from fieldkit.ui.components.search_field import SearchField


def _named(words: str, widget: QWidget) -> Box:
    label = Label(words, tone="text2")
    theme.fix(label, width=104)
    return row(label, (widget, 1), gap=6)


class Gallery(QWidget):
    """Three columns of cards. `focus_on` is the widget a picture should show with the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.focus_on: QWidget = self
        columns = (
            column(self._answers(), self._buttons(), self._rows(), STRETCH, gap=12),
            column(
                self._ratings(),
                self._scale(),
                self._pills(),
                self._progress(),
                self._empty(),
                STRETCH,
                gap=12,
            ),
            column(self._chips(), self._save_lines(), self._banners(), STRETCH, gap=12),
        )
        thirds = [surface(each, "clear") for each in columns]
        for third in thirds:
            third.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        sheet = surface(row(*((third, 1) for third in thirds), gap=12), "window")
        self.setLayout(column(sheet, gap=0))
        layout = sheet.layout()
        if isinstance(layout, Box):
            layout.set_margins(16, 14, 16, 14)

    def _answers(self) -> Card:
        blocks = {
            words: AnswerBlock("P 2.1.3")
            for words in (
                "Not answered",
                "Focus on No",
                "Answered Yes",
                "Suggested Yes",
                "N/A not allowed",
                "Read only",
            )
        }
        blocks["Focus on No"].set_value("no")
        self.focus_on = blocks["Focus on No"].button("no")
        blocks["Answered Yes"].set_value("yes")
        blocks["Suggested Yes"].set_suggested("yes", "Suggested by the first reader")
        blocks["N/A not allowed"].set_value("yes")
        blocks["N/A not allowed"].set_not_allowed("not_applicable", "This form asks for an answer.")
        blocks["Read only"].set_value("no")
        blocks["Read only"].set_read_only("This case is complete.")
        small = AnswerBlock("Prompt a", small=True)
        small.set_value("yes")
        lines = [_named(words, block) for words, block in blocks.items()]
        prompt = row(Label("a  Are the people at risk identified?"), STRETCH, small)
        return Card("Answer control", *lines, prompt)

    def _buttons(self) -> Card:
        off = Button("Off")
        off.setEnabled(False)
        tab = Button("My cases", "tab")
        tab.set_count(14)
        tab.setChecked(True)
        drop = DropDown("Show")
        drop.addItems(["All cases", "Returned"])
        check, radio = CheckBox("Only returned"), RadioButton("Team folder")
        check.setChecked(True)
        return Card(
            "Buttons and fields",
            row(
                Button("Primary", "primary"),
                Button("Second"),
                Button("Quiet", "quiet"),
                off,
                Button("Link", "link"),
                STRETCH,
            ),
            row(Button("Alert the lead", "alert", icon="warning-octagon"), tab, STRETCH, drop),
            row(check, radio, STRETCH),
            SearchField("Find a case, CRN or words", key="Ctrl+F"),
            QLineEdit("A field with words in it"),
        )

    def _rows(self) -> Card:
        model = QStandardItemModel(self)
        for first, second, extra in (
            ("Unread · 3", "", {Row.SECTION: True}),
            ("Pre-sentence report", "22 Jan 2025 · 10 pages", {Row.ICON: "file-text"}),
            (
                "Approved premises referral",
                "12 Nov 2024 · page 8 of 135",
                {Row.ICON: "file-pdf", Row.STRONG: True, Row.RIGHT: "3 for"},
            ),
            ("Scanned licence", "", {Row.BLOCKED: "Cannot be opened: the file is damaged"}),
        ):
            item = QStandardItem(first)
            item.setData(second, Row.SECOND)
            for role, value in extra.items():
                item.setData(value, role)
            model.appendRow(item)
        view = QListView()
        prepare(view, "Documents")
        view.setModel(model)
        view.setItemDelegate(RowDelegate(view))
        view.setCurrentIndex(model.index(2, 0))
        theme.fix(view, height=182)
        return Card("Rows", view)

    def _ratings(self) -> Card:
        marks = [RatingMark(rating) for rating in RATINGS]
        return Card(
            "Rating mark: shape and word",
            row(*marks[:2], STRETCH, gap=16),
            row(*marks[2:], RatingMark(None, none="To be confirmed"), STRETCH, gap=16),
        )

    def _scale(self) -> Card:
        scale = BandScale()
        scale.set_standing(Standing(64.3, 27, 42, 54.6, 73.1, words="1 case to Good"))
        return Card("Band scale", scale)

    def _pills(self) -> Card:
        kinds = [kind for kind, look in KINDS.items() if look.words]
        pills = [Pill(kind, "Returned: 1 to fix" if kind == "returned" else "") for kind in kinds]
        lines = [row(*pills[place : place + 3], STRETCH) for place in range(0, len(pills), 3)]
        return Card("Pills", *lines)

    def _progress(self) -> Card:
        bar = ProgressBar("Answered")
        bar.setRange(0, 12)
        bar.setValue(8)
        ring = ProgressRing("Approved premises referral", 0.35)
        return Card("Progress", row(Label("8 of 12"), (bar, 1), ring, gap=12))

    def _empty(self) -> Card:
        state = EmptyState(
            "magnifying-glass",
            "No words found for “MARAC”",
            "13 documents searched, 1 has no text.",
            "Record “none found” as evidence",
        )
        return Card("Empty state", state)

    def _chips(self) -> Card:
        against = EvidenceChip(
            "against",
            "OASys",
            "p 23",
            "No contact with victim liaison is "
            "recorded, and no referral was made before release from custody "
            "or after it, although the plan asked for one in each review",
        )
        against.set_selected(True)
        orphan = EvidenceChip(
            "for", "Plan", "p 3", "Weekly check with police", note="Not found in newer file"
        )
        absence = EvidenceChip(
            "absence", "14:01 today", "", "Searched 13 documents for “MARAC”: none"
        )
        first = EvidenceChip(
            "for", "Approved premises referral", "p 8", "Risk to known adult: High"
        )
        return Card("Evidence chip", first, against, absence, orphan)

    def _save_lines(self) -> Card:
        lines = [SaveLine(say=lambda widget, words: None) for _ in range(4)]
        lines[0].saved("14:02:07", 12)
        lines[1].saving("14:02:07", 12)
        lines[2].all_delivered("14:02:07", "13:40")
        lines[3].failed("14:02:07", "The disk is full. What you typed is still here.")
        lines[0].set_page("Page 8 of 135")
        return Card("Save line", *lines, gap=4)

    def _banners(self) -> Card:
        return Card(
            "Banner",
            Banner(
                "info",
                "Question 2.2.2 was returned by J. Okafor.",
                "Open it to see why, with your answer beside.",
                "Open the question",
            ),
            Banner(
                "warn",
                "This page is a picture without text.",
                "You can read it and mark areas; find cannot look inside.",
            ),
            Banner(
                "bad",
                "This file is damaged and cannot be shown.",
                "The rest of the case is fine. Ask your lead for a new copy.",
            ),
            Banner("ok", "Everything is delivered.", "Receipt of 20 November, 17:42."),
        )
