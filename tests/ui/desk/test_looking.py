"""A page is shown while another document is looked into, however long that takes; and the process
that looks is gone when it is done."""

from __future__ import annotations

import pytest

from fieldkit.documents import ocr
from tests.ui.desk.conftest import MakePlace


def test_looking_into_documents_never_holds_a_page_up(
    make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    place = make_place(index=False)
    indexer = place.work.indexer
    with indexer._lock:  # as while a long document is being read
        desk = place.open_first()
        place.qtbot.waitUntil(lambda: bool(desk.reader.document), timeout=10000)
    place.saved()
    assert indexer is not place.work.worker
    assert (place.work.opener._worker, place.work.scans._worker) == (indexer, indexer)
    assert indexer._process is None
