"""What the windows remember of one person in the encrypted store: colours and interface size."""

from __future__ import annotations

from functools import partial

from fieldkit.steps import unlock
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.frame import Frame
from fieldkit.ui.operations import Operations

_COLOURS = "colours"
_SCALE = "scale"


def apply(session: Session, look: theme.Theme) -> None:
    """Put back the colours and the size chosen last; what cannot be read is left as it is."""
    choice = unlock.remembered(session, _COLOURS)
    for one in theme.CHOICES:
        if one == choice and one != look.choice:
            look.set_choice(one)
    try:
        scale = float(unlock.remembered(session, _SCALE) or look.scale)
    except ValueError:
        return
    if scale != look.scale:
        look.set_scale(scale)


def keep(session: Session, frame: Frame, operations: Operations) -> None:
    """Remember from now on what is chosen in the menus."""

    def write(name: str, value: str) -> None:
        operations.run(partial(unlock.remember, session, name, value), lambda done: None)

    frame.theme_chosen.connect(lambda choice: write(_COLOURS, choice))
    frame.scale_chosen.connect(lambda scale: write(_SCALE, f"{scale:g}"))
