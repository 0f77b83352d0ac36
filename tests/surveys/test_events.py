import re
from collections import Counter
from datetime import date, time

import pytest
from sqlalchemy import select

from referentiel.errors import ImportRefused
from referentiel.people import Organisation
from referentiel.queries import get_published_version, items_of
from surveys.event_file import OverlappingEntries, read
from surveys.events import EntryHasCampaign, EventHeldElsewhere, UnknownAim, load_event
from surveys.models import Aim, Event, EventOrganisation, Workshop
from surveys.programme import overlap, programme_by_day
from surveys.queries.events import (
    competences_aimed_at,
    events,
    get_event,
    get_workshop,
    workshops_aiming_at,
)
from tests.factories import make_campaign, make_organisation, make_version
from tests.shipped import REFERENTIEL, SEMINAR, TWO_DAYS, node_of, shipped_event, tree_of

SEMINAR_SLUG = "cooperer-dans-et-entre-les-territoires-2015"
CODES = sorted(
    {code for path in (SEMINAR, TWO_DAYS) for entry in node_of(path).entries for code in entry.aims}
    | {"D6-01"}
)
TABLES = (Organisation, Event, EventOrganisation, Workshop, Aim)


@pytest.fixture
def organisation(session):
    make_version(session, codes=CODES)
    return make_organisation(session, "carrefour")


@pytest.fixture
def seminar(session, organisation):
    return shipped_event(session, SEMINAR, organisation)


@pytest.fixture
def two_days(session, organisation):
    return shipped_event(session, TWO_DAYS, organisation)


@pytest.fixture
def rewritten(tmp_path):
    """Return what writes the file of the seminar with one piece of text replaced."""

    def rewrite(old, new):
        text = SEMINAR.read_text()
        assert old in text
        path = tmp_path / "changed.yaml"
        path.write_text(text.replace(old, new))
        return path

    return rewrite


def rows(session):
    """Return every row of the tables that a load writes, column by column."""
    session.flush()
    return {t.__tablename__: session.execute(select(*t.__table__.c)).all() for t in TABLES}


def spaced(refused):
    """Return the sentence of a refusal, its no-break spaces made plain."""
    return str(refused.value).replace("\u00a0", " ")


def codes_aimed_at(session, event, code):
    workshop = next(workshop for workshop in event.workshops if workshop.code == code)
    version = get_published_version(session)
    return [item.code for item in competences_aimed_at(session, version.id, workshop.aims)]


# The seminar of 2015


def test_seminar_has_the_thirteen_entries_of_its_programme_with_their_hours(seminar):
    hours = [(w.kind, f"{w.starts:%H:%M}", w.ends and f"{w.ends:%H:%M}") for w in seminar.workshops]

    assert hours == [
        ("reception", "09:30", "10:00"),
        ("plenary", "10:00", "10:15"),
        ("plenary", "10:15", "10:30"),
        ("workshop", "10:30", "11:30"),
        ("break", "11:30", "11:45"),
        ("workshop", "11:45", "12:30"),
        ("meal", "12:30", "14:00"),
        ("plenary", "14:00", "14:40"),
        ("workshop", "14:40", "15:45"),
        ("break", "15:45", "16:00"),
        ("plenary", "16:00", "16:30"),
        ("plenary", "16:30", "17:00"),
        ("closing", "17:00", None),
    ]


def test_seminar_states_its_four_objectives_word_for_word(seminar):
    assert seminar.objectives == [
        "replacer la question de la coopération dans le contexte actuel "
        "(réforme territoriale, nouveaux enjeux...)",
        "envisager les différentes situations de coopération et en construire une grille "
        "de lecture",
        "identifier collectivement les compétences et conditions propices à la coopération",
        "s’interroger sur sa propre pratique en situation de coopération",
    ]


def test_third_workshop_of_the_seminar_is_word_for_word(seminar):
    workshop = next(w for w in seminar.workshops if w.code == "atelier-3")

    assert workshop.title == "Enjeux de réciprocité de la coopération, nos compétences en partage."
    assert workshop.purpose == (
        "Une fois cartographiée la situation de coopération et discernées les conditions d’une "
        "réussite, se pose la question spécifique de nos compétences individuelles et collectives "
        "mobilisables et de nos besoins. Dans cet atelier, les participants se concentreront sur "
        "leurs apports (savoirs, savoir-faire, savoir-être, méthodes...) et sur l’identification "
        "des besoins en compétences."
    )


