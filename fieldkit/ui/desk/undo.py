"""What can be undone and done again in one case: steps of changes, each with before and after.

It begins with what the casebook's log says, so a restart forgets nothing; what is done since is
added here at once, and the log read after each save takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldkit.inspection.entry import Key, Value
from fieldkit.inspection.own_steps import Change, Past, Step

_WORDS = {
    "answer": "answer to {about}",
    "prompt": "prompt of {about}",
    "reason": "reason for {about}",
    "rating": "proposed rating of {about}",
    "note_private": "private note on {about}",
    "note_lead": "note to the lead on {about}",
    "flag": "flag on {about}",
    "fixed": "second look at {about}",
    "evidence": "evidence",
    "bookmark": "bookmark",
    "record": "meeting or interview",
    "line": "note line",
    "exhibit": "file added",
}


@dataclass
class Steps:
    """Steps done and undone. Undoing is one more entry with the earlier value, never a removal."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    def load(self, past: Past) -> None:
        """Take what the log says."""
        self.done, self.undone = list(past.done), list(past.undone)

    def remember(self, changes: list[Change]) -> None:
        """A new step; what was undone before cannot be done again."""
        self.done.append(tuple(changes))
        self.undone.clear()

    def knows(self, change: Change) -> bool:
        """Whether the last step is this change, kept already while it was typed."""
        return bool(self.done) and self.done[-1] == (change,)

    def back(self) -> list[tuple[Key, Value]]:
        """Undo: the fields of the last step with their earlier values; empty when there is none."""
        if not self.done:
            return []
        self.undone.append(self.done.pop())
        return [(one.key, one.before) for one in self.undone[-1]]

    def again(self) -> list[tuple[Key, Value]]:
        """Redo: the fields of the step undone last with their later values."""
        if not self.undone:
            return []
        self.done.append(self.undone.pop())
        return [(one.key, one.after) for one in self.done[-1]]

    def words(self) -> tuple[str, str]:
        """What undo and redo would do: "answer to P 2.1.1"; "" where there is nothing."""
        done, undone = (named(one[-1]) if one else "" for one in (self.done, self.undone))
        return done, undone


def named(step: Step) -> str:
    """What a step changed: "answer to P 2.1.1"."""
    change = step[0]
    kind, about = change.key.kind, change.key.about
    if kind == "state":
        return "completing" if change.after == "complete" else "reopening"
    if kind == "prompt":
        about = about.replace("/", " ")
    if about == "case":
        about = "the whole case"
    return _WORDS.get(kind, "change").format(about=about)
