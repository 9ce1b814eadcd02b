"""What every figure of the bench needs: timing, a figure with its floor, two casebooks in step."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldkit.sample import documents as sample_documents
from fieldkit.steps import enrol, open_pack, prepare
from fieldkit.steps.session import Session
from fieldkit.store.casebook import Owner
from fieldkit.store.keys import Kdf

PASSPHRASE = "bench bench floor ratio median"
QUICK_KDF = Kdf(64 * 1024, 3, 4)


@dataclass(frozen=True)
class Timed:
    """One figure: its value, its floor in the same unit and run, their ratio, and the aim."""

    name: str
    value: float
    unit: str
    floor: float | None
    ratio: float | None
    aim: str

    @property
    def told(self) -> str:
        """The ratio as a person reads it."""
        return f"{self.ratio:g} x" if self.ratio is not None else ""


def timed(name: str, value: float, unit: str, floor: float | None, aim: str) -> Timed:
    """A figure rounded to three places, with its ratio."""
    ratio = round(value / floor, 2) if floor else None
    return Timed(name, round(value, 4), unit, round(floor, 4) if floor else None, ratio, aim)


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The median time of `times` runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


@contextmanager
def pair(folder: Path, cases: int = 1) -> Iterator[tuple[Session, Session]]:
    """A lead and one inspector with a pack opened, each on a casebook of its own."""
    lead = Session.create(folder / "lead", PASSPHRASE, Owner("l", "L", "l"), QUICK_KDF)
    laptop = Session.create(folder / "laptop", PASSPHRASE, Owner("i", "I", "i"), QUICK_KDF)
    try:
        enrol.found(lead, prepare.form_text("pdu-2023"))
        prepare.define(lead, "Bench", "Bench")
        card = enrol.read_card(enrol.make_card(laptop))
        enrol.add(lead, card, "inspector", card.words)
        listed = prepare.read_list(lead, _list_file(folder)).cases[:1]
        made = [type(listed[0])(**{**vars(listed[0]), "crn": f"X{n:06d}"}) for n in range(cases)]
        prepare.add_cases(lead, made)
        numbers = [f"{n + 1:03d}" for n in range(cases)]
        prepare.allocate(lead, [prepare.Allocation(number, ("i",)) for number in numbers])
        packed = prepare.write_packs(lead, folder / "packs")
        open_pack.open_pack(laptop, packed[0].path, enrol.own_words(lead))
        yield lead, laptop
    finally:
        laptop.close()
        lead.close()


def _list_file(folder: Path) -> Path:
    path = folder / "list.xlsx"
    path.write_bytes(sample_documents.long_list())
    return path


def peak_of(module: str, *words: str) -> float:
    """The most megabytes that a process of `module` had; it says them as JSON."""
    command = [sys.executable, "-m", module, *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(ran.stdout)["megabytes"])


def most_memory() -> float:
    """The most memory this process has had, in megabytes; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux: what `resource` tells there begins with what the parent had
        line = next(one for one in status.read_text("ascii").splitlines() if "VmHWM" in one)
        return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20 if sys.platform == "darwin" else 1 << 10)
