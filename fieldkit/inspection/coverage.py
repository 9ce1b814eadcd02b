"""Coverage: how well the evidence tied to a question bears its answer, prompt by prompt.

It only tells; nothing here computes an answer, and nothing here ever stops completing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.inspection.form import KeyQuestion
from fieldkit.inspection.subjects import Evidence

AGAINST = {"yes": "contradicts", "no": "supports"}


@dataclass(frozen=True)
class Coverage:
    """What is tied to a question. `bare` are prompts that no evidence names; `against` counts what
    points the other way than the answer; `sources` are different documents and note sheets."""

    prompts: tuple[str, ...]
    bare: tuple[str, ...]
    tied: int
    sources: int
    against: int
    both_ways: bool

    @property
    def one_source(self) -> bool:
        """Whether several pieces all come from one document."""
        return self.tied > 1 and self.sources == 1

    @property
    def partly(self) -> bool:
        """Whether some prompts are named by evidence and others are not."""
        return bool(self.bare) and len(self.bare) < len(self.prompts)


def coverage(question: KeyQuestion, answer: str | None, tied: Sequence[Evidence]) -> Coverage:
    """The coverage of one question. A search that found nothing speaks for an answer of No."""
    named = {prompt for one in tied for prompt in one.prompts}
    codes = tuple(one.code for one in question.prompts)
    bare = tuple(code for code in codes if f"{question.code}/{code}" not in named)
    directions = {one.direction for one in tied}
    pages = [one for one in tied if one.direction != "absence"]
    return Coverage(
        prompts=codes,
        bare=bare,
        tied=len(tied),
        sources=len({one.document for one in tied}),
        against=sum(one.direction == AGAINST.get(answer or "") for one in pages),
        both_ways={"supports", "contradicts"} <= directions,
    )
