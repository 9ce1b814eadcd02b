"""Scripted journeys through the real windows, by real key events: for the demo and the pictures.

`painted` ends at the first painted window; `read_and_rate` is an inspector's whole job; `lead` is
the lead's. What a journey is to do comes as JSON in the environment, never from the code.
"""

from fieldkit.ui.journeys.endless import answer_until_killed
from fieldkit.ui.journeys.lead import lead
from fieldkit.ui.journeys.painted import painted
from fieldkit.ui.journeys.reading import read_and_rate

__all__ = ["answer_until_killed", "lead", "painted", "read_and_rate"]
