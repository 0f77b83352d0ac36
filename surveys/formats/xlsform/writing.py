"""Writing a questionnaire as an XLSForm, which Kobo, ODK and Enketo run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from referentiel.base import Texts
from referentiel.formats.workbook_writing import Cell, Leaf, write_xlsx
from surveys.attributes import ATTRIBUTES
from surveys.formats.definition import Definition
from surveys.formats.xlsform.names import (
    ABOUT,
    DECLINED,
    FACTORS,
    LADDER,
    SPARED,
    TENSION,
    YES_NO,
    heading,
    safe,
)
from surveys.question_types import Question
from surveys.question_types.base import Condition, Option
from surveys.question_types.steps import FACTORS as THREE
from surveys.question_types.steps import REACH, TOP
from surveys.sections import Section, questions_in

Row = dict[str, Cell]
COLUMNS = ("type", "name")
LATER = ("required", "relevant", "constraint", "appearance")
KEYS = ("label", "hint")
BLANK_TEXTS: dict[str, Texts] = {
    SPARED: {"fr": {"label": "Non concerné·e"}, "en": {"label": "Does not concern me"}},
    DECLINED: {
        "fr": {"label": "Je ne souhaite pas répondre"},
        "en": {"label": "I would rather not answer"},
    },
}
YES_NO_TEXTS: dict[str, Texts] = {
    "yes": {"fr": {"label": "Oui"}, "en": {"label": "Yes"}},
    "not": {"fr": {"label": "Non"}, "en": {"label": "No"}},
}
RATING_TEXTS: dict[str, Texts] = {
    "importance": {
        "fr": {"label": "Son importance dans mon poste"},
        "en": {"label": "Its importance in my job"},
    },
    "target": {
        "fr": {"label": "Le niveau que je vise"},
        "en": {"label": "The level I aim at"},
    },
    "before": {
        "fr": {"label": "Mon niveau avant l’atelier"},
        "en": {"label": "My level before the workshop"},
    },
}
FACTOR_TEXTS: dict[str, Texts] = {
    "know": {"fr": {"label": "Je sais comment faire"}, "en": {"label": "I know how to do it"}},
    "want": {"fr": {"label": "J’en ai envie"}, "en": {"label": "I want to"}},
    "can": {
        "fr": {"label": "J’en ai les moyens : temps, mandat, appuis"},
        "en": {"label": "I have the means: time, mandate, support"},
    },
}


@dataclass(frozen=True)
class Wording:
    """The words of the référentiel that the form repeats, by code of competence or of step.

    `ladders` gives the texts of levels 0 to 4 of a competence, `scales` those of the two scales.
    """

    competences: Mapping[str, Texts]  # label and description
    ladders: Mapping[str, tuple[Texts, ...]]
    scales: Mapping[str, tuple[Texts, ...]]  # mastery, importance


@dataclass
class _Book:
    """The two sheets as they grow."""

    definition: Definition
    wording: Wording
    survey: list[Row] = field(default_factory=list)
    lists: dict[str, list[Option]] = field(default_factory=dict)

    def add(self, **row: Cell) -> None:
        self.survey.append({name: cell for name, cell in row.items() if cell != ""})

    def offer(self, name: str, options: Iterable[Option]) -> str:
        self.lists.setdefault(name, list(options))
        return name


def write(definition: Definition, wording: Wording, stream: IO[bytes]) -> None:
    """Write a workbook of the sheets survey, choices and settings."""
    book = _Book(definition, wording)
    _about(book)
    for number, section in enumerate(definition.sections, start=1):
        _section(book, section, number)
    if "before" in definition.ratings:
        _looking_back(book)
    languages = _languages(definition, wording)
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [
            definition.title or "Repères",
            safe(definition.title.lower())[:60] or "reperes",
            definition.version or "1",
            heading("x", "fr").partition("::")[2],
        ],
    ]
    leaves = [
        Leaf("survey", _table(book.survey, languages), widths=(28, 24, 60, 60)),
        Leaf("choices", _table(_choices(book), languages, first="list_name"), widths=(20, 14, 60)),
        Leaf("settings", settings, widths=(40, 24, 12, 18)),
    ]
    write_xlsx(leaves, stream, definition.title)


def _languages(definition: Definition, wording: Wording) -> list[str]:
    held = {"fr"}
    for section in definition.sections:
        held |= set(section.texts)
        for question in section.questions:
            held |= set(question.texts).union(*(option.texts for option in question.options))
    for texts in wording.competences.values():
        held |= set(texts)
    return ["fr", *sorted(held - {"fr"})]


def _table(rows: Iterable[Row], languages: list[str], first: str = "type") -> Iterator[list[Cell]]:
    texts = [heading(key, language) for key in KEYS for language in languages]
    columns = [first, "name", *texts, *(LATER if first == "type" else ())]
    if first != "type":
        columns = [column for column in columns if not column.startswith("hint")]
    yield list(columns)
    for row in rows:
        yield [row.get(column, "") for column in columns]


def _said(texts: Texts, key: str = "label", column: str = "label") -> Row:
    """Return the cells of a text, by language; French stands in where a language lacks it."""
    return {heading(column, code): held[key] for code, held in texts.items() if held.get(key)}


def _choices(book: _Book) -> Iterator[Row]:
    for name, options in book.lists.items():
        for option in options:
            yield {"list_name": name, "name": option.code, **_said(option.texts)}


def _blanks() -> list[Option]:
    return [Option(code, texts) for code, texts in BLANK_TEXTS.items()]


# What conditions on the situation of the person look at


def _about(book: _Book) -> None:
    conditions = [section.show_if for section in book.definition.sections]
    conditions += [question.show_if for question in questions_in(book.definition.sections)]
    looked_at = dict.fromkeys(it.question for it in conditions if it and it.question in ATTRIBUTES)
    for code in looked_at:
        attribute = ATTRIBUTES[code]
        values = attribute.choices or tuple(
            (value, value) for it in conditions if it and it.question == code for value in it.values
        )
        options = [Option(value, {"fr": {"label": label}}) for value, label in dict(values).items()]
        book.add(
            type=f"select_one {book.offer(ABOUT + code, options)}",
            name=ABOUT + code,
            **_said({"fr": {"label": attribute.label}}),
        )


def _relevant(book: _Book, condition: Condition | None) -> str:
    """Return the XPath of a condition: any of its values."""
    if condition is None:
        return ""
    if condition.question in ATTRIBUTES:
        name, questions = ABOUT + condition.question, {}
    else:
        name = safe(condition.question)
        questions = {q.code: q for q in questions_in(book.definition.sections)}
    looked_at = questions.get(condition.question)
    tests = (_test(name, value, looked_at) for value in condition.values)
    return " or ".join(tests)


def _test(name: str, value: str, looked_at: Question | None) -> str:
    kind = looked_at.type if looked_at else "choice"
    if kind == "number":
        return f"${{{name}}} = {value.replace(',', '.')}"
    if kind == "factors":
        factor, _, step = value.partition("=")
        return f"selected(${{{name}_{factor}}}, '{step}')"
    if kind == YES_NO:
        value = {"yes": "yes", "no": "not"}.get(value, value)
    return f"selected(${{{name}}}, '{value}')"


# Sections and what stands in them


def _section(book: _Book, section: Section, number: int) -> None:
    name = f"section_{number}"
    words = _said(section.texts) or {heading("label", "fr"): f"Partie {number}"}
    relevant = _relevant(book, section.show_if)
    book.add(type="begin_group", name=name, relevant=relevant, appearance="field-list", **words)
    if any(held.get("help") for held in section.texts.values()):
        book.add(type="note", name=f"{name}_help", **_said(section.texts, "help"))
    for entry in section.entries:
        if isinstance(entry, Question):
            _question(book, entry)
        else:
            _competence(book, book.definition.codes[entry])
    book.add(type="end_group", name=name)


def _competence(book: _Book, code: str) -> None:
    wording = book.wording
    texts = wording.competences.get(code, {"fr": {"label": code}})
    steps = [Option(str(i), it) for i, it in enumerate(wording.ladders.get(code, ()))]
    offered = book.offer(f"levels_{safe(code)}", steps + _blanks())
    book.add(
        type=f"select_one {offered}",
        name=f"current_{safe(code)}",
        **_said(texts),
        **_said(texts, "description", "hint"),
    )
    for rating in book.definition.ratings:
        if rating in ("target", "importance"):
            _rating(book, code, rating)


def _rating(book: _Book, code: str, rating: str) -> None:
    scale = "importance" if rating == "importance" else "mastery"
    steps = [Option(str(i), it) for i, it in enumerate(book.wording.scales.get(scale, ()))]
    offered = book.offer(scale, [*steps, _blanks()[1]])
    asked = f"current_{safe(code)}"
    book.add(
        type=f"select_one {offered}",
        name=f"{rating}_{safe(code)}",
        relevant=f"not(selected(${{{asked}}}, '{SPARED}'))",
        **_said(RATING_TEXTS[rating]),
    )


def _looking_back(book: _Book) -> None:
    words = _said({"fr": {"label": "Avant l’atelier"}, "en": {"label": "Before the workshop"}})
    book.add(type="begin_group", name="looking_back", appearance="field-list", **words)
    for code in book.definition.codes:
        texts = book.wording.competences.get(code, {"fr": {"label": code}})
        steps = book.wording.scales.get("mastery", ())
        options = [Option(str(i), it) for i, it in enumerate(steps)] + [_blanks()[1]]
        book.add(
            type=f"select_one {book.offer('mastery', options)}",
            name=f"before_{safe(code)}",
            relevant=f"not(selected(${{current_{safe(code)}}}, '{SPARED}'))",
            **_said(texts),
            **_said(RATING_TEXTS["before"], column="hint"),
        )
    book.add(type="end_group", name="looking_back")


def _question(book: _Book, question: Question) -> None:
    if question.type == "factors":
        _factors(book, question)
        return
    type_, appearance = _type_of(book, question)
    book.add(
        type=type_,
        name=safe(question.code),
        relevant=_relevant(book, question.show_if),
        constraint=_constraint(question),
        appearance=appearance,
        **_said(question.texts),
        **_said(question.texts, "help", "hint"),
    )


def _type_of(book: _Book, question: Question) -> tuple[str, str]:
    name, blanks = safe(question.code), _blanks()
    match question.type:
        case "number":
            return "decimal", ""
        case "text":
            return "text", "multiline"
        case "ranking":
            return f"rank {book.offer(f'rank_{name}', question.options)}", ""
        case "yes_no":
            options = [Option(code, texts) for code, texts in YES_NO_TEXTS.items()]
            return f"select_one {book.offer(YES_NO, options + blanks)}", ""
        case "tension":
            return f"select_one {book.offer(TENSION + name, _places(question) + blanks)}", "likert"
        case "ladder":
            offered = book.offer(LADDER + name, [*question.options, *blanks])
            return f"select_one {offered}", "likert"
        case kind:
            offered = book.offer(f"list_{name}", [*question.options, *blanks])
            return f"select_{'multiple' if kind == 'multiple' else 'one'} {offered}", ""


def _places(question: Question) -> list[Option]:
    return [Option(str(it), _place(question, it)) for it in range(-REACH, REACH + 1)]


def _place(question: Question, place: int) -> Texts:
    pole = {-REACH: "low", REACH: "high"}.get(place)
    if pole is None:
        return {code: {"label": f"{place:+d}" if place else "0"} for code in question.texts}
    return {code: {"label": held.get(pole, "")} for code, held in question.texts.items()}


def _constraint(question: Question) -> str:
    least, most = question.least, question.most
    if question.type == "multiple":
        return f"count-selected(.) <= {most:g}" if most is not None else ""
    if question.type != "number":
        return ""
    bounds = [f". >= {least:g}"] if least is not None else []
    bounds += [f". <= {most:g}"] if most is not None else []
    return " and ".join(bounds)


def _factors(book: _Book, question: Question) -> None:
    name = safe(question.code)
    book.add(
        type="begin_group",
        name=FACTORS + name,
        relevant=_relevant(book, question.show_if),
        **_said(question.texts),
        **_said(question.texts, "help", "hint"),
    )
    steps = [Option(str(step), {"fr": {"label": str(step)}}) for step in range(TOP + 1)]
    for factor in THREE:
        book.add(
            type=f"select_one {book.offer('steps', steps)}",
            name=f"{name}_{factor}",
            appearance="likert",
            **_said(FACTOR_TEXTS[factor]),
        )
    book.add(type="end_group", name=FACTORS + name)
