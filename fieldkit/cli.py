"""The command line: the same steps as the windows, without Qt.

Exit codes: 0 done; 1 refused, told in one sentence on stderr; 2 wrong use.
"""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

import fieldkit
from fieldkit.commands import (
    benchmark,
    care,
    common,
    doubles,
    exports,
    fallback,
    figures,
    forms,
    job,
    keys,
    lead,
    meeting,
    merging,
    places,
    retire,
    review,
    team,
    whole,
)
from fieldkit.errors import FieldkitError
from fieldkit.store.files import disk_trouble
from fieldkit.wording import sentence

app = typer.Typer(
    name="fieldkit",
    help="Offline case reading and rating for probation inspections.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(team.inspection_app, name="inspection")
app.add_typer(team.enrol_app, name="enrol")
app.add_typer(team.roster_app, name="roster")
app.add_typer(forms.forms_app, name="forms")
app.add_typer(review.review_app, name="review")
app.add_typer(review.alerts_app, name="alerts")
app.add_typer(doubles.doubles_app, name="doubles")
app.add_typer(meeting.minutes_app, name="minutes")
doubles.doubles_app.command("release")(benchmark.doubles_release)
app.add_typer(keys.recover_app, name="recover")
app.add_typer(merging.quarantine_app, name="quarantine")
app.add_typer(places.place_app, name="place")
app.add_typer(fallback.fallback_app, name="fallback")

for _name, _command in (
    ("preflight", job.preflight),
    ("prepare", job.prepare),
    ("allocate", job.allocate),
    ("open-pack", job.open_pack),
    ("send", job.send_bundle),
    ("receive", job.receive_bundles),
    ("merges", merging.merges),
    ("undo-merge", merging.undo_merge),
    ("handover", merging.handover),
    ("forward", merging.forward),
    ("disputes", lead.disputes),
    ("decide", lead.decide),
    ("return", lead.return_work),
    ("moderate", lead.moderate),
    ("rate", lead.rate),
    ("explain", lead.explain),
    ("what-if", meeting.what_if),
    ("breakdown", meeting.breakdown),
    ("region", meeting.region),
    ("progress", meeting.progress),
    ("activity", meeting.activity),
    ("sample", figures.sample),
    ("agreement", figures.agreement),
    ("export", exports.export),
    ("report", exports.report),
    ("import-grid", exports.import_grid),
    ("verify", job.verify_files),
    ("audit", care.audit),
    ("reseal", job.reseal),
    ("check", care.check),
    ("backup", care.backup),
    ("restore", care.restore),
    ("passphrase", keys.passphrase),
    ("rekey", keys.rekey),
    ("readout", care.readout),
    ("sync", places.sync),
    ("wipe", retire.wipe),
    ("retention", retire.retention),
    ("demo", whole.demo),
    ("bench", whole.bench),
):
    in_casebook = "passphrase_file" in inspect.signature(_command).parameters
    app.command(_name)(common.of_inspection(_command) if in_casebook else _command)


@app.command("version")
def version() -> None:
    """Say which fieldkit this is."""
    typer.echo(fieldkit.__version__)


def _where(why: BaseException) -> str:
    """Kind and place of a fault, never its words: they may hold what was read."""
    place = traceback.extract_tb(why.__traceback__)[-1]
    return f"{type(why).__name__}, {Path(place.filename).stem}:{place.lineno}"


def run(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit code; a refusal is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=list(arguments), prog_name="fieldkit")
    except FieldkitError as why:
        typer.echo(sentence(why), err=True)
        return 1
    except OSError as why:
        typer.echo(sentence(disk_trouble(why, Path(str(why.filename or "a file")))), err=True)
        return 1
    except Exception as why:  # noqa: BLE001  (a fault of ours is told in one sentence too)
        typer.echo(sentence(FieldkitError("cli.fault", where=_where(why))), err=True)
        return 1
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing more was changed.", err=True)
        return 1
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0
