"""Reading an XLSForm: what a questionnaire of ours can ask, and what it leaves, row by row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from referentiel.base import Texts, french
from referentiel.formats.base import NotReadable, Source, TooLarge
from referentiel.formats.grids import grids_of, is_workbook
from referentiel.formats.notes import Notes
from surveys.formats.definition import Definition, DefinitionRead, settled
from surveys.formats.xlsform.conditions import condition_of, parsed
from surveys.formats.xlsform.names import (
    ABOUT,
    FACTORS,
    LADDER,
    RATING_NAME,
    TENSION,
    YES_NO,
)
from surveys.formats.xlsform.sheets import Line, language_of, lines_of
from surveys.formats.xlsform.writing import BLANK_TEXTS
from surveys.levels import RATINGS
from surveys.question_types import Question
from surveys.question_types.base import BLANKS, Condition, Option
from surveys.question_types.steps import REACH
from surveys.sections import Section

METADATA = {"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber",
            "username", "email", "audit", "start-geopoint", "background-audio"}  # fmt: skip
BOUND = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
AT_MOST = re.compile(r"count-selected\(\.\)\s*(<=|<)\s*(\d+)")
YES = {"yes", "oui", "1", "true"}
NO = {"no", "non", "0", "false", "not"}

NO_SURVEY = french("Ce classeur n’a pas de feuille « survey » : ce n’est pas un XLSForm.")
UNSUPPORTED = french(
    "Le type « %(type)s » n’existe pas ici : la question « %(name)s » n’est pas reprise."
)
REPEATED = french(
    "Les groupes répétés n’existent pas ici : « %(name)s » et ce qu’il contient ne sont pas repris."
)
UNCOLLECTED = french(
    "« %(type)s » n’est pas repris : ces traces de la personne ne sont pas gardées."
)
NO_LIST = french("La question « %(name)s » choisit dans la liste « %(list)s », qui n’existe pas.")
UNREAD_CONDITION = french(
    "La condition « %(condition)s » n’est pas de celles qui existent ici : « %(name)s » sera "
    "montré à tout le monde."
)
TWO_CONDITIONS = french(
    "« %(name)s » est dans un groupe qui a déjà une condition : seule la sienne est gardée."
)
UNREAD_CONSTRAINT = french("La contrainte « %(constraint)s » de « %(name)s » n’est pas reprise.")
ALL_OPTIONAL = french("Rien n’est obligatoire ici : « %(name)s » pourra rester sans réponse.")
NO_OTHER = french("La réponse « autre » de « %(name)s » n’est pas reprise : ajoutez une question.")
LEFT_OUT = french("« %(column)s » n’est pas repris pour « %(name)s ».")
NOTE_LEFT = french("La note « %(name)s » n’est pas reprise : seule la première d’un groupe l’est.")
LEAVES = ("calculation", "choice_filter", "media::image", "media::audio", "media::video",
          "image", "audio", "video", "default", "trigger", "repeat_count")  # fmt: skip


@dataclass
class _Group:
    """A group that is open: its words, its condition, and where it began."""

    texts: Texts
    show_if: Condition | None = None
    has_entries: bool = False


@dataclass
class _Reader:
    """What was read so far; `rows` says where each question stands."""

    lists: dict[str, list[Option]]
    notes: Notes
    codes: dict[str, int] = field(default_factory=dict)
    ratings: set[str] = field(default_factory=set)
    known: dict[str, Question] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    open: list[_Group] = field(default_factory=lambda: [_Group({})])
    skipped: int = 0  # depth of repeats
    factors: Question | None = None

    def begin(self, group: _Group) -> None:
        self.open.append(group)
        self.sections.append(Section(group.texts, show_if=group.show_if))

    def end(self) -> None:
        if len(self.open) > 1:
            self.open.pop()
        outer = self.open[-1]
        self.sections.append(Section(outer.texts, show_if=outer.show_if))

    def add(self, entry: int | Question) -> None:
        last = self.sections[-1]
        self.sections[-1] = replace(last, entries=(*last.entries, entry))
        self.open[-1].has_entries = True


def recognises(source: Source) -> bool:
    """Say whether this is a workbook with the sheet that every XLSForm has."""
    try:
        return is_workbook(source) and "survey" in {*map(str.lower, grids_of(source, Notes()))}
    except (NotReadable, TooLarge):
        return False


def read(source: Source) -> DefinitionRead:
    """Return the questionnaire of an XLSForm; what it cannot ask is named with its row.

    Raises:
        TooLarge, NotReadable: the workbook cannot be opened.
    """
    notes = Notes()
    grids = {name.lower(): grid for name, grid in grids_of(source, notes).items()}
    if "survey" not in grids:
        notes.refuse(NO_SURVEY)
        return DefinitionRead(None, notes.issues)
    settings = next(lines_of(grids["settings"], "fr"), None) if "settings" in grids else None
    default = language_of(settings.cell("default_language") or "fr") if settings else "fr"
    choices = lines_of(grids["choices"], default) if "choices" in grids else ()
    reader = _Reader(_lists(choices), notes)
    reader.begin(_Group({}))
    for line in lines_of(grids["survey"], default):
        _read_line(reader, line)
    definition = Definition(
        title=settings.cell("form_title") if settings else "",
        codes=tuple(reader.codes),
        sections=tuple(section for section in reader.sections if section.entries),
        ratings=tuple(it for it in RATINGS if it in reader.ratings or it == "current"),
        version="",
    )
    return settled(definition, notes, reader.rows)


def _lists(lines: object) -> dict[str, list[Option]]:
    lists: dict[str, list[Option]] = {}
    for line in lines:  # type: ignore[attr-defined]
        name = line.cell("list_name") or line.cell("list name")
        code = line.cell("name") or line.cell("value")
        if name and code:
            lists.setdefault(name, []).append(Option(code, line.labels))
    return lists


def _read_line(reader: _Reader, line: Line) -> None:
    kind = line.type
    if reader.skipped or kind in ("begin_repeat", "end_repeat"):
        _skip(reader, line)
    elif kind == "begin_group":
        _begin_group(reader, line)
    elif kind == "end_group":
        _end_group(reader)
    elif kind and reader.factors is None and not line.cell("name").startswith(ABOUT):
        _read_entry(reader, line)  # the three ratings of a question of factors are its own


def _read_entry(reader: _Reader, line: Line) -> None:
    kind, name = line.type, line.cell("name")
    if RATING_NAME.fullmatch(name) and kind == "select_one":
        _competence(reader, name)
    elif kind in METADATA:
        reader.notes.warn(UNCOLLECTED, row=line.number, type=kind)
    elif kind == "note":
        _note(reader, line)
    else:
        _question(reader, line)


def _skip(reader: _Reader, line: Line) -> None:
    if line.type == "begin_repeat":
        if not reader.skipped:
            reader.notes.warn(REPEATED, row=line.number, name=line.cell("name"))
        reader.skipped += 1
    elif line.type == "end_repeat":
        reader.skipped = max(0, reader.skipped - 1)


def _begin_group(reader: _Reader, line: Line) -> None:
    name = line.cell("name")
    condition = _condition(reader, line, line.labels)
    if name.startswith(FACTORS):
        code = name.removeprefix(FACTORS)
        question = Question(code, "factors", _texts(line), show_if=condition)
        reader.factors = question
        reader.known[code] = question
        reader.rows[code] = line.number
        reader.add(question)
        return
    outer = reader.open[-1].show_if
    if condition and outer:
        reader.notes.warn(TWO_CONDITIONS, row=line.number, name=name)
    reader.begin(_Group(line.labels, condition or outer))


def _end_group(reader: _Reader) -> None:
    if reader.factors is not None:
        reader.factors = None
    else:
        reader.end()


def _competence(reader: _Reader, name: str) -> None:
    match = RATING_NAME.fullmatch(name)
    if match is None:  # pragma: no cover -- the caller looked
        return
    rating, code = match.groups()
    reader.ratings.add(rating)
    if code not in reader.codes:
        reader.add(reader.codes.setdefault(code, len(reader.codes)))


def _note(reader: _Reader, line: Line) -> None:
    section = reader.sections[-1]
    if section.entries or any("help" in held for held in section.texts.values()):
        reader.notes.warn(NOTE_LEFT, row=line.number, name=line.cell("name"))
        return
    texts = {code: dict(held) for code, held in section.texts.items()}
    for code, held in line.labels.items():
        texts.setdefault(code, {})["help"] = held["label"]
    reader.sections[-1] = replace(section, texts=texts)
    reader.open[-1].texts = texts


def _texts(line: Line) -> Texts:
    texts = {code: dict(held) for code, held in line.labels.items()}
    for code, held in line.hints.items():
        texts.setdefault(code, {})["help"] = held["label"]
    return texts


def _question(reader: _Reader, line: Line) -> None:
    name = line.cell("name")
    question = _made(reader, line)
    if question is None:
        return
    for column in LEAVES:
        if line.cell(column):
            reader.notes.warn(LEFT_OUT, row=line.number, column=column, name=name)
    if line.cell("required").lower() in ("yes", "true", "true()", "1"):
        reader.notes.warn(ALL_OPTIONAL, row=line.number, name=name)
    if line.cell("type").endswith("or_other"):
        reader.notes.warn(NO_OTHER, row=line.number, name=name)
    question = replace(question, show_if=_condition(reader, line, question.texts))
    reader.known[question.code] = question
    reader.rows[question.code] = line.number
    reader.add(question)


def _made(reader: _Reader, line: Line) -> Question | None:
    name, texts = line.cell("name"), _texts(line)
    match line.type:
        case "text":
            return Question(name, "text", texts)
        case "integer" | "decimal" | "range":
            least, most = _bounds(reader, line)
            return Question(name, "number", texts, least=least, most=most)
        case "acknowledge":
            return Question(name, "yes_no", texts)
        case "select_one" | "select_multiple" | "rank" if line.argument in reader.lists:
            return _chosen(reader, line, texts)
        case "select_one" | "select_multiple" | "rank":
            reader.notes.refuse(NO_LIST, row=line.number, name=name, list=line.argument)
        case kind:
            reader.notes.warn(UNSUPPORTED, row=line.number, type=kind, name=name)
    return None


def _chosen(reader: _Reader, line: Line, texts: Texts) -> Question:
    name, given = line.cell("name"), reader.lists[line.argument]
    options = [option for option in given if not _is_our_blank(option)]
    codes = {option.code.lower() for option in options}
    if line.type == "rank":
        return Question(name, "ranking", texts, _kept(reader, name, options))
    if line.type == "select_multiple":
        most = _most(reader, line)
        return Question(name, "multiple", texts, _kept(reader, name, options), most=most)
    if line.argument == YES_NO or (len(codes) == 2 and codes & YES and codes & NO):
        for option in options:
            meaning = "yes" if option.code.lower() in YES else "no"
            reader.renamed[f"{name} {option.code}"] = meaning
        return Question(name, "yes_no", texts)
    places = [str(place) for place in range(-REACH, REACH + 1)]
    if line.argument.startswith(TENSION) and [option.code for option in options] == places:
        return Question(name, "tension", _with_poles(texts, options))
    is_ladder = line.argument.startswith(LADDER) or "likert" in line.cell("appearance")
    kind = "ladder" if is_ladder else "choice"
    return Question(name, kind, texts, _kept(reader, name, options))


def _is_our_blank(option: Option) -> bool:
    return (option.code in BLANK_TEXTS and option.texts == BLANK_TEXTS[option.code]) or (
        option.code in BLANK_TEXTS
        and option.texts.get("fr") == BLANK_TEXTS[option.code]["fr"]
    )  # fmt: skip


def _kept(reader: _Reader, name: str, options: list[Option]) -> tuple[Option, ...]:
    """Return options under codes that are not reserved for blanks."""
    kept = []
    for option in options:
        code = f"o_{option.code}" if option.code in BLANKS else option.code
        if code != option.code:
            reader.renamed[f"{name} {option.code}"] = code
        kept.append(Option(code, option.texts))
    return tuple(kept)


def _with_poles(texts: Texts, options: list[Option]) -> Texts:
    found = {code: dict(held) for code, held in texts.items()}
    for key, option in (("low", options[0]), ("high", options[-1])):
        for code, held in option.texts.items():
            if held.get("label"):
                found.setdefault(code, {})[key] = held["label"]
    return found


def _bounds(reader: _Reader, line: Line) -> tuple[float | None, float | None]:
    if line.type == "range":
        said: Mapping[str, str] = dict(
            part.split("=", 1) for part in line.cell("parameters").split() if "=" in part
        )
        return _as_number(said.get("start", "0")), _as_number(said.get("end", "10"))
    constraint = line.cell("constraint")
    least, most = None, None
    found = BOUND.findall(constraint)
    rest = BOUND.sub("", constraint).replace("and", "").strip()
    if constraint and (rest or not found):
        _unread(reader, line)
        return None, None
    for sign, number in found:
        step = 1 if line.type == "integer" else 0
        if sign.startswith(">"):
            least = float(number) + (step if sign == ">" else 0)
        else:
            most = float(number) - (step if sign == "<" else 0)
    return _plain(least), _plain(most)


def _plain(number: float | None) -> float | None:
    return int(number) if number is not None and number == int(number) else number


def _as_number(text: str) -> float | None:
    try:
        return _plain(float(text))
    except ValueError:
        return None


def _most(reader: _Reader, line: Line) -> float | None:
    constraint = line.cell("constraint")
    if not constraint:
        return None
    match = AT_MOST.fullmatch(constraint.strip())
    if match is None:
        _unread(reader, line)
        return None
    return int(match[2]) - (match[1] == "<")


def _unread(reader: _Reader, line: Line) -> None:
    reader.notes.warn(
        UNREAD_CONSTRAINT,
        row=line.number,
        constraint=line.cell("constraint"),
        name=line.cell("name"),
    )


def _condition(reader: _Reader, line: Line, texts: Texts) -> Condition | None:
    expression = line.cell("relevant")
    if not expression:
        return None
    found = parsed(expression)
    condition = None
    if found and found[0].startswith(ABOUT):
        condition = Condition(found[0].removeprefix(ABOUT), found[1])
    elif found:
        condition = condition_of(*found, reader.known, reader.renamed)
    if condition is None:
        name = next((held["label"] for held in texts.values() if held.get("label")), "")
        reader.notes.warn(
            UNREAD_CONDITION,
            row=line.number,
            condition=expression,
            name=name or line.cell("name"),
        )
    return condition
