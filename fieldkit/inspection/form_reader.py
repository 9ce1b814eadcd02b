"""Reads the parts of a form file one by one and notes every mistake with its place.

A reader never stops at a mistake: it notes a `Problem` and goes on with a harmless value, so that
the person who writes a form sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection import condition
from fieldkit.inspection.condition import Condition
from fieldkit.inspection.form_lines import Place, line_of

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Problem:
    """One mistake in a form: `place` in words a person can find, `line` from 1 in `file`."""

    file: str
    line: int
    place: str
    code: str
    facts: Mapping[str, Fact]
    severity: str = ERROR


@dataclass
class Notes:
    """Collects problems while a file is read."""

    file: str
    lines: dict[Place, int]
    problems: list[Problem] = field(default_factory=list)

    def note(self, place: Place, code: str, severity: str = ERROR, **facts: Fact) -> None:
        """Note one problem at `place`."""
        self.put(place, code, severity, facts)

    def put(self, place: Place, code: str, severity: str, facts: Mapping[str, Fact]) -> None:
        """Note one problem whose facts are at hand as a mapping."""
        words = ".".join(f"{part + 1}" if isinstance(part, int) else part for part in place)
        line = line_of(self.lines, place)
        self.problems.append(Problem(self.file, line, words or "file", code, facts, severity))


class Table:
    """One table of a form file. Each method takes a key, and remembers that it was known."""

    def __init__(self, notes: Notes, place: Place, values: Mapping[str, object]) -> None:
        self.notes = notes
        self.place = place
        self._values = values
        self._known: list[str] = []

    def at(self, key: str) -> Place:
        """The place of a key of this table."""
        return (*self.place, key)

    def wrong(self, key: str, accepted: str) -> None:
        """Note that a key holds a value of the wrong kind."""
        found = self._values.get(key)
        self.notes.note(
            self.at(key), "form.wrong_value", key=key, found=repr(found), accepted=accepted
        )

    def _take(self, key: str, needed: bool) -> object:
        self._known.append(key)
        if needed and key not in self._values:
            self.notes.note(self.place, "form.missing", key=key)
        return self._values.get(key)

    def text(
        self, key: str, needed: bool = False, accepted: tuple[str, ...] = (), default: str = ""
    ) -> str:
        """A text; blank where one is needed, and words outside `accepted`, are noted."""
        value = self._take(key, needed)
        if value is None:
            return default
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(key, "text in quotes")
            return default
        if accepted and value not in accepted:
            self.wrong(key, ", ".join(accepted))
            return default
        return " ".join(value.split())

    def number(
        self, key: str, needed: bool = False, default: int = 0, least: int = 0, most: int = 10**6
    ) -> int:
        """A whole number from `least` to `most`."""
        value = self._take(key, needed)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong(key, f"a whole number from {least} to {most}")
            return default
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, "true, false")
            return default
        return value

    def texts(
        self,
        key: str,
        needed: bool = False,
        accepted: tuple[str, ...] = (),
        default: tuple[str, ...] = (),
    ) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, needed)
        if value is None:
            return default
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(key, "a list of texts in quotes")
            return default
        for one in value:
            if accepted and one not in accepted:
                self.wrong(key, ", ".join(accepted))
                return default
        return tuple(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, which must be there."""
        value = self._take(key, True)
        if value is None:
            return ()
        whole = isinstance(value, list) and all(
            isinstance(one, int) and not isinstance(one, bool) for one in value
        )
        if not whole or not isinstance(value, list):
            self.wrong(key, "a list of whole numbers")
            return ()
        return tuple(value)

    def condition(self, key: str) -> Condition | None:
        """A condition in quotes, or None where the key is not given."""
        value = self._take(key, False)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(key, "a condition in quotes")
            return None
        try:
            return condition.parse(value)
        except FieldkitError as error:
            self.notes.put(self.at(key), error.code, ERROR, error.facts)
            return None

    def rule(self, key: str, default: bool) -> Condition | bool:
        """true, false, or a condition in quotes."""
        if isinstance(self._values.get(key), bool):
            return self.flag(key, default)
        found = self.condition(key)
        return default if found is None else found

    def tables(self, key: str, needed: bool = False) -> list[Table]:
        """A list of tables."""
        value = self._take(key, needed)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, f"tables, each begun by [[{key}]]")
            return []
        return [Table(self.notes, (*self.place, key, at), one) for at, one in enumerate(value)]

    def table(self, key: str) -> Table | None:
        """One table, or None where it is not given."""
        value = self._take(key, False)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, f"a table begun by [{key}]")
            return None
        return Table(self.notes, self.at(key), value)

    def names(self) -> tuple[str, ...]:
        """The keys written in the file."""
        return tuple(self._values)

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                accepted = ", ".join(self._known)
                self.notes.note(self.at(key), "form.unknown_key", key=key, accepted=accepted)
