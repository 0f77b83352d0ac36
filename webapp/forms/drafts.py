"""What authors fill in: one form an entry, made of the fields that the entry has."""

import json
from collections.abc import Mapping, Sequence

from babel import Locale, UnknownLocaleError
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Regexp
from wtforms.widgets import CheckboxInput

from referentiel.base import Refusal
from referentiel.editing.fields import ITEM_KEYS, ON, OWN, PROFILE_KEYS
from referentiel.editing.merging import Fields, Sent, digests
from referentiel.formats.base import LONGEST_TEXT
from referentiel.models import COMPETENCE
from referentiel.tree import REFERENCE, SCALES, SCOPES, SOURCE, STANDINGS, STEPS
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.passages import PassageField

LONGEST_LINE = 500
LONGEST_CODE = 60
FIXED = ("csrf_token", "revision", "seen")
KEEP, CLASH, MINE, THEIRS = "keep.", "clash", "mine", "theirs"
TOO_LONG = "%(max)d caractères au plus, s’il vous plaît."


class Wanted:
    """Marks a field that is not to be left empty; the rule itself stands in the domain."""

    field_flags = {"required": True}

    def __call__(self, _form: FlaskForm, _field: Field) -> None:
        """Refuse nothing."""


class FlagWidget:
    """A box to tick, with what is sent in its place when it is not."""

    def __call__(self, field: Field, **more: object) -> Markup:
        box: Markup = CheckboxInput()(field, checked=field.data == ON, value=ON, **more)
        return Markup('<input type="hidden" name="{}" value="">{}').format(field.name, box)


class FlagField(StringField):
    """« on » or nothing; sent even when it is not ticked."""

    widget = FlagWidget()

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = ON if ON in valuelist else ""


class TicksField(SelectMultipleField):
    """Names among several, one a line; sent even when none is ticked."""

    def process_data(self, value: str | None) -> None:
        self.data = value.split("\n") if value else []

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = [name for value in valuelist for name in value.split("\n") if name]


class SavedForm(FlaskForm):
    """A form of what several people may change: it says what it had shown, and when."""

    revision = HiddenField()
    seen = HiddenField()

    def sent(self, by: int | None = None) -> Sent:
        """Return the fields that came, save those of which the other text was chosen."""
        seen = _read(self.seen.data)
        revision = int(self.revision.data) if str(self.revision.data).isdecimal() else 0
        fields = {f.name: as_text(f) for f in self if f.name not in FIXED and f.raw_data}
        for name in request.form.getlist(CLASH):
            choice = request.form.get(KEEP + name)
            if choice == THEIRS:
                fields.pop(name, None)
            elif choice != MINE:
                seen.pop(name, None)
                revision = 0
        return Sent(revision, fields, seen, by)

    def refuse(self, refusal: Refusal, name: str) -> None:
        """Say beside a field why nothing was written."""
        self[name].errors = [_(refusal.sentence) % refusal.values]


def _read(text: str | None) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def as_text(field: Field) -> str:
    """Return what a field holds as a text of an entry."""
    return "\n".join(field.data) if isinstance(field.data, list) else field.data or ""


def saved_form(fields: Mapping[str, Field], now: Fields, revision: int) -> SavedForm:
    """Return the form of `fields`, filled with what an entry says now."""
    kind = type("EntryForm", (SavedForm,), dict(fields))
    shown = {name: now.get(name, "") for name in fields}
    form: SavedForm = kind(data=shown | proof_of(shown, revision))
    return form


def proof_of(shown: Fields, revision: int) -> Fields:
    """Return what a form has to send back with its fields."""
    return {"revision": str(revision), "seen": json.dumps(digests(shown), ensure_ascii=False)}


def language_name(code: str) -> str:
    """Return how a language is called in that of the page."""
    try:
        name = Locale.parse(code).get_language_name(str(get_locale()))
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code


def _named(text: str, language: str, several: bool) -> str:
    if not several:
        return text
    return str(_("%(text)s (%(language)s)", text=text, language=language_name(language)))


def _line(label: str, language: str = "", *, wanted: bool = False, hint: str = "") -> Field:
    rules = [Length(max=LONGEST_LINE, message=_(TOO_LONG)), *([Wanted()] if wanted else [])]
    known = {"lang": language} if language else {}
    return StringField(label, rules, description=hint, render_kw=known)


def _passage(label: str, language: str, *, rows: int = 4, hint: str = "") -> Field:
    rules = [Length(max=LONGEST_TEXT, message=_(TOO_LONG))]
    known = {"lang": language, "rows": rows}
    return PassageField(label, rules, description=hint, render_kw=known)


def select_field(
    label: str, options: Sequence[tuple[str, str]], current: str = "", default: str | None = None
) -> Field:
    """Return a list to choose from, in which what was chosen stays even when it is not known."""
    known = [value for value, _label in options]
    more = [(current, current)] if current not in known else []
    choices = [SelectChoice(value, said) for value, said in [*options, *more]]
    return SelectField(
        label, choices=choices, invalid_choice_message=UNKNOWN_CHOICE, default=default
    )


