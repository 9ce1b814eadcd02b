"""`fieldkit` without a command opens the app; with one it is the command line."""

from __future__ import annotations

import multiprocessing
import sys

from fieldkit.secrecy import keep_out_of_dumps


def main() -> int:
    """Start the windows or run a command. Returns the exit code."""
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if arguments[:1] == ["--document-worker"]:
        from fieldkit.documents import child

        child.main(arguments[1:])
        return 0
    if arguments[:1] == ["--ocr-worker"]:
        from fieldkit.documents import ocr_child

        ocr_child.main(arguments[1:])
        return 0
    keep_out_of_dumps()
    if not arguments or arguments[0].startswith("--app"):
        from fieldkit import app

        return app.main(arguments)
    from fieldkit import cli

    return cli.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
