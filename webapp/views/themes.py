"""Themes of what people wrote: suggested here, corrected by who analyses, and in no report."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from referentiel.base import Refusal
from reports.themed import SortedQuestion, SortedText
from surveys import theming
from surveys.models import Campaign, Theme
from surveys.queries.themes import theme_of
from surveys.roles import Act
from webapp.access import may, own_campaign
from webapp.database import get_session
from webapp.forms.themes import MergeForm, PlaceForm, SplitForm, ThemeForm, words_in
from webapp.said import said
from webapp.theme_desk import (
    check,
    correcting,
    part_asked,
    parts_of,
    shown_here,
    suggested,
    text_here,
    themes_around,
)

bp = Blueprint("themes", __name__, url_prefix="/campaigns/<int:campaign_id>/texts/themes")


@bp.errorhandler(theming.ThemesChanged)
@bp.errorhandler(theming.ThemeNamed)
def not_done(refusal: Refusal) -> ResponseReturnValue:
    """Lead back to the themes as they are, and say why nothing changed."""
    get_session().rollback()
    flash(said(refusal), "error")
    return redirect(url_for(".index", campaign_id=(request.view_args or {})["campaign_id"]), 303)


@bp.get("")
@may(Act.FOLLOW)
def index(campaign_id: int) -> ResponseReturnValue:
    """Show the themes of each question: those kept, those suggested, and texts in none."""
    campaign = own_campaign(campaign_id, Act.FOLLOW)
    return render_template("themes/index.html", campaign=campaign, parts=parts_of(campaign))


@bp.post("")
@may(Act.ANALYSE)
def add(campaign_id: int) -> ResponseReturnValue:
    """Keep a theme: as it is suggested, with its texts, or one that somebody thought of."""
    campaign = correcting(campaign_id)
    part, form = part_asked(campaign), ThemeForm()
    if not form.validate_on_submit():
        return refused(campaign, form)
    words = words_in(form.words.data or "")
    texts = suggested(part, words).texts if "suggested" in request.form else ()
    return decided(
        campaign,
        lambda: theming.add_theme(
            get_session(),
            campaign.id,
            part.question.code,
            name=form.name.data,
            words=words,
            texts={text.digest for text in texts},
        ),
        _("Le thème « %(name)s » est gardé.", name=form.name.data),
    )


@bp.post("/dismiss")
@may(Act.ANALYSE)
def dismiss(campaign_id: int) -> ResponseReturnValue:
    """Put aside a theme that is only suggested."""
    campaign = correcting(campaign_id)
    part = part_asked(campaign)
    one = suggested(part, words_in(request.form.get("words", "")))
    return decided(
        campaign,
        lambda: theming.add_theme(
            get_session(),
            campaign.id,
            part.question.code,
            name=one.name,
            words=one.words,
            kept=False,
        ),
        _("Le thème « %(name)s » est écarté : il ne sera plus proposé.", name=one.name),
    )


@bp.route("/<int:theme_id>", methods=["GET", "POST"])
@may(Act.ANALYSE)
def edit(campaign_id: int, theme_id: int) -> ResponseReturnValue:
    """Show a theme with all that can be done to it; take another name, or other words."""
    shown = shown_here(campaign_id, theme_id)
    theme = shown.held.theme
    form = ThemeForm(data={"name": theme.name, "words": ", ".join(theme.words)})
    if form.validate_on_submit():
        check(shown)
        if renamed(theme, form):
            return decided(shown.campaign, None, _("Le thème est corrigé."), theme)
    return render_template(
        "themes/edit.html",
        form=form,
        split=SplitForm(formdata=None).offer(shown.held.texts),
        merge=MergeForm(formdata=None).offer(shown.others),
        **shown._asdict(),
    )


@bp.post("/<int:theme_id>/confirm")
@may(Act.ANALYSE)
def confirm(campaign_id: int, theme_id: int) -> ResponseReturnValue:
    """Decide that all texts proposed in a theme are in it."""
    shown = shown_here(campaign_id, theme_id)
    check(shown)
    texts = {text.digest for text in shown.held.proposed}
    return decided(
        shown.campaign,
        lambda: theming.put_in(get_session(), shown.held.theme, texts),
        _("Les textes proposés sont dans le thème."),
        shown.held.theme,
    )


@bp.post("/<int:theme_id>/split")
@may(Act.ANALYSE)
def split(campaign_id: int, theme_id: int) -> ResponseReturnValue:
    """Make another theme of some texts of one."""
    shown = shown_here(campaign_id, theme_id)
    form = SplitForm().offer(shown.held.texts)
    check(shown)
    if not form.validate_on_submit():
        return refused(shown.campaign, form, shown.held.theme)
    texts = {bytes.fromhex(key) for key in form.texts.data}
    return decided(
        shown.campaign,
        lambda: theming.split_theme(get_session(), shown.held.theme, texts, name=form.part.data),
        _("Les textes choisis forment le thème « %(name)s ».", name=form.part.data),
    )


@bp.post("/<int:theme_id>/merge")
@may(Act.ANALYSE)
def merge(campaign_id: int, theme_id: int) -> ResponseReturnValue:
    """Make one theme of two."""
    shown = shown_here(campaign_id, theme_id)
    form = MergeForm().offer(shown.others)
    check(shown)
    if not form.validate_on_submit():
        return refused(shown.campaign, form, shown.held.theme)
    into = next(held for held in shown.others if held.theme.id == form.into.data)
    return decided(
        shown.campaign,
        lambda: theming.merge_themes(
            get_session(),
            shown.held.theme,
            into.theme,
            proposed={text.digest for text in into.proposed},
        ),
        _("Les deux thèmes n’en font plus qu’un : « %(name)s ».", name=into.theme.name),
    )


@bp.post("/<int:theme_id>/dismiss")
@may(Act.ANALYSE)
def put_aside(campaign_id: int, theme_id: int) -> ResponseReturnValue:
    """Put aside a theme that was kept: its texts are in none of it any more."""
    shown = shown_here(campaign_id, theme_id)
    check(shown)
    name = shown.held.theme.name
    return decided(
        shown.campaign,
        lambda: theming.put_aside(get_session(), shown.held.theme),
        _("Le thème « %(name)s » est écarté : il ne sera plus proposé.", name=name),
    )


@bp.post("/<int:theme_id>/back")
@may(Act.ANALYSE)
def back(campaign_id: int, theme_id: int) -> ResponseReturnValue:
    """Let the words of a theme that was put aside make themes again."""
    campaign = correcting(campaign_id)
    theme = theme_of(get_session(), campaign.id, theme_id)
    if theme is None or theme.kept:
        raise theming.ThemesChanged
    return decided(
        campaign,
        lambda: theming.forget_theme(get_session(), theme),
        _("Ces mots peuvent de nouveau former un thème."),
    )


@bp.route("/text/<key>", methods=["GET", "POST"])
@may(Act.ANALYSE)
def place(campaign_id: int, key: str) -> ResponseReturnValue:
    """Show one text, and take the themes it is in."""
    campaign = correcting(campaign_id)
    part, text = text_here(campaign, key)
    inside = themes_around(part, text)
    form = PlaceForm(data={"themes": [*inside]}).offer(part.themes)
    if form.validate_on_submit():
        if form.stamp.data != part.stamp_of(text):
            raise theming.ThemesChanged
        return decided(
            campaign,
            lambda: place_as(part, text, {*form.themes.data}, inside),
            _("Le texte est rangé."),
        )
    return render_template("themes/place.html", campaign=campaign, part=part, text=text, form=form)


def place_as(part: SortedQuestion, text: SortedText, chosen: set[int], before: set[int]) -> None:
    """Put a text in the themes chosen, and out of those it was in before."""
    themes = [held.theme for held in part.themes]
    theming.place_text(
        get_session(),
        text.digest,
        inside=[theme for theme in themes if theme.id in chosen],
        outside=[theme for theme in themes if theme.id in before - chosen],
    )


def renamed(theme: Theme, form: ThemeForm) -> bool:
    """Say whether a theme took what was typed; if not, the reason is beside the field."""
    words = words_in(form.words.data or "")
    try:
        theming.change_theme(get_session(), theme, name=form.name.data, words=words)
    except theming.ThemeNamed as refusal:
        form.name.errors = [said(refusal)]
        return False
    return True


def refused(campaign: Campaign, form: FlaskForm, theme: Theme | None = None) -> ResponseReturnValue:
    """Go back to where a form was, and say what was wrong in it."""
    for errors in form.errors.values():
        flash(" ".join(str(error) for error in errors), "error")
    return to_page(campaign, theme)


def decided(
    campaign: Campaign, act: Callable[[], object] | None, words: str, theme: Theme | None = None
) -> ResponseReturnValue:
    """Do what was decided, and say so."""
    if act:
        act()
    get_session().commit()
    flash(words)
    return to_page(campaign, theme)


def to_page(campaign: Campaign, theme: Theme | None = None) -> ResponseReturnValue:
    """Lead to the page of a theme, or of all."""
    if theme is None:
        return redirect(url_for(".index", campaign_id=campaign.id), 303)
    return redirect(url_for(".edit", campaign_id=campaign.id, theme_id=theme.id), 303)
