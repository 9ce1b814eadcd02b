"""Set up, run, test, check, picture and time fieldkit: `python3 build/dev.py` lists it all.

Needs only Python 3.11 and its standard library; everything else goes into `.venv`, from the
hash-locked list beside this file.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "build" / "requirements.lock"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")

# What Qt needs of the system, and what the tests compare with: package name and a file that shows
# it is there.
QT_PACKAGES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-sync1": "libxcb-sync.so.1",
    "libxcb-xfixes0": "libxcb-xfixes.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
FONT_PACKAGES = {"fonts-noto-core": Path("/usr/share/fonts/truetype/noto")}
TEST_PROGRAMS = {
    "libreoffice-calc-nogui": "soffice",
    "age": "age",
    "gcc": "cc",
    "dbus-daemon": "dbus-daemon",
    "tesseract-ocr": "tesseract",
}


def say(text: str) -> None:
    """One line about what is being done."""
    print(f"dev: {text}", flush=True)


def call(command: Sequence[str | Path], **more: object) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.call([str(one) for one in command], cwd=ROOT, **more)  # type: ignore[arg-type]


def must(command: Sequence[str | Path]) -> None:
    """Run a command; end with its exit code when it fails."""
    code = call(command)
    if code:
        say(f"stopped: {Path(str(command[0])).name} ended with {code}")
        sys.exit(code)


def missing_packages(for_tests: bool) -> list[str]:
    """Debian packages that are wanted and not there; empty on other systems."""
    if sys.platform != "linux":
        return []
    cached = subprocess.run(
        [shutil.which("ldconfig") or "/sbin/ldconfig", "-p"], capture_output=True, text=True
    ).stdout
    wanted = [name for name, library in QT_PACKAGES.items() if library not in cached]
    if importlib.util.find_spec("ensurepip") is None:
        wanted.append(f"python3.{sys.version_info[1]}-venv")
    wanted += [name for name, folder in FONT_PACKAGES.items() if not folder.is_dir()]
    if for_tests:
        wanted += [name for name, program in TEST_PROGRAMS.items() if not shutil.which(program)]
    return wanted


def system_packages(for_tests: bool) -> None:
    """Install missing system libraries on Debian as root; elsewhere say what is missing."""
    wanted = missing_packages(for_tests)
    if not wanted:
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or not shutil.which("apt-get"):
        say("missing on this system, please install: " + ", ".join(wanted))
        return
    say("installing system packages: " + ", ".join(wanted))
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    call(["apt-get", "update", "-qq"], **quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
    if call(install, **quiet):
        say("apt-get could not install all of them; going on without")


def set_up(for_tests: bool = False) -> None:
    """Make `.venv` from the lock file, once for each version of it."""
    if sys.version_info < (3, 11):
        say(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
        sys.exit(2)
    system_packages(for_tests)
    stamp = VENV / "fieldkit.stamp"
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted and PYTHON.exists():
        return
    say("making .venv from the locked list")
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    must([*pip, "--require-hashes", "-r", LOCK])
    must([*pip, "--no-build-isolation", "--no-deps", "-e", ROOT])
    stamp.write_text(wanted)


def has_display() -> bool:
    """Whether a window can be shown to a person here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(given: argparse.Namespace) -> int:
    """Open the app on the sample inspection, or drive it off screen through the whole job."""
    set_up()
    command = [PYTHON, "-m", "fieldkit", "demo", "--out", given.out]
    if given.documents:
        command += ["--documents", given.documents]
    if not given.headless and has_display():
        command.append("--open")
    return call(command)


def test(given: argparse.Namespace) -> int:
    """Static checks, then all tests; `--long` adds the proofs that take minutes."""
    set_up(for_tests=True)
    code = static_checks()
    if code:
        return code
    arguments = ["--long"] if given.long else []
    if not given.rest:  # a process a core; the tests of one file stay together
        arguments += ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    return call([PYTHON, "-m", "pytest", *arguments, *given.rest])


def static_checks() -> int:
    """Format, lint and types."""
    for command in (
        [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
        [PYTHON, "-m", "ruff", "check", "--quiet", "."],
        [PYTHON, "-m", "mypy"],
    ):
        if code := call(command):
            return code
    return 0


def check(given: argparse.Namespace) -> int:
    """Only format, lint and types."""
    set_up()
    return static_checks()


def screens(given: argparse.Namespace) -> int:
    """Make the pictures in resources/screens again; `--all` every state and look, in dist."""
    set_up()
    script = "screens_all.py" if given.all else "screens.py"
    return call([PYTHON, ROOT / "build" / script, *given.rest])


def bench(given: argparse.Namespace) -> int:
    """Time what matters, each beside its floor."""
    set_up()
    return call([PYTHON, "-m", "fieldkit", "bench", *given.rest])


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=False)
    for function in (run, test, check, screens, bench):
        one = commands.add_parser(function.__name__, help=(function.__doc__ or "").splitlines()[0])
        one.set_defaults(function=function)
        if function is run:
            one.add_argument("--out", default="demo-output", help="the folder for what is made")
            one.add_argument("--headless", action="store_true", help="drive the windows off screen")
            one.add_argument("--documents", help="a folder whose files become one more case")
        if function is screens:
            one.add_argument("--all", action="store_true", help="every state in every look")
        if function is test:
            one.add_argument("--long", action="store_true", help="also what takes minutes")
    given, rest = parser.parse_known_args()
    given.rest = rest
    if given.command is None:
        parser.print_help()
        return 0
    return int(given.function(given))


if __name__ == "__main__":
    sys.exit(main())
