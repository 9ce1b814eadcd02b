"""Times and counts as people read them: "Today 14:02", "19 Nov 10:31", "1 case"."""

from __future__ import annotations

from datetime import date, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _read(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return None


def moment(iso: str, now: datetime, *, inside: bool = False) -> str:
    """An ISO time in the laptop's own time, as near as it needs to be; "" for none.

    `inside`: it stands within a sentence ("today 14:02").
    """
    at = _read(iso) if iso else None
    if at is None:
        return ""
    days = (now.astimezone().date() - at.date()).days
    clock = at.strftime("%H:%M")
    if days == 0:
        return f"{'today' if inside else 'Today'} {clock}"
    if days == 1:
        return f"{'yesterday' if inside else 'Yesterday'} {clock}"
    year = "" if at.year == now.year else f" {at.year}"
    return f"{at.day} {_MONTHS[at.month - 1]}{year} {clock}"


def clock_time(at: datetime) -> str:
    """The time of day to the second: 14:02:07."""
    return at.astimezone().strftime("%H:%M:%S")


def day(iso: str) -> str:
    """An ISO date as "12 Nov 2024"; what is no date stays as it is."""
    try:
        at = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def age(born: str, now: datetime) -> int | None:
    """Whole years since an ISO date of birth, or None."""
    try:
        at = date.fromisoformat(born[:10])
    except ValueError:
        return None
    today = now.astimezone().date()
    return today.year - at.year - ((today.month, today.day) < (at.month, at.day))


def size(length: int) -> str:
    """Bytes as "1.3 MB"."""
    if length < 1000:
        return f"{length} bytes"
    if length < 1_000_000:
        return f"{length / 1000:.0f} kB"
    return f"{length / 1_000_000:.1f} MB"


def counted(count: int, word: str, many: str = "") -> str:
    """A count and its word: "1 case", "2 cases"; `many` where it is not the word and an s."""
    return f"{count} {word if count == 1 else many or word + 's'}"
