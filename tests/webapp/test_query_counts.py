"""Every page takes as many statements for three items as for one."""

from referentiel.crosswalks import Counterpart, connect
from referentiel.discussion import add_remark, decline
from referentiel.editing.merging import Sent
from referentiel.editing.profiles import add_profile, save_profile
from referentiel.editing.steps import add_type
from referentiel.editing.texts import add_language, add_source
from referentiel.models import ImportFile
from referentiel.models.links import ACCEPTED, PENDING, REFUSED
from referentiel.versioning import draft_from, publish
from reports.notes import Words
from reports.notes import write_note as write_note_on
from reports.release import release_campaign
from reports.suggestions import SHELF
from surveys.accounts import add_role
from surveys.campaigns import open_campaign
from surveys.claims import AT_LEAST, LEVEL, Claim
from surveys.composing.editions import begin
from surveys.consents import PURPOSES, agree
from surveys.directory import offer_help
from surveys.followers import follow, follower_of, token_of
from surveys.guard.audit import record
from surveys.hypotheses import Words as Statement
from surveys.hypotheses import write_hypothesis
from surveys.invitations import accept, invite
from surveys.joint_control import propose
from surveys.keeping import keep, note_reading, share_result
from surveys.linking.codes import keep_code
from surveys.linking.following import follow_up
from surveys.linking.prompts import PROMPTS
from surveys.linking.series import put_in_series
from surveys.models.campaigns import BEFORE, COLD, PSEUDONYMOUS
from surveys.models.writing import READY
from surveys.notebook import write_note
from surveys.queries.organisations import ERASED
from surveys.queries.space import kept_results
from surveys.question_types import Question
from surveys.question_types.base import Condition, Option
from surveys.roles import Role
from surveys.row_files import ask_file
from surveys.sections import Section
from surveys.shares import Terms, share
from surveys.showing import share_trajectory
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    OPENED,
    SECRET,
    fr,
    items_in,
    make_campaign,
    make_draft,
    make_event,
    make_invitee,
    make_organisation,
    make_person,
    make_submission,
    make_version,
)
from tests.paper import printed_sheets
from tests.referentiel.drafting import item_in, reword
from tests.report_files import add_report_file
from tests.rome_small import make_rome
from tests.row_crowds import make_crowd
from tests.themes import theme_values

CODES = ("D4-01", "D4-02", "D4-03")
ONCE = frozenset(  # no page, or a page of one thing that only its owner has
    {
        "answers.back",
        "devices.worker",
        "results.back",
        "campaigns.qr",
        "provider.back",
        "referentiel.moved",  # leads on
        "accounts.link",
        "comparisons.export",  # counted with its page, in test_comparisons
        "imports.template",
        "progress.export",  # drawn once: counted with its page, in test_progress
        "codes.back",
    }
)

OPTIONS = tuple(Option(code, {"fr": {"label": code}}) for code in ("o1", "o2"))
HERE = Condition("structure", ("public",))

CODE = dict.fromkeys(PROMPTS, "1") | dict.fromkeys(
    [code for code, prompt in PROMPTS.items() if prompt.kind == "letter"], "a"
)
LOOKING = {  # what an address asks for, where a page does most of its work then
    "crosswalks.item": {"q": "projet"},
    "crosswalks.coverage": {"fiche": "K1802"},
    "crosswalks.export": {"fiche": "K1802"},
}


def filled(session, version, size):
    """Return addresses of every page once `size` events, campaigns and competences are there."""
    events = [make_event(session, f"event-{size}-{i}", CODES[:size]) for i in range(size)]
    for event in events:
        campaign = make_campaign(session, CODES[:size], version=version, event=event)
        campaign.workshop_id = event.workshops[0].id
    tickets = [
        make_submission(session, campaign, *[(3, 1)] * size, profile="P1") for _ in range(4 + size)
    ]
    claim = Claim(subject=CODES[0], measure=LEVEL, side=AT_LEAST, threshold=2.0)
    for _ in range(size):
        write_hypothesis(session, campaign, Statement("Un mot", "Ici"), claim, now=NOW)
    release = release_campaign(session, campaign, now=NOW, languages={"fr": str, "en": str})
    about = peopled(session, event, campaign, size) | with_notes(session, campaign, release, size)
    about |= with_invitees(session, campaign, version, size)
    about |= with_space(session, version, size) | with_crosswalks(session, version, size)
    about |= with_library(session, size) | with_versions(session, size)
    about |= with_draft(session, size) | with_questionnaires(session, version, size)
    about |= with_waves(session, version, size) | with_rows(session, version, size)
    written = make_campaign(session, CODES[:2], version=version, attributes=())
    about |= theme_values(session, written, "mot", size)
    session.commit()
    return about | {
        "code": campaign.code,
        "campaign_id": campaign.id,
        "slug": event.slug,
        "ticket": tickets[0].text,
        "step": 1,
        "number": 1,
        "extension": "csv",
        "paper_files:key": "xlsx",
        "typed": printed_sheets(session, campaign, size)[0].code,
    }


