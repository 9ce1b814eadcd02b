"""The sample's files and their texts, made once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fieldkit.documents.worker import DocumentWorker
from fieldkit.sample import documents
from fieldkit.sample.source import case_names

Files = dict[str, dict[str, bytes]]
Texts = dict[str, dict[str, tuple[str, ...]]]


def no_fetch(key: str) -> tuple[bytes, str, str | None]:
    raise AssertionError(f"{key} was not expected to be fetched")


@pytest.fixture(scope="session")
def sample_worker() -> Iterator[DocumentWorker]:
    made = DocumentWorker(no_fetch)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def files() -> Files:
    """CRN, or code of the standard, to its files."""
    made = {crn: dict(documents.case_files(crn)) for crn in case_names()}
    return made | {"": dict(documents.standard_files("P 1.2"))}


@pytest.fixture(scope="session")
def texts(files: Files, sample_worker: DocumentWorker) -> Texts:
    """The text of each file, page by page, as the worker process reads it."""
    found: Texts = {}
    for crn, held in files.items():
        found[crn] = {}
        for name, data in held.items():
            sample_worker.open("text", data, name)
            found[crn][name] = sample_worker.text("text")
            sample_worker.close("text")
    return found
