"""Pictures of every state of an inspector's window in every look, for a person to look at.

`dev.py screens --all [STATE ...]` puts them into dist/screens, a folder a look, and one contact
sheet a state into dist/screens/sheets. Nothing of it is committed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import screens_files
from PIL import Image, ImageDraw

from fieldkit import demo
from fieldkit.sample import documents as sample_documents
from fieldkit.sample.plan import Person
from fieldkit.settings import Settings
from fieldkit.steps import benchmark, open_pack, prepare, rate, read, receive, review, send, settle
from fieldkit.steps.session import Session
from fieldkit.ui.journeys.album import LOOKS

OUT = Path(__file__).resolve().parent.parent / "dist" / "screens"
_STANDARD = "P 1.1"
_ACROSS = 3
_LONGEST = 3600  # seconds: one window goes through all the states
_WIDE = 900


def world(folder: Path) -> tuple[demo.Demo, Person, dict[str, object]]:
    """The sample inspection with a returned case, a benchmark case that was completed, a standard
    and a case with a document of every kind."""
    files = screens_files.write(folder.parent / "files")
    run = demo.Demo(folder, files, Settings.default(), lambda text: print(f"- {text}", flush=True))
    demo.prepare_folder(folder)
    demo.enrol_everybody(run)
    demo.prepare_inspection(run)
    demo.open_packs(run)
    person = run.readers[0]
    words = (folder / "packs" / "words.txt").read_text("utf-8")
    with run.session(person) as laptop, run.session(run.lead) as lead:
        mine = [r for r in read.my_readings(laptop) if r.subject.kind == "case"]
        taken = {r.subject.number for r in mine}
        others = [s.number for s in read.subjects(lead) if s.kind == "case"]
        extra = next(number for number in others if number not in taken)
        kinds = next(s.number for s in read.subjects(lead) if s.crn == demo.EXTRA_CRN)
        standard = prepare.add_standard(lead, _STANDARD)
        prepare.add_documents(lead, standard, sample_documents.standard_files("P 1.2"))
        given = [
            prepare.Allocation(extra, (person.id,), "benchmark"),
            prepare.Allocation(_STANDARD, (person.id,)),
        ]
        prepare.allocate(lead, given)
        pack = prepare.write_packs(lead, folder / "more", (person.id,))[0]
        open_pack.open_pack(laptop, pack.path, words)
        returned = next(one for one in reversed(mine) if one.subject.number != kinds)
        for number, kind in (
            (returned.subject.number, returned.reading.kind),
            (extra, "benchmark"),
        ):
            _finish(laptop, number, kind)
        receive.receive(lead, [send.send(laptop, folder / "back").path])
        settle.return_question(
            lead,
            returned.reading.id,
            "P 2.1.3",
            "The log of August says more than the reason. Please read it again.",
        )
        review.start_thread(lead, returned.reading.id, "P 2.1.1", "Which letter do you mean?")
        benchmark.release(lead, extra, {"P 2.1.2": "no"}, "The plan names nobody.")
        for path in settle.write_returned(lead, folder / "back", (person.id,)):
            open_pack.open_pack(laptop, path)
    case = mine[0].subject.number
    told = [
        ("returned", returned.subject.number, returned.reading.kind),
        ("benchmark", extra, "benchmark"),
    ]
    places = {"centre": str(run.casebook(run.lead)), "place": str(folder / "place")}
    return (
        run,
        person,
        {"case": case, "others": told, "kinds": kinds, **places} | {"standard": _STANDARD},
    )


def _finish(session: Session, number: str, kind: str) -> None:
    """Every question answered, and complete."""
    row = next(
        one
        for one in read.my_readings(session)
        if one.subject.number == number and one.reading.kind == kind
    )
    view = read.open_reading(session, row.reading.id).view
    edits = []
    for question in view.questions:
        value = "no" if question.code == "P 2.1.1" else "yes"
        edits.append(rate.answer(view, question.code, value))
        edits.append(rate.reason(view, question.code, "The assessment was not asked about it."))
    rate.save(session, edits).result()
    view = read.open_reading(session, row.reading.id).view
    rate.save(session, [rate.complete(view)]).result()


def sheets(folder: Path, states: Sequence[str]) -> None:
    """One contact sheet a state: all its looks side by side."""
    (folder / "sheets").mkdir(exist_ok=True)
    for state in states:
        found = [(one[0], folder / one[0] / f"{state}.png") for one in LOOKS]
        pictures = [(name, Image.open(path)) for name, path in found if path.is_file()]
        high = round(_WIDE * 0.54)
        rows = -(-len(pictures) // _ACROSS)
        sheet = Image.new("RGB", (_ACROSS * (_WIDE + 8), rows * (high + 26)), "white")
        draw = ImageDraw.Draw(sheet)
        for place, (name, picture) in enumerate(pictures):
            left, top = place % _ACROSS * (_WIDE + 8), place // _ACROSS * (high + 26)
            picture.thumbnail((_WIDE, high))
            sheet.paste(picture.convert("RGB"), (left, top + 18))
            draw.text((left + 4, top + 3), f"{state} · {name}", fill="black")
        sheet.save(folder / "sheets" / f"{state}.png")


def main(only: Sequence[str]) -> int:
    """Make the world, drive the window through the states, and lay the pictures out."""
    demo.LONGEST_WINDOW = _LONGEST
    with tempfile.TemporaryDirectory(prefix="fieldkit-screens-") as made:
        run, person, task = world(Path(made) / "demo")
        told = pictures(run, person, task | {"only": list(only)})
        for look, *_ in LOOKS:
            source = run.folder / "screens" / look
            if source.is_dir():
                shutil.copytree(source, OUT / look, dirs_exist_ok=True)
    sheets(OUT, told)
    print(f"{len(told)} states in {len(LOOKS)} looks, in {OUT}")
    return 0


def pictures(run: demo.Demo, person: Person, task: dict[str, object]) -> list[str]:
    """Drive the windows: of the laptop, of the same when it is locked, and of a new one."""
    new = replace(person, id="new")
    told: list[str] = []
    for who, journey in (
        (person, "states:every_state"),
        (person, "states_gate:unlocking"),
        (new, "states_gate:first_run"),
    ):
        told += demo.run_windows(run, who, journey, task)["states"]
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
