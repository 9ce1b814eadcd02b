"""Keys typed into a window with one field: the floor beside which blocks of the window stand.

Run as a module with a number of keys; prints the longest block in milliseconds.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldkit.ui.journeys.blocks import Blocks

_BEFORE = 300  # milliseconds for the first painting
_EVERY = 5


def main() -> int:
    """Type the keys, one at a time, and tell."""
    application = QApplication(sys.argv)
    left = iter(range(int(sys.argv[1])))
    field = QLineEdit()
    field.resize(1440, 868)
    field.show()
    blocks = Blocks(lambda: "typing", field)

    def press() -> None:
        if next(left, None) is None:
            sys.stdout.write(f"{blocks.longest[0]:.3f}\n")
            application.quit()
        else:
            QTest.keyClick(field, Qt.Key.Key_A)

    timer = QTimer(field, interval=_EVERY)
    timer.timeout.connect(press)
    QTimer.singleShot(_BEFORE, field, timer.start)
    QTimer.singleShot(_BEFORE, field, blocks.start)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
