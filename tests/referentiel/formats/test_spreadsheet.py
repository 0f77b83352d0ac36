from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given, settings

from referentiel.checking import check
from referentiel.formats import spreadsheet
from referentiel.formats.base import Naming, Source
from tests.referentiel.trees import trees
from tests.shipped import REFERENTIEL, tree_of

NAMING = Naming(slug="s", label="L", namespace=UUID(int=1))
FORMATS = {it.key: it for it in (spreadsheet.XLSX, spreadsheet.ODS, spreadsheet.CSV)}
PROPERTY = settings(max_examples=60, deadline=None, derandomize=True)


def come_back(key, tree):
    stream = BytesIO()
    FORMATS[key].write(tree, stream)
    source = Source("fichier", stream.getvalue())
    assert FORMATS[key].recognises(source)
    return FORMATS[key].read(source, NAMING)


@PROPERTY
@given(tree=trees())
def test_an_xlsx_gives_everything_back(tree):
    check(tree)

    read = come_back("xlsx", tree)

    assert read.issues == ()
    assert read.tree == tree


@PROPERTY
@given(tree=trees())
def test_an_ods_gives_everything_back(tree):
    read = come_back("ods", tree)

    assert read.issues == ()
    assert read.tree == tree


@pytest.mark.parametrize("key", ["xlsx", "ods"])
def test_the_shipped_referentiel_comes_back_equal(key):
    tree = tree_of(REFERENTIEL)

    read = come_back(key, tree)

    assert read.issues == ()
    assert read.tree == tree
