"""How well codes link 450 simulated people who err as published: precision and recall, printed.

Errors follow surveys of self-generated codes: after some weeks 40.0 % of people give all twelve
elements again, 91.9 % at least ten (n = 135, doi 10.1177/00131644261453059). With one error rate
for all, both figures cannot be met: 40 % would make it 94.7 %. So each person errs at a rate of
their own, drawn from a beta distribution; its two parameters are those that meet both.
"""

from dataclasses import dataclass
from math import comb, exp, lgamma, sqrt
from random import Random
from string import ascii_lowercase

import pytest

from surveys.linking.keys import hashed_element
from surveys.linking.matching import link
from surveys.linking.prompts import PROMPTS
from surveys.linking.weighing import Record

N = 450
FIRST_WAVE, SECOND_WAVE = range(400), range(90, N)
BOTH = len({*FIRST_WAVE} & {*SECOND_WAVE})  # 310 people
ALPHA, BETA = 4.8825, 56.2194  # of the beta distribution of people's error rates
UNKNOWN = 0.03  # how often somebody never knew the answer
SLIP, BLANK = 0.25, 0.15  # of errors: a mistyped sign, a question passed; the rest: another memory
KEY = b"key of the tests"

# How often each answer is met, in thousandths; letters that are not named share what is left.
FIRST_NAMES = "m190 c110 a95 j90 f75 s70 n60 d55 l50 b45 e35 p30"
LAST_LETTERS = "e230 s165 n120 t85 r85 x65 y55 l55 d40 z35 a25 c20"
LETTERS = {
    "mother_first": FIRST_NAMES,
    "father_first": "j190 m110 p105 a85 r75 g70 c65 d60 b50 l45 h35 f30",
    "second_name": FIRST_NAMES,
    "birth_town": LAST_LETTERS,
    "first_school": "j170 s140 l90 p85 m80 v70 c65 f55 g50 e45 r40 b40",
    "grandmother_first": "m260 j115 l80 a80 s65 g60 c55 r50 y45 e45 h40 d30",
    "mother_name": LAST_LETTERS,
    "childhood_street": "l110 c95 p90 m85 v75 s75 j70 b70 g65 r60 f50 d50",
    "childhood_town": "i170 n130 r110 u95 l85 s75 a60 t55 m45 o40 e40 v30",
}


def spread(named):
    """Return every letter with its weight."""
    weights = {word[0]: float(word[1:]) for word in named.split()}
    others = set(ascii_lowercase) - set(weights)
    return weights | dict.fromkeys(sorted(others), (1000 - sum(weights.values())) / len(others))


POPULATION = {code: spread(named) for code, named in LETTERS.items()} | {
    "birth_day": dict.fromkeys(map(str, range(1, 32)), 1.0),
    "mother_month": dict.fromkeys(map(str, range(1, 13)), 1.0),
    "older_siblings": {"0": 42.0, "1": 31.0, "2": 15.0, "3": 7.0, "4": 3.0, "5": 2.0},
}


def chance_of(errors, size=12):
    """Return how likely `errors` of `size` elements are, by the beta-binomial distribution."""
    logs = (
        lgamma(errors + ALPHA)
        + lgamma(size - errors + BETA)
        - lgamma(size + ALPHA + BETA)
        - lgamma(ALPHA)
        - lgamma(BETA)
        + lgamma(ALPHA + BETA)
    )
    return comb(size, errors) * exp(logs)


@dataclass
class Crowd:
    """Simulated people: what is true of each, and how they write it down."""

    chance: Random

    def __post_init__(self):
        self.truth = [
            {code: self.drawn(code) for code in PROMPTS if self.chance.random() >= UNKNOWN}
            for _ in range(N)
        ]

    def drawn(self, code, but=None):
        values = {value: n for value, n in POPULATION[code].items() if value != but}
        [value] = self.chance.choices(list(values), list(values.values()))
        return value

    def again(self, truth):
        """Return what somebody writes the second time, and how many elements are other."""
        rate = self.chance.betavariate(ALPHA, BETA)
        wrong = [code for code in PROMPTS if self.chance.random() < rate]
        said = truth | {code: self.erred(code, truth.get(code)) for code in wrong}
        return {code: value for code, value in said.items() if value is not None}, len(wrong)

    def erred(self, code, value):
        """Return another answer than the right one."""
        kind = self.chance.random()
        if value is not None and kind < BLANK:
            return None
        if kind < BLANK + SLIP:
            return self.chance.choice([other for other in POPULATION[code] if other != value])
        return self.drawn(code, but=value)


def record_of(person, wave, elements):
    hashed = {code: hashed_element(KEY, code, value) for code, value in elements.items()}
    return Record(f"{wave}:{person}".encode(), hashed)


def measured(seed):
    """Return the linkage of one simulated population, how many pairs are right, and the errors."""
    crowd = Crowd(Random(seed))
    again = {person: crowd.again(crowd.truth[person]) for person in SECOND_WAVE}
    first = [record_of(person, 1, crowd.truth[person]) for person in FIRST_WAVE]
    second = [record_of(person, 2, said) for person, (said, _) in again.items()]
    crowd.chance.shuffle(first)
    crowd.chance.shuffle(second)
    found = link(first, second)
    right = sum(one.partition(b":")[2] == other.partition(b":")[2] for one, other in found.pairs)
    return found, right, [errors for _, errors in again.values()]


def check(seeds):
    """Print precision and recall over these populations; both must hold for each of them."""
    errors = []
    for seed in seeds:
        found, right, made = measured(seed)
        errors += made
        precision, recall = right / found.matched, right / BOTH
        print(  # noqa: T201 -- what the acceptance asks for
            f"N = {N}, seed {seed}: {found.matched} pairs of {BOTH}, precision {precision:.4f}, "
            f"recall {recall:.4f}, match rate {found.rate:.3f} of {found.second.n}, "
            f"ambiguous {found.second.ambiguous}, colliding {found.second.colliding}"
        )
        assert precision >= 0.99
        assert recall >= 0.85
        assert found.rate == found.matched / len(SECOND_WAVE)
    return errors


def test_the_model_of_errors_is_that_of_the_published_figures():
    assert chance_of(0) == pytest.approx(0.400, abs=0.0005)
    assert sum(map(chance_of, range(3))) == pytest.approx(0.919, abs=0.0005)
    assert sum(map(chance_of, range(13))) == pytest.approx(1)


def test_people_who_err_as_published_are_found_again():
    errors = check([2026])

    for most, published in ((0, 0.400), (2, 0.919)):
        share = sum(error <= most for error in errors) / len(errors)
        spread_of_share = sqrt(published * (1 - published) / len(errors))
        print(f"at most {most} errors: {share:.3f}, published {published:.3f}")  # noqa: T201
        assert share == pytest.approx(published, abs=3 * spread_of_share)


def test_waves_of_other_people_link_nearly_nobody():
    crowd = Crowd(Random(7))
    first = [record_of(person, 1, crowd.truth[person]) for person in range(N // 2)]
    second = [record_of(person, 2, crowd.truth[person]) for person in range(N // 2, N)]

    assert link(first, second).matched == 0


@pytest.mark.chaos
def test_precision_and_recall_hold_in_forty_populations():
    errors = check(range(40))

    assert sum(error == 0 for error in errors) / len(errors) == pytest.approx(0.400, abs=0.015)
    assert sum(error <= 2 for error in errors) / len(errors) == pytest.approx(0.919, abs=0.01)
