"""Writing a draft: its outline, its entries, scales, anchors, profiles, texts and translations."""

from typing import NoReturn

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.discussion import remarks_on
from referentiel.editing import items, order, steps
from referentiel.editing import profiles as jobs
from referentiel.editing import queries as read
from referentiel.editing import texts as words
from referentiel.editing.errors import EntryGone
from referentiel.editing.hindrances import untranslated
from referentiel.queries import profiles_of
from surveys.roles import Act
from webapp import desks
from webapp.access import may, own_version
from webapp.database import get_session
from webapp.drafting import (
    attempt,
    landing_said,
    marked,
    moved,
    page_of,
    shipped,
    speech_of,
)
from webapp.forms import additions
from webapp.forms.drafts import language_name
from webapp.outlining import outline_page

bp = Blueprint("drafts", __name__, url_prefix="/drafts")
bp.add_app_template_filter(language_name)
bp.add_app_template_filter(marked)

SHOWN = 50  # entries to translate on a page


@bp.route("/new", methods=["GET", "POST"])
@may(Act.AUTHOR)
def new() -> ResponseReturnValue:
    """Begin a référentiel from nothing, with the scales of Repères."""
    session = get_session()
    form = additions.new_draft_form(desks.organisations_to_write_for(session))
    if form.validate_on_submit():
        version = desks.begun(session, form)
        session.commit()
        flash(
            _(
                "Le référentiel « %(title)s » est commencé. Ajoutez un domaine.",
                title=version.referentiel.title(),
            )
        )
        return redirect(url_for(".index", version_id=version.id), 303)
    return render_template("drafts/new.html", form=form)


@bp.get("/<int:version_id>")
@may(Act.AUTHOR)
def index(version_id: int) -> ResponseReturnValue:
    """Show the outline: entries to order, what awaits a decision, what keeps from publishing."""
    session, version = get_session(), own_version(version_id)
    speech, lines = speech_of(version), read.lines_of(session, version.id)
    remarks = read.open_remarks(session, version.id)
    area_id = request.args.get("area", type=int)
    return render_template(
        "drafts/index.html",
        version=version,
        page=outline_page(lines, area_id=area_id, remarks=remarks, languages=speech.every),
        speech=speech,
        hindrances=desks.hindrances_here(session, version, lines),
        remarks=sum(remarks.values()),
        moved=request.args.get("moved", type=int),
    )


@bp.route("/<int:version_id>/items/<int:item_id>", methods=["GET", "POST"])
@may(Act.AUTHOR)
def item(version_id: int, item_id: int) -> ResponseReturnValue:
    """Edit all that an entry says, beside its translation."""
    session, version = get_session(), own_version(version_id)
    entry = read.item_in(session, version.id, item_id) or entry_gone()
    form = desks.item_form(session, version, entry, speech_of(version, entry))
    outcome = attempt(form, lambda sent: items.save_item(session, version, item_id, sent))
    if outcome.saved:
        session.commit()
    return outcome.answer or render_template(
        "drafts/item.html",
        version=version,
        entry=entry,
        form=form,
        speech=speech_of(version, entry),
        ladder=desks.ladder_of_type(session, entry, speech_of(version).main),
        remarks=remarks_on(session, version.id, is_open=True, lineage=entry.lineage),
    )


@bp.route("/<int:version_id>/add", methods=["GET", "POST"])
@may(Act.AUTHOR)
def add(version_id: int) -> ResponseReturnValue:
    """Add an area or a competence, under a code that nothing had before."""
    session, version = get_session(), own_version(version_id)
    speech, lines = speech_of(version), read.lines_of(session, version.id)
    form = desks.adding_form(session, version, lines, speech)
    if form.validate_on_submit() and (added := desks.added(session, version, form, speech)):
        session.commit()
        flash(_("« %(code)s %(label)s » est ajouté.", code=added.code, label=added.label()))
        another = "another" in request.form
        again = {"parent": form.parent.data, "kind": form.kind.data}
        onward = page_of(version, ".add", **again) if another else None
        return redirect(onward or page_of(version, ".item", item_id=added.id), 303)
    return render_template("drafts/add.html", version=version, form=form)


@bp.post("/<int:version_id>/move")
@may(Act.AUTHOR)
def move(version_id: int) -> ResponseReturnValue:
    """Move an entry one step, to another area, or beside another entry where it was dropped."""
    session, version = get_session(), own_version(version_id)
    landing = moved(session, version, request.form) or abort(400)
    session.commit()
    flash(landing_said(landing))
    item = landing.item
    back = page_of(version, ".index", area=item.parent_id, moved=item.id)
    return redirect(f"{back}#entry-{item.id}", 303)


@bp.get("/<int:version_id>/items/<int:item_id>/place")
@may(Act.AUTHOR)
def place(version_id: int, item_id: int) -> ResponseReturnValue:
    """Choose another place for an entry: a level in or out, another area."""
    session, version = get_session(), own_version(version_id)
    entry = read.item_in(session, version.id, item_id) or entry_gone()
    outline = order.Outline(read.places_of(session, version.id))
    lines, main = read.lines_of(session, version.id), speech_of(version).main
    return render_template(
        "drafts/place.html",
        version=version,
        entry=entry,
        form=desks.placing_form(lines, outline, entry, main),
        steps=outline.steps(item_id),
    )


