from io import BytesIO
from uuid import UUID

from hypothesis import given, settings

from referentiel.checking import check
from referentiel.formats import yaml_file
from referentiel.formats.base import Naming, Source
from tests.referentiel.trees import trees
from tests.shipped import REFERENTIEL, tree_of

NAMING = Naming(slug="s", label="L", namespace=UUID(int=1))


def come_back(tree):
    stream = BytesIO()
    yaml_file.FORMAT.write(tree, stream)
    source = Source("a.yaml", stream.getvalue())
    assert yaml_file.FORMAT.recognises(source)
    return yaml_file.FORMAT.read(source, NAMING)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(tree=trees())
def test_what_is_written_is_read_back_equal(tree):
    check(tree)

    read = come_back(tree)

    assert read.issues == ()
    assert read.tree == tree
    assert list(read.tree.content.items) == list(tree.content.items)


def test_the_shipped_file_comes_back_equal():
    tree = tree_of(REFERENTIEL)

    assert come_back(tree).tree == tree
