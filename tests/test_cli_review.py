"""The lead's deeds by commands alone, on a real casebook; every refusal is one sentence.

1. Readings: listed, approved, returned, asked about, reopened; the states' table refuses.
2. Alerts: listed, acknowledged, closed with words, no way back.
3. Double readings: closed, then differences, adjudicated, figures; drawn and allocated.
4. Allocation balanced, and within declared conflicts, by table too.
5. What-if, breakdown with small counts hidden, progress, activity.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.cli import run
from fieldkit.commands.review import reading_of
from fieldkit.steps import prepare, rate, read, receive, send
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from tests import kit

Tell = Callable[..., str]


def fill(session: Session, number: str, kind: str, **answers: str) -> None:
    """Answer and complete a reading at the centre, as its bundle would."""
    found = read.open_reading(session, reading_of(session, number, kind).id)
    edits = []
    for question in found.view.questions:
        value = answers.get(question.code.replace(" ", "_").replace(".", "_"), "yes")
        edits.append(rate.answer(found.view, question.code, value))
        if value == "no":
            edits.append(rate.reason(found.view, question.code, "Nothing of it is recorded"))
    rate.save(session, edits).result()
    rate.save(session, [rate.complete(read.view_again(session, found).view)]).result()


def laptops(lead: Session, folder: Path) -> kit.World:
    """A. Marsh and F. Pike in the team."""
    world = kit.World(folder, lead)
    for name in ("A. Marsh", "F. Pike"):
        one = kit.laptop(folder / name, name)
        kit.join(lead, one)
        world.laptops[one.owner.person] = one
    return world


@pytest.fixture()
def on_centre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Runs a command on the casebook in the folder ``centre``."""
    said = tmp_path / "said"
    said.write_text(kit.PASSPHRASE)

    def told(*words: str, code: int = 0) -> str:
        here = ["--casebook", str(tmp_path / "centre"), "--passphrase-file", str(said)]
        assert run([*words, *here]) == code, capsys.readouterr()
        printed = capsys.readouterr()
        if code == 1:
            assert len(printed.err.strip().splitlines()) == 1, printed.err
        return printed.err if code else printed.out

    return told


@pytest.fixture()
def tell(tmp_path: Path, on_centre: Tell) -> Tell:
    """The same on a centre with seven cases: five read, one with an alert, one nobody's."""
    lead = kit.founder(tmp_path / "centre")
    world = laptops(lead, tmp_path)
    rows = [kit.listed(n, "low" if n > 3 else "high") for n in range(1, 8)]
    prepare.add_cases(lead, rows)
    plan = [Allocation(f"{n:03d}", ("marsh",)) for n in range(1, 7)]
    prepare.allocate(lead, [*plan, Allocation("001", ("pike",), "second")])
    for number in range(1, 6):
        fill(lead, f"{number:03d}", "first", P_2_1_1="no" if number == 5 else "yes")
    found = read.open_reading(lead, reading_of(lead, "001").id)
    rate.save(lead, [rate.alert(found.view, "He knows her street", "P 2.1.1", "", 0)]).result()
    world.close()
    return on_centre


def test_readings(tell: Tell) -> None:
    """1."""
    rows = {one["case"]: one for one in json.loads(tell("review", "list", "--json"))[1:]}
    assert rows["002"]["state"] == "complete" and rows["002"]["may"] == ["return", "approve"]
    assert rows["006"]["state"] == "allocated" and rows["006"]["may"] == []
    assert "approved now" in tell("review", "approve", "002")
    assert "needs words" in tell("review", "return", "002", code=1)
    assert "returned now" in tell("review", "return", "002", "--words", "Read March again")
    assert "cannot be changed this way" in tell("review", "approve", "002", code=1)
    assert "cannot be changed this way" in tell(
        *("return", "006", "P 2.1.1", "--words", "Say why"), code=1
    )
    tell("return", "002", "P 2.1.2", "--words", "And the plan")
    assert "cannot confirm" in tell("review", "confirm", "002", code=1)
    assert "no single benchmark" in tell("review", "approve", "001", "--kind", "benchmark", code=1)
    tell("review", "ask", "003", "--question", "P 2.1.1", "--words", "Which letter?")
    rows = {one["case"]: one for one in json.loads(tell("review", "list", "--json"))}
    (thread,) = rows["003"]["threads"]
    tell("review", "reply", "003", thread["thread"][:6], "--words", "The one of May")
    tell("review", "resolve", "003", thread["thread"])
    rows = {one["case"]: one for one in json.loads(tell("review", "list", "--json"))}
    (thread,) = rows["003"]["threads"]
    assert [one["words"] for one in thread["remarks"]] == ["Which letter?", "The one of May"]
    assert thread["resolved"]
    tell("review", "approve", "004")
    assert "reopened now" in tell("review", "reopen", "004", "--words", "A page was missing")
    assert "reopened" in tell("review", "list")


def test_alerts(tell: Tell) -> None:
    """2."""
    (one,) = json.loads(tell("alerts", "list", "--json"))
    assert (one["case"], one["status"], one["words"]) == ("001", "raised", "He knows her street")
    tell("alerts", "acknowledge", one["alert"][:6], "--words", "Rang the office")
    tell("alerts", "close", one["alert"], code=2)
    assert "needs words" in tell("alerts", "close", one["alert"], "--words", " ", code=1)
    tell("alerts", "close", one["alert"], "--words", "Moved the same day")
    assert "closed already" in tell("alerts", "acknowledge", one["alert"], code=1)
    assert "no such alert" in tell("alerts", "close", "zz", "--words", "x", code=1)
    (one,) = json.loads(tell("alerts", "list", "--json"))
    assert [step["status"] for step in one["log"]] == ["raised", "acknowledged", "closed"]
    assert "Moved the same day" in tell("alerts", "list")


