"""Webhooks of an organisation: registered, tried, watched and stopped by its administrators."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from referentiel.people import Organisation
from surveys.guard.rates import Limit, count_try
from surveys.guard.webhooks import (
    AddressRefused,
    TooManyWebhooks,
    add_webhook,
    stop_webhook,
    try_webhook,
)
from surveys.models import Webhook
from surveys.queries.webhooks import last_calls, webhook_of, webhooks_of
from surveys.roles import Act
from webapp.access import may, own_organisation, person_here, proved
from webapp.call_words import outcome, topic_words
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.webhooks import WebhookForm
from webapp.jobs import deliver_soon
from webapp.room import here

bp = Blueprint("webhooks", __name__, url_prefix="/organisations/<int:organisation_id>/webhooks")

TRIALS = Limit("webhook", 20, 3600)  # an hour, for one webhook


@bp.route("/", methods=["GET", "POST"])
@may(Act.ADMINISTER)
@proved
def index(organisation_id: int) -> ResponseReturnValue:
    """List the webhooks with their last calls, and add one: its secret is shown this once."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    form = WebhookForm()
    secret = added(organisation, form) if form.validate_on_submit() else ""
    webhooks = webhooks_of(get_session(), organisation.id)
    return render_template(
        "webhooks/index.html",
        organisation=organisation,
        form=WebhookForm(formdata=None) if secret else form,
        secret=secret,
        webhooks=webhooks,
        calls=last_calls(get_session(), webhooks),
        topic_words=topic_words,
        outcome=outcome,
    )


@bp.post("/<int:webhook_id>/try")
@may(Act.ADMINISTER)
def try_out(organisation_id: int, webhook_id: int) -> ResponseReturnValue:
    """Call a webhook to tell of nothing, so that its reader can be tried."""
    webhook = own_webhook(organisation_id, webhook_id)
    secret = here().settings.secret_key
    count_try(get_session(), secret, TRIALS, str(webhook.id), now=now())
    try_webhook(get_session(), webhook, now=now())
    get_session().commit()
    deliver_soon()
    flash(_("L’essai part. Rechargez la page dans quelques secondes pour voir s’il est reçu."))
    return redirect(url_for(".index", organisation_id=organisation_id), 303)


@bp.post("/<int:webhook_id>/stop")
@may(Act.ADMINISTER)
def stop(organisation_id: int, webhook_id: int) -> ResponseReturnValue:
    """Call a webhook no more."""
    webhook = own_webhook(organisation_id, webhook_id)
    stop_webhook(get_session(), webhook, by=person_here().id, now=now())
    get_session().commit()
    flash(_("Ce webhook n’est plus appelé."))
    return redirect(url_for(".index", organisation_id=organisation_id), 303)


def own_webhook(organisation_id: int, webhook_id: int) -> Webhook:
    """Return a webhook that the person administers; those of others are not found."""
    organisation = own_organisation(organisation_id, Act.ADMINISTER)
    return webhook_of(get_session(), webhook_id, [organisation.id]) or abort(404)


def added(organisation: Organisation, form: WebhookForm) -> str:
    """Return the secret of the webhook that a valid form asks for; "", with the reason, if not."""
    settings = here().settings
    try:
        secret = add_webhook(
            get_session(),
            secret=settings.secret_key,
            organisation_id=organisation.id,
            address=form.address.data,
            topics=form.topics.data,
            by=person_here().id,
            now=now(),
            local=settings.demonstration,
        )
    except (AddressRefused, TooManyWebhooks) as refusal:
        form.refuse(refusal)
        return ""
    get_session().commit()
    return secret
