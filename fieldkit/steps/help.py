"""Help pages: plain Markdown files that ship with the app and need no network."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit import settings
from fieldkit.errors import FieldkitError

ORDER = (
    "start",
    "reading",
    "evidence",
    "rating",
    "meetings",
    "sending",
    "lock",
    "lead",
    "envelope",
)


@dataclass(frozen=True)
class HelpPage:
    """One page: the name of its file, its first heading, its Markdown."""

    name: str
    title: str
    text: str


def pages() -> tuple[HelpPage, ...]:
    """Every page that ships, in the order of `ORDER`, others after it by name.

    Raises FieldkitError ``help.no_page``.
    """
    files = {file.stem: file for file in (settings.resources() / "help").glob("*.md")}
    missing = [name for name in ORDER if name not in files]
    if missing:
        raise FieldkitError("help.no_page", page=missing[0])
    names = [*ORDER, *sorted(set(files) - set(ORDER))]
    found = []
    for name in names:
        text = files[name].read_text(encoding="utf-8")
        first = next((line for line in text.splitlines() if line.startswith("#")), name)
        found.append(HelpPage(name, first.lstrip("# ").strip(), text))
    return tuple(found)


def matching(every: tuple[HelpPage, ...], query: str) -> tuple[tuple[HelpPage, str], ...]:
    """Pages that hold every word of `query`, each with the line that holds most of them."""
    words = query.casefold().split()
    found = []
    for page in every:
        whole = page.text.casefold()
        if all(word in whole for word in words):
            lines = [line.strip("#*- ") for line in page.text.splitlines() if line.strip()]
            best = max(lines, key=lambda line: sum(w in line.casefold() for w in words))
            found.append((page, best.replace("**", "") if words else ""))
    return tuple(found)
