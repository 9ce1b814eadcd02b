"""What stands, kept in memory beside the disk: read once, then only what changed is read again.

One process has a casebook, and its recorder is the only one that writes. It says after each
transaction of which subjects something else stands now; those are read again when they are wanted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import Engine

from fieldkit.inspection.standing import Group, Standing, by_subject
from fieldkit.store import entries
from fieldkit.store.touched import Touched

T = TypeVar("T")
_FEW = 200


class Remembered:
    """What stands of each inspection that was asked for as a whole."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader
        self._reading = threading.Lock()
        self._noting = threading.Lock()
        self._groups: dict[str, dict[str, Group]] = {}
        self._whole: dict[str, Standing] = {}
        self._stale: set[Touched] = set()
        self._changes = 0
        self._known: dict[tuple[str, str], Any] = {}

    def changed(self, touched: Collection[Touched]) -> None:
        """Something else stands of these subjects now: said by the recorder after each commit."""
        with self._noting:
            self._changes += 1
            self._stale.update(touched)
            for inspection in {one for one, _ in touched}:
                for name in [one for one in self._known if one[0] == inspection]:
                    del self._known[name]

    def whole(self, inspection: str) -> Standing:
        """What stands of an inspection. Never changed by what is recorded later."""
        with self._reading:
            self._refresh(inspection)
            if inspection not in self._groups:
                self._read(inspection)
            if inspection not in self._whole:
                self._whole[inspection] = Standing(self._groups[inspection])
            return self._whole[inspection]

    def of_subject(self, inspection: str, subject: str) -> Group | None:
        """What stands of one subject, or None where the inspection was not read yet."""
        with self._reading:
            self._refresh(inspection)
            groups = self._groups.get(inspection)
            return None if groups is None else groups.get(subject, Group())

    def once(self, inspection: str, name: str, make: Callable[[Connection], T]) -> T:
        """What `make` reads of an inspection's entries, read again only when they changed."""
        known = self._known.get((inspection, name), self)
        if known is not self:
            found: T = known
            return found
        with self._noting:
            before = self._changes
        with self._reader.connect() as connection:
            found = make(connection)
        with self._noting:
            if before == self._changes:
                self._known[inspection, name] = found
        return found

    def _refresh(self, inspection: str) -> None:
        """Read again what went stale. What goes stale meanwhile is for the next time."""
        with self._noting:
            stale = {one for one in self._stale if one[0] == inspection}
            self._stale -= stale
        if not stale or inspection not in self._groups:
            return
        self._whole.pop(inspection, None)
        if len(stale) > _FEW:
            del self._groups[inspection]
            return
        groups = dict(self._groups.pop(inspection))  # read whole again, should this not end well
        with self._reader.connect() as connection:
            for _, subject in stale:
                found = entries.present(connection, inspection, subject)
                groups.pop(subject, None)
                if found:
                    groups[subject] = Group(found)
        self._groups[inspection] = groups

    def _read(self, inspection: str) -> None:
        with self._reader.connect() as connection:
            found = entries.present(connection, inspection)
        self._groups[inspection] = dict(by_subject(found))
