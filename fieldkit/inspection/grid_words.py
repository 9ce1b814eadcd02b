"""The labels of a grid in one place, so that a grid can be made in another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SHAPES = ("▽", "◆", "●", "★")


@dataclass(frozen=True)
class Words:
    """Every label of the workbook. Templates in braces take the values named."""

    summary: str = "Summary"
    cases: str = "Cases"
    reasons: str = "Reasons"
    evidence: str = "Evidence"
    moderation: str = "Moderation"
    doubles: str = "Double readings"
    agreement: str = "Agreement"
    drift: str = "Drift"
    breakdowns: str = "Breakdowns"
    written: str = "As written"
    long: str = "Long"
    codebook: str = "Codebook"
    provenance: str = "Provenance"
    yes: str = "Yes"
    no: str = "No"
    not_applicable: str = "N/A"
    disputed: str = "DISPUTED"
    summary_title: str = "{title}: ratings"
    summary_note: str = (
        "{cases} cases. Percent = Yes / (Yes + No); N/A and unanswered are never counted. {method}"
    )
    unconfirmed: str = "Bands and points to be confirmed against the guidance manual."
    summary_head: tuple[str, ...] = (
        "Code", "Standard and key question", "Yes", "No", "N/A", "Read", "Sufficient",
        "Computed", "Points", "Final", "Points", "To next", "Reason or note",
    )  # fmt: skip
    overall: str = "Overall"
    of_points: str = " of {maximum} points"
    final: str = "Final: "
    computed: str = "Computed: "
    incomplete: str = "Not every counted standard is rated"
    no_overall: str = "This set gives no overall rating"
    limited: str = "At most {at_most} when {number} or more are {rating}"
    lowest: str = "Lowest"
    from_evidence: str = "From evidence, proposed by the lead"
    by_panel: str = "Decided by the panel. {reason}"
    not_counted: str = "Rated, not counted towards the overall"
    not_here: str = "Does not apply to this inspection"
    to_next: str = "To next: cases judged differently that would raise the rating."
    method: str = "How the figures are made"
    method_head: tuple[str, ...] = ("Rating", "From %", "Points", "Total from")
    cases_title: str = "{title}: cases"
    cases_note: str = "{filter} DISPUTED = in dispute, blank = unanswered; neither is counted."
    number: str = "No."
    state: str = "State"
    reading: str = "Reading"
    judged: str = "Yes / (Yes + No)"
    percent: str = "Sufficient, %"
    reasons_head: tuple[str, ...] = ("No.", "Question", "Answer", "Reason")
    evidence_head: tuple[str, ...] = (
        "No.",
        "Question",
        "For or against",
        "Document",
        "Page",
        "Quote",
    )
    moderation_head: tuple[str, ...] = (
        "Standard", "Title", "Computed", "Final rating", "Ground", "Reason", "By whom",
        "Grounds the form allows", "Recorded",
    )  # fmt: skip
    moderation_note: str = (
        "Only the four shaded columns can be changed. fieldkit reads them back as proposals."
    )
    doubles_head: tuple[str, ...] = ("No.", "Other reading", "Question", "First", "Other", "Same")
    agreement_head: tuple[str, ...] = (
        "Of", "Figure", "Value", "Low", "High", "Items", "Ratings", "Remark",
    )  # fmt: skip
    all_questions: str = "All questions"
    interval: str = "{level} % interval"
    not_both: str = "Questions that only one of the two readings answers"
    same_of: str = "Same of read twice"
    week: str = "Week"
    in_week: str = "{year}, week {week}"
    of_n: str = "{name} n/N"
    drift_title: str = "Share of Yes by reader and week, percent"
    drift_note: str = (
        "Share of Yes among Yes and No, by the ISO week of the answer, as its reader gave it; what "
        "others decided is not in it. Readers have numbers in an order that tells nothing."
    )
    breakdown_head: tuple[str, ...] = ("Attribute", "Value", "Cases")
    breakdown_note: str = (
        "Counts under {threshold} are hidden, and others that would give them away."
    )
    small: str = "under {threshold}"
    too: str = "hidden too"
    everybody: str = "All"
    unknown: str = "not known"
    written_head: tuple[str, ...] = ("Sheet", "Row", "Column", "Written")
    long_head: tuple[str, ...] = ("No.", "Standard", "Question", "Strand", "Answer")
    codebook_head: tuple[str, ...] = ("Code", "Kind", "Text", "Values", "Confirmed", "Source")
    provenance_head: tuple[str, str] = ("What", "Value")
    overflow_head: tuple[str, str, str, str] = ("Sheet", "Cell", "Part", "Text")
    overflow_more: str = " [continued on the sheet Overflow, row {row}]"
    standard: str = "Standard"
    key_question: str = "Key question"
    attribute: str = "Attribute"
    confirmed: str = "Yes"
    to_confirm: str = "To be confirmed"
    page: str = "Page"
    of: str = "of"
    directions: Mapping[str, str] = field(
        default_factory=lambda: {"supports": "For", "contradicts": "Against", "absence": "Absence"}
    )
    triggers: Mapping[str, str] = field(
        default_factory=lambda: {
            "near_boundary": "Close to a boundary",
            "evidence": "From the evidence",
            "one_case": "One case would change it",
            "small_sample": "Very few cases",
        }
    )
    facts: Mapping[str, str] = field(
        default_factory=lambda: {
            "inspection": "Inspection",
            "inspection_id": "Inspection id",
            "written_sha256": "SHA-256 of the sheets Long and As written",
            "form": "Form",
            "form_version": "Form version",
            "form_sha256": "SHA-256 of the form file",
            "entries_sha256": "SHA-256 of the standing entries shown",
            "envelopes": "Envelopes counted",
            "app_version": "Made with fieldkit",
            "filter": "Rows as filtered",
            "cases_shown": "Cases shown",
            "cases_left_out": "Cases left out",
            "disputes_open": "Disputes open",
            "part": "Part of the inspection only",
        }
    )
    figures: Mapping[str, str] = field(
        default_factory=lambda: {
            "percent_agreement": "Percent agreement",
            "cohen_kappa": "Cohen's kappa",
            "fleiss_kappa": "Fleiss' kappa",
            "krippendorff_alpha": "Krippendorff's alpha",
            "gwet_ac1": "Gwet's AC1",
        }
    )
    no_interval: Mapping[str, str] = field(
        default_factory=lambda: {
            "no_spread": "no interval: the items do not differ",
            "one_value_only": "not defined: only one value was given",
            "no_item_rated_twice": "not defined: no item was read twice",
            "more_than_two_raters": "for two readers only",
            "one_rater": "for two readers only",
        }
    )

    def answer(self, answer: str | None) -> str:
        """An answer as the case sheet shows it; empty for none."""
        known = {
            "yes": self.yes,
            "no": self.no,
            "not_applicable": self.not_applicable,
            "disputed": self.disputed,
        }
        return known.get(answer or "", "")


def shape(place: int) -> str:
    """The mark of a rating by its place in the order, from 0 for the lowest."""
    return SHAPES[min(place, len(SHAPES) - 1)]
