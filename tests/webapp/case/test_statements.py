"""However much a version holds, as many statements are made; a list loads no item."""

from uuid import NAMESPACE_URL, uuid5

import pytest

from referentiel.formats.case.identity import derived, of_association
from referentiel.stored import NOWHERE
from referentiel.tree import CHILD_OF
from tests.factories import make_version

SPACE = uuid5(NOWHERE, "developpement-territorial")
AREA, ITEM = (str(uuid5(NAMESPACE_URL, code)) for code in ("D4", "D4-01"))
DOCUMENT = derived(SPACE, "CFDocument", "DT-2026.0")
COUNTING = 2  # statements that count a call
TAKEN = {
    "CFDocuments": 1,
    f"CFDocuments/{DOCUMENT}": 1,
    f"CFPackages/{DOCUMENT}": 12,
    f"CFItems/{ITEM}": 2,
    f"CFItemAssociations/{ITEM}": 7,
    f"CFAssociations/{of_association(SPACE, ITEM, CHILD_OF, AREA)}": 9,
    f"CFItemTypes/{derived(SPACE, 'CFItemType', 'savoir-faire')}": 2,
    f"CFRubrics/{derived(SPACE, 'CFRubric', 'DT-2026.0', '')}": 13,
}


@pytest.mark.parametrize("codes", [("D4-01",), ("D4-01", "D4-02", "D4-03", "D5-01", "D6-01")])
def test_an_answer_takes_the_same_statements_for_one_item_as_for_five(
    session, client, count_queries, codes
):
    make_version(session, codes)
    session.commit()
    taken = {}

    for path in TAKEN:
        session.expunge_all()
        with count_queries() as statements:
            assert client.get(f"/ims/case/v1p1/{path}").status_code == 200, path
        taken[path] = len(statements) - COUNTING

    assert taken == TAKEN


def test_a_list_of_documents_loads_no_item(session, client, count_queries):
    make_version(session)
    session.commit()

    with count_queries() as statements:
        client.get("/ims/case/v1p1/CFDocuments")

    assert not any(" item" in statement.lower() for statement in statements)
