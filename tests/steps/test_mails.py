"""Which other e-mails of a case hold the same words.

1. Older ones that hold one of the phrases, oldest first; never itself, never a younger one.
2. What is no e-mail, and e-mails of another case, are not among them.
3. An e-mail attached to another counts, under its own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from fieldkit.steps import mails, read
from fieldkit.steps.read import Listed
from fieldkit.steps.session import Session
from tests import kit

WORDS = "we think that children stay in the cellar room"


def letter(words: str, inner: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "desk@example.org", "Call-outs"
    made.set_content(words)
    if inner:
        attached = EmailMessage()
        attached["Subject"] = "The first one"
        attached.set_content(inner)
        made.add_attachment(attached)
    return made.as_bytes()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    more = {
        "2025-08-14_first.eml": letter(WORDS),
        "2025-08-19_second.eml": letter(f"Seen. {WORDS}."),
        "2025-08-20_third.eml": letter(f"> {WORDS}"),
        "2025-08-12_forward.eml": letter("For you.", inner=f"Now {WORDS}."),
        "2025-08-13_note.txt": WORDS.encode(),
    }
    world = kit.inspection(tmp_path, cases=2, standard="", more=more)
    yield world.laptops["marsh"]
    world.close()


def opened(session: Session, name: str) -> Listed:
    reading = read.my_readings(session)[0].reading.id
    found = read.open_reading(session, reading).documents
    return next(one for one in found if name in one.document.name)


def names(session: Session, of: str, *phrases: str) -> list[str]:
    found = mails.holding(session, opened(session, of), phrases)
    return [one.document.title for one in found]


def test_older_e_mails_only(session: Session) -> None:
    """1, 2, 3."""
    found = names(session, "second", "children stay in the cellar", "nothing like it")
    assert len(found) == 2 and found[1] == "First" and "first one" in found[0].casefold()
    assert "Second" not in names(session, "first", "children stay in the cellar")
    assert names(session, "third", "children stay in the cellar")[-1] == "Second"
    assert names(session, "third", "no such words in it") == []
    assert names(session, "third") == []
