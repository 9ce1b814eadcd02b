"""Requirements of what an export tells of its readers.

1. Drift counts each reader's own standing answers by week; readers have numbers, never names.
2. What another decided over a reader's answer is no longer that reader's.
3. The sheet comes back untouched; the chart draws the cells of its own sheet.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

from fieldkit.steps import export, import_grid, leaving, rate, read, receive, send
from fieldkit.steps.leaving import Choices
from tests import kit
from tests.steps.test_exports import text_of
from tests.steps.test_round import shown

ALL = Choices(unfinished=True, threshold=0)


def test_readers_are_numbers(tmp_path: Path) -> None:
    """1, 2, 3."""
    people = ("A. Marsh", "F. Pike")
    world = kit.inspection(tmp_path, people, cases=2, standard="", index=False)
    for person, number, value in (("marsh", "001", "yes"), ("pike", "002", "no")):
        session = world.laptops[person]
        view = shown(session, number).view
        rate.save(session, [rate.answer(view, q.code, value) for q in view.questions]).result()
        receive.receive(world.lead, [send.send(session, tmp_path / "out").path])
    lead = world.lead
    found = leaving.gather(lead, ALL)
    names = {one.reader for one in found.weeks}
    assert names == {"Reader 1", "Reader 2"}
    questions = len(found.form.key_questions("cases"))
    assert sorted((one.yes, one.judged) for one in found.weeks) == [
        (0, questions),
        (questions, questions),
    ]
    assert {(one.all_yes, one.all_judged) for one in found.weeks} == {(questions, 2 * questions)}
    one = leaving.gather(lead, Choices(unfinished=True, threshold=0, numbers=("001",))).weeks
    assert [(week.yes, week.reader in names) for week in one] == [(questions, True)]

    data = export.grid_bytes(lead, choices=ALL)
    assert data == export.grid_bytes(lead, choices=ALL)
    text = text_of("g.xlsx", data)
    assert "Reader 2" in text and "Marsh" not in text and "Pike" not in text
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Drift"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert rows[0][:4] == ["Week", "Reader 1", "Reader 2", "All"]
    assert sorted(rows[1][1:3]) == [0, 100] and rows[1][3] == 50
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        charts = [one for one in package.namelist() if one.startswith("xl/charts/")]
        assert len(charts) == 1 and b"'Drift'!$B$3" in package.read(charts[0])
    export.export_grid(lead, tmp_path / "g.xlsx", choices=ALL)
    back = import_grid.read_back(lead, (tmp_path / "g.xlsx").read_bytes())
    assert back.compared and not back.oddities

    reading = shown(world.laptops["marsh"], "001").view.reading.id
    view = read.open_reading(lead, reading).view
    lead.record([rate.answer(view, view.questions[0].code, "no")])
    after = sorted((week.yes, week.judged) for week in leaving.gather(lead, ALL).weeks)
    assert after == [(0, questions), (questions - 1, questions - 1)]
    world.close()
