"""Turns an error's code and facts into the sentence a person reads.

Sentences live in ``resources/translations/<language>/*.toml``, one file per room of the code
(``[errors]`` maps a code to a template in `str.format` style). Used by `ui` and `cli` only.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fieldkit import settings
from fieldkit.errors import Fact, FieldkitError


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"({key} not known)"


def sentences(language: str = "en") -> dict[str, str]:
    """All sentences of one language by code. Later files never replace an earlier code."""
    return _read(language)


@cache
def _read(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    folder = Path(settings.resources()) / "translations" / language
    for file in sorted(folder.glob("*.toml")):
        for code, text in tomllib.loads(file.read_text(encoding="utf-8"))["errors"].items():
            found.setdefault(code, text)
    return found


def line(code: str, facts: Mapping[str, Fact], language: str = "en") -> str:
    """The words of a coded line (a step of an explanation, a problem) with its facts."""
    template = sentences(language).get(code)
    if template is None:
        told = ", ".join(f"{name} {value}" for name, value in facts.items())
        return f"{code}: {told}"
    return string.Formatter().vformat(template, (), _Facts(facts))


def sentence(error: FieldkitError, language: str = "en") -> str:
    """The sentence for `error`: what happened, what is safe, what to do next."""
    if error.code not in sentences(language):
        return f"Something was refused ({error}). Nothing was changed."
    return line(error.code, error.facts, language)