def peopled(session, event, campaign, size):
    """Return addresses once `size` members, invitations, partners and shares are there."""
    own, anne = make_organisation(session), make_person(session)
    own.hosts = True
    new = {f"new{size}{n}@example.org": n for n in range(size)}
    for n in range(size):
        partner = make_organisation(session, f"partner-{size}-{n}")
        add_role(session, partner, make_person(session, f"Paul{size}{n}"), Role.MEMBER, today=None)
        add_role(session, own, make_person(session, f"Zoe{size}{n}"), Role.TRAINER, today=None)
        share(session, campaign, partner, Terms(purpose="Bâtir"), by=anne.id, now=NOW)
        propose(session, event, partner, by=anne.id, now=NOW)
    sent = invite(session, own, new, Role.TRAINER, by=anne.id, now=NOW)
    [right] = invite(session, None, {anne.email: 1}, Role.ADMINISTRATOR, by=anne.id, now=NOW)
    accept(session, right.invitation, name="Anne", language="fr", now=NOW)
    record(session, ERASED, subject="erasure:abc campaign:1", now=NOW)
    return {
        "organisation_id": own.id,
        "person_id": anne.id,
        "token": sent[0].token,
        "reference": "abc",
        "key": "yaml",
        "version_id": campaign.questionnaire.version_id,
        "import_id": with_imports(session, own, size),
        "referentiel_id": campaign.questionnaire.version.referentiel_id,
    }


def with_imports(session, organisation, size):
    """Return the last of `size` files that wait to be confirmed."""
    for _ in range(size):
        file = ImportFile(
            organisation_id=organisation.id,
            sent_by_id=None,
            name="essai.yaml",
            content=b"",
            state="planned",
            plan={"issues": [], "stamp": ""},
            created_at=NOW,
        )
        session.add(file)
    session.flush()
    return file.id


def with_rows(session, version, size):
    """Return addresses once Anne asked for `size` spreadsheets of the answers of 10 × `size`."""
    campaign, anne = make_crowd(session, 10 * size, version=version), make_person(session)
    for _ in range(size):
        file = ask_file(session, campaign, "Une étude", language="fr", by=anne.id, now=NOW)
    file.state = READY
    return {"rows:campaign_id": campaign.id, "rows:file_id": file.id}


def with_waves(session, version, size):
    """Return addresses once a series has `size` campaigns after its first, and codes in them."""
    plan = {"mode": PSEUDONYMOUS, "attributes": (), "opened": False}
    first = wave = make_campaign(session, CODES[:size], version=version, **plan)
    put_in_series(session, first, moment=BEFORE)
    for _ in range(size):
        follow_up(session, wave, title="Plus tard", moment=COLD)
        wave = follow_up(session, wave, title="Ensuite", moment=COLD)
    open_campaign(session, wave, now=OPENED, languages=LANGUAGES)
    tickets = [make_submission(session, wave, *[1] * size) for _ in range(size)]
    for ticket in tickets:
        keep_code(session, wave, ticket, CODE, secret=SECRET)
    return {
        "series:campaign_id": wave.id,
        "progress:campaign_id": wave.id,
        "progress:first_id": first.id,
        "codes:code": wave.code,
        "codes:ticket": tickets[0].text,
    }