def test_seminar_says_where_it_is_and_how_to_come(seminar):
    assert seminar.address == "Domaine du Val d’Auzon, Route de la Roche Blanche, 63450 Le Crest"
    assert seminar.access == (
        "Prendre la sortie d’Autoroute N°4 direction la Roche Blanche, le domaine se situe entre "
        "la commune d’Orcet et la Roche Blanche.\n\n"
        "Coordonnées GPS latitude 45.696903 longitude 3.152064"
    )


def test_seminar_names_each_organisation_with_its_role(seminar):
    assert [(link.role, link.organisation.slug) for link in seminar.organisations] == [
        ("organiser", "carrefour-des-metiers"),
        ("support", "ardta"),
        ("partner", "unadel"),
    ]


def test_third_workshop_aims_at_the_whole_area_of_cooperation_and_six_others(session, seminar):
    cooperation = [f"D4-0{number}" for number in range(1, 9)]

    aimed = codes_aimed_at(session, seminar, "atelier-3")

    assert aimed == [*cooperation, "D1-05", "D3-03", "D5-04", "D8-03", "D8-06", "D8-07"]


# The two days of 2018


def test_two_days_hold_five_then_six_then_six_parallel_workshops(two_days):
    parallel = [
        (day.day, slot.starts, len(slot.entries))
        for day in programme_by_day(two_days)
        for slot in day.slots
        if slot.is_parallel
    ]

    assert parallel == [
        (date(2018, 11, 26), time(13, 45), 5),
        (date(2018, 11, 27), time(9, 15), 6),
        (date(2018, 11, 27), time(13, 30), 6),
    ]


def test_two_days_count_twenty_eight_entries_by_kind(two_days):
    assert Counter(workshop.kind for workshop in two_days.workshops) == {
        "workshop": 17,
        "round_table": 3,
        "testimony": 2,
        "reception": 2,
        "meal": 2,
        "closing": 1,
        "break": 1,
    }


def test_parallel_workshops_share_a_theme_and_its_note(two_days):
    slot = next(s for s in programme_by_day(two_days)[0].slots if s.is_parallel)

    assert slot.theme == "Ateliers"
    assert slot.note.startswith("Les territoires sont moteurs de transitions cherchant à répondre")


def test_public_speakers_are_word_for_word(two_days):
    speakers = {w.code: w.speakers for w in two_days.workshops if w.speakers}

    assert speakers == {
        "grands-temoins": ["Anne et Patrick BEAUVILLARD, Institut des territoires coopératifs"],
        "institutions-et-transitions": [
            "Jean-François CARON, Maire de Loos-en-Gohelle et Président du Cd2e",
            "Charles FOURNIER, 3e Vice-Président délégué à la Transition écologique et citoyenne "
            "et de la coopération, Région Centre – Val de Loire",
            "Le(s) représentants du CGET",
            "Le représentant de la CDC",
            "Benoit SIMON, Président 4D",
            "Géraud GUIBERT, Président la Fabrique Ecologique",
            "Animation\u00a0: Claude GRIVEL (UNADEL)",
        ],
        "table-ronde-conclusive": [
            "Introduction\u00a0: Hélène HATZFELD, Chercheur(se) au LAVUE (Laboratoire Architecture "
            "Ville Urbanisme Environnement)",
            "Avec la participation du réseau SUD (ENSA), UNAFORIS, AITF, IRDSU, ARADEL",
            "Animation\u00a0: Philippe CARBASSE (Carrefour des métiers du développement "
            "territorial)",
        ],
    }


def test_two_days_say_that_year_and_organisers_are_not_in_their_text(two_days):
    assert (two_days.starts_on, two_days.ends_on) == (date(2018, 11, 26), date(2018, 11, 27))
    assert "L’année 2018" in two_days.source
    assert {link.role for link in two_days.organisations} == {"partner", "speaker"}


@pytest.mark.parametrize("path", [SEMINAR, TWO_DAYS])
def test_files_hold_no_private_contact(path):
    text = path.read_text()

    assert [mark for mark in ("@", "Tél", "CABANTOUS", "BLANC", "muller") if mark in text] == []


