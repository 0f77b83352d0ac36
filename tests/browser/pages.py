"""Every page of the demonstration, and how a reader comes to it, by the endpoint that shows it."""

from datetime import timedelta
from secrets import token_hex

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from referentiel.crosswalks import connect, counterpart_of
from referentiel.models.links import REFUSED
from referentiel.people import Organisation
from referentiel.queries import get_published_version
from surveys.accounts import add_person
from surveys.guard.audit import record
from surveys.guard.letters import prepare_letter
from surveys.guard.one_time import begin_one_time
from surveys.invitations import accept, invite
from surveys.inviting.guests import Guest
from surveys.inviting.invitees import add_guests, token_from
from surveys.models import Campaign, OneTimePassword
from surveys.paper.sheets import print_batch
from surveys.queries.campaigns import campaign_by_code
from surveys.queries.organisations import ERASED
from surveys.roles import Role
from surveys.submission import submit
from surveys.tickets import new_ticket
from tests.browser.answering import until
from tests.browser.campaign_places import CAMPAIGN_PLACES
from tests.browser.drafting import give_draft
from tests.browser.drafts import give_drafts
from tests.browser.importing import imports_in
from tests.browser.noting import notes_in
from tests.browser.places import Act, Place, moving, sending
from tests.browser.questionnaire_places import QUESTIONNAIRE_PLACES, give_questionnaire
from tests.browser.referentiel_places import REFERENTIEL_PLACES
from tests.browser.rows import report_files_in, rows_in
from tests.browser.serving import SECRET, Site
from tests.browser.shelves import give_library
from tests.browser.spaces import give_replaced, give_space
from tests.browser.themes import THEME_PLACES, give_themes
from tests.browser.waves import PROGRESS_PLACES, give_waves
from tests.factories import items_in, make_sheet
from tests.rome_small import make_rome
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT, SCENES

SENT = "sent"  # the reader's browser holds a ticket under which answers were sent
REHEARSAL = "rehearsal"
CAREFUL = "camille@example.org"  # has an authenticator
SEMINAR = "/events/cooperer-dans-et-entre-les-territoires-2015"
RATED = tuple((importance, current) for importance in (4, 2) for current in (0, 3, 1, 4, 2, 3, 1))


def uploading(*lines: str) -> Act:
    """Return the act of sending a file of answers to be analysed."""

    def act(page: Page) -> None:
        data = "\n".join(("répondant;compétence;importance;niveau;cible;territoire", *lines))
        file = {"name": "answers.csv", "mimeType": "text/csv", "buffer": data.encode()}
        page.locator("input[name=file]").set_input_files([file])
        sending()(page)

    return act


def expiring(page: Page) -> None:
    """Send a form whose proof is of another session."""
    page.locator("main [name=csrf_token]").evaluate("field => { field.value = 'old'; }")
    sending(title="Un titre")(page)


def starting_without_network(page: Page) -> None:
    """Have the device hold a ticket, so that the sheet is shown."""
    page.goto("/c/crest")
    until(page, "device.all().then(sheets => sheets.length > 0)")
    page.goto("/c/crest/offline")
    page.locator("#sheet").wait_for()


def entering(page: Page) -> None:
    """Sign in, as far as a password leads, as somebody who has an authenticator."""
    page.locator("[name=email]").fill(CAREFUL)
    page.locator("[name=password]").fill(SECRET)
    with page.expect_navigation():
        page.locator("[name=way][value=password]").click()


def signing_in(*, password: str = "") -> Act:
    """Return the act of signing in to an address of nobody, another each time: tries are few."""

    def act(page: Page) -> None:
        sending("form.sign-in", email=f"{token_hex(8)}@example.org", password=password)(page)

    return act


def mistyping(page: Page) -> None:
    """Ask for a letter, then type a code that is not in it."""
    signing_in()(page)
    sending("form:has(#code)", code="222222")(page)


ANSWERS = [
    f"{n};K{k};{(n + k) % 4 + 1};{n % 4 + 1};{k % 4 + 1};{'rural' if n % 2 else 'urbain'}"
    for n in range(24)
    for k in range(4)
]

