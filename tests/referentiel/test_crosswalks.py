"""Correspondences: who decides what, what is remembered, and what passes for a counterpart."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from referentiel.crosswalk_queries import (
    Counts,
    Filter,
    competences_asked,
    count_asked,
    counts_of,
    entries_found,
    entries_of,
    links_named,
    references_readable_by,
    schemes_of,
)
from referentiel.crosswalks import (
    ConnectedAlready,
    Counterpart,
    NothingChosen,
    UnknownDecision,
    connect,
    counterpart_of,
    decide,
    scheme_of,
    target_of,
)
from referentiel.models import Crosswalk, Item
from tests.factories import items_in, make_draft, make_organisation, make_person, make_version
from tests.rome_small import make_rome
from tests.shipped import shipped_version

DAY = date(2026, 11, 20)
CODES = ("D1-01", "D1-02", "D4-01")


def rome(target: str, label: str = "Entrée") -> Counterpart:
    return Counterpart("ROME", target, "v460", label)


@pytest.fixture
def version(session):
    return make_version(session, CODES)


@pytest.fixture
def linked(session, version):
    """Return what connects the nth competence to a target, in a state."""

    def link(n, target, *, status="à valider", relation="closeMatch", scheme="ROME"):
        return connect(
            session,
            version.referentiel_id,
            items_in(session, version)[n].lineage,
            replace(rome(target), scheme=scheme),
            relation=relation,
            status=status,
            by=make_person(session).id,
            today=DAY,
        )

    return link


def states(session):
    found = session.scalars(select(Crosswalk).order_by(Crosswalk.scheme, Crosswalk.target))
    return [(link.target, link.relation, link.status) for link in found]


def entry(session, reference, code):
    return session.scalar(select(Item).where(Item.version_id == reference.id, Item.code == code))


def test_a_correspondence_says_who_decided_and_when(session, linked):
    link = linked(0, "400787", status="validée")

    assert (link.status, link.decided_by_id, link.decided_on) == (
        "validée",
        make_person(session).id,
        DAY,
    )


def test_a_refused_entry_is_remembered_and_may_be_taken_up_again(session, linked):
    linked(0, "400787", status="refusée")
    assert states(session) == [("400787", "closeMatch", "refusée")]

    linked(0, "400787", status="validée", relation="exactMatch")

    assert states(session) == [("400787", "exactMatch", "validée")]


def test_the_same_said_twice_changes_nothing(linked):
    assert linked(0, "400787", status="validée") is linked(0, "400787", status="validée")


def test_one_that_is_there_is_not_added_again_with_other_words(linked):
    linked(0, "400787")

    with pytest.raises(ConnectedAlready, match="ROME 400787"):
        linked(0, "400787", relation="exactMatch")


@pytest.mark.parametrize(
    ("decision", "relation", "left"),
    [
        ("accept", "", ("400787", "closeMatch", "validée")),
        ("accept", "broadMatch", ("400787", "broadMatch", "validée")),
        ("refuse", "", ("400787", "closeMatch", "refusée")),
        ("change", "narrowMatch", ("400787", "narrowMatch", "à valider")),
    ],
)
def test_a_decision_leaves_a_state(session, linked, decision, relation, left):
    link = linked(0, "400787")
    by = make_person(session, "Zoe").id

    assert decide(session, [link], decision, relation=relation, by=by, today=DAY) == 1

    assert states(session) == [left]
    assert link.decided_by_id == by


def test_a_refused_one_goes_back_to_be_decided(session, linked):
    link = linked(0, "400787", status="refusée")

    decide(session, [link], "reopen", by=make_person(session).id, today=DAY)

    assert states(session) == [("400787", "closeMatch", "à valider")]


def test_what_is_withdrawn_is_forgotten(session, linked):
    decide(session, [linked(0, "1")], "withdraw", by=make_person(session).id, today=DAY)

    assert states(session) == []


@pytest.mark.parametrize(("decision", "relation"), [("burn", ""), ("accept", "sameMatch")])
def test_a_decision_or_relation_that_does_not_exist_is_refused(session, linked, decision, relation):
    link = linked(0, "400787")

    with pytest.raises(UnknownDecision):
        decide(session, [link], decision, relation=relation, by=1, today=DAY)


def test_deciding_on_nothing_is_refused(session):
    with pytest.raises(NothingChosen):
        decide(session, [], "accept", by=1, today=DAY)


def test_links_of_another_referentiel_are_not_named(session, version, linked):
    link = linked(0, "400787")
    names = [(link.lineage, link.scheme, link.target)]
    other = make_draft(session)

    assert links_named(session, version.referentiel_id, names) == [link]
    assert links_named(session, other.referentiel_id, names) == []


def test_a_new_file_leaves_what_was_decided_or_added_on_screen(session):
    organisation = make_organisation(session)
    version = shipped_version(session, organisation).version
    first = items_in(session, version)[0]
    by = make_person(session).id
    given = {"relation": "closeMatch", "by": by, "today": DAY}
    connect(session, version.referentiel_id, first.lineage, rome("1"), status="à valider", **given)
    connect(session, version.referentiel_id, first.lineage, rome("2"), status="refusée", **given)
    before = states(session)

    shipped_version(session, organisation)

    assert len(before) == 57
    assert states(session) == before


def test_a_held_reference_is_named_as_the_shipped_file_names_it(session):
    reference = make_rome(session)
    other = make_draft(session, slug="autre")

    assert (scheme_of(reference), scheme_of(other)) == ("ROME", "autre")
    assert counterpart_of(reference, entry(session, reference, "S120797")) == Counterpart(
        "ROME", "S120797", "v460", "Aménagement du territoire"
    )


def test_an_entry_of_esco_is_named_by_its_uri(session):
    item = entry(session, make_rome(session), "S120797")

    assert (target_of("ESCO", item), target_of("ROME", item)) == ("120797", "S120797")


def test_competences_are_counted_once_by_the_best_of_their_correspondences(
    session, version, linked
):
    linked(0, "1", status="validée")
    linked(0, "2")
    linked(1, "3", scheme="ESCO")
    linked(2, "4", status="refusée")

    assert counts_of(session, version) == Counts(total=3, accepted=1, pending=1)
    assert counts_of(session, version).without == 1
    assert counts_of(session, version, "ROME") == Counts(total=3, accepted=1, pending=0)
    assert schemes_of(session, version.referentiel_id) == ["ESCO", "ROME"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["D1-01", "D1-02", "D4-01"]),
        ({"state": "without"}, ["D4-01"]),
        ({"state": "pending"}, ["D1-02"]),
        ({"state": "accepted"}, ["D1-01"]),
        ({"scheme": "ESCO"}, ["D1-02"]),
        ({"scheme": "ROME", "state": "without"}, ["D1-02", "D4-01"]),
        ({"words": "d1"}, ["D1-01", "D1-02"]),
    ],
)
def test_competences_are_listed_by_what_they_have(session, version, linked, asked, found):
    for item in items_in(session, version):
        item.folded = f" {item.code.lower().replace('-', ' ')}"
    linked(0, "1", status="validée")
    linked(1, "3", scheme="ESCO")
    linked(2, "4", status="refusée")

    listed = competences_asked(session, version, Filter(**asked), offset=0, limit=9)

    assert [item.code for item in listed] == found
    assert count_asked(session, version, Filter(**asked)) == len(found)


def test_references_are_published_or_drafts_of_ones_own(session, version):
    reference = make_rome(session)
    draft = make_draft(session, slug="autre")
    own = draft.referentiel.organisation_id

    held = references_readable_by(session, [own], besides=version.referentiel_id)
    public = references_readable_by(session, [], besides=version.referentiel_id)

    assert held == [draft, reference]
    assert public == [reference]


def test_what_only_programmers_need_is_passed_over(session):
    reference = make_rome(session)

    codes = [code for _id, code, *_rest in entries_of(session, reference)]
    _total, found = entries_found(session, reference, "développement", limit=9)

    # 500001 is required by a trade of ours too; 500002, S100 and M1805 by programmers alone.
    assert codes == ["300359", "400787", "400788", "500001", "S120797"]
    assert [place.item.code for place in found] == ["500001"]


def test_another_referentiel_has_no_false_friends(session):
    reference = make_rome(session)
    reference.origin = {}
    reference.referentiel.slug = "autre"

    codes = [code for _id, code, *_rest in entries_of(session, reference)]

    assert codes == ["300359", "400787", "400788", "500001", "500002", "S120797", "S100"]


def test_a_search_takes_the_beginnings_of_words_and_says_where_entries_stand(session):
    total, found = entries_found(session, make_rome(session), "diagnostics territoires", limit=9)

    assert total == 1
    assert [(place.item.code, place.parent.code) for place in found] == [("400787", "300359")]
