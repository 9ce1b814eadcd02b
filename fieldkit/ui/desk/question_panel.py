"""The question open: answer, reason, evidence, prompts, notes, guidance, previous and next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from fieldkit.inspection.reading import NOT_APPLICABLE, NOTHING, allowed_answers
from fieldkit.steps import rate
from fieldkit.ui import theme
from fieldkit.ui.components.answer import AnswerBlock
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.desk import words
from fieldkit.ui.desk.coverage_line import CoverageLine
from fieldkit.ui.desk.evidence_list import EvidenceList
from fieldkit.ui.desk.notes import Notes
from fieldkit.ui.desk.prompts import PromptList
from fieldkit.ui.desk.proposal import Proposal
from fieldkit.ui.desk.talk import Talks
from fieldkit.ui.desk.text_field import GrowingText, TextField
from fieldkit.ui.desk.work import CaseWork

_NOT_HERE = "The form does not allow Not applicable for this question in this case."


class PanelHead(QFrame):
    """Previous, next, place, flag and guidance, above the question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar_top")
        theme.fix(self, height=40)
        make = Button
        self.previous = make("", "quiet", icon="caret-up", name="Previous question", key="Ctrl+Up")
        self.next = make("", "quiet", icon="caret-down", name="Next question", key="Ctrl+Down")
        self.place = Label("", "second_medium", "text2")
        self.outline = make("", "quiet", icon="list-numbers", name="Questions")
        self.outline.hide()
        self.flag = make("", "quiet", icon="flag", name="Come back to this", key="M")
        self.guidance = make("Guidance", "quiet", icon="book-open", key="Shift+F1")
        self.setLayout(
            row(
                *(self.previous, self.next, 4, self.place, self.outline, STRETCH),
                *(self.flag, self.guidance),
                gap=4,
                margins=(8, 0, 8, 0),
            )
        )

    def show_place(self, code: str, here: int, of: int, folded: bool) -> None:
        """ "3 of 12", or with the outline folded the button "P 2.1.3 · 3 of 12"."""
        self.place.setText(f"{here} of {of}")
        self.place.setVisible(not folded)
        self.outline.setText(f"{code} · {here} of {of}")
        self.outline.set_name(f"Questions: {code}, {here} of {of}")
        self.outline.setVisible(folded)


