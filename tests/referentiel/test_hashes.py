"""The hash of a content does not depend on how it is found: older versions keep theirs."""

import json
from dataclasses import asdict, replace
from hashlib import sha256

from referentiel.tree import Content, said_of
from tests.shipped import REFERENTIEL, tree_of


def at_once(content):
    text = json.dumps(said_of(asdict(content)), sort_keys=True, ensure_ascii=False)
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def test_a_hash_found_piece_by_piece_is_that_of_the_whole():
    whole = tree_of(REFERENTIEL).content

    for content in (whole, replace(whole, items=()), Content("", "", {}, ())):
        assert content.hash == at_once(content)
