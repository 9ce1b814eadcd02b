"""LibreOffice as a second opinion: a file opened by it and saved again, as the kind asked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

_SECONDS = 180


def saved(source: Path, folder: Path, kind: str = "xlsx") -> Path:
    """`source` as LibreOffice saves it into `folder`; the test is skipped where it is missing."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed here: NOT shown")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "saved"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=_SECONDS)
    return out / f"{source.stem}.{kind}"