@pytest.mark.parametrize(("path", "most"), [(SEMINAR, 14), (TWO_DAYS, 8)])
def test_each_workshop_and_nothing_else_aims_at_competences(path, most):
    entries = read(path).entries

    assert {e.code for e in entries if e.aims} == {e.code for e in entries if e.kind == "workshop"}
    assert max(len(entry.aims) for entry in entries) <= most


def test_every_competence_aimed_at_is_in_the_shipped_referentiel():
    shipped = {item.code for item in tree_of(REFERENTIEL).content.items}

    assert [code for code in CODES if code not in shipped] == []


# Loading


def test_second_load_changes_nothing(session, organisation):
    load_event(session, SEMINAR, organisation=organisation)
    before = rows(session)

    load_event(session, SEMINAR, organisation=organisation)

    assert rows(session) == before


def test_changed_file_updates_the_same_rows(session, organisation, seminar, rewritten):
    before = {workshop.code: workshop.id for workshop in seminar.workshops}
    path = rewritten("title: Accueil", "title: Accueil, café")

    event = load_event(session, path, organisation=organisation)

    assert event.workshops[0].title == "Accueil, café"
    assert {workshop.code: workshop.id for workshop in event.workshops} == before


@pytest.mark.usefixtures("seminar")
def test_aims_follow_the_file(session, organisation, rewritten):
    path = rewritten("[D4-02, D4-01, D7-04, D7-05, D8-03, D8-05]", "[D8-05, D4-02, D6-01]")

    event = load_event(session, path, organisation=organisation)

    assert codes_aimed_at(session, event, "atelier-2") == ["D8-05", "D4-02", "D6-01"]


@pytest.mark.usefixtures("seminar")
def test_entry_and_organisation_left_out_disappear(session, organisation, rewritten):
    path = rewritten("  - slug: unadel\n    name: UNADEL\n    role: partner\n", "")
    path.write_text(path.read_text().partition('      - time: "17:00"')[0])

    event = load_event(session, path, organisation=organisation)

    assert len(event.workshops) == 12
    assert [link.organisation.slug for link in event.organisations] == [
        "carrefour-des-metiers",
        "ardta",
    ]


def test_entry_with_a_campaign_cannot_be_left_out(session, organisation, seminar, tmp_path):
    campaign = make_campaign(session, version=get_published_version(session), event=seminar)
    campaign.workshop_id = seminar.workshops[-1].id
    path = tmp_path / "shorter.yaml"
    path.write_text(SEMINAR.read_text().partition('      - time: "17:00"')[0])

    with pytest.raises(EntryHasCampaign) as refused:
        load_event(session, path, organisation=organisation)

    assert re.search(r"« fin »", spaced(refused))
    session.expire_all()
    assert len(get_event(session, SEMINAR_SLUG).workshops) == 13


def test_unknown_competence_stops_the_load_and_writes_nothing(session, organisation, rewritten):
    path = rewritten("D8-05]", "D9-99]")
    before = rows(session)

    with pytest.raises(UnknownAim) as refused:
        load_event(session, path, organisation=organisation)

    assert re.search(r"« atelier-2 ».*« D9-99 »", spaced(refused))
    assert rows(session) == before


def test_an_area_is_not_something_to_aim_at(session, organisation, rewritten):
    with pytest.raises(UnknownAim) as refused:
        load_event(session, rewritten("D8-05]", "D4]"), organisation=organisation)

    assert re.search(r"« D4 »", spaced(refused))


@pytest.mark.usefixtures("seminar")
def test_event_of_another_organisation_is_refused(session):
    other = make_organisation(session, "autre")

    with pytest.raises(EventHeldElsewhere, match=SEMINAR_SLUG):
        load_event(session, SEMINAR, organisation=other)


