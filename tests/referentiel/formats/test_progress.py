"""Every reader tells how far it is, the same way."""

import pytest

from referentiel.formats.base import Source
from referentiel.importing import Wish, read_file
from tests.referentiel.formats.files import READABLE, file_in

SIZES = {"jsonld": 4_000}  # its reader takes five hundred resources at once


@pytest.mark.parametrize("key", READABLE)
def test_a_reader_tells_on_the_way_how_far_it_is(key):
    told = []
    source = Source(
        "essai", file_in(key, SIZES.get(key, 600)), lambda done, total: told.append(done / total)
    )

    read = read_file(source, Wish(slug="essai", format=key)).read

    assert read.errors == ()
    assert told == sorted(set(told))  # forward, and nothing twice
    assert told[-1] == 1
    assert len(told) >= 8
    assert max(b - a for a, b in zip([0, *told], told, strict=False)) <= 0.65


@pytest.mark.parametrize("key", READABLE)
def test_a_file_of_one_entry_is_read_to_the_end_too(key):
    told = []

    read_file(Source("essai", file_in(key, 1), lambda *said: told.append(said)), Wish(format=key))

    assert told[-1] == (100, 100)