def test_double_readings(on_centre: Tell, tmp_path: Path) -> None:
    """3."""
    tell = on_centre
    world = laptops(kit.founder(tmp_path / "centre"), tmp_path)
    prepare.add_cases(world.lead, [kit.listed(n) for n in range(1, 6)])
    plan = [Allocation(f"{n:03d}", ("marsh",)) for n in range(1, 6)]
    prepare.allocate(world.lead, [*plan, Allocation("001", ("pike",), "second")])
    kit.open_packs(world, index=False)
    fill(world.laptops["marsh"], "001", "first")
    fill(world.laptops["pike"], "001", "second", P_2_1_1="no")
    files = [send.send(one, tmp_path / "out").path for one in world.laptops.values()]
    receive.receive(world.lead, files[:1])
    world.close()
    adjudicate = ("doubles", "adjudicate", "001", "P 2.1.1")
    (one,) = json.loads(tell("doubles", "list", "--json"))
    assert (one["complete"], one["differences"]) == (False, [])
    assert "closed until" in tell("doubles", "list")
    assert "not complete" in tell(*adjudicate, "yes", "--why", "x", code=1)
    tell("receive", str(files[1]))
    (one,) = json.loads(tell("doubles", "list", "--json"))
    (differs,) = one["differences"]
    assert {differs["a"]["value"], differs["b"]["value"]} == {"yes", "no"}
    assert one["same"] == 11 and one["to_decide"] == 1
    assert "marsh" not in json.dumps(one) and "pike" not in json.dumps(one)
    side = "a" if differs["a"]["value"] == "no" else "b"
    assert "needs a reason" in tell(*adjudicate, side, "--why", " ", code=1)
    assert "P 2.1.1 of case 001 is no." in tell(*adjudicate, side, "--why", "By the log")
    (one,) = json.loads(tell("doubles", "list", "--json"))
    assert one["to_decide"] == 0 and one["differences"][0]["decided"] == "no"
    assert "decided as no: By the log" in tell("doubles", "list")
    figures = json.loads(tell("doubles", "figures", "--json"))
    assert figures["agreement"][0]["items"] == 12 and figures["left_out"] == 0
    assert "under 30 items" in tell("doubles", "figures")
    draw = ("doubles", "draw", "--seed", "7", "--percent", "50")
    drawn = json.loads(tell(*draw, "--json"))
    assert len(drawn["cases"]) == 2 and {c["reader"] for c in drawn["cases"]} <= {"pike", "rowe"}
    assert "2 readings would" in tell(*draw)
    assert "2 readings allocated" in tell(*draw, "--take")
    assert sum(one["kind"] == "second" for one in json.loads(tell("review", "list", "--json"))) == 3
    assert "1 readings" in tell("doubles", "benchmark", "003", "--person", "rowe")


def test_allocation(tell: Tell, tmp_path: Path) -> None:
    """4."""
    tell("roster", "note", "pike", "--conflict", "007", "--why", "Worked there")
    tell("roster", "note", "rowe", "--conflict", "High Street")
    plan = tmp_path / "plan.csv"
    plan.write_text("number,readers,kind\n007,pike,first\n", encoding="utf-8")
    assert "conflict of interest" in tell("allocate", str(plan), code=1)
    plan.write_text("number,readers,kind\n006,marsh,second\n", encoding="utf-8")
    assert "reads case 006 already" in tell("allocate", str(plan), code=1)
    assert "Case 007: marsh" in tell("allocate", "--balance", "--case", "007")
    rows = json.loads(tell("review", "list", "--json"))
    assert "007" not in {one["case"] for one in rows}
    assert "1 readings allocated" in tell("allocate", "--balance", "--case", "007", "--take")
    for person in ("marsh", "pike"):
        tell("roster", "note", person, "--new")
    plan.write_text("number,readers,kind\n006,pike,second\n", encoding="utf-8")
    assert "two readers who are new" in tell("allocate", str(plan), code=1)
    tell("allocate", code=2)


def test_figures(tell: Tell, tmp_path: Path) -> None:
    """5."""
    rows = json.loads(tell("what-if", "--standard", "P 2.1", "--json"))
    assert {(one["case"], one["question"], one["now"], one["to"]) for one in rows} >= {
        (f"{n:03d}", "P 2.1.1", "yes", "no") for n in range(1, 5)
    }
    assert {(one["before"], one["after"]) for one in rows if one["to"] == "no"} == {
        ("Outstanding", "Requires improvement")
    }
    assert "instead of yes gives" in tell("what-if", "--standard", "P 2.1")
    assert "9.9" in tell("what-if", "--standard", "P 9.9", code=1)
    asked = ("breakdown", "rosh", "--question", "P 2.1.1")
    (split,) = json.loads(tell(*asked, "--threshold", "0", "--json"))
    told = {one["value"]: (one["yes"], one["judged"]) for one in split["cells"]}
    assert told == {"high": (3, 3), "low": (1, 2)} and split["total"]["judged"] == 5
    (split,) = json.loads(tell(*asked, "--json"))
    assert all(one["hidden"] and one["yes"] is None for one in split["cells"])
    assert "4/5" in tell(*asked)
    assert "no attribute" in tell("breakdown", "shoe", code=1)
    told_now = json.loads(tell("progress", "--json"))
    assert (told_now["complete"], told_now["readings"]) == (5, 7)
    assert "Interim, P 2.1.1: 80 % (4 of 5 judged; 6 cases)" in tell("progress")
    out = tmp_path / "activity.csv"
    tell("activity", "-o", str(out))
    said = [one["what"] for one in csv.DictReader(out.read_text("utf-8-sig").splitlines())]
    assert "Named the inspection." in said and any(one.startswith("Alert in 001") for one in said)