def test_known_organisation_keeps_its_kind_and_name(session, organisation):
    known = make_organisation(session, "ardta")

    event = load_event(session, SEMINAR, organisation=organisation)

    found = {link.organisation.slug: link.organisation for link in event.organisations}
    assert found["ardta"] is known
    assert (known.kind, known.name) == ("network", "ARDTA")
    assert found["carrefour-des-metiers"].kind == "partner"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("kind: meal", "kind: diner", "« repas ».*« diner ».*« kind »"),
        ("code: pause-matin", "code: repas", "« repas ».*deux fois"),
        ("role: support", "role: sponsor", "« ardta ».*« sponsor »"),
        ('time: "12:30-14:00"', 'time: "midi"', "« midi ».*« time »"),
        ('time: "12:30-14:00"', 'time: "14:00-12:30"', "« 14:00-12:30 »"),
        ("title: Accueil", "titre: Accueil", "« accueil ».*« title »"),
        ("title: Accueil", "title: Accueil\n            salle: A", "« accueil ».*« salle »"),
        ("title: Accueil", "title:", "« accueil ».*« title »"),
        ("place: Domaine", "lieu: Domaine", "« place »"),
        ("slug: ardta", "slug: ardta\n    tel: 1", "« ardta ».*« tel »"),
        ("[D4-02, D4-01, D7-04,", "[D4-02, D4-02, D7-04,", "« atelier-2, D4-02 »"),
        ("status: programme", "status: [", "changed.yaml"),
    ],
)
def test_fault_in_a_file_is_named_with_its_entry(rewritten, old, new, sentence):
    path = rewritten(old, new)

    with pytest.raises(ImportRefused) as refused:
        read(path)

    assert re.search(sentence, spaced(refused))


# The programme


def entry(starts, ends=None, kind="plenary"):
    return Workshop(
        event_id=1,
        position=0,
        code=starts,
        kind=kind,
        title=starts,
        day=date(2018, 11, 26),
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends) if ends else None,
    )


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (entry("09:00", "10:00"), entry("10:00", "11:00"), False),
        (entry("09:00", "10:01"), entry("10:00", "11:00"), True),
        (entry("10:00", "11:00"), entry("09:00", "10:01"), True),
        (entry("09:00"), entry("10:00"), False),
        (entry("09:00"), entry("09:00", "10:00"), True),
        (entry("09:00"), entry("09:00"), True),
        (entry("09:00", kind="workshop"), entry("09:00", kind="workshop"), False),
        (entry("09:00", kind="workshop"), entry("09:00", kind="meal"), True),
        (
            entry("09:00", "10:00", kind="workshop"),
            entry("09:00", "10:30", kind="workshop"),
            True,
        ),
    ],
)
def test_entries_overlap_unless_parallel_or_one_after_the_other(one, other, clash):
    assert overlap([one, other]) == ((one, other) if clash else None)


def test_overlapping_programme_is_refused_with_both_entries(rewritten):
    path = rewritten('time: "12:30-14:00"', 'time: "12:30-14:10"')

    with pytest.raises(OverlappingEntries) as refused:
        read(path)

    assert re.search(r"« repas » et « syntheses »", spaced(refused))


def test_programme_follows_the_clock_and_keeps_days_apart(two_days):
    days = programme_by_day(two_days)

    assert [[f"{slot.starts:%H:%M}" for slot in day.slots] for day in days] == [
        ["10:00", "10:30", "11:30", "12:30", "13:45", "15:45", "16:00", "17:15"],
        ["09:00", "09:15", "11:15", "12:15", "13:30", "16:00"],
    ]


# Queries


def test_events_come_latest_first(session, seminar, two_days):
    assert events(session) == [two_days, seminar]


def test_workshop_is_found_by_event_and_code_with_its_aims(session, seminar):
    session.expire_all()

    workshop = get_workshop(session, SEMINAR_SLUG, "atelier-1")

    assert (workshop.event, len(workshop.aims)) == (seminar, 7)
    assert get_workshop(session, "ailleurs", "atelier-1") is None


@pytest.mark.usefixtures("seminar", "two_days")
def test_workshops_aiming_at_a_competence_are_found_across_events(session):
    version = get_published_version(session)
    codes = {item.code: item.lineage for item in items_of(session, version.id)}

    found = workshops_aiming_at(session, codes["D4-02"])

    assert [(workshop.event.starts_on.year, workshop.code) for workshop in found] == [
        (2018, "cooperation-entre-acteurs"),
        (2015, "atelier-1"),
        (2015, "atelier-2"),
        (2015, "atelier-3"),
    ]
