"""The library: what is published, what is one's own, and every version to read and to search."""

import re
from datetime import date
from html import unescape

import pytest

from referentiel.models import Crosswalk, Item, Referentiel, Version
from surveys.roles import Role
from tests.deep import deep_version
from tests.factories import make_draft, make_organisation, make_version


@pytest.fixture
def version(session):
    made = deep_version(session, make_organisation(session))
    session.commit()
    return made


def read(client, address):
    """Return the words of a page, one space between them."""
    page = client.get(address).text
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def item_of(session, version, code):
    return session.query(Item).filter_by(version_id=version.id, code=code).one()


def another(session, version, label, state, day):
    made = Version(
        referentiel_id=version.referentiel_id,
        label=label,
        state=state,
        standing="validé",
        content_hash="",
        published_on=day,
        texts={},
    )
    session.add(made)
    session.commit()
    return made


def test_without_any_the_library_says_so(client):
    assert "Aucun référentiel n’est encore publié." in read(client, "/library/")


@pytest.mark.usefixtures("version")
def test_the_library_says_of_each_what_it_holds_and_who_holds_it(client):
    words = read(client, "/library/")

    assert (
        "Jardiner ensemble J-1 projet 3 domaines, 4 compétences Tenu par UNADEL "
        "Publié le 10 novembre 2026" in words
    )


def test_the_version_published_last_comes_first_and_a_withdrawn_one_is_said_so(
    client, session, version
):
    another(session, version, "J-0", "withdrawn", date(2025, 1, 1))
    another(session, version, "J-2", "published", date(2026, 11, 19))

    words = read(client, "/library/")

    assert "Jardiner ensemble J-2 validé" in words
    assert "Autres versions : J-1 , J-0 (retirée)" in words


def test_a_referentiel_whose_versions_are_all_withdrawn_comes_last_and_is_reachable(
    client, session, version
):
    version.state = "withdrawn"
    make_version(session)
    session.commit()

    listed = re.findall(r"<h3><a href=\"([^\"]*)\">([^<]*)", client.get("/library/").text)

    assert [title for _, title in listed] == [
        "Compétences du développement territorial",
        "Jardiner ensemble",
    ]
    words = read(client, listed[1][0])
    assert "Version retirée" in words
    assert "Semer" in words


def test_drafts_are_for_their_own_organisation(client, session, sign_in_as):
    draft = make_draft(session)
    other = make_organisation(session, "autre")
    session.commit()
    member = sign_in_as(Role.MEMBER)
    stranger = sign_in_as(Role.ADMINISTRATOR, organisation=other, name="Bob")

    shown = [
        read(who, "/library/").count("Référentiel brouillon, V1") for who in (member, stranger)
    ]
    statuses = [who.get(f"/library/{draft.id}").status_code for who in (member, stranger, client)]

    assert shown == [1, 0]
    assert statuses == [200, 404, 404]
    assert "en cours d’écriture" in read(member, f"/library/{draft.id}")


def test_a_version_says_what_it_is_and_never_passes_for_official(client, version):
    words = read(client, f"/library/{version.id}")

    for part in (
        "Version J-1 projet Tenu par UNADEL Publié le 10 novembre 2026",
        "Contenu 3 domaines, 4 compétences Adresses la version en vigueur , celle-ci, à citer "
        f"Empreinte {version.content_hash[:12]} Vérifier que rien n’a changé Licence CC BY 4.0",
        "Pour les jardins partagés.",
        "Publié comme projet : ce n’est pas un texte officiel.",
    ):
        assert part in words


def test_a_validated_version_is_no_draft(client, session, version):
    version.standing = "validé"
    session.commit()

    words = read(client, f"/library/{version.id}")

    assert "J-1 validé" in words
    assert "texte officiel" not in words


def test_an_older_version_leads_to_the_newer_one(client, session, version):
    newer = another(session, version, "J-2", "published", date(2026, 11, 19))

    words, page = read(client, f"/library/{version.id}"), client.get(f"/library/{version.id}").text

    assert "Version publiée depuis : J-2" in words
    assert f'href="/library/{newer.id}"' in page
    assert "publiée depuis" not in read(client, f"/library/{newer.id}")


def test_a_small_version_shows_all_of_its_tree(client, version):
    page = client.get(f"/library/{version.id}").text
    tree = page[page.index('<ul class="tree">') :]

    assert re.findall(r'class="code">([^<]*)<', tree) == [
        "C", "C1", "C1-01", "C1-02", "C2", "C2-01", "R-01"
    ]  # fmt: skip
    assert tree.count('<ul class="tree">') == 4


