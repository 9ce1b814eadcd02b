"""A window with nothing in it: the floor beside which the start of the app is timed.

Run as a module; prints ``painted`` once it has painted itself, then ends.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class BareWindow(QWidget):
    """Says when it is painted, and ends."""

    def paintEvent(self, event: QPaintEvent) -> None:
        sys.stdout.write("painted\n")
        sys.stdout.flush()
        QTimer.singleShot(0, QApplication.quit)


def main() -> int:
    """Show the window until it is painted."""
    application = QApplication(sys.argv)
    window = BareWindow()
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
