"""Sections of the campaign report on free questions: what everybody answered, with n."""

from collections.abc import Callable, Sequence
from statistics import fmean, median

from reports.cells import FREE, Codes
from reports.document import EMPTY, MASKED, Cell, Column, Section, Table
from reports.free import NOT_ASKED, number_of, place_of, shown_factors
from reports.free_counts import values_of
from reports.sections.material import Material, Translate
from reports.sections.response import response_text
from surveys.question_types import Question
from surveys.question_types.base import Manner
from surveys.question_types.choices import WORDS, YesNo
from surveys.question_types.ranking import ROOM
from surveys.question_types.steps import FACTOR_WORDS, REACH
from surveys.sections import questions_in

Rows = Sequence[tuple[Cell, ...]]


def free_sections(material: Material) -> list[Section]:
    """Return one section for each free question that a release counted, in order."""
    questions = questions_in(material.campaign.questionnaire.sections)
    lines = sorted(
        (line for line in material.lines if line.breakdown == FREE), key=lambda it: -it.position
    )
    found = []
    for line in lines:
        question, cell = questions[place_of(line.position)], line.cells[""]
        section = _shown if cell.visible else _masked
        found.append(section(material, question, line.position, cell.counts))
    return found


def _masked(material: Material, question: Question, position: int, _counts: Codes) -> Section:
    sentence = material.translate(
        "Masqué : trop peu de réponses, ou des réponses qui diraient celle de chaque personne."
    )
    return _section(material, question, position, (sentence,), None)


def _shown(material: Material, question: Question, position: int, counts: Codes) -> Section:
    translate = material.translate
    texts = [_people(counts, translate)]
    if question.type == "text":
        words = translate(
            "Les textes ne paraissent ni ici, ni dans un fichier, ni chez un partenaire : les "
            "personnes qui suivent la campagne les lisent sur une page à part, sans rien d’autre "
            "de qui les a écrits."
        )
        return _section(material, question, position, (*texts, words), None)
    if question.type == "factors":
        texts += filter(None, [response_text(material, question, counts)])
    columns, rows = _TABLES[question.type](material, question, counts)
    table = Table(caption=question.label(material.language), columns=columns, rows=tuple(rows))
    return _section(material, question, position, texts, table)


def _section(
    material: Material,
    question: Question,
    position: int,
    texts: Sequence[str],
    table: Table | None,
) -> Section:
    return Section(
        key=f"question-{place_of(position) + 1}",
        title=question.label(material.language),
        texts=tuple(texts),
        table=table,
    )


def _people(counts: Codes, translate: Translate) -> str:
    """Return how many people answered, and how many did not, by reason."""
    manners = (
        (Manner.ANSWERED, translate("réponses")),
        (Manner.NOT_APPLICABLE, translate("non concerné·e")),
        (Manner.DECLINED, translate("refus")),
        (Manner.NO_ANSWER, translate("sans réponse")),
        (NOT_ASKED, translate("question non posée")),
    )
    told = translate("%(what)s : %(n)s")
    found = "\u00a0; ".join(told % {"what": w, "n": counts.get(code, 0)} for code, w in manners)
    return f"{found[0].upper()}{found[1:]}."


