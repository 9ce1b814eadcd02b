"""Preparing: short lists keep their numbers, files go to their cases, nobody reads a case twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.steps import prepare
from tests import kit


def test_numbers_of_a_short_list_are_kept_and_its_buffer_stays_out(tmp_path: Path) -> None:
    lead = kit.founder(tmp_path / "centre")
    drawn = [
        replace(kit.listed(1), number="003", part="sample"),
        replace(kit.listed(2), number="001", part="sample"),
        replace(kit.listed(3), number="004", part="buffer"),
        kit.listed(4),
    ]
    ids = prepare.add_cases(lead, drawn)
    numbers = {one.id: one.number for one in readings.subjects(lead.present())}
    by_crn = {crn: numbers[name] for crn, name in ids.items()}
    assert by_crn == {"X482901": "003", "X482902": "001", "X482904": "005"}
    prepare.add_cases(lead, drawn)
    assert len(readings.subjects(lead.present())) == 3
    lead.close()


@pytest.mark.parametrize(
    ("name", "title", "date"),
    [
        ("2025-03-14 Contact log.xlsx", "Contact log", "2025-03-14"),
        ("2025-03-14_pre-sentence_report.pdf", "Pre-sentence report", "2025-03-14"),
        ("letter.pdf", "Letter", ""),
        ("prepare-a-case.pdf", "Prepare a case", ""),
        ("2025-01-02 E-mail from court.eml", "E-mail from court", "2025-01-02"),
        ("2025-01-01.pdf", "2025-01-01.pdf", "2025-01-01"),
    ],
)
def test_titles_and_dates_come_from_names(name: str, title: str, date: str) -> None:
    assert (prepare.title_of(name), prepare.date_of(name)) == (title, date)


def test_folders_are_sorted_by_crn_and_strangers_are_listed(tmp_path: Path) -> None:
    lead = kit.founder(tmp_path / "centre")
    ids = prepare.add_cases(lead, [kit.listed(1)])
    for folder in ("X482901 file", "nobody"):
        (tmp_path / "files" / folder).mkdir(parents=True)
        (tmp_path / "files" / folder / "a.txt").write_text(folder, encoding="utf-8")
    (tmp_path / "files" / "loose.txt").write_text("loose", encoding="utf-8")
    filed = prepare.add_files(lead, tmp_path / "files", ids)
    assert filed.documents == 1 and filed.unsorted == ("nobody", "loose.txt")
    assert prepare.add_files(lead, tmp_path / "files", ids).documents == 0
    with pytest.raises(FieldkitError, match=r"prepare\.no_folder"):
        prepare.add_files(lead, tmp_path / "absent", ids)
    lead.close()
