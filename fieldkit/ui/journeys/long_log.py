"""Filters or sorts a long log in its real table and prints milliseconds and their floor.

Started by `bench`: ``python -m fieldkit.ui.journeys.long_log filtered 5000``.
"""

from __future__ import annotations

import sys
import time
from statistics import median

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldkit.documents.display import SheetRows, sheets_of
from fieldkit.ui import theme
from fieldkit.ui.reader.sheet_model import sort_key
from fieldkit.ui.reader.sheet_view import SheetView

_COLUMNS = ("Date", "Time", "Type", "Outcome", "Notes")


def main(what: str, count: int) -> None:
    """Print milliseconds from the choice to the painted table, and of the bare Python deed."""
    application = QApplication([])
    theme.install(application, "light")
    rows: list[tuple[str, ...]] = [
        (
            f"{n % 28 + 1:02}/{n % 12 + 1:02}/{2020 + n % 5}",
            "10:00",
            f"Kind {n % 14}",
            "Attended",
            f"Contact {n}.\nHe was seen; the plan was talked about.",
        )
        for n in range(count)
    ]
    view = SheetView()
    view.resize(1100, 800)
    view.load(sheets_of([SheetRows("Contacts", (), _COLUMNS, rows)]), "s", "Log")
    view.show()
    application.processEvents()
    found, floors = [], []
    for number in range(9):
        began = time.perf_counter()
        if what == "filtered":
            [row for row in rows if f"contact {number}" in "\n".join(row).casefold()]
        else:
            sorted(range(count), key=lambda place: sort_key(rows[place][0]))
        floors.append(time.perf_counter() - began)
        began = time.perf_counter()
        if what == "filtered":
            view.filter.setText(f"contact {number}")
        else:
            way = Qt.SortOrder.AscendingOrder if number % 2 else Qt.SortOrder.DescendingOrder
            view.table.rows.sort(0, way)
            view.table.after_order(0)
        view.table.repaint()
        found.append(time.perf_counter() - began)
    sys.stdout.write(f"{median(found) * 1000:.3f} {median(floors) * 1000:.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
