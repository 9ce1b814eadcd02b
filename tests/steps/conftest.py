"""Whatever a step reads of what stands, kept in memory, is what the disk says at that moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fieldkit.inspection.standing import Standing
from fieldkit.store import entries
from fieldkit.store.standing import Remembered

COMPARED = ("test_round", "test_merging", "test_retire")


@pytest.fixture(autouse=True)
def compared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare the two at every reading, in the modules where most happens to entries."""
    if not str(request.module.__name__).endswith(COMPARED):
        yield
        return
    whole = Remembered.whole

    def checked(self: Remembered, inspection: str) -> Standing:
        found = whole(self, inspection)
        with self._reader.connect() as connection:
            disk = entries.present(connection, inspection)
        assert list(found.items()) == list(disk.items())
        return found

    monkeypatch.setattr(Remembered, "whole", checked)
    yield
