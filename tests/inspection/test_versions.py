"""Newer versions of a document.

1. A file of the same name is newer than the one that was there, through any number of versions.
2. A passage is found again where most of what stood around it stands; blanks and breaks may differ.
3. What is not there any more is lost, areas and documents not looked into are not told about.
"""

from __future__ import annotations

from dataclasses import replace

from fieldkit.inspection import versions
from fieldkit.inspection.subjects import Document, Evidence

OLD = "Seen at home.\nHe said he would keep away. Seen at the office. He said he would keep away."


def document(
    sha256: str, name: str = "plan.pdf", replaces: str = "", reading: str = ""
) -> Document:
    return Document(sha256, "s", sha256, name, name, "", 1, "", reading, replaces)


def evidence(quote: str, occurrence: int = 1, document: str = "a") -> Evidence:
    at = -1
    for _ in range(occurrence):
        at = OLD.index(quote, at + 1)
    end = at + len(quote)
    before, after = OLD[max(0, at - 40) : at], OLD[end : end + 40]
    return Evidence("e", document, 1, at, end, quote, before, after, "supports", ("P 2.1.1",))


def text(pages: versions.Pages, found: tuple[int, int, int] | None) -> str:
    assert found is not None
    number, start, end = found
    return dict(pages)[number][start:end]


def test_which_is_newest() -> None:
    """1."""
    first, second, third = document("a"), document("b", replaces="a"), document("c", replaces="b")
    other = document("x", "log.csv")
    assert versions.newest([first, second, third, other]) == {"a": "c", "b": "c"}
    assert versions.older("PLAN.pdf", [first, second, other]) == "b"
    assert versions.older("none.pdf", [first]) == ""
    assert versions.older("plan.pdf", [document("a", reading="r")]) == ""
    circle = [document("a", replaces="b"), document("b", replaces="a")]
    assert set(versions.newest(circle)) <= {"a", "b"}


def test_found_again_by_what_stands_around_it() -> None:
    """2."""
    quote = "He said he would keep away."
    pages = [(1, "New first page."), (2, f"Added. {OLD}")]
    for occurrence in (1, 2):
        one = evidence(quote, occurrence)
        found = versions.again(one, pages)
        assert text(pages, found) == quote
        assert found is not None and found[1] == one.start + len("Added. ")
    broken = [(3, OLD.replace("would keep", "would\n   keep"))]
    assert text(broken, versions.again(evidence(quote), broken)).split() == quote.split()


def test_what_stands_around_counts_more_than_the_place() -> None:
    """2. The paragraphs changed places; each passage stays with its own."""
    quote = "He said he would keep away."
    home, office = OLD[: OLD.index(" Seen at the office")], OLD[OLD.index("Seen at the office") :]
    new = f"{office}\n{home}"
    for occurrence, part in ((1, home), (2, office)):
        found = versions.again(evidence(quote, occurrence), [(1, new)])
        assert found == (1, new.index(part) + part.index(quote), new.index(part) + len(part))


def test_the_nearest_of_equals_wins() -> None:
    """2."""
    one = replace(evidence("keep away"), before="", after="", page=3)
    pages = [(number, "keep away") for number in (1, 4, 9)]
    assert versions.again(one, pages) == (4, 0, 9)


def test_lost_and_left_alone() -> None:
    """3."""
    one, gone = evidence("Seen at home"), replace(evidence("keep away"), id="g")
    area = replace(one, id="area", quote="", area=(0, 0, 10, 10))
    pages = {"b": [(1, "Seen at\nhome and elsewhere")]}
    told = versions.placed([one, gone, area], {"a": "b"}, pages)
    assert told.lost == {"g"}
    assert {key: (e.document, e.start) for key, e in told.now.items()} == {"e": ("b", 0)}
    assert versions.placed([one], {"a": "b"}, {}) == versions.NOWHERE
    assert versions.placed([one], {}, pages) == versions.NOWHERE
