"""The sentences: read from their files once, and filled with facts.

1. However the language is asked for, the files are read once. 2. A fact that is missing is told as
such, and a code without a sentence is told with its facts: nothing breaks where words are shown.
"""

from __future__ import annotations

from fieldkit import wording
from fieldkit.errors import FieldkitError


def test_read_once() -> None:
    """1."""
    assert wording.sentences() is wording.sentences("en")
    assert wording.sentences(language="en") is wording.sentences()


def test_words_for_everything() -> None:
    """2."""
    assert "004" in wording.sentence(FieldkitError("wipe.no_case", case="004"))
    assert "not known" in wording.sentence(FieldkitError("wipe.no_case"))
    assert "4" in wording.line("no.such_code", {"count": 4})