PLACES: dict[str, dict[str, Place]] = {
    "home.index": {"home": Place("/"), "home, signed in": Place("/", signed_in=True)},
    **REFERENTIEL_PLACES,
    "events.index": {"events": Place("/events/")},
    "events.show": {
        "seminar": Place(SEMINAR),
        "two days": Place("/events/journees-des-territoires-2018"),
    },
    "events.workshop": {
        "workshop": Place(f"{SEMINAR}/atelier-3"),
        "workshop, signed in": Place(f"{SEMINAR}/atelier-3", signed_in=True),
    },
    "answers.start": {
        "start": Place("/c/crest"),
        "rehearsal": Place("/c/crest", holding=REHEARSAL),
        "one page": Place("/c/crest1"),
        "one page, nothing chosen": Place("/c/crest1", act=sending("form.answering"), status=409),
        "wrong code": Place("/c/crest", act=sending(resume="zzz"), status=404),
        "closed": Place("/c/pajol", status=403),
    },
    "answers.step": {
        "situation": Place("/c/crest/1"),
        "step": Place("/c/crest/2"),
        "step, answered": Place("/c/crest/2", holding=SENT),
        "nothing to send": Place("/c/crest/4"),
        "review": Place("/c/crest/4", holding=SENT),
    },
    "replaced.show": {
        "replaced": Place("/c/fautive/notice?ticket={begun}", act=moving("/notice", "/replaced")),
    },
    "devices.sheet": {
        "without network": Place("/c/crest/offline", act=starting_without_network),
        "without network, never opened": Place("/c/crest1/offline"),
    },
    "devices.elsewhere": {
        "elsewhere": Place("/c/crest/elsewhere", holding=SENT),
    },
    "answers.notice": {"notice": Place("/c/crest/notice")},
    "answers.thanks": {"thanks": Place("/c/crest/thanks", holding=SENT)},
    "results.mine": {
        "result": Place("/r/crest/{sent}"),
        "withdrawn": Place("/r/crest/{leaving}", act=sending("form[action$=withdraw]")),
        "result to keep": Place("/r/espace/{keepable}", signed_in=True),
    },
    "space.index": {"space": Place("/me/", signed_in=True)},
    "space.result": {"kept result": Place("/me/results/espace", signed_in=True)},
    "space.share": {
        "to show": Place("/me/results/espace/share", signed_in=True),
        "to show, to mend": Place(
            "/me/results/espace/share", signed_in=True, act=sending("form[novalidate]", reader="")
        ),
        "to show, link": Place(
            "/me/results/espace/share", signed_in=True, act=sending("form[novalidate]", reader="C")
        ),
    },
    "trajectory.show": {"trajectory": Place("/me/progress/", signed_in=True)},
    "trajectory.share": {
        "trajectory to show": Place("/me/progress/share", signed_in=True),
        "trajectory to show, to mend": Place(
            "/me/progress/share", signed_in=True, act=sending("form[novalidate]", reader="")
        ),
    },
    "shared.trajectory": {
        "trajectory, unread": Place("/shared/trajectory/{trajectory}"),
        "trajectory shown": Place("/shared/trajectory/{trajectory}", act=sending()),
    },
    "notebook.index": {
        "notebook": Place("/me/notebook/", signed_in=True),
        "notebook to mend": Place("/me/notebook/", signed_in=True, act=sending(text="")),
    },
    "notebook.edit": {"note": Place("/me/notebook/{note}", signed_in=True)},
    "space.readings": {"readings": Place("/me/readings", signed_in=True)},
    "space.consents": {
        "consents": Place("/me/consents", signed_in=True),
        "consents to mend": Place(
            "/me/consents", signed_in=True, act=sending(**{"directory-text": " "})
        ),
    },
    "space.directory": {"directory": Place("/me/directory", signed_in=True)},
    "space.erase": {
        "erase": Place("/me/erase", signed_in=True),
        "erase to mend": Place("/me/erase", signed_in=True, act=sending(typed="x")),
    },
    "shared.show": {
        "shown, unread": Place("/shared/{shared}"),
        "shown": Place("/shared/{shared}", act=sending()),
    },
    "disposal.index": {"retention": Place("/organisations/1/disposal", signed_in=True)},
    "disposal.confirm": {
        "disposal": Place("/organisations/1/disposal/{old}", signed_in=True),
        "disposal to mend": Place("/organisations/1/disposal/{old}", signed_in=True, act=sending()),
    },
    "campaigns.index": {"campaigns": Place("/campaigns/", signed_in=True)},
    "campaigns.create": {
        "new campaign": Place("/campaigns/create", signed_in=True),
        "new campaign, deep": Place(
            "/campaigns/create?referentiel={deep_referentiel}", signed_in=True
        ),
        "new campaign, too large": Place(
            "/campaigns/create?referentiel={large_referentiel}&q=animer", signed_in=True
        ),
        "new campaign, narrowed": Place(
            "/campaigns/create?referentiel={large_referentiel}&under={part}&q=reunion",
            signed_in=True,
        ),
        "new campaign, no scale": Place(
            "/campaigns/create?referentiel={bare_referentiel}", signed_in=True
        ),
        "campaign to mend": Place("/campaigns/create", signed_in=True, act=sending(title="")),
        "expired": Place("/campaigns/create", signed_in=True, act=expiring, status=400),
    },
    "campaigns.show": {
        "open campaign": Place("/campaigns/{crest}", signed_in=True),
        "replaced campaign": Place("/campaigns/{replaced}", signed_in=True),
        "replacing campaign": Place("/campaigns/{replacing}", signed_in=True),
        "closed campaign": Place("/campaigns/{pajol}", signed_in=True),
    },
    **CAMPAIGN_PLACES,
    **QUESTIONNAIRE_PLACES,
    **PROGRESS_PLACES,
    **THEME_PLACES,
    "reports.upload": {
        "upload": Place("/reports/upload", signed_in=True),
        "upload to mend": Place("/reports/upload", signed_in=True, act=uploading("1;;9;x;1;a")),
        "upload too large": Place(
            "/reports/upload", signed_in=True, act=uploading("1;K1;1;1;1;a" * 500_000), status=413
        ),
        "file report": Place("/reports/upload", signed_in=True, act=uploading(*ANSWERS)),
    },
    "comparisons.index": {
        "two to choose": Place("/reports/compare", signed_in=True),
        "comparison": Place("/reports/compare?first={crest}&second={compared}", signed_in=True),
    },
    "reports.campaign": {
        f"report {scene.code}": Place(f"/reports/campaigns/{{{scene.code}}}", signed_in=True)
        for scene in SCENES
        if scene.code != "pajol"  # shows nothing that the others do not
    },
    "reports.slides": {"slides": Place("/reports/campaigns/{crest}/slides", signed_in=True)},
    "factors.index": {"ways of signing in": Place("/account/factors/", signed_in=True)},
    "factors.one_time": {
        "authenticator": Place(
            "/account/factors/", signed_in=True, act=sending("form[action$=begin]")
        ),
    },
    "factors.second": {"second factor": Place("/account/sign-in", act=entering)},
    "accounts.sign_in": {
        "sign in": Place("/account/sign-in"),
        "sign in again": Place("/account/sign-in", act=signing_in(password="no")),
    },
    "accounts.letter": {
        "letter sent": Place("/account/sign-in", act=signing_in()),
        "wrong code": Place("/account/sign-in", act=mistyping),
    },
    "accounts.link": {
        "link, elsewhere": Place("/account/link/{letter}"),
        "link, spent": Place("/account/link/nobody", status=404),
    },
    "own_account.index": {
        "own account": Place("/account/", signed_in=True),
        "own account to mend": Place("/account/", signed_in=True, act=sending(name="")),
    },
    "own_account.password": {
        "password": Place("/account/password", signed_in=True),
        "plain password": Place(
            "/account/password",
            signed_in=True,
            act=sending("form:has(#password)", password="motdepasse2026"),
        ),
    },
    "own_account.address": {"address": Place("/account/address", signed_in=True)},
    "browsers.index": {"browsers": Place("/account/sessions/", signed_in=True)},
    "api.docs.page": {"API": Place("/api/v1/docs")},
    "explained.index": {"methods": Place("/methods")},
    "legal.show": {"legal notice": Place("/legal")},
    "legal.edit": {"legal notice, written": Place("/legal/edit", signed_in=True)},
    "legal.privacy": {"privacy": Place("/privacy")},
    "legal.plan": {
        "plan": Place("/site-map"),
        "plan, signed in": Place("/site-map", signed_in=True),
    },
    "accessibility.show": {"accessibility": Place("/accessibility")},
    "accessibility.edit": {
        "audit": Place("/accessibility/edit", signed_in=True),
        "audit to mend": Place("/accessibility/edit", signed_in=True, act=sending(met="900")),
    },
    "feedback.write": {
        "feedback": Place("/feedback"),
        "feedback to mend": Place("/feedback", act=sending(contact="moi")),
    },
    "feedback.received": {"feedback received": Place("/feedback/received", signed_in=True)},
    "register.show": {"register": Place("/organisations/1/register", signed_in=True)},
    "register.dpia": {"impact study": Place("/organisations/1/dpia", signed_in=True)},
    "tokens.of_organisation": {
        "tokens of an organisation": Place("/organisations/1/tokens", signed_in=True)
    },
    "tokens.mine": {
        "own tokens": Place("/account/tokens", signed_in=True),
        "token to mend": Place("/account/tokens", signed_in=True, act=sending()),
    },
    "webhooks.index": {
        "webhooks": Place("/organisations/1/webhooks/", signed_in=True),
        "webhook to mend": Place(
            "/organisations/1/webhooks/", signed_in=True, act=sending(address="http://a.example")
        ),
    },
    "organisations.index": {"organisations": Place("/organisations/", signed_in=True)},
    "organisations.create": {
        "new organisation": Place("/organisations/create", signed_in=True),
        "organisation to mend": Place(
            "/organisations/create", signed_in=True, act=sending(name="", k="2")
        ),
    },
    "organisations.show": {"settings": Place("/organisations/1", signed_in=True)},
    "organisations.journal": {"journal": Place("/organisations/1/journal", signed_in=True)},
    "organisations.invite_others": {"hosting": Place("/organisations/invite", signed_in=True)},
    "members.index": {"members": Place("/organisations/1/members/", signed_in=True)},
    "members.invite_people": {
        "inviting": Place("/organisations/1/members/invite", signed_in=True),
        "addresses to mend": Place(
            "/organisations/1/members/invite",
            signed_in=True,
            act=sending("form:has(textarea)", addresses="a@example.org\nrien"),
        ),
    },
    "members.edit": {"roles": Place("/organisations/1/members/1", signed_in=True)},
    "invitations.accept": {
        "invitation": Place("/invitations/{invitation}"),
        "invitation, signed in": Place("/invitations/{invitation}", signed_in=True),
        "invitation over": Place("/invitations/none", status=404),
    },
    "joint_control.index": {
        "organisers": Place("/events/journees-des-territoires-2018/organisers", signed_in=True)
    },
    "shares.index": {"shares": Place("/shares/", signed_in=True)},
    "shares.campaign": {
        "sharing": Place("/shares/campaigns/{crest}", signed_in=True),
        "share to mend": Place(
            "/shares/campaigns/{crest}",
            signed_in=True,
            act=sending("form:has(textarea)", organisation="rien", purpose="Voir"),
        ),
    },
    "shares.referentiel": {
        "sharing a référentiel": Place("/shares/referentiels/1", signed_in=True)
    },
    "leaving.show": {"leaving": Place("/organisations/1/leave", signed_in=True)},
    "leaving.receipt": {"receipt": Place("/receipts/abc")},
    "style.index": {"style": Place("/style/")},
}