def _spread(
    labels: Sequence[str], head: str, material: Material, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    """Return how many people gave each answer, and which share of those who answered."""
    values, n = values_of(counts), counts[Manner.ANSWERED]
    columns = (
        Column(key="answer", label=material.translate(head)),
        Column(key="n", label=material.translate("Personnes"), unit="people"),
        Column(key="share", label=material.translate("Part des réponses"), unit="share"),
    )
    rows = [
        (
            Cell(value=label),
            Cell(value=values.get(code, 0), n=n),
            Cell(value=values.get(code, 0) / n, n=n),
        )
        for code, label in enumerate(labels)
    ]
    return columns, rows


def _options(
    material: Material, question: Question, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    labels = [option.label(material.language) for option in question.options]
    return _spread(labels, "Réponse", material, counts)


def _yes_no(
    material: Material, _question: Question, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    labels = [WORDS[value][material.language == "en"] for value in YesNo.VALUES]
    return _spread(labels, "Réponse", material, counts)


def _tension(
    material: Material, question: Question, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    low, high = (question.text(key, material.language) for key in ("low", "high"))
    steps = range(-REACH, REACH + 1)
    ends = {-REACH: f"−{REACH}\u00a0: {low}", 0: "0", REACH: f"+{REACH}\u00a0: {high}"}
    labels = [ends.get(step, f"{step:+d}".replace("-", "−")) for step in steps]
    columns, rows = _spread(labels, "Place entre les deux pôles", material, counts)
    values, n = values_of(counts), counts[Manner.ANSWERED]
    mean = sum((code - REACH) * people for code, people in values.items()) / n
    label = Cell(value=material.translate("Moyenne, de −3 à +3 : %(mean)s"))
    words = f"{mean:+.1f}".replace("-", "−").replace(".", "," if material.language == "fr" else ".")
    head = Cell(value=str(label.value) % {"mean": words})
    return columns, [*rows, (head, Cell(value=n, n=n), EMPTY)]


def _ranking(
    material: Material, question: Question, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    """Return the mean rank of each thing, over those who ranked it, and its first places."""
    translate, k = material.translate, material.campaign.k
    values, n = values_of(counts), counts[Manner.ANSWERED]
    columns = (
        Column(key="answer", label=translate("Réponse")),
        Column(key="mean", label=translate("Rang moyen"), unit="points", digits=1),
        Column(key="ranked", label=translate("L’ont classée"), unit="people"),
        Column(key="first", label=translate("Premières places"), unit="people"),
    )
    rows = []
    for place, option in enumerate(question.options):
        ranks = {code % ROOM: m for code, m in values.items() if code // ROOM == place}
        ranked = sum(ranks.values())
        mean = sum(rank * m for rank, m in ranks.items()) / ranked if ranked else None
        enough = ranked >= k or ranked == 0
        rows.append(
            (
                Cell(value=option.label(material.language)),
                EMPTY if mean is None else Cell(value=mean, n=ranked) if enough else MASKED,
                Cell(value=ranked, n=n) if enough else MASKED,
                Cell(value=ranks.get(1, 0), n=n),
            )
        )
    return columns, rows


def _factors(
    material: Material, _question: Question, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    translate = material.translate
    columns = (
        Column(key="answer", label=translate("Facteur")),
        Column(key="mean", label=translate("Moyenne, de 0 à 4"), unit="level", digits=1),
        Column(key="n", label=translate("n"), unit="people"),
    )
    shown = shown_factors(counts, material.campaign.k)
    rows = []
    for factor, label in FACTOR_WORDS.items():
        steps = shown.get(factor)
        if steps is None:
            rows.append((Cell(value=translate(label)), MASKED, MASKED))
            continue
        n = sum(steps.values())
        mean = sum(step * m for step, m in steps.items()) / n
        rows.append((Cell(value=translate(label)), Cell(value=mean, n=n), Cell(value=n, n=n)))
    return columns, rows


def _number(
    material: Material, _question: Question, counts: Codes
) -> tuple[tuple[Column, ...], Rows]:
    """Return the mean and the median: the least and the greatest are one person’s each."""
    translate = material.translate
    values = sorted(
        number_of(code) for code, people in values_of(counts).items() for _ in range(people)
    )
    columns = (
        Column(key="figure", label=translate("Chiffre")),
        Column(key="value", label=translate("Valeur"), unit="points", digits=2),
    )
    found: tuple[tuple[str, Callable[[Sequence[float]], float]], ...] = (
        (translate("Moyenne"), fmean),
        (translate("Médiane"), median),
    )
    rows = [(Cell(value=label), Cell(value=of(values), n=len(values))) for label, of in found]
    return columns, rows


_Tables = Callable[[Material, Question, Codes], tuple[tuple[Column, ...], Rows]]
_TABLES: dict[str, _Tables] = {
    "choice": _options,
    "multiple": _options,
    "ladder": _options,
    "yes_no": _yes_no,
    "tension": _tension,
    "ranking": _ranking,
    "factors": _factors,
    "number": _number,
}
