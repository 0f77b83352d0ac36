"""Free questions, from the tally to lines that may be shown: everybody’s answers, one by one.

Nothing here is broken down by group. A question is masked where fewer than k people answered it,
and where all of them, or all but one, said the same. What is asked on a condition tells by its
number how many people met it: it is shown only where that is told already, or says nothing of
fewer than k people on either side.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reports.cells import FREE, SUBMISSIONS, WHOLE, Codes, Kept, Line, Shown, nothing_kept
from reports.free_counts import Told, values_of
from reports.privacy import may_move
from surveys.question_types import Question
from surveys.question_types.base import FIRST_VALUE, Condition, Manner
from surveys.question_types.choices import YesNo
from surveys.question_types.ranking import ROOM
from surveys.question_types.steps import FACTORS, REACH, TOP
from surveys.sections import Sections, questions_in

NOT_ASKED = 4  # beside the manners of answering: those whom the condition left out
FINEST = 1_000_000  # numbers are counted in millionths, so that codes are whole
DOMINANT = 0.85  # a share of the sum from which on one person is read in it
FIRST = SUBMISSIONS - 1  # the position of the first free question; the next is one lower

SEVERAL = ("multiple", "factors")  # types of which one answer holds several values


def position_of(place: int) -> int:
    """Return the position of the line of a free question, apart from those of competences."""
    return FIRST - place


def place_of(position: int) -> int:
    """Return the place of a free question among all, from the position of its line."""
    return FIRST - position


def number_code(value: float) -> int:
    """Return a number in millionths as a code that is never negative."""
    millionths = round(value * FINEST)
    return 2 * abs(millionths) + (millionths < 0)


def number_of(code: int) -> float:
    """Return the number of a code."""
    return (-1 if code % 2 else 1) * (code // 2) / FINEST


@dataclass(frozen=True)
class Asking:
    """What a campaign asks beside the ratings, and who is asked what.

    `free`: codes and people by place of a question; `rated`: people by place of a competence that
    was asked of them; `numbers`: codes of numbers and people, by place of a question.
    """

    sections: Sections
    received: int
    free: Mapping[int, Codes]
    rated: Mapping[int, int] = field(default_factory=dict)
    numbers: Mapping[int, Codes] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_in(self.sections)

    @property
    def has_conditions(self) -> bool:
        return any(
            section.show_if or any(question.show_if for question in section.questions)
            for section in self.sections
        )

    def of_question(self, question: Question) -> tuple[Condition, ...]:
        """Return the conditions under which a question is asked."""
        section = next(s for s in self.sections if question in s.questions)
        return tuple(filter(None, (section.show_if, question.show_if)))

    def of_competences(self) -> dict[int, Condition]:
        """Return the condition under which a competence is asked, by place; without it, none."""
        return {
            place: section.show_if
            for section in self.sections
            if section.show_if
            for place in section.positions
        }

    def asked(self, place: int) -> int:
        """Return how many people were asked a question."""
        return sum(n for code, n in self.free.get(place, {}).items() if code in set(Manner))

    def cell(self, place: int) -> Shown:
        """Return the cell of a question as it would be if nothing had to be masked."""
        counts = {code: n for code, n in self.free.get(place, {}).items() if n}
        counts |= {FIRST_VALUE + code: n for code, n in self.numbers.get(place, {}).items() if n}
        left_out = self.received - self.asked(place)
        if self.of_question(self.questions[place]) and left_out:
            counts[NOT_ASKED] = left_out
        return Shown(visible=True, n=counts.get(Manner.ANSWERED, 0), counts=counts)


def free_lines(
    asking: Asking, sizes: Iterable[Line], k: int, number: int, kept: Kept = nothing_kept
) -> list[Line]:
    """Return the line of each free question, in order; `sizes` are those of submissions by group.

    The n of a masked question is kept, never shown, as with competences.
    """
    known = {line.breakdown: line for line in sizes if line.position == SUBMISSIONS}
    lines: dict[str, Line] = {}
    for place, question in enumerate(asking.questions):
        whole, position = asking.cell(place), position_of(place)
        visible = (
            whole.n >= k
            and not says_it_of_all(question, whole)
            and _may_be_told(asking, question, place, known, lines, k)
            and not kept(FREE, position, {"": whole.n})
        )
        cell = whole if visible else Shown(visible=False, n=whole.n)
        lines[question.code] = Line(FREE, position, number, {"": cell})
    return list(lines.values())


def withheld(
    asking: Asking, sizes: Iterable[Line], lines: Iterable[Line], k: int
) -> frozenset[int]:
    """Return the places of the competences asked on a condition whose number must not be told."""
    known = {line.breakdown: line for line in sizes if line.position == SUBMISSIONS}
    shown = {asking.questions[place_of(line.position)].code: line for line in lines}
    return frozenset(
        place
        for place, condition in asking.of_competences().items()
        if not _is_safe((condition,), asking.rated.get(place, 0), asking, known, shown, k)
    )


def says_it_of_all(question: Question, cell: Shown) -> bool:
    """Say whether figures would tell what each person answered.

    They do where all, or all but one, said the same; a mean also where one person makes up nearly
    all of the sum.
    """
    values, n = values_of(cell.counts), cell.n
    if question.type == "text":
        return False
    if question.type == "ranking":
        values = {code: people for code, people in values.items() if code % ROOM == 1}
    if question.type == "factors":
        return all(
            _is_telling(part.values(), sum(part.values())) for part in _factors(values).values()
        )
    return _is_telling(values.values(), n) or (question.type == "number" and _dominated(values))


def shown_factors(counts: Codes, k: int) -> dict[str, Codes]:
    """Return the steps of each factor that may be shown: from k people who did not say the same."""
    return {
        factor: steps
        for factor, steps in _factors(values_of(counts)).items()
        if sum(steps.values()) >= k and not _is_telling(steps.values(), sum(steps.values()))
    }


def _factors(values: Codes) -> dict[str, Codes]:
    found: dict[str, Codes] = {factor: {} for factor in FACTORS}
    for code, n in values.items():
        found[FACTORS[code // (TOP + 1)]][code % (TOP + 1)] = n
    return found


def _is_telling(people: Collection[int], n: int) -> bool:
    """Say whether all, or all but one, of `n` people gave the same answers."""
    several = any(1 < count < n - 1 for count in people)
    return not several and max(people, default=n) >= n - 1


def _dominated(values: Codes) -> bool:
    """Say whether one person’s number makes up nearly all of the sum."""
    total = sum(code // 2 * n for code, n in values.items())
    return total > 0 and max(code // 2 for code in values) > DOMINANT * total


def _may_be_told(
    asking: Asking,
    question: Question,
    place: int,
    known: Mapping[str, Line],
    lines: Mapping[str, Line],
    k: int,
) -> bool:
    conditions = asking.of_question(question)
    return _is_safe(conditions, asking.asked(place), asking, known, lines, k)


def _is_safe(
    conditions: Sequence[Condition],
    asked: int,
    asking: Asking,
    known: Mapping[str, Line],
    lines: Mapping[str, Line],
    k: int,
) -> bool:
    """Say whether the number of those asked may be told, each condition being shown itself."""
    if not conditions:
        return True
    if asked < k or not may_move(asking.received - asked, k):
        return False
    return all(_leaves_doubt(it, asked, asking, known, lines, k) for it in conditions)


def _leaves_doubt(
    condition: Condition,
    asked: int,
    asking: Asking,
    known: Mapping[str, Line],
    lines: Mapping[str, Line],
    k: int,
) -> bool:
    sizes = known.get(condition.question)
    if sizes is not None:
        meeting = _in_groups(sizes, frozenset(condition.values))
        return meeting is not None and may_move(meeting - asked, k)
    line = lines.get(condition.question)
    if line is None or not line.cells[""].visible:
        return False
    place = place_of(line.position)
    return may_move(asking.asked(place) - asked, k) and _fits_within(
        asking.questions[place], line.cells[""], condition, asked, k
    )


def _in_groups(sizes: Line, values: frozenset[str]) -> int | None:
    """Return how many people are in some groups; None where that would tell of a masked one."""
    if WHOLE in sizes.cells:
        return None
    hidden = {value for value, cell in sizes.cells.items() if not cell.visible}
    if hidden & values and not hidden <= values:
        return None
    return sum(cell.n for value, cell in sizes.cells.items() if value in values)


def _fits_within(question: Question, cell: Shown, condition: Condition, asked: int, k: int) -> bool:
    """Say whether those asked are all who gave the answers looked for, or fewer by k at least."""
    if question.type in SEVERAL and len(condition.values) > 1:
        return False  # who gave both would be told
    values = values_of(cell.counts)
    met = sum(values.get(_code_of(question, value), 0) for value in condition.values)
    return may_move(met - asked, k)


def _code_of(question: Question, value: str) -> int:
    """Return the code in the tally of what a condition looks for."""
    match question.type:
        case "yes_no":
            return YesNo.VALUES.index(value)
        case "tension":
            return int(value) + REACH
        case "number":
            return number_code(float(value.replace(",", ".")))
        case "ranking":
            return question.place_of(value) * ROOM + 1
        case "factors":
            factor, _equals, step = value.partition("=")
            return FACTORS.index(factor) * (TOP + 1) + int(step)
        case _:
            return question.place_of(value)


def told_by(asking: Asking, lines: Iterable[Line], release: int) -> list[Told]:
    """Return what visible lines tell of the groups of an attribute that conditions look at."""
    found = []
    conditions: dict[tuple[str, int], tuple[Condition, ...]] = {
        (FREE, position_of(place)): asking.of_question(question)
        for place, question in enumerate(asking.questions)
    }
    conditions |= {("all", place): (it,) for place, it in asking.of_competences().items()}
    for line in lines:
        held = conditions.get((line.breakdown, line.position), ())
        if line.as_of == release and len(held) == 1 and line.cells[""].visible:
            n = sum(
                n
                for code, n in line.cells[""].counts.items()
                if line.breakdown != FREE or code in set(Manner)
            )
            found.append(Told(held[0].question, frozenset(held[0].values), release, n))
    return found


def with_lines_masked(lines: Iterable[Line], places: frozenset[int]) -> list[Line]:
    """Return lines of competences, those at `places` masked with their n."""
    return [
        replace(line, cells={"": Shown(visible=False, n=line.cells[""].n)})
        if line.position in places
        else line
        for line in lines
    ]
