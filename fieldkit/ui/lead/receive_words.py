"""What the receive page says of each file and of each merge, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.steps import preview, receive
from fieldkit.steps.carry import Arrival
from fieldkit.steps.preview import Preview
from fieldkit.steps.receive import Refused
from fieldkit.steps.session import Session
from fieldkit.ui.components.columns import Column
from fieldkit.ui.lead.table import Line
from fieldkit.ui.notices import Notices
from fieldkit.wording import line as worded
from fieldkit.wording import sentence

_COUNTS = ("new", "held", "parallel", "disputed", "refused", "waiting")
CASE_COLUMNS = (
    Column("case", "Case", 150),
    *(
        Column(one, one.capitalize(), 82, drop={"held": 2, "parallel": 1}.get(one, 0), right=True)
        for one in _COUNTS
    ),
    Column("rest", "", drop=3),
)


@dataclass(frozen=True)
class FileLine:
    """What is known of one file, and what happens, or happened, to it."""

    path: Path
    bundle: str
    sender: str
    length: int
    check: tuple[str, str]
    what: str


@dataclass(frozen=True)
class Merged:
    """What came of receiving: arrivals, refusals, open disputes, people with a second copy."""

    arrivals: Sequence[Arrival]
    refused: Sequence[Refused]
    disputes: int
    doubled: Sequence[str] = ()
    receipts: int = 0
    receipts_failed: FieldkitError | None = None


def changes(count: int) -> str:
    """A number of changes in words."""
    return f"{count} change{'' if count == 1 else 's'}"


def file_line(one: preview.File) -> FileLine:
    """A file that was looked at and not merged yet."""
    length = one.path.stat().st_size if one.path.exists() else 0
    if one.reason is not None:
        sender = one.sender or "Sender not known"
        check, what = ("bad", "Refused"), "Set aside; changes nothing"
        if one.new_device:
            check, what = ("waiting", "New laptop"), "Waits until you confirm its six words"
        return FileLine(one.path, "Cannot be read here", sender, length, check, what)
    check, what = ("complete", "Signature good"), "Will be merged"
    if one.held:
        check, what = ("plain", "Held already"), "Nothing to do"
    return FileLine(one.path, f"Bundle {one.sequence}", one.sender, length, check, what)


def not_looked_at(path: Path) -> FileLine:
    """A file that was added just now."""
    return FileLine(path, "Being looked at", "", 0, ("waiting", "Looking"), "")


def after(line: FileLine, taken: Arrival | None, aside: bool) -> FileLine:
    """The same file once it was received."""
    if aside:
        return replace(line, check=("bad", "Set aside"), what="Changed nothing")
    if taken is None:
        return line
    what = f"{changes(taken.taken.new)} merged" if taken.taken.new else "Nothing new in it"
    return replace(line, check=("complete", "Merged"), what=what)


def case_lines(found: Preview) -> list[Line]:
    """The preview as a table of cases."""
    made = []
    for one in found.cases:
        cells = {name: str(getattr(one.row, name) or "–") for name in _COUNTS}
        title = f"Case {one.number}" if one.number.isdigit() else one.number
        cells["case"] = title or worded("preview.no_case", {})
        more = []
        if one.row.gapped:
            more.append(f"{one.row.gapped} behind a gap")
        if one.row.hidden:
            more.append(f"{one.row.hidden} build on an undone merge")
        cells["rest"] = "; ".join(more)
        made.append(Line(one.row.subject or "none", dict(cells)))
    return made


def summary(found: Preview) -> str:
    """One sentence on what merging would do."""
    new, disputed = found.total("new"), found.total("disputed")
    cases = len(found.cases)
    told = f"Merging brings {changes(new)} in {cases} {'place' if cases == 1 else 'places'}"
    told += f", {disputed} newly in dispute." if disputed else " and no new dispute."
    waiting = found.total("waiting")
    if waiting:
        told += (
            f" {changes(waiting).capitalize()} would wait for a laptop or a reading to be known."
        )
    return f"{told} Nothing has been merged yet."


def warn_before(session: Session, found: Preview, notices: Notices) -> None:
    """Gaps, forks and roster changes that merging would bring, each with what to do."""
    for device, first, last in found.gaps:
        name = session.roster.name_of(device)
        some = f"Changes {first} to {last}" if last > first else f"Change {first}"
        title = f"{some} of {name} would still be missing."
        notices.say(
            f"gap {device}",
            "warn",
            title,
            f"You can receive these now; what is in them is kept. Ask {name} to send again.",
        )
    for device in dict.fromkeys(device for device, _ in found.forks):
        say_twice(session.roster.name_of(device), notices)
    for change in found.roster:
        told = worded(f"preview.roster_{change.what}", vars(change))
        notices.say(f"roster {told}", "info", told, "It takes effect once you receive the file.")
    new = sum(one.new_device for one in found.files)
    if new:
        many = "A file comes" if new == 1 else f"{new} files come"
        notices.say(
            "new laptops",
            "warn",
            f"{many} from a laptop that is not in the team yet.",
            "Receive it: it is kept and changes nothing. Then add the laptop's card under Prepare, "
            "Team, and compare its six words; the file is merged by itself.",
        )


def say_twice(person: str, notices: Notices) -> None:
    """A laptop that seems to exist twice: both works are kept, and somebody must be asked."""
    title = f"{person}’s laptop seems to exist twice."
    kept = "Two different pieces of work bear one number; both are kept."
    notices.say(f"twice {person}", "bad", title, f"{kept} Ask {person} about a copy.")


def doubled(session: Session, state: receive.State) -> tuple[str, ...]:
    """Names of people whose chain forks or whose bundles contradict each other."""
    devices = [one.device for one in state.chains if one.forks]
    devices += [device for device, _ in (*state.twins, *state.breaks)]
    return tuple(dict.fromkeys(session.roster.name_of(device) for device in devices))


def tell_merged(merged: Merged, notices: Notices) -> None:
    """What came of it: news and troubles, each with what to do next."""
    new = sum(one.taken.new for one in merged.arrivals)
    if merged.arrivals:
        told = f"{changes(new)} {'is' if new == 1 else 'are'} merged."
        waits = merged.disputes
        many = "1 value is disputed" if waits == 1 else f"{waits} values are disputed"
        second = f"{many}; both are kept. Decide under Disputes." if waits else "No disputes."
        notices.say("merged", "ok", told, second)
    for one in merged.arrivals:
        if one.missing:
            numbers = ", ".join(str(number) for number in one.missing)
            title = f"Bundle {numbers} from {one.sender_name} has not arrived."
            kept = f"The {changes(one.taken.new)} in bundle {one.sequence} are kept."
            again = f"{kept} Ask {one.sender_name} to send again."
            notices.say(f"gap {one.sender}", "warn", title, again)
    for person in merged.doubled:
        say_twice(person, notices)
    for refused in merged.refused:
        name = refused.path.name
        why = sentence(refused.reason)
        notices.say(f"aside {name}", "bad", f"{name} is set aside.", why)
    if merged.receipts_failed is not None:
        notices.refuse("receipts", merged.receipts_failed)
