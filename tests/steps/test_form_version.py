"""Moving an inspection to a newer version of its set keeps every answer, and reaches laptops."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import form_version, open_pack, prepare, rate, read
from tests import kit


def test_answers_stay_and_laptops_follow(tmp_path: Path) -> None:
    world = kit.inspection(tmp_path, ("A. Marsh",), index=False)
    marsh = world.laptops["marsh"]
    shown = read.open_reading(marsh, read.my_readings(marsh)[0].reading.id)
    rate.save(marsh, [rate.answer(shown.view, "P 2.1.1", "yes")]).result()
    text = prepare.form_text("pdu-2023")
    before = world.lead.form
    newer = text.replace(f'version = "{before.version}"'.encode(), b'version = "99"', 1)
    assert newer != text
    form_version.move(world.lead, newer)
    assert world.lead.form.version == "99" and world.lead.form.sha256 != before.sha256
    pack = prepare.write_packs(world.lead, tmp_path / "again")[0]
    open_pack.open_pack(marsh, pack.path)
    assert marsh.form.version == "99"
    reading = shown.view.reading
    key = Key(shown.view.subject.id, reading.id, "answer/P 2.1.1")
    assert [one.body.value for one in marsh.present()[key] if one.body] == ["yes"]
    with pytest.raises(FieldkitError, match=r"form\.other_set"):
        form_version.move(world.lead, prepare.form_text("youth-2018"))
    world.close()
