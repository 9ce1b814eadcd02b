"""The chronology's rules.

1. Items stand by date and time; those without a date last.
2. A gap is a stretch of at least so many weeks between two days with a recorded contact; other
   kinds do not fill it, and choosing what to show never makes or hides one.
3. Kinds, period and words choose; the ends of a period count.
4. The name of a file inside a document says its holder, its parent and its way.
5. Evidence keeps area, section and OCR; values of older versions read as before.
"""

from __future__ import annotations

import pytest

from fieldkit.inspection import chronology, inside
from fieldkit.inspection.chronology import Chosen, Item
from fieldkit.inspection.subjects import Evidence, evidence_from


def item(date: str, kind: str = "contact", title: str = "Seen", time: str = "") -> Item:
    return Item(date, time, kind, title, "", "d")


def test_order() -> None:
    """1."""
    found = chronology.in_order(
        [item(""), item("2025-02-01", time="14:00"), item("2025-02-01", time="09:00")]
    )
    assert [(one.date, one.time) for one in found] == [
        ("2025-02-01", "09:00"),
        ("2025-02-01", "14:00"),
        ("", ""),
    ]


@pytest.mark.parametrize(("next_day", "days"), [("2025-02-11", 41), ("2025-02-12", 42)])
def test_gap_at_its_edge(next_day: str, days: int) -> None:
    """2. 41 days between are no gap of six weeks, 42 are."""
    items = [item("2024-12-31"), item("2025-01-20", "email"), item(next_day)]
    found = chronology.gaps(items, 6)
    assert [one.days for one in found] == ([days] if days >= 42 else [])


def test_gap_without_a_log() -> None:
    """2."""
    items = [item("2025-01-01", "letter"), item("2025-04-01", "email")]
    assert [one.days for one in chronology.gaps(items)] == [89]


def test_gap_does_not_depend_on_choice() -> None:
    """2."""
    items = [item("2025-01-01"), item("2025-01-30"), item("2025-02-20")]
    chosen = chronology.chosen(items, Chosen(words="nothing"))
    assert not chosen and not chronology.gaps(items, 6)


def test_choice() -> None:
    """3."""
    items = [
        item("2025-01-01", "email", "Police call-out"),
        item("2025-01-31", "contact", "Home visit"),
        item("", "letter", "Warning"),
    ]
    period = Chosen(since="2025-01-01", until="2025-01-31")
    assert len(chronology.chosen(items, period)) == 2
    assert len(chronology.chosen(items, Chosen())) == 3
    assert [one.kind for one in chronology.chosen(items, Chosen(words="POLICE out"))] == ["email"]
    assert [one.title for one in chronology.chosen(items, Chosen(frozenset({"letter"})))] == [
        "Warning"
    ]


def test_kinds() -> None:
    """3."""
    assert chronology.kind_of("pdf", "2024-10-08 OASys assessment") == "assessment"
    assert chronology.kind_of("word", "Court report") == "report"
    assert chronology.kind_of("pdf", "Warning letter") == "letter"
    assert chronology.kind_of("email", "Assessment") == "email"
    assert chronology.kind_of("web", "Map") == "document"


def test_names_inside() -> None:
    """4."""
    deep = inside.within(inside.within("ab" * 32, 0), 2)
    assert deep == "ab" * 32 + "+0+2"
    assert inside.holder(deep) == "ab" * 32
    assert inside.parent(deep) == "ab" * 32 + "+0"
    assert inside.path(deep) == (0, 2) and inside.depth(deep) == 2
    assert inside.path("ab" * 32) == () and not inside.depth("ab" * 32)


def test_evidence_of_older_versions() -> None:
    """5."""
    plain = Evidence("i", "d", 2, 3, 9, "quote", "b", "a", "supports", ("P 2.1.1",), "n")
    value = plain.to_value()
    assert isinstance(value, dict)
    assert not {"area", "section", "ocr"} & set(value)
    assert evidence_from("i", value, "", ()) == plain
    area = Evidence(
        "i",
        "d",
        2,
        0,
        0,
        "q",
        "",
        "",
        "supports",
        (),
        area=(1, 2, 30, 40),
        section="Risk",
        ocr=True,
    )
    again = area.to_value()
    assert isinstance(again, dict)
    assert evidence_from("i", again, "", ()) == area
    assert evidence_from("i", again | {"area": [5, 2, 3, 40]}, "", ()).area is None
