"""What a bundle holds: the unbroken tail of one device's chain, private notes as stubs only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.inspection.entry import Entry, Value, canonical, parse_canonical

PRIVATE = frozenset({"note_private", "bookmark"})


def to_send(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries as they travel; a private note goes as its stub, so the chain stays whole."""
    return tuple(
        Entry(one.stub, None) if one.key and one.key.kind in PRIVATE else one for one in entries
    )


@dataclass(frozen=True)
class Receipt:
    """What the centre holds: per device its highest contiguous sequence, per sender its envelopes.

    `refused` and `disputes` are counts of what waits for a person.
    """

    answers: str
    chains: Mapping[str, int]
    envelopes: Mapping[str, int]
    gaps: tuple[str, ...] = ()
    refused: int = 0
    disputes: int = 0

    def to_bytes(self) -> bytes:
        """The receipt as its frame carries it."""
        return canonical(
            {
                "answers": self.answers,
                "chains": dict(self.chains),
                "envelopes": dict(self.envelopes),
                "gaps": list(self.gaps),
                "refused": self.refused,
                "disputes": self.disputes,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        """Read a receipt from a verified envelope; raises ``entry.not_canonical`` as entries do."""
        value = parse_canonical(data)
        fields: Mapping[str, Value] = value if isinstance(value, Mapping) else {}
        gaps = fields.get("gaps")
        return cls(
            answers=str(fields.get("answers", "")),
            chains=_numbers(fields.get("chains")),
            envelopes=_numbers(fields.get("envelopes")),
            gaps=tuple(str(one) for one in gaps) if isinstance(gaps, list) else (),
            refused=_number(fields.get("refused")),
            disputes=_number(fields.get("disputes")),
        )


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _numbers(value: Value) -> dict[str, int]:
    found = value if isinstance(value, Mapping) else {}
    return {name: _number(one) for name, one in found.items()}
