"""Prepare, the inspection itself: title, label before unlocking, its set, how long cases stay."""

from __future__ import annotations

from PySide6.QtCore import Signal

from fieldkit.steps import prepare, retire
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head, labelled, number_field, text_field
from fieldkit.ui.lead.sections import scrolled
from fieldkit.ui.operations import Operations


class StartPage(LeadPage):
    """`changed` is emitted when the inspection was named."""

    changed = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self.title = text_field("Title", "For those inside: Northvale PDU 2025")
        self.label = text_field("Label", "Shown before unlocking: Inspection 2025-07")
        self.keep = Button("Keep these names", "plain", icon="check")
        self.keep.clicked.connect(self._keep)
        self.days = number_field("Days that a case stays on a laptop", 0, retire.LONGEST_DAYS)
        self.keep_days = Button("Keep this time", "plain", icon="check")
        self.keep_days.clicked.connect(self._keep_days)
        self._form = Label("", wrap=True)
        self._standards = Label("", "second", "text2", wrap=True)
        hint = Label(
            "The label is seen by whoever opens the laptop. Name no place in it.",
            "second",
            "text2",
            wrap=True,
        )
        body = column(
            labelled("Title", self.title),
            labelled("Label before unlocking", self.label),
            hint,
            row(self.keep, STRETCH),
            12,
            labelled("Days that a case stays on a laptop", self.days),
            Label(
                "Counted from the last work on it, once it is finished and all of it is delivered. "
                "Then the laptop destroys its documents and words by itself and keeps a signed "
                "certificate. 0: it stays until somebody destroys it.",
                "second",
                "text2",
                wrap=True,
            ),
            row(self.keep_days, STRETCH),
            12,
            Label("Standards set", "second_strong", "text2"),
            self._form,
            self._standards,
            STRETCH,
            gap=8,
            margins=(20, 12, 20, 20),
        )
        told = Label(
            "What it is called, and what it is read against.", "second", "text2", wrap=True
        )
        inside = scrolled(surface(body, "panel"), "The inspection")
        self.setLayout(column(self.notices, head("Inspection", told), (inside, 1), gap=0))
        self.setFocusProxy(self.title)

    def load(self) -> None:
        """Show what the inspection is called now."""
        opened = self.session.opened
        if not self.title.text():
            self.title.setText(opened.title)
            self.label.setText(opened.label)
        form = opened.form
        self._form.setText(f"{form.title} ({form.id}, version {form.version})")
        codes = [one.code for one in form.standards]
        questions = sum(len(one.key_questions) for one in form.standards)
        self._standards.setText(
            f"{len(codes)} standards with {questions} key questions: {', '.join(codes)}."
        )

        self.run(
            lambda: retire.retention(self.session),
            lambda days: self.days.setText(str(days)),
            "retention",
        )

    def _keep_days(self) -> None:
        days = self.days.value()
        told = f"Cases stay for {days} days." if days else "No limit is set."

        def kept(none: None) -> None:
            self.notices.say("retention", "ok", told, "Laptops learn it with what you send next.")

        self.run(lambda: retire.set_retention(self.session, days), kept, "retention")

    def _keep(self) -> None:
        title, label = self.title.text(), self.label.text()

        def work() -> None:
            prepare.define(self.session, title, label)
            self.session.changed()
            self.session.opened  # noqa: B018  (read again here, off the window)

        self.run(work, lambda none: self._kept(), "names")

    def _kept(self) -> None:
        self.notices.say("names", "ok", "The names are kept.")
        self.changed.emit()
