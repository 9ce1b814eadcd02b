"""Requirements of the look through free text.

1. What is known of a case or of staff is found, however it is written; hits never overlap.
2. What has the shape of a number, an address or a name is found and called a guess.
3. Ordinary words are passed over.
4. Each hit is kept, replaced or takes its text with it; without a decision it is replaced.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.inspection.names import KEEP, LEAVE_OUT, LEFT_OUT, Known, Look, Text, decided, scan

LOOK = Look(
    cases=(
        Known("001", ("X482901", "2019/0000001P"), ("Alex Example*",), "1984-03-05"),
        Known("002", ("X482902",), ("Sam Other",), ""),
    ),
    officers=("P. Officington",),
    readers=("A. Marsh",),
    plain=(
        *(
            "police",
            "court",
            "april",
            "the",
            "nobody",
            "he",
            "then",
            "oasys",
            "see",
            "pnc",
            "prison",
        ),
        *("ring", "asked", "his", "left", "case", "programme"),
    ),
)


def found(words: str, case: str = "001") -> list[tuple[str, str]]:
    return [(one.kind, one.found) for one in scan([Text("place", case, words)], LOOK)]


def masked(words: str) -> str:
    text = Text("place", "001", words)
    return decided(words, scan([text], LOOK), {})


KNOWN = [
    ("case x482901 was late", [("own_number", "x482901")]),
    ("see X482902 too", [("other_number", "X482902")]),
    ("born 5 March 1984 or 05/03/84", [("born", "5 March 1984"), ("born", "05/03/84")]),
    ("EXAMPLE came; Alex left", [("person", "EXAMPLE"), ("person", "Alex")]),
    ("Sam Other is a friend", [("person", "Sam Other")]),
    ("told Officington so", [("officer", "Officington")]),
    ("as Marsh says", [("reader", "Marsh")]),
    ("PNC 2019/0000001P", [("own_number", "2019/0000001P")]),
]
SHAPES = [
    ("ring 01632 960 877 now", [("telephone", "01632 960 877")]),
    (
        "lives at 14 Tolland Rise, AB1 2CD",
        [("address", "14 Tolland Rise"), ("postcode", "AB1 2CD")],
    ),
    ("write to a.b@example.org", [("email", "a.b@example.org")]),
    ("for Mr Reacher to live", [("titled", "Mr Reacher")]),
    ("his sister Marion Pell was", [("two_words", "Marion Pell")]),
    ("asked to see Brandt at", [("perhaps", "Brandt")]),
    ("Tobias attended. Idris did not.", [("perhaps", "Tobias"), ("perhaps", "Idris")]),
    ("with J. O’Connor-Smith there", [("titled", "J. O’Connor-Smith")]),
    ("Z330871 not on the map", [("number", "Z330871")]),
    ("prison number A1234BC", [("number", "A1234BC")]),
]
PLAIN = [
    "The Police were asked in April. Nobody did.",
    "He said so. Then it ended.",
    "Police and court. Court and police.",
    "OASYS says: risk of 12 of 30, 2024-10-08.",
    "",
]


@pytest.mark.parametrize(("words", "hits"), [*KNOWN, *SHAPES])
def test_1_2_found(words: str, hits: list[tuple[str, str]]) -> None:
    assert found(words) == hits
    for _, one in hits:
        assert one not in masked(words)


@pytest.mark.parametrize("words", PLAIN)
def test_3_ordinary_words(words: str) -> None:
    assert found(words) == []


def test_3_a_word_written_small_elsewhere_is_no_name() -> None:
    texts = [Text("a", "001", "the Programme ran"), Text("b", "002", "a programme")]
    assert scan(texts, LOOK) == ()


def test_4_decisions() -> None:
    words = "Asked Brandt and rang 01632 960877."
    hits = scan([Text("p", "001", words)], LOOK)
    assert decided(words, hits, {}) == "Asked [a name] and rang [telephone]."
    assert decided(words, hits, {hits[0].id: KEEP}) == "Asked Brandt and rang [telephone]."
    assert decided(words, hits, {}, KEEP) == words
    assert decided(words, hits, {hits[1].id: LEAVE_OUT}, KEEP) == LEFT_OUT


@given(
    st.text(max_size=60), st.sampled_from(["X482901", "Alex Example", "5 March 1984"]), st.text()
)
def test_1_never_in_what_leaves(before: str, secret: str, after: str) -> None:
    words = f"{before} {secret} {after}"
    text = Text("p", "001", words)
    hits = scan([text], LOOK)
    assert secret not in decided(words, hits, {})
    ends = [0]
    for hit in hits:
        assert hit.start >= ends[-1] and words[hit.start : hit.end] == hit.found
        ends.append(hit.end)