def test_a_branch_holds_what_stands_there_by_an_edge_too(client, session, version):
    opened = item_of(session, version, "C2")

    words = read(client, f"/library/{version.id}?under={opened.id}")

    assert "Jardiner ensemble, J-1 C Cultiver C2 Arroser" in words  # where it is
    assert "Ce qu’il contient C1-02 Repiquer C2-01 Besoins en eau savoir" in words


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=SEMER", ["C1", "C1-01"]),
        ("q=sowing+seed", ["C1-01"]),
        ("q=c1-02", ["C1-02"]),
        ("kind=area", ["C", "C1", "C2"]),
        ("type=savoir&q=jardin", ["R-01"]),
        ("q=xylophone", []),
        ("q=%25", ["C", "C1", "C1-01", "C1-02", "C2", "C2-01", "R-01"]),
    ],
)
def test_a_search_finds_in_every_language_and_says_where(client, session, version, asked, shown):
    page = client.get(f"/library/{version.id}?{asked}").text

    ids = re.findall(rf'<li><a href="/library/{version.id}/(\d+)">', page)
    assert [session.get(Item, int(number)).code for number in ids] == shown


def test_a_result_says_what_is_above_it(client, version):
    words = read(client, f"/library/{version.id}?q=sowing")

    assert "1 élément trouvé sur 7" in words
    assert "C1-01 Semer C Cultiver › C1 Semer et planter" in words


