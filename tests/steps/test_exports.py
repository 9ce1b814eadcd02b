"""Requirements of everything that is exported.

1. No name and no number of a person is in any default export; each hit can be decided on.
2. The same standing entries and choices give the same bytes, whatever the order or the clock.
3. A signed manifest stands beside it; `verify` finds it and the export whole, or says what is not.
4. Each export is an entry of the trail, and changes no later export.
5. What was filtered is what is exported; unfinished readings stay out and are counted.
6. Tables are UTF-8 with a mark and start no formula; the JSON keeps to its schema.
7. A question in dispute is shown as such, never as one side's value.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import openpyxl
import pypdfium2
import pytest

from fieldkit import settings
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import names
from fieldkit.steps import export, leaving, manifest, rate, read, report, verify
from fieldkit.steps.leaving import Choices
from fieldkit.steps.session import Session
from tests import exported

REPORTS = [(kind, ending) for kind, endings in report.KINDS.items() for ending in endings]


@pytest.fixture(scope="module")
def lead(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = exported.centre(tmp_path_factory.mktemp("centre"))
    yield made
    made.close()


def everything(lead: Session, folder: Path, choices: Choices) -> dict[str, bytes]:
    """Every export there is, by file name, with its manifest left out."""
    folder.mkdir(parents=True, exist_ok=True)
    export.export(lead, "grid", folder / "grid.xlsx", choices)
    export.export(lead, "json", folder / "inspection.json", choices)
    export.export(lead, "csv", folder / "tables", choices)
    worker = DocumentWorker(read.fetcher(lead))
    for kind, ending in REPORTS:
        more = {"office": "High Street"} if kind == "letter" else {}
        report.report(lead, kind, folder / f"{kind}{ending}", choices, worker=worker, **more)
    worker.stop()
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(manifest.ENDING)
    }


def text_of(name: str, data: bytes) -> str:
    """All text of an export, of every part of a package."""
    if name.endswith(".pdf"):
        document = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    if name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [package.read(one) for one in package.namelist() if one.endswith("xml")]
        return b"\n".join(parts).decode("utf-8")
    return data.decode("utf-8-sig")


def test_1_no_name_in_any_default_export(lead: Session, tmp_path: Path) -> None:
    found = everything(lead, tmp_path, Choices())
    assert len(found) == 2 + 11 + len(REPORTS)
    for name, data in found.items():
        text = text_of(name, data)
        assert [one for one in exported.CANARIES if one.casefold() in text.casefold()] == [], name
    kept = text_of("grid.xlsx", export.grid_bytes(lead, choices=Choices(names=names.KEEP)))
    assert "Quillfeather" in kept and "Brandtholm" in kept


def test_1_the_trail_names_nobody_of_a_case(lead: Session, tmp_path: Path) -> None:
    export.export(lead, "audit", tmp_path / "audit", Choices())
    text = (tmp_path / "audit" / "entries.csv").read_text("utf-8-sig")
    told = [one for one in exported.CANARIES if one not in ("Marsh", "P. Officer")]
    assert [one for one in told if one in text] == [] and text.count("\n") > 250


def test_1_each_hit_can_be_decided(lead: Session) -> None:
    found = leaving.gather(lead)
    hit = next(one for one in found.hits if one.found == "Brandtholm")
    for verdict, seen in ((names.KEEP, True), (names.MASK, False), (names.LEAVE_OUT, False)):
        chosen = leaving.gather(lead, Choices(decided={hit.id: verdict}))
        number, _, code = hit.place.split("/", 2)
        case = next(one for one in chosen.cases if one.number == number)
        assert ("Brandtholm" in case.reasons[code]) is seen
        assert (case.reasons[code] == names.LEFT_OUT) is (verdict == names.LEAVE_OUT)


def test_1_the_crn_only_when_chosen(lead: Session) -> None:
    assert "X482903" not in text_of("g.xlsx", export.grid_bytes(lead))
    assert "X482903" in text_of("g.xlsx", export.grid_bytes(lead, choices=Choices(identify=True)))


def test_2_4_same_bytes_and_an_entry_each(lead: Session, tmp_path: Path) -> None:
    def trail() -> int:
        return sum(key.kind == "export" for key in lead.present())

    before = trail()
    first = everything(lead, tmp_path / "a", Choices(why="panel"))
    again = everything(lead, tmp_path / "b", Choices(why="something else"))
    assert first == again
    assert trail() == before + 2 * (3 + len(REPORTS))


@pytest.mark.parametrize("name", ["grid.xlsx", "tables", "annexe.docx"])
def test_3_the_manifest_vouches_for_the_export(lead: Session, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    if name == "annexe.docx":
        report.report(lead, "annexe", out, Choices(why="the report"))
        what = "annexe"
    else:
        what = "csv" if name == "tables" else "grid"
        export.export(lead, what, out, Choices(why="the report"))
    path = manifest.beside(what, out)
    told = json.loads(path.read_text("utf-8"))
    assert told["why"] == "the report" and told["by"] == "D. Rowe"
    assert told["counts"]["cases"] == 13 and told["counts"]["left_out"] == {"reading": 1}
    assert told["names"]["found"] == told["names"]["mask"] > 0
    found = verify.verify(lead, path)
    assert found.ok and found.kind == "manifest" and found.sender == "D. Rowe", found
    path.write_text(json.dumps(told | {"why": "another"}), encoding="utf-8")
    changed = verify.verify(lead, path)
    assert not changed.ok and changed.reason and changed.reason.code == "manifest.signature"
    path.write_text(json.dumps(told), encoding="utf-8")
    victim = out if out.is_file() else out / "answers.csv"
    victim.write_bytes(victim.read_bytes() + b" ")
    broken = verify.verify(lead, path)
    assert broken.reason and broken.reason.code == "manifest.file_changed"
    victim.unlink()
    gone = verify.verify(lead, path)
    assert gone.reason and gone.reason.code == "manifest.file_missing"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"signature": "zz"}', "[" * 100_000])
def test_3_broken_manifests_are_refused(lead: Session, tmp_path: Path, text: str) -> None:
    path = tmp_path / f"x{manifest.ENDING}"
    path.write_text(text, encoding="utf-8")
    found = verify.verify(lead, path)
    assert found.reason and found.reason.code == "manifest.unreadable"


def test_3_a_stranger_cannot_vouch(lead: Session, tmp_path: Path) -> None:
    other = exported.centre(tmp_path / "other", 2)
    export.export(other, "grid", tmp_path / "grid.xlsx", Choices())
    other.close()
    found = verify.verify(lead, tmp_path / f"grid{manifest.ENDING}")
    assert found.reason and found.reason.code == "manifest.stranger"


def test_5_what_was_filtered_is_exported(lead: Session) -> None:
    low = leaving.gather(lead, Choices(where=(("rosh", "low"),)))
    assert {one.attributes["rosh"] for one in low.cases} == {"low"} and len(low.cases) == 6
    assert low.provenance.part and all(one.decision is None for one in low.ratings.standards)
    book = openpyxl.load_workbook(io.BytesIO(export.grid_bytes(lead, choices=low.choices)))
    assert "Moderation" not in book.sheetnames
    assert [row[0].value for row in book["Cases"].iter_rows(min_row=8)] == [
        one.number for one in low.cases
    ]
    some = leaving.gather(lead, Choices(numbers=("003", "014"), unfinished=True))
    assert [one.number for one in some.cases] == ["003", "014"]
    assert len(leaving.gather(lead).cases) == 13
    told = dict(leaving.gather(lead).provenance.further)
    assert told["Left out: reading"] == "1"


@pytest.mark.parametrize(
    "choices",
    [Choices(where=(("shoe", "9"),)), Choices(numbers=("999",)), Choices(names="shout")],
)
def test_5_unknown_choices_are_refused(lead: Session, choices: Choices) -> None:
    with pytest.raises(FieldkitError, match=r"export\.unknown"):
        leaving.gather(lead, choices)


def test_6_tables(lead: Session, tmp_path: Path) -> None:
    export.export(lead, "csv", tmp_path / "t", Choices())
    for path in (tmp_path / "t").glob("*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), path.name
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert rows[0][-1] == "marking"
        assert {row[-1] for row in rows[1:]} <= {"OFFICIAL-SENSITIVE"}
        assert {len(row) for row in rows} == {len(rows[0])}
    answers = list(csv.DictReader(io.StringIO((tmp_path / "t/answers.csv").read_text("utf-8-sig"))))
    assert len(answers) == 13 * 12


def test_6_no_table_starts_a_formula(lead: Session) -> None:
    found = leaving.gather(lead)
    hostile = [
        replace(one, reasons={"P 2.1.1": f"{sign}cmd|' /C calc'!A0"})
        for one, sign in zip(found.cases, ("=", "+", "-", "@", "\t=", "\r="), strict=False)
    ]
    from fieldkit.steps import exchange

    data = exchange.tables(replace(found, cases=tuple(hostile), ratings=_rated(found, hostile)))
    for row in csv.reader(io.StringIO(data["answers.csv"].decode("utf-8-sig"), newline="")):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row)


def _rated(found: leaving.Leaving, cases: list[object]) -> object:
    from fieldkit.inspection.rating import rate as rate_rows

    return rate_rows(found.form, {str(at): one.answers for at, one in enumerate(cases)})


def test_6_the_json_keeps_to_its_schema(lead: Session, tmp_path: Path) -> None:
    export.export(lead, "json", tmp_path / "i.json", Choices())
    told = json.loads((tmp_path / "i.json").read_text("utf-8"))
    schema = json.loads((settings.resources() / "inspection.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)
    assert len(told["cases"]) == 13 and told["double_readings"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told | {"names": []}, schema)


def test_7_a_dispute_is_shown_as_one(tmp_path: Path) -> None:
    from fieldkit.steps import receive, send
    from tests import kit
    from tests.steps.test_round import shown

    world = kit.inspection(tmp_path, ("A. Marsh", "F. Pike"), cases=1, standard="", index=False)
    for person, value in (("marsh", "yes"), ("pike", "no")):
        session = world.laptops[person]
        view = shown(session, "001").view
        rate.save(session, [rate.answer(view, "P 2.1.1", value)]).result()
        receive.receive(world.lead, [send.send(session, tmp_path / "out").path])
    found = leaving.gather(world.lead, Choices(unfinished=True))
    assert found.cases[0].answers["P 2.1.1"] == "disputed" and found.provenance.disputes_open == 1
    book = openpyxl.load_workbook(io.BytesIO(export.grid_bytes(world.lead, True)))
    assert "DISPUTED" in [cell.value for cell in book["Cases"][8]]
    world.close()
