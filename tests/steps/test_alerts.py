"""Who gets to know of an alert, and how it stands.

1. Who goes on with a reading gets the alerts raised in it, whoever raised them; a second reader of
   the same case, who reads blind, does not.
2. It waits until a receipt covers it, on its laptop only.
"""

from __future__ import annotations

from pathlib import Path

from fieldkit.inspection import reading as readings
from fieldkit.steps import alerts, handover, open_pack, prepare, rate, read, receive, send
from fieldkit.steps.session import Session
from tests import kit

WORDS = "Children in the house"


def raised(world: kit.World, folder: Path) -> list[Path]:
    """Marsh raises one in the only case; what the lead answers."""
    marsh = world.laptops["marsh"]
    view = read.open_reading(marsh, read.my_readings(marsh)[0].reading.id).view
    rate.save(marsh, [rate.alert(view, WORDS, "", "", 0)]).result()
    arrivals, _ = receive.receive(world.lead, [send.send(marsh, folder).path])
    return [path for _, path in receive.write_receipts(world.lead, arrivals, folder)]


def told(world: kit.World, name: str, folder: Path) -> list[str]:
    """What a newcomer finds in the pack that the lead writes for them."""
    person = name.split()[-1].lower()
    session: Session = world.laptops[person]
    (pack,) = prepare.write_packs(world.lead, folder, (person,))
    open_pack.open_pack(session, pack.path, world.words)
    return [one.words for one in alerts.alerts(session)]


def test_who_goes_on_with_it_knows(tmp_path: Path) -> None:
    """1."""
    world = kit.inspection(tmp_path / "w", cases=1, standard="", index=False)
    for name in ("F. Pike", "B. Ward", "C. Reed"):
        session = kit.laptop(tmp_path / name, name)
        world.laptops[session.owner.person] = session
        kit.join(world.lead, session)
    raised(world, tmp_path / "files")
    (first,) = readings.readings(world.lead.present())
    prepare.allocate(world.lead, [prepare.Allocation("001", ("pike",), "second")])
    handed = handover.hand_over(world.lead, first.id, "ward")
    assert told(world, "B. Ward", tmp_path / "files") == [WORDS]
    handover.hand_over(world.lead, handed.reading, "reed")
    assert told(world, "C. Reed", tmp_path / "files") == [WORDS]
    assert told(world, "F. Pike", tmp_path / "files") == []
    world.close()


def test_until_its_receipt(tmp_path: Path) -> None:
    """2."""
    world = kit.inspection(tmp_path / "w", cases=1, standard="", index=False)
    marsh = world.laptops["marsh"]
    (receipt,) = raised(world, tmp_path / "files")
    assert [one.waiting for one in alerts.alerts(marsh)] == [True]
    assert [one.waiting for one in alerts.alerts(world.lead)] == [False]
    open_pack.open_pack(marsh, receipt)
    assert [one.waiting for one in alerts.alerts(marsh)] == [False]
    world.close()
