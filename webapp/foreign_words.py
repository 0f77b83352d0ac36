"""What the boxes of a questionnaire and their keys are called, to read and to recognise."""

from collections.abc import Sequence
from itertools import groupby

from flask_babel import gettext as _

from surveys.attributes import ATTRIBUTES
from surveys.foreign.targets import LEVELS, NO_ANSWER, TICKED, TICKS, Target, Targets
from surveys.paper.boxes import DECLINED, UNCONCERNED
from surveys.question_types import Question
from surveys.question_types.steps import REACH, TOP
from webapp.answering import choices_of
from webapp.keying import NO_PROBLEM, Desk
from webapp.paper_words import PAPER, RATING_HEADS

LANGUAGES = ("fr", "en")  # of titles and values that are recognised
SCALED = ("factors", "ranking")  # questions whose keys are numbers that people write
BLANKS = ((UNCONCERNED, PAPER["unconcerned"]), (DECLINED, PAPER["declined"]))
Choices = list[tuple[str, str]]  # key or code, and what it is called


class Words:
    """The words of one questionnaire, in the language of the page."""

    def __init__(self, desk: Desk, targets: Targets) -> None:
        self.desk, self.language, self.targets = desk, desk.language, targets
        self.labels = {
            field.box.name: field.label.removeprefix(f"{row.number} ")
            for group in desk.groups({}, NO_PROBLEM)
            for row in group.rows
            for field in row.fields
        }
        self.headings = desk.contents.headings()

    def label(self, target: Target) -> str:
        """Return what a target is called: the competence with its code, or the question."""
        label = self.labels[target.box.name]
        if target.line.position is not None:
            item = self.desk.contents.items[target.line.position]
            named = f"{item.code or ''} {item.label(self.language)}".strip()
            return f"{_(RATING_HEADS[target.rating])} · {named}"
        if target.option:
            option = dict(self._options(target))[target.option]
            return str(_("%(label)s : case « %(option)s »", label=label, option=option))
        return label

    def menu(self) -> list[tuple[str, Choices]]:
        """Return what a column may fill, under the headings of the questionnaire."""
        found = [(self._heading(it), (it.code, self.label(it))) for it in self.targets.values()]
        return [
            (title, [choice for _title, choice in run])
            for title, run in groupby(found, key=lambda pair: pair[0])
        ]

    def _heading(self, target: Target) -> str:
        if target.line.attribute:
            return str(_("Votre situation (facultatif)"))
        if target.line.position is None:
            return str(_("Questions libres"))
        heading = self.headings[target.line.position] or str(_("Compétences"))
        looks_back = target.rating == "before"
        return f"{_('Avant l’atelier')} · {heading}" if looks_back else heading

    def names(self) -> dict[str, list[str]]:
        """Return what each target may be called in a title; of a competence, its code first."""
        return {code: self._names(target) for code, target in self.targets.items()}

    def _names(self, target: Target) -> list[str]:
        line = target.line
        if line.position is not None:
            item = self.desk.contents.items[line.position]
            labels = [item.label(language) for language in LANGUAGES]
            return [item.code, *labels] if item.code else labels
        if line.question is not None:
            label, whole = line.question.label(self.language), self.labels[target.box.name]
            inside = whole.removeprefix(label).removeprefix(" : ")
            if target.option:
                inside = dict(self._options(target))[target.option]
            return [f"{label} [{inside}]" if inside else label]
        return [str(_(ATTRIBUTES[line.attribute].label))]

    def meanings(self, group: str) -> Choices:
        """Return what a value of a group may mean: its keys, then that nothing was said."""
        if group == TICKS:
            return [(TICKED, _("Case cochée")), (NO_ANSWER, _("Case non cochée"))]
        target = self.first(group)
        offered = [(key, _(label)) for key, label in BLANKS if key in target.box.keys]
        return [*self._options(target), *offered, (NO_ANSWER, _("Sans réponse"))]

    def called(self, group: str) -> dict[str, list[str]]:
        """Return the words by which each key of a group is recognised."""
        if group == TICKS or self._type(group) == "tension":
            return {}
        found: dict[str, list[str]] = {key: [label] for key, label in self.meanings(group)}
        contents = self.desk.contents
        levels = {"importance": contents.importance}.get(group, contents.mastery)
        if group in ("current", "importance", LEVELS):
            for step in levels:
                found[str(step.level)] += [step.label(language) for language in LANGUAGES]
        return found

    def steps(self, group: str) -> Sequence[str]:
        """Return the keys of a group that are numbers as people write them."""
        target = None if group == TICKS else self.first(group)
        if target is None or not (target.rating or self._type(group) in SCALED):
            return ()
        return [key for key in target.keys if key.isdigit()]

    def title(self, group: str) -> str:
        """Return what the values of a group answer."""
        match group:
            case "current":
                return str(_("Niveau actuel"))
            case "importance":
                return str(_("Importance"))
            case "levels":
                return str(_("Niveau visé, niveau avant"))
            case "ticks":
                return str(_("Cases à cocher"))
        line = self.first(group).line
        return (
            line.question.label(self.language) if line.question else self.label(self.first(group))
        )

    def first(self, group: str) -> Target:
        """Return the first target of a group."""
        return next(target for target in self.targets.values() if target.group == group)

    def _type(self, group: str) -> str:
        question = None if group == TICKS else self.first(group).line.question
        return question.type if question else ""

    def _options(self, target: Target) -> Choices:
        """Return the keys of a box besides its blanks, with their words."""
        keys = [key for key in target.box.keys if key not in (UNCONCERNED, DECLINED)]
        contents, line = self.desk.contents, target.line
        if target.rating:
            scale = contents.importance if target.rating == "importance" else contents.mastery
            names = {str(step.level): step.label(self.language) for step in scale}
            return [(key, f"{key} {names.get(key, '')}".strip()) for key in keys]
        if line.attribute:
            choices = choices_of(ATTRIBUTES[line.attribute], contents, self.language)
            labels = {value: label for value, label, _why in choices}
            return [(key, labels[target.box.keys[key]]) for key in keys]
        return list(zip(keys, self._answers(line.question), strict=True)) if line.question else []

    def _answers(self, question: Question) -> list[str]:
        match question.type:
            case "yes_no":
                return [_("Oui"), _("Non")]
            case "tension":
                low, high = (
                    question.text("low", self.language),
                    question.text("high", self.language),
                )
                ends = {-REACH: f" ({low})", REACH: f" ({high})"}
                return [f"{n:+d}{ends.get(n, '')}" for n in range(-REACH, REACH + 1)]
            case "factors":
                return [str(step) for step in range(TOP + 1)]
            case "ranking":
                ranks = range(1, len(question.options) + 1)
                return [str(_("rang %(rank)s", rank=rank)) for rank in ranks]
            case _:
                return [option.label(self.language) for option in question.options]
