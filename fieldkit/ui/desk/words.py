"""Words and shapes for the state of a question, a case and a problem; each state has both."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit.inspection import reading as readings
from fieldkit.inspection.form import KeyQuestion, Standard
from fieldkit.inspection.reading import NOTHING, Evidence, Problem, ReadingView
from fieldkit.steps.review import Thread
from fieldkit.ui.components.banner import Kind
from fieldkit.wording import line

ANSWERS = {"yes": "Yes", "no": "No", "not_applicable": "Not applicable"}
DIRECTIONS = {"supports": "for", "contradicts": "against", "absence": "absence"}
ENTRY_DIRECTIONS = {"for": "supports", "against": "contradicts", "absence": "absence"}


@dataclass(frozen=True)
class State:
    """An icon, its colour token, and what it means."""

    icon: str
    tone: str
    words: str


def short(code: str) -> str:
    """A question's code without the letter of its set: ``2.1.3``."""
    return code.split(" ", 1)[-1]


def strand(question: KeyQuestion) -> str:
    """What the question is about in a few words, else its text."""
    words = question.strand or question.text
    return words[:1].upper() + words[1:]


def standard_of(view: ReadingView, code: str) -> Standard | None:
    """The standard that holds a question."""
    for one in view.standards:
        if any(question.code == code for question in one.key_questions):
            return one
    return None


def about(standard: Standard | None, question: KeyQuestion) -> str:
    """Standard and strand: "Assessment · keeping other people safe"."""
    parts = (standard.title if standard else "", question.strand)
    return " · ".join(part for part in parts if part)


def counted(evidence: tuple[Evidence, ...]) -> str:
    """How much is tied: "1 against, 2 for"; "" for none."""
    found = []
    for direction, word in (
        ("contradicts", "against"),
        ("supports", "for"),
        ("absence", "absence"),
    ):
        number = sum(one.direction == direction for one in evidence)
        found += [f"{number} {word}"] if number else []
    return ", ".join(found)


def state_of(view: ReadingView, question: KeyQuestion) -> State:
    """The one state a question has in the outline; what needs most comes first."""
    code = question.code
    answer = view.answers.get(code, NOTHING)
    codes = {one.code for one in view.problems if one.question == code}
    said = ANSWERS.get(answer.value or "", "")
    flagged = view.flags.get(code, NOTHING).value is not None
    if answer.disputed:
        return State("git-diff", "bad", "Disputed: two values stand")
    if code in view.returns:
        return State("arrow-u-up-left-bold", "warn", "Returned by the lead")
    if answer.value is None:
        if flagged:
            return State("flag-fill", "accent", "Come back to this")
        return State("circle", "text2", "Not answered")
    if "reason_missing" in codes:
        return State("warning-fill", "warn", f"{said} · reason missing")
    if "not_applicable_not_allowed" in codes:
        return State("warning-fill", "warn", "Not applicable is not allowed")
    if flagged:
        return State("flag-fill", "accent", f"{said} · come back to this")
    if answer.value == readings.NOT_APPLICABLE:
        return State("minus-circle", "text2", said)
    if "no_evidence" in codes:
        return State("check-circle", "text2", f"{said} · no evidence")
    if "contradicting" in codes:
        return State("check-circle-fill", "ok", f"{said} · {counted(view.evidence_for(code))}")
    return State("check-circle-fill", "ok", f"{said} · {counted(view.evidence_for(code))}")


def problem(one: Problem) -> str:
    """What a problem says."""
    return line(f"problem.{one.code}", one.facts)


def problem_to_do(one: Problem) -> str:
    """What to do about it."""
    return line(f"problem.{one.code}.todo", one.facts)


def problem_state(one: Problem) -> State:
    """Shape and colour of a problem."""
    icons = {
        "returned": ("arrow-u-up-left-bold", "warn"),
        "not_answered": ("circle", "text2"),
        "disputed": ("git-diff", "bad"),
    }
    icon, tone = icons.get(
        one.code, ("warning-fill", "warn") if one.level == "fix" else ("info", "accent")
    )
    return State(icon, tone, problem(one))


def case_title(view: ReadingView) -> str:
    """ "Case 014", or the standard's code and title."""
    if view.subject.kind == "case":
        return f"Case {view.subject.number}"
    return f"{view.subject.number} {view.subject.title}".strip()


def place(view: ReadingView, question: str, document: str, page: int) -> str:
    """Where somebody is, in words: case, number, question, and the document if one is open."""
    where = f"{document}, page {page}" if document else ""
    parts = (case_title(view), view.subject.crn, f"question {question}", where)
    return ", ".join(one for one in parts if one)


def case_pill(view: ReadingView) -> tuple[str, str]:
    """Kind and words of the pill that says where the reading is."""
    if view.returns:
        return "returned", f"Returned: {len(view.returns)} to fix"
    if any(one.disputed for one in view.answers.values()):
        return "disputed", ""
    if view.state.value in readings.FINISHED:
        return "complete", ""
    if not view.answered:
        return "not_started", ""
    return ("in_progress", "") if view.to_fix else ("in_progress", "Ready to complete")


def asks(thread: Thread) -> str:
    """What the lead did that a thread tells of: "Your lead asks about P 2.1.2"."""
    if thread.deed:
        return "Your lead returned this" if thread.deed == "return" else "Your lead reopened this"
    return f"Your lead asks about {thread.question or 'the whole of it'}"


def alert_open(view: ReadingView) -> bool:
    """Whether an alert of this case is not closed yet."""
    return any(one.get("status") != "closed" for one in view.alerts)


KINDS = {
    "first": "First reading",
    "second": "Second reading",
    "benchmark": "Benchmark",
    "quality_check": "Quality check",
}


def agreed(view: ReadingView, code: str) -> tuple[Kind, str, str]:
    """How a banner tells the agreed answer of a benchmark question beside one's own."""
    told = view.agreed_shown[code]
    mine = view.answers.get(code, NOTHING).value
    same = told.answer == mine
    title = f"Agreed: {ANSWERS.get(told.answer, told.answer)}."
    title += " The same as yours." if same else " Yours differs."
    own = "" if same else f"Your answer: {ANSWERS.get(mine or '', 'not answered')}."
    return ("ok" if same else "warn"), title, f"{told.why} {own}".strip()


def agreed_count(view: ReadingView) -> tuple[int, int]:
    """In how many questions one's own answer is the agreed one, and of how many."""
    told = view.agreed_shown
    same = sum(view.answers.get(code, NOTHING).value == one.answer for code, one in told.items())
    return same, len(told)


def not_here(one: Evidence) -> tuple[str, str]:
    """What to say where the document of a passage is not in the case: the words are kept."""
    quote = f"{one.quote[:160]}{'…' if len(one.quote) > 160 else ''}"
    told = f"What was tied is kept: “{quote}”. Ask your lead for the document."
    return "The document of this passage is not on this laptop.", told
