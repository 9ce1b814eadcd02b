"""A region over several inspections, from their signed exports.

1. Cases are pooled, never averaged; a case read in two units counts once, and that is told.
2. The region's own proposals and decisions stand beside the pooled figures.
3. By unit small counts are hidden, and with them what would give them away.
4. Only whole exports, unchanged since they were signed, and none twice.
5. Without CRNs it says that it cannot tell. 6. By command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fieldkit.cli import run
from fieldkit.commands.review import reading_of
from fieldkit.errors import FieldkitError
from fieldkit.inspection.figures import Counts
from fieldkit.steps import export, moderate, prepare, rate, read, region
from fieldkit.steps.leaving import Choices
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from tests import kit


def unit(folder: Path, numbers: Sequence[int], no: Sequence[int]) -> Session:
    """A unit's inspection: these CRNs, all yes but P 2.1.3 of those in `no`."""
    lead = kit.founder(folder)
    prepare.define(lead, folder.name, "Unit")
    prepare.add_cases(lead, [kit.listed(n) for n in numbers])
    every = [f"{place:03d}" for place in range(1, len(numbers) + 1)]
    prepare.allocate(lead, [Allocation(one, ("rowe",)) for one in every])
    for place, number in zip(every, numbers, strict=True):
        found = read.open_reading(lead, reading_of(lead, place).id)
        edits = []
        for question in found.view.questions:
            value = "no" if question.code == "P 2.1.3" and number in no else "yes"
            edits.append(rate.answer(found.view, question.code, value))
            if value == "no":
                edits.append(rate.reason(found.view, question.code, "Not recorded"))
        rate.save(lead, edits).result()
        rate.save(lead, [rate.complete(read.view_again(lead, found).view)]).result()
    return lead


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, list[Path]]]:
    """North has 2 cases, one of them no; South 8, all yes, one of them North's case again."""
    folder = tmp_path_factory.mktemp("region")
    files = []
    for name, numbers, no in (("North", (1, 2), (1,)), ("South", (2, *range(10, 17)), ())):
        lead = unit(folder / name, numbers, no)
        files.append(folder / f"{name}.json")
        export.export(lead, "json", files[-1], Choices(identify=True))
        lead.close()
    lead = kit.founder(folder / "centre", "region-2023")
    yield lead, files
    lead.close()


def test_cases_are_pooled(world: tuple[Session, list[Path]]) -> None:
    """1. and 2."""
    lead, files = world
    found = region.look(lead, files, 0)
    question = found.ratings.key_question("R 2.1.1")
    assert question is not None and question.counts == Counts(8, 1)
    assert str(question.percent) == "88.9"  # the mean of 50 % and 100 % is no figure here
    assert [(one.crn, one.counted_in, one.left_out_of) for one in found.twice] == [
        ("X482902", "North", "South")
    ]
    assert [(one.name, one.cases, one.signer, one.known) for one in found.sources] == [
        ("North", 2, "D. Rowe", False),
        ("South", 8, "D. Rowe", False),
    ]
    assert "R 2.3.1" in found.unserved
    moderate.moderate(lead, "R 1.1", "Good", "evidence", "Read by the panel")
    moderate.moderate(lead, "R 2.1", "Good", "small_sample", "Nine cases only")
    again = {one.code: one for one in region.look(lead, files).ratings.standards}
    assert again["R 1.1"].rating == "Good"
    assert (again["R 2.1"].computed, again["R 2.1"].rating) == ("Outstanding", "Good")


def test_small_units_are_hidden(world: tuple[Session, list[Path]]) -> None:
    """3."""
    lead, files = world
    for split in region.look(lead, files).splits:
        assert [one.hidden for one in split.cells] == [True, True], split.question
        assert all(one.yes is None and one.judged is None for one in split.cells)
    split = next(o for o in region.look(lead, files, 0).splits if o.question == "R 2.1.1")
    assert [(one.value, one.yes, one.judged) for one in split.cells] == [
        ("North", 1, 2),
        ("South", 7, 7),
    ]


def refused(lead: Session, *files: Path) -> str:
    with pytest.raises(FieldkitError) as told:
        region.look(lead, files)
    return told.value.code


def test_what_is_refused(world: tuple[Session, list[Path]], tmp_path: Path) -> None:
    """4."""
    lead, (north, south) = world
    assert refused(lead, north, south, north) == "region.same"
    copy = tmp_path / north.name
    copy.write_bytes(north.read_bytes())
    assert refused(lead, copy) == "manifest.unreadable"
    beside = f"{north.name}.manifest.json"
    (tmp_path / beside).write_bytes((north.parent / beside).read_bytes())
    assert region.look(lead, [copy]).sources[0].cases == 2
    copy.write_bytes(north.read_bytes().replace(b'"no"', b'"yes"'))
    assert refused(lead, copy) == "manifest.file_changed"
    other = kit.founder(tmp_path / "pdu")
    assert refused(other, north) == "region.no_aggregate"
    other.close()
    part = Session.unlock(north.parent / "North", kit.PASSPHRASE)
    export.export(part, "json", tmp_path / "part.json", Choices(numbers=("001",)))
    export.export(part, "grid", tmp_path / "grid.xlsx", Choices())
    part.close()
    assert refused(lead, tmp_path / "part.json") == "region.not_ours"
    (tmp_path / "grid.xlsx.manifest.json").write_bytes(
        (tmp_path / "grid.manifest.json").read_bytes()
    )
    assert refused(lead, tmp_path / "grid.xlsx") == "region.not_ours"


def test_without_crns(world: tuple[Session, list[Path]], tmp_path: Path) -> None:
    """5."""
    lead, (north, south) = world
    plain = Session.unlock(north.parent / "North", kit.PASSPHRASE)
    export.export(plain, "json", tmp_path / "plain.json", Choices())
    plain.close()
    found = region.look(lead, [tmp_path / "plain.json", south], 0)
    question = found.ratings.key_question("R 2.1.1")
    assert question is not None and question.counts == Counts(9, 1) and found.twice == ()
    assert [one.identified for one in found.sources] == [False, True]


def test_by_command(
    world: tuple[Session, list[Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """6."""
    lead = kit.founder(tmp_path / "centre", "region-2023")
    lead.close()
    (tmp_path / "said").write_text(kit.PASSPHRASE)
    here = ["--casebook", str(tmp_path / "centre"), "--passphrase-file", str(tmp_path / "said")]
    files = [str(one) for one in world[1]]
    assert run(["region", *files, "--json", *here]) == 0
    told = json.loads(capsys.readouterr().out)
    rated = {one["code"]: one for one in told["ratings"]["standards"]}
    (first, *_) = rated["R 2.1"]["key_questions"]
    assert (first["yes"], first["no"]) == (8, 1)
    assert all(c["hidden"] for one in told["splits"] for c in one["cells"])
    assert run(["region", *files, *here]) == 0
    text = capsys.readouterr().out
    assert "R 2.1.1: 88.9 % (8 of 9)" in text and "counted in North" in text
    assert run(["region", files[0], files[0], *here]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