DATA = "/api/v1/"  # for programs; the page that describes it is a page
NOT_PAGES = {
    "crosswalks.export": "a file",
    "leaving.receipt_file": "a file",
    "register.dpia_text": "a file",
    "register.export": "a file",
    "answers.back": "leads on to the start",
    "devices.worker": "a script",
    "results.back": "leads on to the start",
    "campaigns.live": "counts for a script",
    "projection.live": "counts for a script",
    "campaigns.qr": "a drawing, seen in the projected page",
    "reports.export": "a file",
    "reports.chart": "a picture",
    "evidence.file": "a file",
    "paper.specimen": "a file",
    "paper_files.template": "a file",
    "comparisons.export": "a file",
    "progress.export": "a file",
    "codes.back": "leads on to the result",
    "exports.file": "a file",
    "imports.template": "a file",
    "questionnaire_files.take": "a file",
    "imports.progress": "figures for a script",
    "rows.file": "a file",
    "rows.progress": "figures for a script",
    "report_files.file": "a file",
    "report_files.progress": "words for a script",
    "provider.back": "leads on from another site, seen in test_provider",
    "referentiel.moved": "leads on to the library",
    "provider.left": "leads on to the first page",
}


def invitations_in(session: Session) -> dict[str, str]:
    """Return an invitation to join; the demonstration's account may also set up an organisation."""
    now, own = utc_now(), session.get_one(Organisation, 1)
    [right] = invite(session, None, {ACCOUNT[0]: 1}, Role.ADMINISTRATOR, by=None, now=now)
    accept(session, right.invitation, name="", language="fr", now=now)
    record(session, ERASED, subject="erasure:abc campaign:2 submission:40", now=now)
    [sent] = invite(session, own, {"new@example.org": 1}, Role.TRAINER, by=None, now=now)
    return {"invitation": sent.token}