@bp.route("/<int:version_id>/items/<int:item_id>/remove", methods=["GET", "POST"])
@may(Act.AUTHOR)
def remove(version_id: int, item_id: int) -> ResponseReturnValue:
    """Say what goes with an entry, then remove it."""
    session, version = get_session(), own_version(version_id)
    entry = read.item_in(session, version.id, item_id) or entry_gone()
    if request.method == "POST":
        gone = items.remove_item(session, version, item_id)
        session.commit()
        flash(_("« %(label)s » est retiré du brouillon.", label=entry.label()))
        return redirect(page_of(version, ".index", area=entry.parent_id if gone else None), 303)
    outline = order.Outline(read.places_of(session, version.id))
    return render_template(
        "drafts/remove.html",
        version=version,
        entry=entry,
        under=len(outline.under(item_id)) - 1,
        was_before=items.is_in_the_version_before(session, version, entry),
    )


@bp.route("/<int:version_id>/scales", methods=["GET", "POST"])
@may(Act.AUTHOR)
def scales(version_id: int) -> ResponseReturnValue:
    """Edit the five steps of both scales."""
    session, version = get_session(), own_version(version_id)
    speech = speech_of(version)
    form = desks.scales_form(session, version, speech)
    outcome = attempt(form, lambda sent: steps.save_scales(session, version, sent))
    if outcome.saved:
        session.commit()
    return outcome.answer or render_template(
        "drafts/scales.html", version=version, form=form, speech=speech
    )


@bp.route("/<int:version_id>/scales/shipped", methods=["GET", "POST"])
@may(Act.AUTHOR)
def take_scales(version_id: int) -> ResponseReturnValue:
    """Say what the scales and the anchors of Repères replace, then take them."""
    session, version = get_session(), own_version(version_id)
    if request.method == "GET":
        replaced = [
            said
            for type_, said in desks.types_of(session, version).items()
            if type_ in shipped().content.anchors
        ]
        return render_template("drafts/take_scales.html", version=version, replaced=replaced)
    steps.take_steps(session, version, shipped())
    session.commit()
    flash(_("Les échelles et les descripteurs de Repères sont repris."))
    return redirect(page_of(version, ".scales"), 303)


@bp.route("/<int:version_id>/anchors", methods=["GET", "POST"])
@may(Act.AUTHOR)
def anchors(version_id: int) -> ResponseReturnValue:
    """Edit what shows each level, for one type of competence."""
    session, version = get_session(), own_version(version_id)
    speech, types = speech_of(version), desks.types_of(session, version)
    kind = desks.type_here(list(types))
    form = desks.anchors_form(session, version, kind, speech)
    outcome = attempt(form, lambda sent: steps.save_anchors(session, version, kind, sent))
    if outcome.saved:
        session.commit()
    return outcome.answer or render_template(
        "drafts/anchors.html",
        version=version,
        form=form,
        speech=speech,
        types=types,
        kind=kind,
        names=desks.type_names_form(types.get(kind, "")),
    )


@bp.post("/<int:version_id>/types")
@may(Act.AUTHOR)
def types(version_id: int) -> ResponseReturnValue:
    """Add a type of competence, or rename one."""
    session, version = get_session(), own_version(version_id)
    name, kind = request.form.get("name", ""), request.form.get("type", "")
    if request.form.get("act") == "rename":
        name = steps.rename_type(session, version, kind, name)
    else:
        name = steps.add_type(session, version, name)
    session.commit()
    flash(_("Les types sont enregistrés."))
    return redirect(page_of(version, ".anchors", type=name), 303)


@bp.route("/<int:version_id>/types/remove", methods=["GET", "POST"])
@may(Act.AUTHOR)
def remove_type(version_id: int) -> ResponseReturnValue:
    """Say what goes with a type that nothing is of, then remove it."""
    session, version = get_session(), own_version(version_id)
    types = desks.types_of(session, version)
    if request.method == "POST":
        kind = request.form.get("type", "")
        steps.remove_type(session, version, kind)
        session.commit()
        flash(_("Le type « %(label)s » est retiré du brouillon.", label=types.get(kind, kind)))
        return redirect(page_of(version, ".anchors"), 303)
    kind = desks.type_here(list(types)) or entry_gone()
    held = read.anchors_of_type(session, version.id, kind)
    return render_template(
        "drafts/remove_type.html",
        version=version,
        kind=kind,
        label=types[kind],
        written=sum(bool(anchor.texts) for anchor in held),
    )


