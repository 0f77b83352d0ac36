"""What publications side by side would tell of a few people: the audit finds none."""

from collections.abc import Mapping
from itertools import combinations

from reports.cells import ALL, BEFORE, FREE, LEVELS, SUBMISSIONS, Line, Shown
from reports.disclosure import Published
from reports.free_counts import newcomers_say_several
from reports.homogeneity import levels_in, says_the_same
from reports.privacy import may_move


def moved_by_few(published: Published) -> list[str]:
    """Return the visible cells that change, between two releases, by some but fewer than k people.

    So do those whose newcomers all gave one level.
    """
    found = []
    for (breakdown, position), states in published.states.items():
        for old, new in combinations(states.values(), 2):
            for value in old.cells.keys() & new.cells.keys():
                pair = old.cells[value], new.cells[value]
                follows = _free_follows if breakdown == FREE else _may_follow
                if all(cell.visible for cell in pair) and not follows(
                    *pair, published.least(breakdown)
                ):
                    found.append(f"{breakdown} {position} {value} {old.as_of} {new.as_of}")
    return found


def _may_follow(old: Shown, new: Shown, k: int) -> bool:
    if old == new:
        return True
    few = new.n == old.n or not may_move(new.n - old.n, k)
    if few or not (old.counts and new.counts):
        return not few
    levels = levels_in(old.counts), levels_in(new.counts)
    return sum(levels[0][level] != levels[1][level] for level in range(5)) > 1


def _free_follows(old: Shown, new: Shown, k: int) -> bool:
    if old == new:
        return True
    few = new.n == old.n or not may_move(new.n - old.n, k)
    return not few and newcomers_say_several(old, new)


def telling_groups(published: Published) -> list[str]:
    """Return the groups of one level: visible cells, and what is masked of a competence."""
    found = []
    for (breakdown, position), states in published.states.items():
        if breakdown == FREE:
            continue  # what they answered is no level
        for release, line in states.items():
            seen = {v: cell for v, cell in line.cells.items() if cell.visible and cell.counts}
            found += [
                f"{breakdown} {position} {value} {release}"
                for value, cell in seen.items()
                if says_the_same(cell.counts)
            ]
            rest = _rest(published, line, seen)
            if rest and says_the_same(rest):
                found.append(f"{breakdown} {position} masked {release}")
    return found


def _rest(published: Published, line: Line, seen: Mapping[str, Shown]) -> dict[int, int]:
    """Return the people of everybody's cell who are in no visible group, by their level."""
    every = published.states.get((ALL, line.position), {}).get(line.as_of)
    alone = line.breakdown in (ALL, BEFORE) or line.position == SUBMISSIONS
    if alone or every is None or published.base(line.position, line.as_of) is None:
        return {}
    whole = every.cells[""].counts
    levels = levels_in({c: n for c, n in whole.items() if c & 7 in LEVELS or not published.goals})
    for cell in seen.values():
        levels.subtract(levels_in(cell.counts))
    return {level << 3 | 7: n for level, n in levels.items() if n}