@pytest.mark.parametrize("query", ["under=999999", "page=2", "under=1&page=99", "q=semer&page=9"])
def test_a_place_that_is_not_there_is_not_found(client, version, query):
    assert client.get(f"/library/{version.id}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["under=x", "page=-3", "page=²", "kind=*", "under=" + "9" * 40])
def test_what_the_address_cannot_mean_is_left_aside(client, version, query):
    assert client.get(f"/library/{version.id}?{query}").status_code == 200


def test_an_item_shows_all_that_is_known_of_it(client, session, version):
    semer = item_of(session, version, "C1-01")
    link = Crosswalk(
        referentiel_id=version.referentiel_id,
        lineage=semer.lineage,
        scheme="ROME",
        target="123",
        target_version="460",
        relation="closeMatch",
        target_label="Semer, planter",
    )
    session.add(link)
    session.commit()

    words = read(client, f"/library/{version.id}/{semer.id}")

    for part in (
        "C Cultiver C1 Semer et planter C1-01 Semer",
        "Identifiant d’origine urn:jardin:semer",
        f"Identité {semer.lineage}",
        "2 Autonome Je sème seul·e en pleine terre.",
        "Jardinier·e 2 à 3 Autonome à Sûr·e critique (poids 2)",
        "precedes C1-02 Repiquer",
        "isRelatedTo hors de ce référentiel destinationNodeURI.title Graines "
        "destinationNodeURI.uri https://example.org/graines",
        "Semer, planter à valider ROME 460, 123 , entrée proche",
        "en Intitulé Sowing Description Choosing and sowing seeds.",
        "statementNotes Voir le calendrier lunaire",
    ):
        assert part in words
    assert 'href="https://example.org' not in client.get(f"/library/{version.id}/{semer.id}").text


def test_an_item_of_several_parents_names_them_all(client, session, version):
    words = read(client, f"/library/{version.id}/{item_of(session, version, 'C1-02').id}")

    assert "Aussi sous C2 Arroser" in words
    assert "depuis C1-01 Semer" in words
    assert "Jardinier·e 4 Guide" in words


def test_a_competence_without_words_of_its_own_has_those_of_its_type(client, session, version):
    words = read(client, f"/library/{version.id}/{item_of(session, version, 'R-01').id}")

    assert "Repères communs à ce type de compétence. 0 Jamais Je ne sais pas." in words
    assert "Jardinier" not in words


def test_an_area_shows_what_it_holds(client, session, version):
    words = read(client, f"/library/{version.id}/{item_of(session, version, 'C1').id}")

    assert "Ce qu’il contient C1-01 Semer C1-02 Repiquer" in words
    assert "Jardinier·e 2 à 3" in words


def test_an_item_says_in_which_versions_it_lives_but_not_in_drafts_of_others(
    client, session, sign_in_as, version
):
    changed = {"label: J-1": "label: J-2", "state: published": "state: draft"}
    deep_version(session, make_organisation(session), changes=changed)
    session.commit()
    address = f"/library/{version.id}/{item_of(session, version, 'C2').id}"
    member = sign_in_as(Role.MEMBER)

    shown = [
        "Versions où cet élément figure Jardiner ensemble, J-1 (cette version)"
        in read(who, address).replace("Jardiner ensemble, J-2 brouillon ", "")
        for who in (member, client)
    ]

    assert shown == [True, False]
    assert "J-2 brouillon" in read(member, address)


def test_a_text_in_another_language_says_which(client, session, version):
    semer = item_of(session, version, "C1-01")
    semer.texts = {"ja": {"label": "種をまく"}}
    session.commit()

    page = client.get(f"/library/{version.id}/{semer.id}").text

    assert '<span lang="ja">種をまく</span></h1>' in page


def test_an_item_of_another_version_is_not_found(client, session, version):
    draft = make_draft(session)
    session.commit()

    foreign = item_of(session, draft, "D4")
    assert client.get(f"/library/{version.id}/{foreign.id}").status_code == 404


def test_the_library_leads_to_the_version_in_force_of_each(client, session, version):
    newer = another(session, version, "J-2", "published", date(2026, 11, 19))

    page = client.get("/library/").text

    assert '<h3><a href="/library/jardin">' in page
    assert f'<a href="/library/{version.id}">J-1</a>' in page
    assert (
        f'<a href="/library/{newer.id}">celle-ci, à citer</a>' in client.get("/library/jardin").text
    )


def test_links_stay_with_what_the_reader_follows(client, session, version):
    semer = item_of(session, version, "C1-01")

    followed = client.get("/library/jardin?q=sowing").text
    cited = client.get(f"/library/{version.id}?q=sowing").text

    assert '<li><a href="/library/jardin/C1-01">' in followed
    assert f'<li><a href="/library/{version.id}/{semer.id}">' in cited
    assert 'rel="next" href="/library/jardin/C1-02"' in client.get("/library/jardin/C1-01").text


@pytest.mark.parametrize("code", ["print", "profiles", "urn:x/y", ".."])
def test_an_entry_whose_code_no_address_can_hold_is_read_by_its_number(
    client, session, version, code
):
    semer = item_of(session, version, "C1-01")
    semer.code = code
    session.commit()

    page = client.get("/library/jardin?q=sowing").text

    assert f'<li><a href="/library/{version.id}/{semer.id}">' in page


def test_a_slug_that_reads_as_a_number_is_read_by_the_number_of_its_version(
    client, session, version
):
    version.referentiel.slug = "2026"
    session.commit()

    assert f'<h3><a href="/library/{version.id}">' in client.get("/library/").text
    assert client.get(f"/library/{version.id}").status_code == 200
    assert client.get("/library/" + "9" * 40).status_code == 404


def test_job_profiles_have_pages_in_any_version(client, session, version):
    draft = make_draft(session)
    session.commit()

    words = read(client, f"/library/{version.id}/profiles")
    one = read(client, f"/library/{version.id}/profiles/JARDINIER")

    assert "Jardiner ensemble, J-1 Profils métier" in words
    assert "Profil métier C C1 Jardinier·e 1 2 à 3 * critique" in words
    assert "C1-01 Semer 2 à 3 Autonome à Sûr·e critique (poids 2)" in one
    assert client.get(f"/library/{version.id}/profiles/AUTRE").status_code == 404
    assert client.get(f"/library/{draft.id}/profiles").status_code == 404  # of others


def test_a_version_leads_to_a_campaign_for_who_runs_some(session, client, version, sign_in_as):
    other = make_organisation(session, "autre")
    address = f'href="/campaigns/create?referentiel={version.referentiel_id}"'
    people = [
        sign_in_as(Role.FACILITATOR),
        sign_in_as(Role.MEMBER, name="Max"),
        sign_in_as(Role.FACILITATOR, organisation=other, name="Bob"),
        client,
    ]

    shown = [address in who.get(f"/library/{version.id}").text for who in people]

    assert shown == [True, False, False, False]


def test_a_long_shelf_is_paged(client, session):
    held = make_organisation(session)
    for number in range(21):
        made = Referentiel(
            slug=f"r-{number:02}",
            organisation_id=held.id,
            texts={"fr": {"title": f"R {number:02}"}},
        )
        session.add(made)
        session.flush()
        session.add(
            Version(
                referentiel_id=made.id,
                label="1",
                state="published",
                standing="projet",
                content_hash="",
                published_on=None,
                texts={},
            )
        )
    session.commit()

    first, second = read(client, "/library/"), read(client, "/library/?page=2")

    assert ("R 19" in first, "R 20" in first, "R 20" in second) == (True, False, True)
    assert client.get("/library/?page=3").status_code == 404
