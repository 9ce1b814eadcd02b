"""Where things are and how long things take: one frozen value, built once in `app` or `cli`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_HERE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = _HERE / "data" / name
    return inside if inside.is_dir() else _HERE.parent / name


def resources() -> Path:
    """The folder of icons, style, translations, help pages and the sample inspection."""
    return _shipped("resources")


def forms() -> Path:
    """The folder of standards sets as TOML."""
    return _shipped("forms")


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two runs. Times are in seconds, sizes in bytes."""

    casebook: Path
    journal_after: float = 0.4
    entry_after: float = 60.0
    lock_after: float = 300.0
    reader_cache_kib: int = 8192
    worker_memory: int = 1 << 30
    worker_timeout: float = 20.0
    kdf_memory_kib: int = 256 * 1024
    kdf_rounds: int = 3
    kdf_lanes: int = 4

    @classmethod
    def default(cls) -> Settings:
        """Settings for an ordinary start: the casebook in the user's own data folder."""
        chosen = os.environ.get("FIELDKIT_CASEBOOK")
        folder = (
            Path(chosen) if chosen else Path(platformdirs.user_data_dir("fieldkit")) / "casebook"
        )
        return cls(casebook=folder)