def with_space(session, version, size):
    """Return addresses once Anne keeps `size` results, each read and shown by `size` people."""
    anne = make_person(session)
    for n in range(size):
        kept = make_campaign(session, CODES[:size], version=version, mode=PSEUDONYMOUS)
        ticket = make_submission(session, kept, *[(3, 1)] * size, profile="P1")
        keep(session, kept, ticket, person_id=anne.id)
        agree(session, PURPOSES["directory"], person_id=anne.id, now=NOW)
        helper = make_person(session, f"Zoe{size}{n}")
        agree(session, PURPOSES["directory"], person_id=helper.id, now=NOW)
        offer_help(session, helper.id, "Animer")
        for reader in range(size):
            shown = {"person_id": anne.id, "reader": f"R{reader}", "now": NOW}
            token = share_result(session, ticket.hash, until=NOW.date(), **shown)
            note_reading(session, ticket.hash, **shown)
        for item in items_in(session, version):
            note = write_note(session, anne.id, lineage=item.lineage, text="Un mot", now=NOW)
    hashes = [kept.ticket_hash for kept in kept_results(session, anne.id)]
    for reader in range(size):
        shown = {"person_id": anne.id, "reader": f"R{reader}", "now": NOW}
        way = share_trajectory(session, hashes, until=NOW.date(), **shown)
    kept.closes_at, kept.disposable_on = NOW, NOW.date()
    return {
        "note_id": note.id,
        "way": way,
        "kept": kept.code,
        "shared": token,
        "disposable": kept.id,
    }


def with_invitees(session, campaign, version, size):
    """Return addresses once `size` people are invited, and Anne to `size` campaigns."""
    for n in range(size):
        make_invitee(session, campaign, f"guest{size}{n}@example.org", category=f"C{n}")
        waiting = make_campaign(session, CODES[:size], version=version)
        invitee, token = make_invitee(session, waiting, make_person(session).email)
    return {"invited:token": token, "invitee_id": invitee.id}


def with_library(session, size):
    """Return addresses once a draft of `size` competences, and `size` shelves, are there."""
    for n in range(size):
        draft = make_draft(session, CODES[:size], slug=f"draft-{size}-{n}")
        shown = make_draft(session, CODES[:size], slug=f"shelf-{size}-{n}")
        shown.state, shown.published_on = "published", NOW.date()
    item = items_in(session, draft)[0]
    for n in range(size):
        job = add_profile(session, draft, code=f"P{n + 1}", texts=fr(label="Profil"))
        said = {f"level.{it.id}": "2" for it in items_in(session, draft)}
        save_profile(session, draft, job.id, Sent(job.revision, said))
    return {"library:which": draft.id, "library:entry": item.id, "library:code": "P1"}


def with_questionnaires(session, version, size):
    """Return addresses of a questionnaire of `size` sections, questions and competences."""
    own, items = make_organisation(session), [it.id for it in items_in(session, version)[:size]]
    for n in range(size):
        questions = [
            Question(f"q{n}{m}", "choice", fr(label=f"Q{m}"), OPTIONS, show_if=HERE)
            for m in range(size)
        ]
        sections = [Section(fr(label="S"), (item, *questions[i : i + 1]), HERE)
                    for i, item in enumerate(items)]  # fmt: skip
        told = {"version_id": version.id, "sections": sections, "ratings": (), "now": NOW}
        kept = begin(session, own, title=f"Q{n}", **told)
        for code in range(size):
            campaign = make_campaign(session, CODES[:1], version=version, opened=False)
            campaign.questionnaire_id, campaign.code = kept.id, f"asks{size}{n}{code}"
    return {
        "questionnaire_id": kept.id,
        "place": 0,
        "questionnaires:questionnaire_id": kept.id,
        "questionnaires:place": 0,
        "questionnaires:code": questions[0].code,
        "questionnaire_files:questionnaire_id": kept.id,
        "questionnaire_files:key": "xlsform",
    }


def with_crosswalks(session, version, size):
    """Return addresses once a competence has `size` correspondences, and a reference is held."""
    reference, anne = make_rome(session), make_person(session)
    given = {"relation": "closeMatch", "by": anne.id, "today": NOW.date()}
    [first, *_rest] = items_in(session, version)
    for n, status in enumerate((ACCEPTED, PENDING, REFUSED)[:size]):
        to = Counterpart("ROME", f"{n}", reference.label, "Entrée")
        connect(session, version.referentiel_id, first.lineage, to, status=status, **given)
    SHELF.clear()  # each of the two takes what the first visit takes
    return {"crosswalks:version_id": version.id, "crosswalks:item_id": first.id}


