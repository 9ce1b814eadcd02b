"""Becomes the tesseract program, after giving up memory, files, network and other powers.

``python -m fieldkit.documents.ocr_child --memory=BYTES PROGRAM ARGUMENTS...``: the limits stay on
the process that the program is run in. Not used on Windows, where the program is started bare.
"""

from __future__ import annotations

import os
import sys

from fieldkit.documents import limits


def main(arguments: list[str] | None = None) -> None:
    """Limit this process and become the program. Never returns."""
    memory, program, *rest = sys.argv[1:] if arguments is None else arguments
    limits.limit(int(memory.removeprefix("--memory=")))
    os.execv(program, [program, *rest])


if __name__ == "__main__":
    main()
