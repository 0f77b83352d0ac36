from hypothesis import given, settings
from hypothesis import strategies as st

from referentiel.formats.ordering import Ordered, by_code, in_reading_order, natural


def test_each_entry_follows_its_parent_and_siblings_keep_their_order():
    parents = {"A1": "A", "B": None, "A": "", "A2": "A", "A11": "A1"}

    ordered = in_reading_order(parents)

    assert ordered == Ordered(
        (("B", None), ("A", None), ("A1", "A"), ("A11", "A1"), ("A2", "A")), (), ()
    )
    assert ordered.depths == {"B": 0, "A": 0, "A1": 1, "A11": 2, "A2": 1}


def test_an_orphan_becomes_a_root():
    ordered = in_reading_order({"A": None, "B": "nowhere", "C": "B"})

    assert ordered == Ordered((("A", None), ("B", None), ("C", "B")), ("B",), ())


def test_a_loop_is_undone_at_its_first_entry():
    ordered = in_reading_order({"X": "C", "A": "C", "B": "A", "C": "B", "S": "S"})

    assert ordered == Ordered(
        (("A", None), ("B", "A"), ("C", "B"), ("X", "C"), ("S", None)), (), ("A", "S")
    )


def test_a_chain_of_twenty_thousand_is_walked():
    parents = {str(at): str(at + 1) for at in range(20_000)} | {"20000": None}

    ordered = in_reading_order(parents)

    assert ordered.entries[:2] == (("20000", None), ("19999", "20000"))
    assert len(ordered.entries) == 20_001
    assert ordered.depths["0"] == 20_000


def test_codes_sort_as_people_do():
    codes = ["1.10", "A10", "1.9", "a2", "1", "É1", "²", ""]

    assert sorted(codes, key=natural) == ["", "a2", "A10", "²", "É1", "1", "1.9", "1.10"]
    assert list(by_code({"x": None, "y": "x"}, {"x": "2", "y": "1"})) == ["y", "x"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["", None, *"abcdefghz"])))
def test_whatever_the_links_each_entry_comes_once_after_its_parent(parents):
    ordered = in_reading_order(parents)

    seen = set()
    for key, parent in ordered.entries:
        assert parent is None or parent in seen
        repaired = key in ordered.orphans or key in ordered.loops
        assert parent == (None if repaired else parents[key] or None)
        seen.add(key)
    assert seen == set(parents)
    assert len(ordered.entries) == len(parents)
