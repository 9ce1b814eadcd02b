"""P1-P19 as a state machine over an in-memory centre and its laptops.

P1 merge is set union                               P2 any permutation, partition, duplication
P3 nothing acknowledged ever leaves                 P4 every entry stands or is an ancestor
P5 standing entries form an antichain               P6 superseded only by one that may replace it
P7 a dispute exactly when standing values differ    P8 a decision naming all ends the dispute
P9 part and then the rest equals all at once        P10 replay changes nothing
P11 a fork is reported, neither side lost           P12 the gap report is exact
P13 clocks may jump without effect                  P14 laptops and centres end equal
P15 an entry outside the role never alters a view   P16 rebuilt projections equal kept ones
P17 unknown kinds and newer bodies pass byte for byte
P18 a kill leaves a consistent prefix               P19 a moderation lapses visibly

The rules are in `round`, what each P means in `checks`, the casebooks in `worlds`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.inspection.round import Round

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def plan(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=QUIET,
        phases=(Phase.generate,),
    )


def test_rounds() -> None:
    run_state_machine_as_test(Round, settings=plan(25, 35))


@pytest.mark.long
def test_many_long_rounds() -> None:
    run_state_machine_as_test(Round, settings=plan(1500, 80))