def with_versions(session, size):
    """Return addresses once a draft has reworded the `size` competences of a published version."""
    drafted = make_draft(session, CODES[:size], slug=f"suite-{size}")
    older = publish(session, drafted, standing="projet", today=NOW.date())
    newer = draft_from(session, older)
    for code in CODES[:size]:
        reword(session, newer, code, "En d’autres mots")
    item = item_in(session, older, CODES[0])
    return {"older_id": older.id, "newer_id": newer.id, "entry": item.id}


def with_draft(session, size):
    """Return addresses once a draft has `size` areas, competences of each, profiles and remarks."""
    anne = make_person(session)
    codes = [f"D{area}-{n}" for area in range(size) for n in range(size)]
    draft = make_draft(session, codes, slug=f"draft-{size}")
    add_language(session, draft, "en")
    first = items_in(session, draft)[0]
    for n in range(size):
        add_type(session, draft, f"type {n}")
        add_source(session, draft, prefix="source:", name=f"S{n}", language="fr", text="Une")
        profile = add_profile(session, draft, code=f"P{n}", texts=fr(label="Profil"))
        said = {f"level.{item.id}": "2" for item in items_in(session, draft)}
        save_profile(session, draft, profile.id, Sent(profile.revision, said))
        helper = make_person(session, f"Zoe{size}{n}")
        told = {"lineage": first.lineage, "by": helper.id, "now": NOW}
        add_remark(session, draft, text="Un mot", **told)
        add_remark(session, draft, text="", field="fr.label", proposed="Mieux", **told)
        old = add_remark(session, draft, text="Non", **told)
        decline(session, old, answer="Non", by=anne.id, now=NOW)
    return {"version_id": draft.id, "item_id": first.id, "profile_id": profile.id}


def with_notes(session, campaign, release, size):
    """Write `size` notes on a report and on a section, each by another, and long files of it."""
    for place in range(size):
        by = make_person(session, f"Noting{place}").id
        for section in ("", "needs"):
            words = Words("Un mot.", section, "fr", by_name=True)
            note = write_note_on(session, release, words, by=by, today=NOW.date())
        follow(session, campaign, person_id=by, language="fr", with_pdf=False, now=NOW)
        file = add_report_file(session, campaign, now=NOW, title=f"{place}")
    token = token_of(SECRET, follower_of(session, campaign.id, by))
    return {
        "report_notes:note_id": note.id,
        "report_files:file_id": file.id,
        "followed:token": token,
    }


def values_for(endpoint, found):
    own = {
        key.partition(":")[2]: value
        for key, value in found.items()
        if key.startswith(endpoint.partition(".")[0] + ":")
    }
    if own:
        return found | own
    if endpoint == "reports.chart":
        return found | {"key": "levels", "extension": "svg"}
    if endpoint.startswith("space."):
        return found | {"code": found["kept"]}
    if endpoint == "shared.trajectory":
        return found | {"token": found["way"]}
    if endpoint.startswith(("shared.", "disposal.")):
        return found | {"token": found["shared"], "campaign_id": found["disposable"]}
    if endpoint.startswith("versions."):
        frozen = endpoint in ("versions.withdraw", "versions.integrity")
        return found | {
            "version_id": found["older_id" if frozen else "newer_id"],
            "item_id": found["entry"],
        }
    code = {
        "events.workshop": "atelier-1",
    }
    return found | {"code": code.get(endpoint, found["code"])}


def counts(app, client, count_queries, found):
    """Return how many statements each GET page takes."""
    taken = {}
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        elsewhere = rule.rule.startswith(("/api/", "/ims/case/"))
        if "GET" not in rule.methods or rule.endpoint in ONCE or elsewhere:
            continue  # tests/api and tests/webapp/case count the statements of programs
        values = {k: v for k, v in values_for(rule.endpoint, found).items() if k in rule.arguments}
        values |= LOOKING.get(rule.endpoint, {})
        with count_queries() as statements:
            status = client.get(urls.build(rule.endpoint, values)).status_code
        assert status in (200, 302), rule.endpoint
        taken[rule.endpoint] = len(statements)
    return taken


def test_each_page_takes_as_many_statements_for_three_items_as_for_one(
    app, sign_in_as, session, count_queries
):
    client = sign_in_as(*Role)
    version = make_version(session, CODES)
    one = counts(app, client, count_queries, filled(session, version, 1))
    three = counts(app, client, count_queries, filled(session, version, 3))

    assert len(items_in(session, version)) == 3
    assert three == one