@bp.route("/<int:version_id>/profiles", methods=["GET", "POST"])
@may(Act.AUTHOR)
def profiles(version_id: int) -> ResponseReturnValue:
    """List the job profiles, to order, and add one."""
    session, version = get_session(), own_version(version_id)
    speech = speech_of(version)
    form = additions.new_profile_form(jobs.proposed_profile_code(session, version.id), speech.main)
    if form.validate_on_submit():
        label = {speech.main: {"label": " ".join(form.label.data.split())}}
        added = jobs.add_profile(session, version, code=form.code.data.strip(), texts=label)
        session.commit()
        flash(_("Le profil « %(label)s » est ajouté.", label=added.label()))
        return redirect(page_of(version, ".profile", profile_id=added.id), 303)
    held = profiles_of(session, version.id)
    return render_template("drafts/profiles.html", version=version, form=form, profiles=held)


@bp.route("/<int:version_id>/profiles/<int:profile_id>", methods=["GET", "POST"])
@may(Act.AUTHOR)
def profile(version_id: int, profile_id: int) -> ResponseReturnValue:
    """Edit a job profile, and what it expects of each area and competence."""
    session, version = get_session(), own_version(version_id)
    job = read.profile_in(session, version.id, profile_id) or entry_gone()
    lines, speech = read.lines_of(session, version.id), speech_of(version)
    area = desks.area_here(lines)
    form = desks.profile_form(job, lines, speech, area)
    outcome = attempt(form, lambda sent: jobs.save_profile(session, version, profile_id, sent))
    if outcome.saved:
        session.commit()
    return outcome.answer or render_template(
        "drafts/profile.html",
        version=version,
        profile=job,
        form=form,
        speech=speech,
        table=desks.expected_table(job, lines, area, speech.main),
        area=area,
    )


@bp.post("/<int:version_id>/profiles/<int:profile_id>/arrange")
@may(Act.AUTHOR)
def arrange(version_id: int, profile_id: int) -> ResponseReturnValue:
    """Move a job profile up or down."""
    session, version = get_session(), own_version(version_id)
    shifted = jobs.shift_profile(session, version, profile_id, request.form.get("act", ""))
    flash(_("Le profil « %(label)s » a changé de place.", label=shifted.label()))
    session.commit()
    return redirect(page_of(version, ".profiles"), 303)


@bp.route("/<int:version_id>/profiles/<int:profile_id>/remove", methods=["GET", "POST"])
@may(Act.AUTHOR)
def remove_profile(version_id: int, profile_id: int) -> ResponseReturnValue:
    """Say what goes with a job profile, then remove it."""
    session, version = get_session(), own_version(version_id)
    job = read.profile_in(session, version.id, profile_id) or entry_gone()
    label = job.label()
    if request.method == "POST":
        jobs.remove_profile(session, version, profile_id)
        session.commit()
        flash(_("Le profil « %(label)s » est retiré du brouillon.", label=label))
        return redirect(page_of(version, ".profiles"), 303)
    return render_template("drafts/remove_profile.html", version=version, profile=job)


@bp.route("/<int:version_id>/texts", methods=["GET", "POST"])
@may(Act.AUTHOR)
def texts(version_id: int) -> ResponseReturnValue:
    """Edit the title, the label, the licence, the sources and the older references."""
    session, version = get_session(), own_version(version_id)
    speech = speech_of(version)
    form = desks.texts_form(version, speech)
    outcome = attempt(form, lambda sent: words.save_texts(session, version, sent))
    if outcome.saved:
        session.commit()
    return outcome.answer or render_template(
        "drafts/texts.html",
        version=version,
        form=form,
        speech=speech,
        groups=desks.source_groups(session, version, form),
        naming=additions.source_form(),
    )


@bp.post("/<int:version_id>/sources")
@may(Act.AUTHOR)
def sources(version_id: int) -> ResponseReturnValue:
    """Name a source or an older reference, or remove one that nothing cites."""
    session, version = get_session(), own_version(version_id)
    if "remove" in request.form:
        words.remove_source(session, version, request.form["remove"])
    else:
        words.add_source(
            session,
            version,
            prefix=request.form.get("prefix", ""),
            name=request.form.get("name", "").strip(),
            language=speech_of(version).main,
            text=request.form.get("text", "").strip(),
        )
    session.commit()
    flash(_("Les sources sont enregistrées."))
    return redirect(page_of(version, ".texts"), 303)


@bp.route("/<int:version_id>/translations", methods=["GET", "POST"])
@may(Act.AUTHOR)
def translations(version_id: int) -> ResponseReturnValue:
    """Count what is missing in each language, lead to it, and add a language."""
    session, version = get_session(), own_version(version_id)
    form = additions.language_form()
    if form.validate_on_submit():
        words.add_language(session, version, form.language.data)
        session.commit()
        flash(_("Le référentiel peut maintenant s’écrire dans cette langue."))
        return redirect(url_for(".translations", version_id=version.id), 303)
    lines, speech = read.lines_of(session, version.id), speech_of(version)
    return render_template(
        "drafts/translations.html",
        version=version,
        form=form,
        speech=speech,
        counts=desks.translation_counts(lines, speech),
        waiting=untranslated(lines, speech.main, speech.beside)[:SHOWN] if speech.beside else [],
    )


def entry_gone() -> NoReturn:
    """Refuse a page of an entry that is not there; to a filled form, say so in a sentence."""
    if request.method == "POST":
        raise EntryGone
    abort(404)
