"""Three thousand concepts with several parents, from the file to the base, in seconds."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bench.references import NAMESPACE, big_tree, esco_archive, skos_turtle
from referentiel.formats import format_of
from referentiel.formats.base import Naming, Source
from referentiel.loading import write_version
from referentiel.models import Edge, Item
from tests.factories import make_organisation

ITEMS = 3_000


@pytest.fixture(scope="module")
def tree():
    return big_tree(ITEMS)


def test_the_made_up_reference_is_big_and_has_several_parents(tree):
    more = {edge.origin for edge in tree.content.edges}

    assert len(tree.content.items) == len(tree.lineages()) == ITEMS
    assert ITEMS / 4 < len(more) < ITEMS / 2


@pytest.mark.parametrize(("made", "key"), [(skos_turtle, "turtle"), (esco_archive, "esco")])
def test_three_thousand_concepts_are_read_and_written(session, tree, made, key):
    source = Source("x", made(tree))
    told = []

    found = format_of(source).read(source, Naming("grand", "V1", NAMESPACE))
    written = write_version(
        session,
        found.tree,
        organisation=make_organisation(session),
        today=date(2026, 11, 20),
        progress=lambda done, total: told.append((done, total)),
    )

    assert (format_of(source).key, found.issues) == (key, ())
    assert (written.areas + written.competences, told[-1]) == (ITEMS, (ITEMS, ITEMS))
    counts = [
        session.scalar(select(func.count()).where(table.version_id == written.version.id))
        for table in (Item, Edge)
    ]
    assert counts == [ITEMS, len(tree.content.edges)]
    labels = {it.foreign_id: it.texts["fr"]["label"] for it in tree.content.items}
    rows = session.execute(select(Item.foreign_id, Item.texts))
    assert {address: texts["fr"]["label"] for address, texts in rows} == labels
