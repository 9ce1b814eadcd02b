"""Commands of the whole: the demo and the bench."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import JsonOption
from fieldkit.settings import Settings


def demo(
    out: Annotated[Path, typer.Option("--out", help="A new or empty folder.")] = Path(
        "demo-output"
    ),
    documents: Annotated[
        Path | None, typer.Option("--documents", help="A folder that becomes one more case.")
    ] = None,
    open_app: Annotated[
        bool, typer.Option("--open", help="Prepare, then open the app for a person.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Run the whole job on the sample inspection, through the real windows."""
    from fieldkit import demo as demo_room  # it and the bench load what no other command needs

    say = (lambda text: None) if json else (lambda text: common.out(f"- {text}"))
    run = demo_room.Demo(out.resolve(), documents, Settings.default(), say)
    if open_app:
        if not demo_room.is_prepared(run):
            demo_room.run(run, ("prepare",))
        raise typer.Exit(demo_room.open_window(run))
    told = demo_room.run(run)
    if json:
        common.out_json(told)
        return
    for step in told["steps"]:
        common.out(f"{step['seconds']:8.2f} s  {step['name']}")
    common.out(f"Everything is in {out}: casebooks, packs, bundles, receipts, screens, grid.xlsx")


def bench(
    only: Annotated[
        list[str] | None, typer.Argument(help="Names of figures; all if none is given.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Time what matters, each beside its floor in the same run."""
    from fieldkit import bench as bench_room

    found = bench_room.run(only or [])
    if json:
        common.out_json([vars(one) for one in found])
        return
    rows = [
        [
            one.name,
            f"{one.value:g} {one.unit}",
            f"{one.floor:g}" if one.floor else "",
            one.told,
            one.aim,
        ]
        for one in found
    ]
    common.out_table(["what", "value", "floor", "ratio", "aim"], rows)
