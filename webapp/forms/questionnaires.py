"""Composing a questionnaire: where it starts from, its sections, its free questions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    FloatField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from referentiel.base import Texts, french
from referentiel.people import Organisation
from surveys.composing.conditions import SEPARATOR, Looked, boxes_of, condition_from
from surveys.composing.errors import OtherCount
from surveys.question_types import TYPES, Question
from surveys.question_types.base import Option
from surveys.question_types.written import plain
from surveys.sections import Section
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.drafts import Wanted
from webapp.forms.passages import PassageField

LONGEST_LINE = 300
LONGEST_TEXT = 4_000
LANGUAGES = {"fr": french("français"), "en": french("anglais")}
RATINGS = (
    ("importance", french("L’importance de la compétence dans le poste")),
    ("target", french("Le niveau visé")),
    ("before", french("Le niveau d’avant l’atelier, estimé après coup")),
)
TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")
NOT_A_NUMBER = _("Écrivez un nombre, en chiffres.")


def line(label: str, language: str, *, is_wanted: bool = False) -> StringField:
    """Return a field of one line in a language; the rule itself says what may not be empty."""
    rules: list[object] = [Length(max=LONGEST_LINE, message=TOO_LONG)]
    rules += [Wanted()] if is_wanted else []
    return StringField(_in(label, language), rules, render_kw={"lang": language})


def passage(
    label: str, language: str, hint: str = "", *, rows: int = 3, is_wanted: bool = False
) -> PassageField:
    """Return a field of several lines in a language."""
    rules: list[object] = [Length(max=LONGEST_TEXT, message=TOO_LONG)]
    rules += [Wanted()] if is_wanted else []
    shown = {"lang": language, "rows": rows}
    return PassageField(_in(label, language), rules, description=hint, render_kw=shown)


def _in(label: str, language: str) -> str:
    return str(
        gettext("%(text)s (%(language)s)", text=label, language=gettext(LANGUAGES[language]))
    )


def boxes(label: str, choices: Sequence[tuple[str, str]], hint: str = "") -> SelectMultipleField:
    """Return boxes of which any number may be ticked."""
    return SelectMultipleField(
        label,
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[SelectChoice(value, words) for value, words in choices],
        description=hint,
    )


class BoundField(FloatField):
    """A number as people type it: 12,5."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([text.strip().replace(",", ".") for text in valuelist])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else plain(self.data)


class SettingsForm(FlaskForm):
    """What a questionnaire is called, and what it asks of each competence."""

    title = StringField(
        _("Titre du questionnaire"),
        [
            DataRequired(
                _("Donnez un titre : c’est sous ce nom que vous retrouverez le questionnaire.")
            ),
            Length(max=LONGEST_LINE, message=TOO_LONG),
        ],
        description=_("Pour vous : les personnes qui répondent lisent le titre de la campagne."),
    )
    ratings = SelectMultipleField(
        _("Que demander en plus du niveau actuel ?"),
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[SelectChoice(value, _(words)) for value, words in RATINGS],
    )