def _code() -> Field:
    return StringField(
        _("Code"),
        [Wanted(), Length(max=LONGEST_CODE, message=_(TOO_LONG))],
        description=_("Il reste le même de version en version, et ne sert jamais à autre chose."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


def item_fields(
    item_kind: str,
    now: Fields,
    *,
    languages: Sequence[str],
    types: Mapping[str, str],
    named: Mapping[str, Mapping[str, str]],
) -> dict[str, Field]:
    """Return the fields of an entry; `named` are the sources and older references it may cite."""
    several = len(languages) > 1
    words = {
        "label": _("Libellé"),
        "description": _("Description"),
        "alternative": _("Autres libellés"),
    }
    found: dict[str, Field] = {"code": _code()}
    for key in ITEM_KEYS:
        for language in languages:
            label = _named(words[key], language, several)
            wanted = language == languages[0]
            found[f"{language}.{key}"] = (
                _line(label, language, wanted=wanted)
                if key == "label"
                else _passage(label, language, rows=4 if key == "description" else 2)
            )
    if item_kind == COMPETENCE:
        found |= _competence_fields(now, languages, types)
    for name, label in (("sources", _("Sources")), ("references", _("Références plus anciennes"))):
        keys = {**named[name], **{it: it for it in now[name].split("\n") if it}}
        if keys:
            choices = [SelectChoice(key, said) for key, said in keys.items()]
            found[name] = TicksField(
                label,
                choices=choices,
                option_widget=CheckboxInput(),
                invalid_choice_message=UNKNOWN_CHOICE,
            )
    return found


def _competence_fields(
    now: Fields, languages: Sequence[str], types: Mapping[str, str]
) -> dict[str, Field]:
    scopes = {"I": _("individuelle"), "C": _("collective")}
    kinds = [("", _("Aucun")), *types.items()]
    found: dict[str, Field] = {
        "type": select_field(_("Type"), kinds, now["type"]),
        "scope": select_field(
            _("Portée"), [("", _("Non précisée")), *((s, scopes[s]) for s in SCOPES)], now["scope"]
        ),
        "core": FlagField(_("Fait partie du noyau : le questionnaire express la pose")),
    }
    for level in range(STEPS):
        for language in languages:
            label = _named(_("Niveau %(level)s", level=level), language, len(languages) > 1)
            found[f"{language}.{OWN}.{level}"] = _passage(label, language, rows=2)
    return found


def scale_fields(languages: Sequence[str]) -> dict[str, Field]:
    """Return the fields of both scales, step by step."""
    found: dict[str, Field] = {}
    several = len(languages) > 1
    for scale in SCALES:
        for level in range(STEPS):
            for language in languages:
                label = _named(_("Niveau %(level)s", level=level), language, several)
                hint = _named(_("Précision du niveau %(level)s", level=level), language, several)
                found[f"{language}.{scale}.{level}.label"] = _line(label, language, wanted=True)
                found[f"{language}.{scale}.{level}.hint"] = _line(hint, language)
    return found


def anchor_fields(languages: Sequence[str]) -> dict[str, Field]:
    """Return the fields of the anchors of one type."""
    several = len(languages) > 1
    return {
        f"{language}.{level}": _passage(
            _named(_("Niveau %(level)s", level=level), language, several), language, rows=2
        )
        for level in range(STEPS)
        for language in languages
    }


def profile_fields(
    now: Fields, *, languages: Sequence[str], items: Mapping[int, str]
) -> dict[str, Field]:
    """Return the fields of a job profile; `items`, by id, are those it may expect a level of."""
    several = len(languages) > 1
    words = {
        "label": _("Libellé"),
        "description": _("Description"),
        "attachment": _("Rattachements (ROME, CNFPT…)"),
    }
    found: dict[str, Field] = {"code": _code()}
    for key in PROFILE_KEYS:
        for language in languages:
            label = _named(words[key], language, several)
            wanted = language == languages[0]
            found[f"{language}.{key}"] = (
                _line(label, language, wanted=wanted)
                if key == "label"
                else _passage(label, language, rows=3)
            )
    for number, name in items.items():
        level = f"level.{number}"
        found[level] = select_field(
            _("Niveau attendu : %(name)s", name=name), _levels(), now.get(level, "")
        )
        found[f"weight.{number}"] = StringField(
            _("Poids : %(name)s", name=name),
            [
                Regexp(
                    r"\s*(\d{1,3}([.,]\d{1,3})?)?\s*$",
                    message=_("Écrivez un nombre, par exemple 1 ou 1,5."),
                )
            ],
            render_kw={"inputmode": "decimal", "placeholder": "1"},
        )
        found[f"critical.{number}"] = FlagField(_("Critique : %(name)s", name=name))
    return found


def _levels() -> list[tuple[str, str]]:
    single = [(str(n), str(n)) for n in range(STEPS)]
    spans = [(f"{n}-{m}", _("de %(low)s à %(high)s", low=n, high=m))
             for n in range(STEPS) for m in range(n + 1, STEPS)]  # fmt: skip
    return [("", "—"), *single, *spans]


def text_fields(
    languages: Sequence[str], sources: Sequence[str], references: Sequence[str]
) -> dict[str, Field]:
    """Return the fields of what a version says of itself."""
    several = len(languages) > 1
    standings = {STANDINGS[0]: _("projet"), STANDINGS[1]: _("validé")}
    found: dict[str, Field] = {
        "label": _line(
            _("Étiquette de la version"), wanted=True, hint=_("Par exemple « 2026.1 ».")
        ),
        "standing": select_field(_("Statut"), [(code, standings[code]) for code in STANDINGS]),
    }
    for language in languages:
        main = language == languages[0]
        found[f"{language}.title"] = _line(
            _named(_("Titre du référentiel"), language, several), language, wanted=main
        )
    for key, label in (("about", _("Présentation")), ("licence", _("Licence"))):
        for language in languages:
            found[f"{language}.{key}"] = _passage(_named(label, language, several), language)
    for prefix, keys in ((SOURCE, sources), (REFERENCE, references)):
        for key in keys:
            for language in languages:
                found[f"{language}.{prefix}{key}"] = _passage(
                    _named(key, language, several), language, rows=2
                )
    return found
