"""What titles and values seem to mean: proposals, none where nothing says so."""

from referentiel.formats.base import Source
from surveys.foreign.suggesting import meanings, suggested
from surveys.foreign.tables import table_in
from surveys.foreign.targets import targets_of
from tests.foreign import FRAMAFORMS, LIMESURVEY
from tests.paper import paper_campaign
from webapp.printing import parts_asked

STEPS = ("0", "1", "2", "3", "4")
KEYS = (*STEPS, "n", "r", "-")
CALLED = {"0": ["Ne connaît pas"], "3": ["Autonome"], "4": ["Expert"]}
NAMES = {
    "c0": ["D4-01", "Lire un budget local"], "i0": ["D4-01", "Lire un budget local"],
    "c1": ["D4-02", "Animer une réunion"], "i1": ["D4-02", "Animer une réunion"],
    "structure": ["Dans quel type de structure travaillez-vous ?"],
}  # fmt: skip


def found(session, file, **plan):
    campaign = paper_campaign(session, **plan)
    table = table_in(Source("f.csv", file if isinstance(file, bytes) else file.encode()))
    return suggested(table, targets_of(parts_asked(session, campaign)), NAMES)


def test_codes_in_titles_are_recognised_with_what_is_rated(session):
    columns = found(session, LIMESURVEY, attributes=("structure",))

    assert columns == {4: "c0", 5: "c1", 6: "i0", 7: "i1", 8: "structure"}


def test_the_titles_of_framaforms_too(session):
    assert found(session, FRAMAFORMS) == {3: "c0", 4: "c1"}


def test_labels_are_recognised_by_the_words_they_share(session):
    titles = "Niveau [Lire un budget];animer une reunion;Importance [Lire un budget local];Météo"

    assert found(session, f"{titles}\n1;2;3;4\n") == {0: "c0", 1: "c1", 2: "i0"}


def test_no_two_columns_are_proposed_for_one_box(session):
    assert found(session, "D4-01 a;D4-01 b\n1;2\n") == {0: "c0"}


def test_values_are_recognised_by_label_number_or_blank():
    values = ("Autonome", "3 - autonome", "4", "NC", "Je ne souhaite pas répondre", "", "Plutôt")

    assert meanings("current", values, KEYS, CALLED, STEPS) == {
        "Autonome": "3", "3 - autonome": "3", "4": "4", "NC": "n",
        "Je ne souhaite pas répondre": "r", "": "-",
    }  # fmt: skip


def test_numbers_of_another_scale_are_not_taken_for_ours():
    assert meanings("current", ("1", "3", "5"), KEYS, CALLED, STEPS) == {}


def test_a_number_beside_the_words_of_another_step_is_not_taken():
    assert meanings("current", ("4 - autonome", "3. Autonome"), KEYS, CALLED, STEPS) == {
        "3. Autonome": "3"
    }


def test_an_empty_column_is_proposed_for_nothing(session):
    assert found(session, "D4-01;D4-02\n;2\n") == {1: "c1"}


def test_what_tools_write_for_not_asked_is_not_taken_for_not_concerned():
    assert meanings("current", ("N/A", "?"), KEYS, CALLED, STEPS) == {}


def test_ticks_are_recognised():
    found = meanings("ticks", ("X", "Oui", "✓", "Non", "", "?"), ("1", "-"), {})

    assert found == {"X": "1", "Oui": "1", "✓": "1", "Non": "-", "": "-"}
