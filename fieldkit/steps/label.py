"""What may be shown of a casebook before it is unlocked, and where it is: no store is needed.

Only a label the team chose, when it was last delivered, and a count: ``label.json`` beside the key
file holds nothing else. Kept apart from `unlock` so that the first window need not wait.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FILE = "label.json"
KEY_FILE = "store.fkkeys"


@dataclass(frozen=True)
class Shown:
    """What stands on the card: `delivered` is an ISO time or empty, `undelivered` a count."""

    label: str
    delivered: str = ""
    undelivered: int = 0


def is_casebook(folder: Path) -> bool:
    """Whether there is a casebook in `folder`."""
    return (folder / KEY_FILE).is_file()


def shown(folder: Path) -> Shown | None:
    """The card of the casebook in `folder`, or None when nothing is known of it."""
    try:
        value = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Shown(str(value["label"]), str(value["delivered"]), int(value["undelivered"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