class BeginForm(SettingsForm):
    """A new questionnaire, and the competences that it starts from."""

    start = SelectField(
        _("De quelles compétences partir ?"),
        [InputRequired(_("Choisissez un point de départ."))],
        description=_("Vous pourrez ensuite en ajouter, en retirer, et changer leur ordre."),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    organisation = SelectField(
        _("Organisation qui le tient"), coerce=int, invalid_choice_message=UNKNOWN_CHOICE
    )

    def offer(
        self,
        starts: Mapping[str, Sequence[tuple[str, str]]],
        organisations: Sequence[Organisation],
    ) -> None:
        """Give the choices that depend on the data; one organisation is no choice."""
        self.start.choices = [
            SelectChoice(name, words, optgroup=group)
            for group, held in starts.items()
            for name, words in held
        ]
        if len(organisations) > 1:
            self.organisation.choices = [SelectChoice(it.id, it.name) for it in organisations]
        else:
            del self.organisation


class SeenForm(FlaskForm):
    """Something that several people may change: `seen` tells what its reader had before them."""

    seen = HiddenField()

    def show_again(self, stamp: str) -> None:
        """Let the next sending replace what others wrote meanwhile."""
        self.seen.data = stamp
        self.seen.raw_data = [stamp]


def _show_if(looked: Sequence[Looked]) -> SelectMultipleField:
    choices = [
        (box, gettext(words))
        for it in looked
        for box, (_value, words) in zip(it.boxes, it.values, strict=True)
    ]
    return boxes(_("Montrer à qui a répondu"), choices)


def section_form(section: Section, looked: Sequence[Looked], stamp: str) -> SeenForm:
    """Return the form of a section: heading, help, condition."""
    fields = {
        **{f"label_{code}": line(gettext("Titre de la section"), code) for code in LANGUAGES},
        **{f"help_{code}": passage(gettext("Texte d’aide"), code) for code in LANGUAGES},
        "show_if": _show_if(looked),
    }
    data = _texts_shown(section.texts, ("label", "help")) | {
        "show_if": boxes_of(section.show_if),
        "seen": stamp,
    }
    form: SeenForm = type("SectionForm", (SeenForm,), fields)(data=data)
    _keep_unlisted(form, data["show_if"])
    return form


def section_from(form: SeenForm, section: Section) -> Section:
    """Return a section as its form says it.

    Raises:
        TwoQuestions: the condition looks at several.
    """
    texts = _texts_in(form, section.texts, ("label", "help"))
    return replace(section, texts=texts, show_if=condition_from(form.show_if.data))


def question_form(question: Question, looked: Sequence[Looked], stamp: str) -> SeenForm:
    """Return the form of a free question: the fields that its type has."""
    kind = TYPES[question.type]
    keys = ["label", "help", *(("low", "high") if kind.has_poles else ())]
    labels = {
        "label": gettext("Question"),
        "help": gettext("Texte d’aide"),
        "low": gettext("Premier pôle"),
        "high": gettext("Second pôle"),
    }
    fields: dict[str, object] = {
        f"{key}_{code}": passage(labels[key], code, rows=2)
        if key == "help"
        else line(labels[key], code, is_wanted=code == "fr")
        for key in keys
        for code in LANGUAGES
    }
    if kind.has_options:
        fields |= {
            f"options_{code}": passage(
                gettext("Réponses proposées"),
                code,
                gettext("Une par ligne, dans l’ordre où elles seront lues."),
                rows=6,
                is_wanted=code == "fr",
            )
            for code in LANGUAGES
        }
    fields |= _bounds(question)
    fields["show_if"] = _show_if(looked)
    data = _texts_shown(question.texts, keys) | _options_shown(question.options) | {
        "least": question.least,
        "most": question.most,
        "show_if": boxes_of(question.show_if),
        "seen": stamp,
    }  # fmt: skip
    form: SeenForm = type("QuestionForm", (SeenForm,), fields)(data=data)
    _keep_unlisted(form, data["show_if"])
    return form


def _bounds(question: Question) -> dict[str, object]:
    if not TYPES[question.type].has_bounds:
        return {}

    def number(label: str, hint: str = "") -> BoundField:
        return BoundField(
            label,
            [Optional()],
            description=hint,
            invalid_value_message=NOT_A_NUMBER,
            render_kw={"inputmode": "decimal", "autocomplete": "off"},
        )

    if question.type == "multiple":
        return {
            "most": number(gettext("Nombre de réponses au plus"), gettext("Vide : sans limite."))
        }
    return {
        "least": number(gettext("Plus petit nombre admis")),
        "most": number(gettext("Plus grand nombre admis")),
    }


def question_from(form: SeenForm, question: Question) -> Question:
    """Return a question as its form says it.

    Raises:
        TwoQuestions: the condition looks at several.
        OtherCount: its answers are not the same in two languages.
    """
    kind = TYPES[question.type]
    keys = ["label", "help", *(("low", "high") if kind.has_poles else ())]
    return replace(
        question,
        texts=_texts_in(form, question.texts, keys),
        options=_options_in(form, question.options) if kind.has_options else (),
        least=form["least"].data if "least" in form else question.least,
        most=form["most"].data if "most" in form else question.most,
        show_if=condition_from(form.show_if.data),
    )


def _texts_shown(texts: Texts, keys: Sequence[str]) -> dict[str, object]:
    return {f"{key}_{code}": texts.get(code, {}).get(key, "") for key in keys for code in LANGUAGES}


def _texts_in(form: FlaskForm, before: Texts, keys: Sequence[str]) -> Texts:
    """Return the texts of a form; those in languages that it does not show stay."""
    texts = {code: dict(held) for code, held in before.items()}
    for code in LANGUAGES:
        own = texts.setdefault(code, {})
        for key in keys:
            own[key] = " ".join(form[f"{key}_{code}"].data.split(" ")).strip()
    found = {code: {key: it for key, it in own.items() if it} for code, own in texts.items()}
    return {code: own for code, own in found.items() if own}


def _options_shown(options: Sequence[Option]) -> dict[str, object]:
    shown: dict[str, object] = {}
    for code in LANGUAGES:
        lines = [option.texts.get(code, {}).get("label", "") for option in options]
        shown[f"options_{code}"] = "\n".join(lines) if any(lines) else ""
    return shown


def _lines(text: str | None) -> list[str]:
    return [it.strip() for it in (text or "").replace("\r\n", "\n").split("\n")]


def _options_in(form: SeenForm, before: Sequence[Option]) -> tuple[Option, ...]:
    """Return the answers that the lines of a form offer, under the codes that they had.

    A line that is as it was keeps its code wherever it goes; where only words changed, codes stay
    with their places.
    """
    said = [it for it in _lines(form["options_fr"].data) if it]
    english = _lines(form["options_en"].data)
    while english and not english[-1]:
        english.pop()
    if len(english) > len(said):
        raise OtherCount(english=len(english), french=len(said))
    english += [""] * (len(said) - len(english))
    codes = _codes_for(said, before)
    held = {option.code: option.texts for option in before}
    return tuple(
        Option(code, _worded(held.get(code, {}), {"fr": text, "en": translated}))
        for code, text, translated in zip(codes, said, english, strict=True)
    )


def _worded(before: Texts, said: Mapping[str, str]) -> Texts:
    others = {code: held for code, held in before.items() if code not in said}
    return {code: {"label": text} for code, text in said.items() if text} | others


def _codes_for(said: Sequence[str], before: Sequence[Option]) -> list[str]:
    known = {option.texts.get("fr", {}).get("label", ""): option.code for option in before}
    codes = {number: known[text] for number, text in enumerate(said) if text in known}
    free = [option.code for option in before if option.code not in codes.values()]
    if len(said) == len(before):  # some were reworded where they stood
        for number, option in enumerate(before):
            if number not in codes and option.code in free:
                codes[number] = option.code
    taken = {option.code for option in before}
    fresh = (f"o{number}" for number in range(1, len(said) + len(taken) + 1))
    unused = (code for code in fresh if code not in taken)
    return [codes.get(number) or next(unused) for number in range(len(said))]


def _keep_unlisted(form: SeenForm, ticked: object) -> None:
    """Let a condition stay that a file brought and that no box says."""
    known = {choice.value for choice in form.show_if.choices}
    for box in ticked if isinstance(ticked, list) else ():
        if box not in known:
            form.show_if.choices.append(SelectChoice(box, box.partition(SEPARATOR)[2]))
