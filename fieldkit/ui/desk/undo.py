"""What can be undone and done again in one case: steps of changes, each with before and after."""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldkit.inspection.entry import Key, Value


@dataclass(frozen=True)
class Change:
    """One field that a step changed."""

    key: Key
    before: Value
    after: Value


@dataclass
class Steps:
    """Steps done and undone. Undoing is one more entry with the earlier value, never a removal."""

    done: list[list[Change]] = field(default_factory=list)
    undone: list[list[Change]] = field(default_factory=list)

    def remember(self, changes: list[Change]) -> None:
        """A new step; what was undone before cannot be done again."""
        self.done.append(changes)
        self.undone.clear()

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
