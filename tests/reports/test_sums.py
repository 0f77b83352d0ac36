"""Totals of several campaigns: released, visible cells, and nothing else."""

from reports.cells import ALL, SUBMISSIONS, WHOLE, Line, Shown
from reports.sums import Part, Total, totals


def shown(n, counts=None):
    return Shown(visible=True, n=n, counts=counts or {})


MASKED = Shown(visible=False, n=3)


def test_totals_add_visible_cells_of_the_same_competence_wherever_it_stands():
    morning = Part(
        ("cooperate", "listen"),
        [Line(ALL, 0, 1, {"": shown(5, {1: 3, 2: 2})}), Line(ALL, 1, 1, {"": MASKED})],
    )
    evening = Part(
        ("listen", "cooperate"),
        [Line(ALL, 0, 2, {"": shown(6, {1: 6})}), Line(ALL, 1, 2, {"": shown(7, {2: 7})})],
    )

    assert totals([morning, evening]) == {
        ("cooperate", ALL, ""): Total(12, {1: 3, 2: 9}, 2),
        ("listen", ALL, ""): Total(6, {1: 6}, 1),
    }


def test_masked_and_withheld_cells_take_no_part():
    lines = [
        Line("agent", SUBMISSIONS, 1, {"yes": shown(9), "no": MASKED}),
        Line("agent", 0, 1, {"yes": shown(9), "no": MASKED}),
        Line("structure", 0, 1, {WHOLE: Shown(visible=False, n=12)}),
    ]

    assert totals([Part(("cooperate",), lines)]) == {("", "agent", "yes"): Total(9, {}, 1)}


def test_the_total_of_no_campaign_is_empty():
    assert totals([]) == {}
