"""How documents are shown, apart from the size and colours of the interface: text size, width,
letters, lines apart, paper, line focus. One value, kept for the person in the casebook."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Final

from fieldkit.ui.reader.zoom import TEXT_SIZES, USUAL_TEXT, stepped

WIDTHS: Final = {"narrow": 34, "usual": 46, "wide": 62, "full": 400}
LETTERS: Final = {
    "plain": (),
    "serif": ("Georgia", "Times New Roman", "Noto Serif", "DejaVu Serif"),
    "easy": ("Atkinson Hyperlegible", "OpenDyslexic", "Verdana", "DejaVu Sans"),
}
PAPERS: Final = ("theme", "printed", "cream", "grey")
SPACINGS: Final = (1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True)
class ReadingLook:
    """`text_size` in pixels at 100 percent; `spacing` is line height against the usual one."""

    text_size: int = USUAL_TEXT
    width: str = "usual"
    letters: str = "plain"
    spacing: float = 1.0
    paper: str = "theme"
    line_focus: bool = False
    gap_weeks: int = 6

    @property
    def ems(self) -> int:
        """How wide a text may be, in ems."""
        return WIDTHS.get(self.width, WIDTHS["usual"])

    def resized(self, by: int) -> ReadingLook:
        """One step larger (1) or smaller (-1)."""
        return replace(self, text_size=round(stepped(TEXT_SIZES, self.text_size, by)))

    def respaced(self) -> ReadingLook:
        """The next of the line spacings, round the end."""
        here = SPACINGS.index(self.spacing) if self.spacing in SPACINGS else 0
        return replace(self, spacing=SPACINGS[(here + 1) % len(SPACINGS)])

    def to_text(self) -> str:
        """To be kept."""
        return json.dumps(asdict(self))


def from_text(text: str | None) -> ReadingLook:
    """What was kept; what cannot be read is as usual."""
    usual = ReadingLook()
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return usual
    if not isinstance(held, dict):
        return usual
    known = {
        one.name: held[one.name]
        for one in fields(ReadingLook)
        if type(held.get(one.name)) is type(getattr(usual, one.name))
    }
    return replace(usual, **known)
