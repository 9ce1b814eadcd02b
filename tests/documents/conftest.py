"""A worker process shared by the tests of one module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fieldkit.documents.worker import DocumentWorker


def no_fetch(key: str) -> tuple[bytes, str, str | None]:
    raise AssertionError(f"{key} was not expected to be fetched")


@pytest.fixture(scope="module")
def worker() -> Iterator[DocumentWorker]:
    made = DocumentWorker(no_fetch)
    yield made
    made.stop()