class QuestionPanel(QFrame):
    """Shows the question that `work` has open and hands every deed to it."""

    evidence_opened = Signal(object)
    tie_requested = Signal()
    outline_requested = Signal()

    def __init__(
        self, work: CaseWork, ratings: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "side_right")
        self.setAccessibleName("Question")
        self._work = work
        self._folded = False
        self._guidance_open = False
        self.head = PanelHead()
        self.answers = AnswerBlock()
        self.reason = TextField("Reason")
        self.evidence = EvidenceList(work)
        self.coverage = CoverageLine(work)
        self.prompts = PromptList(work)
        self.talks = Talks(work)
        self.notes = Notes(work)
        self.proposal = Proposal(work, ratings)
        self._build_words()
        self._area = self._build_area()
        self.setLayout(column(self.head, (self._area, 1), self._build_foot(), gap=0))
        self._fill()
        self._connect()
        work.changed.connect(self.refresh)
        work.moved.connect(self._moved)
        self.refresh()

    def _build_words(self) -> None:
        self._code = Label("", "second_strong", "accent", wrap=True)
        self._text = Label("", "question", wrap=True)
        self._guidance = Label("", "body", "text2", wrap=True)
        self._guidance_box = surface(column(self._guidance, margins=(12, 9, 12, 10)), "well")
        self._guidance_box.setAccessibleName("Guidance")
        self._guidance_box.hide()
        self._returned = Banner("warn", "Returned", icon="arrow-u-up-left-bold")
        self._returned.acted.connect(self._work.keep_answer)
        self._stood = Label("", wrap=True)
        told = Label("Your answer when it was returned", "second_strong", "text2")
        self._stood_box = surface(column(told, self._stood, gap=2, margins=(12, 9, 12, 10)), "well")
        self._stood_box.setAccessibleName("Your answer when it was returned")
        self._disputed = Banner(
            "bad",
            "Disputed: two values stand for this question",
            "Both are kept. Your lead reads both, then decides.",
            icon="git-diff",
        )
        self._locked = Banner("info", "This case is complete", "", "Reopen it")
        self._agreed = Banner("info", "Agreed", icon="users-three")
        self._refusal = Label("", "medium", "warn", wrap=True)
        self._refusal.hide()
        self._made = Label("", "second", "text2", wrap=True)

    def _build_area(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setProperty("clear", True)
        area.setWidget(self._inside)
        return area

    def _fill(self) -> None:
        """Last of all: what goes to another parent with its children is styled once more."""
        self._inside.setLayout(
            column(
                *(self._code, self._text, self._guidance_box, self._returned, self._stood_box),
                self.talks,
                *(
                    self._disputed,
                    self._agreed,
                    self._locked,
                    2,
                    self.answers,
                    self._refusal,
                    self.reason,
                    2,
                    self.evidence,
                ),
                self.coverage,
                *(4, self.prompts, 4, self.proposal, self.notes, self._made, STRETCH),
                gap=8,
                margins=(16, 12, 16, 16),
            )
        )

    def _build_foot(self) -> QFrame:
        self.previous = Button("Previous", "quiet", icon="caret-left", key="Ctrl+Up")
        self.next = Button("Next question", "plain", key="Ctrl+Down")
        foot = row(
            *(self.previous, KeyHint("Ctrl+Up"), STRETCH, KeyHint("Ctrl+Down"), self.next),
            gap=6,
            margins=(8, 6, 14, 6),
        )
        return surface(foot, "bar_bottom")

    def _connect(self) -> None:
        for button in (self.head.previous, self.previous):
            button.clicked.connect(lambda: self._work.step(-1))
        for button in (self.head.next, self.next):
            button.clicked.connect(lambda: self._work.step(1))
        self.head.flag.clicked.connect(self._work.toggle_flag)
        self.head.guidance.clicked.connect(self.toggle_guidance)
        self.head.outline.clicked.connect(self.outline_requested)
        self.answers.answered.connect(self._work.answer)
        self.answers.refused.connect(self._refuse)
        self.reason.typed.connect(self._typed)
        self.reason.left.connect(self._work.leave)
        self.evidence.opened.connect(self.evidence_opened)
        self.evidence.add_requested.connect(self.tie_requested)
        self._locked.acted.connect(self._work.reopen)

    # What is asked of it

    def answer_by_key(self, value: str) -> None:
        """Y, N or A."""
        self.answers.choose(value)

    def write_reason(self) -> None:
        """R: give the reason the keys."""
        self._area.ensureWidgetVisible(self.reason)
        self.reason.take_keys()

    def toggle_guidance(self) -> None:
        """Open or close the guidance, under the question."""
        self._guidance_open = not self._guidance_open
        self.refresh()

    def set_folded(self, folded: bool) -> None:
        """Whether the outline has become a button."""
        self._folded = folded
        self.refresh()

    def take_keys(self) -> None:
        """Give the answers the keys."""
        value = self.answers.value() or "yes"
        self.answers.button(value).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a text: the answers have the keys, so that letters act again."""
        if event.key() == Qt.Key.Key_Escape and isinstance(QApplication.focusWidget(), GrowingText):
            self.take_keys()
            return
        super().keyPressEvent(event)

    def _refuse(self, why: str) -> None:
        self._refusal.setText(why)
        self._refusal.show()

    def _typed(self, text: str) -> None:
        self._work.typing(rate.reason(self._work.view, self._work.question.code, text))

    def _moved(self, code: str) -> None:
        self._refusal.hide()
        self._area.verticalScrollBar().setValue(0)
        self.refresh()

    # Showing

    def refresh(self) -> None:
        """Show the question open as it stands."""
        view, question = self._work.view, self._work.question
        code = question.code
        answer = view.answers.get(code, NOTHING)
        about = words.about(words.standard_of(self._work.view, code), question)
        self._code.setText(f"{code}   {about}" if about else code)
        self._text.setText(question.text)
        self._guidance.setText(question.guidance or "The form gives no guidance here.")
        self._guidance_box.setVisible(self._guidance_open)
        self.head.show_place(code, *self._work.place, self._folded)
        flagged = view.flags.get(code, NOTHING).value is not None
        self.head.flag.set_icon("flag-fill" if flagged else "flag")
        told = "Flagged: come back to this" if flagged else "Come back to this"
        self.head.flag.set_name(told)
        self._show_answer(answer.value, question.text, code)
        self._show_banners(code, answer.disputed)
        self._show_reason(code, answer.value)
        here, of = self._work.place
        self.previous.setEnabled(here > 1)
        self.next.setEnabled(here < of)
        of_question = (self.talks, self.evidence, self.coverage, self.prompts, self.notes)
        for part in (*of_question, self.proposal):
            part.refresh()
        self.proposal.setVisible(view.subject.kind == "standard")
        said = words.ANSWERS.get(answer.value or "")
        self._made.setText(f"Answered {said}." if said else "Not answered yet.")

    def _show_answer(self, value: str | None, text: str, code: str) -> None:
        allowed = allowed_answers(self._work.view, self._work.question)
        self.answers.set_question(f"{code}. {text}")
        self.answers.set_value(value if value in words.ANSWERS else None)
        why = "" if NOT_APPLICABLE in allowed else _NOT_HERE
        self.answers.set_not_allowed(NOT_APPLICABLE, why)
        self.answers.set_read_only(self._work.read_only)
        if value is not None:
            self._refusal.hide()

    def _show_banners(self, code: str, disputed: bool) -> None:
        returned = self._work.view.returns.get(code)
        self._returned.setVisible(returned is not None)
        if returned is not None:
            title = "Your lead asks you to look again"
            self._returned.say("warn", title, f"“{returned}”", "Keep my answer")
            self._stood.setText(self._stands(code))
        self._stood_box.setVisible(returned is not None)
        self._disputed.setVisible(disputed)
        self._show_agreed(code)

    def _show_agreed(self, code: str) -> None:
        """The agreed answer of a benchmark case beside one's own; then there is no reopening."""
        view = self._work.view
        agreed = view.agreed_shown.get(code)
        self._agreed.setVisible(agreed is not None)
        self._locked.setVisible(bool(self._work.read_only) and not view.agreed_shown)
        if agreed is not None:
            self._agreed.say(*words.agreed(view, code))

    def _stands(self, code: str) -> str:
        """The answer that was returned, with its reason: it is what stands."""
        view = self._work.view
        said = words.ANSWERS.get(view.answers.get(code, NOTHING).value or "", "not answered")
        reason = view.reasons.get(code, NOTHING).value
        return said + (f"\n“{reason}”" if reason else "")

    def _show_reason(self, code: str, value: str | None) -> None:
        needed = value is not None and value in self._work.question.reason_needed_for
        said = words.ANSWERS.get(value or "")
        self.reason.set_title(f"Reason (needed for {said})" if needed else "Reason (if you wish)")
        text = self._work.view.reasons.get(code, NOTHING).value or ""
        self.reason.set_text(text)
        self.reason.set_read_only(bool(self._work.read_only))
        if self.reason.edit.hasFocus():
            return
        if text:
            saved = self._work.all_saved
            self.reason.set_state("Saved" if saved else "Saving…", tone="ok" if saved else "text2")
        elif needed:
            self.reason.set_state("Missing", "warning-fill", "warn")
        else:
            self.reason.set_state("")
