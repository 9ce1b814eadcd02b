"""The documents of the sample.

1. Eight cases of four to ten documents each, of true kinds and lengths.
2. The same bytes each time.
3. Everything opens; only scans are without text.
4. A picture from outside is blocked; a message lies within a message; changes and comments show.
5. A log holds only what its case says it may, and when.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest

from fieldkit.documents.preflight import preflight
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.sample import documents, log
from fieldkit.sample.source import case, case_names
from tests.sample.conftest import Files, Texts

PAGES_OF_ASSESSMENT = range(28, 34)


def test_1_eight_cases_of_four_to_ten_documents(files: Files) -> None:
    assert len(case_names()) == 8
    assert all(4 <= len(files[crn]) <= 10 for crn in case_names())
    names = [name for held in files.values() for name in held]
    assert all(re.match(r"20\d\d-\d\d-\d\d [A-Z]", name) for name in names)
    kinds = {PurePosixPath(name).suffix for name in names}
    assert kinds >= {".xlsx", ".docx", ".pdf", ".eml", ".tiff", ".txt", ".html", ".csv", ".md"}


def test_1_every_case_has_a_log_of_three_hundred_rows_over_months(
    files: Files, sample_worker: DocumentWorker
) -> None:
    for crn in case_names():
        (name,) = (one for one in files[crn] if one.endswith("Contact log.xlsx"))
        sample_worker.open("log", files[crn][name], name)
        (table,) = sample_worker.sheets("log").tables
        assert table.header == log.COLUMNS
        assert len(table.rows) >= 300
        assert len({row[0][3:] for row in table.rows}) >= 5
        notes = [row[5] for row in table.rows]
        assert len(set(notes)) > len(notes) * 0.6
        assert any("\n" in one for one in notes)


def test_1_assessments_have_about_thirty_pages_and_one_record_a_hundred_and_forty(
    files: Files, sample_worker: DocumentWorker
) -> None:
    records = []
    for crn in case_names():
        for name, data in files[crn].items():
            opened = sample_worker.open("one", data, name)
            if "Assessment" in name:
                assert opened.pages in PAGES_OF_ASSESSMENT, name
            elif "ecord" in name or "Earlier" in name:
                records.append(opened.pages)
                assert len(opened.outline) > 3
            sample_worker.close("one")
    assert sorted(records) == [18, 24, 36, 140]


def test_2_the_same_bytes_each_time(files: Files) -> None:
    log.contacts.cache_clear()
    for crn in case_names():
        assert dict(documents.case_files(crn)) == files[crn]
    assert dict(documents.standard_files("P 1.2")) == files[""]
    assert documents.long_list() == documents.long_list()


def test_3_everything_opens_and_only_scans_are_without_text(
    files: Files, sample_worker: DocumentWorker
) -> None:
    for held in files.values():
        for checked in preflight(held.items(), sample_worker):
            assert checked.ok, (checked.file, checked.reason)
            scan = "scan" in checked.file
            assert (checked.characters == 0) is scan, checked.file
            assert checked.scan is scan, checked.file


def test_4_the_remote_picture_is_blocked_and_the_message_within_opens(
    files: Files, sample_worker: DocumentWorker
) -> None:
    name = "2025-04-24 E-mail housing support.eml"
    opened = sample_worker.open("mail", files["X318846"][name], name)
    assert any(note.startswith("remote_blocked") for note in opened.notes)
    outer = "2025-03-12 E-mail community team.eml"
    sample_worker.open("outer", files["X427305"][outer], outer)
    inner, data = sample_worker.attachment("outer", 0)
    assert sample_worker.open("inner", data, inner).kind == "email"
    assert "thinking of changing his medicine" in " ".join(sample_worker.text("inner"))


def test_4_tracked_changes_and_a_comment_are_shown(
    files: Files, sample_worker: DocumentWorker
) -> None:
    name = "2024-10-08 Assessment.docx"
    opened = sample_worker.open("word", files["X204117"][name], name)
    flow = sample_worker.flow("word")
    assert [one.author for one in flow.comments] == ["S. Coldwell"]
    assert any("change" in note for note in opened.notes)


def test_5_a_log_keeps_to_its_quiet_times() -> None:
    rows = log.contacts(case("Z331707"))
    silent = [one for one in rows if "2024-11-27" <= one.when.date().isoformat() <= "2025-02-26"]
    assert not [one for one in silent if one.outcome == "Attended"]
    rows = log.contacts(case("X204117"))
    programme = [one.when.date().isoformat() for one in rows if one.kind == "Accredited programme"]
    assert min(programme) >= "2024-11-14"
    assert max(programme) <= "2025-03-20"


@pytest.mark.parametrize(("crn", "sessions"), [("X204117", 20), ("Z225590", 31)])
def test_5_a_log_shows_no_more_sessions_than_the_report_says(crn: str, sessions: int) -> None:
    held = [one for one in log.contacts(case(crn)) if one.kind == "Accredited programme"]
    assert sessions - 4 <= len(held) <= sessions


def test_5_nothing_is_left_unfilled(texts: Texts) -> None:
    for held in texts.values():
        for name, pages in held.items():
            assert not re.search(r"\{[a-zA-Z]+\}|\[[-+!]|[-+!]\]", "\n".join(pages)), name


def test_unknown_names_are_refused() -> None:
    with pytest.raises(FieldkitError, match=r"sample\.no_such_case"):
        list(documents.case_files("X000000"))
    with pytest.raises(FieldkitError, match=r"sample\.no_such_standard"):
        list(documents.standard_files("P 9"))


def test_write_makes_a_folder_a_case(tmp_path: Path, files: Files) -> None:
    count = documents.write(tmp_path / "out")
    assert count == 1 + sum(len(held) for held in files.values())
    below = tmp_path / "out"
    assert {one.name for one in below.iterdir() if one.is_dir()} == {*case_names(), "P 1.2"}
