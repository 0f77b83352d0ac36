"""What a complete submission costs the server: ours beside the floor, in a base empty or full."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from bench.bases import KINDS, Kind
from bench.printing import number, show, verdict
from bench.processes import Server
from bench.visitors import (
    Journey,
    block_journey,
    first_files,
    floor_journey,
    one_page_journey,
    visit,
)
from surveys.models.campaigns import SINGLE

FLOOR = "floor"
EMPTY = "empty"
FULL = "full"
FILES = "files"
PARALLEL = 16  # visitors at a time, as in a room
TARGETS = {"page": 0.5, "blocks": 1.8}
NAMES = {
    "page": "Repères, une page",
    "blocks": "Repères, par blocs",
    "richpage": "Repères, une page, riche",
    "richblocks": "Repères, par blocs, riche",
}
HEADS = ("", "requêtes", "médiane", "min", "max")


@dataclass(frozen=True)
class Run:
    """A kind of submission, and the server that takes it."""

    name: str
    server: Server
    journey: Journey


@dataclass(frozen=True)
class Cost:
    """Server CPU milliseconds per submission, round by round, and the requests that one takes."""

    rounds: tuple[float, ...]
    requests: int

    @property
    def median(self) -> float:
        return median(self.rounds)

    def ratio(self, other: "Cost") -> float:
        """Return the median of the ratios to `other`, each within one round."""
        return median(a / b for a, b in zip(self.rounds, other.rounds, strict=True))


def journey_of(kind: Kind) -> Journey:
    """Return how a visitor goes through a campaign of this kind."""
    return (one_page_journey if kind.layout == SINGLE else block_journey)(kind.code)


def measure(servers: Mapping[str, Server], *, rounds: int, visits: int) -> dict[str, Cost]:
    """Return the cost of the floor, then of each kind of campaign in the empty and full bases.

    Every round takes them all in turn, each time from another one on.
    """
    runs = [
        Run(FLOOR, servers[FLOOR], floor_journey),
        *(
            Run(f"{base}/{kind.code}", servers[base], journey_of(kind))
            for base in (EMPTY, FULL)
            for kind in KINDS
        ),
        Run(FILES, servers[EMPTY], first_files(servers[EMPTY].port, KINDS[0].code)),
    ]
    for run in runs:
        visit(run.server.port, run.journey, visits, parallel=PARALLEL, seed=0)
    spent: dict[str, list[float]] = {run.name: [] for run in runs}
    requests: dict[str, int] = {}
    for turn in range(rounds):
        first = turn % len(runs)
        for run in (*runs[first:], *runs[:first]):
            before = run.server.cpu_seconds()
            requests[run.name] = visit(
                run.server.port, run.journey, visits, parallel=PARALLEL, seed=turn + 1
            )
            spent[run.name].append((run.server.cpu_seconds() - before) * 1_000 / visits)
    return {name: Cost(tuple(values), requests[name]) for name, values in spent.items()}


def show_costs(costs: Mapping[str, Cost], *, visits: int, stored: int) -> None:
    """Print ours beside the floor, then ours in the full base beside ours in the empty one."""
    floor = costs[FLOOR]
    beside = [
        (
            *_figures(NAMES[kind.code], cost),
            number(cost.ratio(floor), 2),
            *_target(kind, cost, floor),
        )
        for kind in KINDS
        for cost in [costs[f"{EMPTY}/{kind.code}"]]
    ]
    plain = ("Plancher : Flask + WTForms + SQLAlchemy", floor)
    files = ("Feuille de style, logo, icône : une fois par appareil", costs[FILES])
    show(
        "1. Un envoi complet de 40 compétences, en millisecondes CPU du serveur",
        f"   {len(floor.rounds)} tours alternés de {visits} envois, {PARALLEL} personnes "
        "à la fois ; rapport médian des tours. Une note\n   par compétence, comme le plancher ; "
        "« riche » : niveau et importance, et trois questions sur la personne.",
        (*HEADS, "/ plancher", "cible", ""),
        [
            (*_figures(*plain), number(1, 2), "", ""),
            *beside,
            (*_figures(*files), number(costs[FILES].ratio(floor), 2), "", ""),
        ],
    )
    show(
        f"2. Le même envoi quand {number(stored, 0)} autres sont déjà dans chaque campagne",
        "   Rapport au même envoi dans une base vide, tour par tour.",
        (*HEADS, "/ vide"),
        [
            (
                *_figures(NAMES[kind.code], cost),
                number(cost.ratio(costs[f"{EMPTY}/{kind.code}"]), 2),
            )
            for kind in KINDS
            for cost in [costs[f"{FULL}/{kind.code}"]]
        ],
    )


def _figures(name: str, cost: Cost) -> tuple[str, ...]:
    spread = (cost.median, min(cost.rounds), max(cost.rounds))
    return (name, str(cost.requests), *(number(value) for value in spread))


def _target(kind: Kind, cost: Cost, floor: Cost) -> tuple[str, str]:
    target = TARGETS.get(kind.code)
    if target is None:
        return "", ""
    return f"≤ {number(target, 2)}", verdict(cost.ratio(floor) <= target)
