"""Makes the pictures in resources/screens again: the demo's real windows, kept small.

Run by `dev.py screens` with the project's own Python.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image

from fieldkit import demo
from fieldkit.settings import Settings

KEPT = (
    *("unlock", "my-cases", "desk", "desk-dark", "desk-high-contrast", "desk-200-percent"),
    *("desk-1366", "desk-683", "tie", "problems", "alert", "send", "keys"),
    *("lead-progress", "lead-received", "lead-dispute", "lead-moderation", "lead-meeting"),
    "lead-export",
)
TARGET = Path(__file__).resolve().parent.parent / "resources" / "screens"


def main(folder: Path) -> int:
    """Run the demo into `folder` and keep the pictures named in KEPT."""
    run = demo.Demo(folder, None, Settings.default(), lambda text: print(f"- {text}", flush=True))
    demo.run(run)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in KEPT:
        picture = Image.open(folder / "screens" / f"{name}.png").convert("RGB")
        picture.save(TARGET / f"{name}.png", optimize=True)
    print(f"{len(KEPT)} pictures in {TARGET}")
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else made) / "demo"))