def invitees_in(session: Session, campaign: Campaign) -> dict[str, str]:
    """Return links of two people invited to answer, one of which has served."""
    guests = [
        Guest(1, "anne.martin@example.org", "Anne Martin", "association"),
        Guest(2, "karim.benali@example.org", "Karim Benali", "collectivité"),
        Guest(3, ACCOUNT[0]),
    ]
    added = add_guests(session, campaign, guests, secret=SECRET, by=1, now=utc_now())
    added[0].invited_on = added[1].invited_on = utc_now().date() - timedelta(days=3)
    added[1].opened = True
    session.flush()
    links = [token_from(SECRET, invitee.seed) for invitee in added]
    return {"invitee": links[0], "spent": links[1]}


def values_in(site: Site) -> dict[str, str]:
    """Return what the addresses of places hold: numbers of campaigns, tickets of some people."""
    with site.session(writing=True) as session:
        campaigns = {scene.code: campaign_by_code(session, scene.code) for scene in SCENES}
        values = {code: str(campaign.id) for code, campaign in campaigns.items() if campaign}
        values |= invitations_in(session)
        seminar = campaigns["crest"]
        assert seminar is not None
        letter = prepare_letter(
            session, SECRET, email="a@example.org", browser="", now=utc_now() + timedelta(hours=1)
        )
        values["letter"] = letter.token
        for name in (SENT, "leaving fr", "leaving en"):
            ticket = new_ticket(SECRET, seminar.id)
            submit(
                session, seminar, ticket, make_sheet(*RATED, profile="P1"), notice=1, now=utc_now()
            )
            values[name] = ticket.text
        printed = {"sheets": 3, "language": "fr", "twice": True, "phone": True}
        _batch, sheets = print_batch(session, seminar, SECRET, **printed, now=utc_now())
        values["sheet"] = sheets[0].code
        values |= invitees_in(session, seminar)
        values |= imports_in(session) | rows_in(session, seminar)
        values |= notes_in(session, seminar) | report_files_in(session, seminar)
        give_authenticator(session)
        values |= give_library(session)
        values |= give_drafts(session, seminar.questionnaire.version)
        values["compared"] = values["decide"]
        values |= give_draft(session)
        values |= give_space(session, seminar, make_sheet(*RATED, profile="P1"))
        values |= give_replaced(session, seminar, make_sheet(*RATED, profile="P1"))
        values |= give_reference(session)
        values |= give_questionnaire(session, seminar.questionnaire.version)
        values |= give_waves(session, seminar)
        values |= give_themes(session, seminar)
        session.commit()
        values[REHEARSAL] = new_ticket(SECRET, seminar.id, rehearsal=True).text
    return values


def give_reference(session: Session) -> dict[str, str]:
    """Hold a small ROME beside the référentiel; return a competence, one entry of it refused."""
    reference, version = make_rome(session), get_published_version(session)
    assert version is not None
    [competence, *_rest] = items_in(session, version)
    [*_others, refused] = items_in(session, reference)
    connect(
        session,
        version.referentiel_id,
        competence.lineage,
        counterpart_of(reference, refused),
        relation="relatedMatch",
        status=REFUSED,
        by=1,
        today=utc_now().date(),
    )
    return {"version": str(version.id), "competence": str(competence.id)}


def give_authenticator(session: Session) -> None:
    """Make a person whose password is not enough."""
    careful = add_person(session, name="Camille", email=CAREFUL, password=SECRET)
    begin_one_time(session, careful.id, secret=SECRET)
    session.get_one(OneTimePassword, careful.id).confirmed_at = utc_now()
