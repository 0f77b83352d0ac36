"""Coverage from both ends: accepted and pending apart, and what a wider entry does not cover."""

from datetime import date

import pytest

from referentiel.covering import (
    by_group,
    competences_covered,
    counts,
    fiches_found,
    relations_counted,
    required_covered,
    without,
)
from referentiel.crosswalk_queries import Counts
from referentiel.crosswalks import Counterpart, connect
from tests.factories import items_in, make_draft, make_person, make_version
from tests.rome_small import make_rome

ANY, STRICT = relations_counted(strict=False), relations_counted(strict=True)


@pytest.fixture
def version(session):
    return make_version(session, ("D1-01", "D1-02", "D4-01"))


@pytest.fixture
def linked(session, version):
    def link(n, target, status="validée", relation="closeMatch"):
        connect(
            session,
            version.referentiel_id,
            items_in(session, version)[n].lineage,
            Counterpart("ROME", target, "v460", "Entrée"),
            relation=relation,
            status=status,
            by=make_person(session).id,
            today=date(2026, 11, 20),
        )

    return link


def answered(entries):
    return {entry.code: (entry.accepted, entry.pending) for entry in entries}


def fiche(session, reference, code="K1802"):
    return fiches_found(session, reference, "ROME", code, limit=9)[0]


def test_competences_are_counted_by_area_with_pending_ones_apart(session, version, linked):
    linked(0, "400787")
    linked(0, "500001", "à valider")
    linked(1, "S120797", "à valider", "broadMatch")
    linked(2, "400788", "refusée")

    entries = competences_covered(session, version, "ROME", ANY)

    assert answered(entries) == {"D1-01": (1, 1), "D1-02": (0, 1), "D4-01": (0, 0)}
    assert by_group(entries) == {
        "D1 Domaine D1": Counts(total=2, accepted=1, pending=1),
        "D4 Domaine D4": Counts(total=1, accepted=0, pending=0),
    }
    assert counts(entries) == Counts(total=3, accepted=1, pending=1)
    assert [entry.code for entry in without(entries)] == ["D1-02", "D4-01"]


def test_equivalents_alone_may_be_counted_and_what_is_only_related_never_is(
    session, version, linked
):
    linked(0, "400787", relation="broadMatch")
    linked(1, "400788", relation="relatedMatch")

    loose = answered(competences_covered(session, version, "ROME", ANY))
    strict = answered(competences_covered(session, version, "ROME", STRICT))

    assert loose == {"D1-01": (1, 0), "D1-02": (0, 0), "D4-01": (0, 0)}
    assert strict == {"D1-01": (0, 0), "D1-02": (0, 0), "D4-01": (0, 0)}


def test_another_reference_covers_nothing_here(session, version, linked):
    linked(0, "400787")

    assert counts(competences_covered(session, version, "ESCO", ANY)).without == 3


def test_a_fiche_shows_what_nothing_covers(session, version, linked):
    reference = make_rome(session)
    linked(0, "400787")
    linked(1, "120797", "à valider")  # its number without the letter

    entries = required_covered(session, version, fiche(session, reference), "ROME", ANY)

    assert answered(entries) == {
        "300359": (0, 0),
        "400787": (1, 0),
        "400788": (0, 0),
        "S120797": (0, 1),
    }
    assert by_group(entries) == {
        "savoir-faire": Counts(total=3, accepted=1, pending=0),
        "savoir": Counts(total=1, accepted=0, pending=1),
    }
    assert [(entry.core, entry.under_label()) for entry in entries] == [
        ("Principale", "Compétences"),
        ("", "Evaluer une politique publique"),
        ("", "Evaluer une politique publique"),
        ("", "Savoirs"),
    ]


@pytest.mark.parametrize(
    ("relation", "covered"),
    [
        ("exactMatch", {"300359", "400787", "400788"}),
        ("narrowMatch", {"300359", "400787", "400788"}),
        ("broadMatch", {"300359"}),
        ("relatedMatch", set()),
    ],
)
def test_only_what_answers_a_whole_entry_answers_what_is_under_it(
    session, version, linked, relation, covered
):
    reference = make_rome(session)
    linked(0, "300359", relation=relation)

    entries = required_covered(session, version, fiche(session, reference), "ROME", ANY)

    assert {entry.code for entry in entries if entry.accepted} == covered


def test_the_links_of_a_competence_that_this_version_dropped_cover_nothing(
    session, version, linked
):
    linked(0, "400787")
    items_in(session, version)[0].lineage = "another"
    session.flush()
    reference = make_rome(session)

    entries = required_covered(session, version, fiche(session, reference), "ROME", ANY)

    assert counts(entries).without == 4


def test_a_fiche_is_found_by_its_code_or_its_words_but_not_that_of_programmers(session):
    reference = make_rome(session)

    exact, listed = fiches_found(session, reference, "ROME", "k1404", limit=9)
    _none, found = fiches_found(session, reference, "ROME", "développement", limit=9)

    assert (exact.code, [one.code for one in listed]) == ("K1404", ["K1404"])
    assert [one.code for one in found] == ["K1802", "K1404"]


def test_where_no_edge_says_what_a_trade_asks_for_an_area_asks_for_its_competences(
    session, version
):
    reference = make_draft(session, ("A1-01", "A1-02", "A2-01"), slug="autre")

    chosen, listed = fiches_found(session, reference, "autre", "", limit=9)
    entries = required_covered(session, version, listed[0], "autre", ANY)

    assert (chosen, [one.code for one in listed]) == (None, ["A1", "A2"])
    assert answered(entries) == {"A1-01": (0, 0), "A1-02": (0, 0)}
