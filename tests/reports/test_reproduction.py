"""A frozen report beside one computed again: each way of differing, on tables written by hand."""

from reports.document import MASKED, Cell, Chart, Column, Document, Section, Table
from reports.fingerprint import Figure, print_of
from reports.reproduction import Difference, compared

CODE = Column(key="code", label="Code")
LABEL = Column(key="label", label="Compétence")
GAP = Column(key="gap", label="Écart", unit="steps", digits=2)
RATE = Column(key="rate", label="Part", unit="share")


def row(code, label, *cells):
    return (Cell(value=code), Cell(value=label), *cells)


def table(*rows, columns=(CODE, LABEL, GAP), caption="Besoins"):
    return Table(caption=caption, columns=columns, rows=rows)


def document(*sections, title="Besoins du groupe"):
    return Document(language="fr", title=title, sections=sections)


def needs(*rows, title="Besoins", texts=(), **more):
    return Section(key="needs", title=title, texts=texts, table=table(*rows, **more))


A = row("A", "Animer", Cell(value=1.5, n=12))
B = row("B", "Bâtir", Cell(value=0.25, n=9))
FROZEN = document(needs(A, B))


def found(again, frozen=FROZEN):
    return compared(frozen, again)


def test_the_same_report_has_no_difference():
    same = found(FROZEN)

    assert (same.figures, same.differences, same.added, same.words, same.drawings) == (
        2,
        (),
        (),
        0,
        0,
    )


def test_a_value_an_n_and_a_state_that_moved_are_each_a_difference():
    moved = row("A", "Animer", Cell(value=1.6, n=12))
    fewer = row("B", "Bâtir", Cell(value=0.25, n=8))

    assert found(document(needs(moved, fewer))).differences == (
        Difference("needs", "A", "gap", Figure(1.5, 12, "shown"), Figure(1.6, 12, "shown")),
        Difference("needs", "B", "gap", Figure(0.25, 9, "shown"), Figure(0.25, 8, "shown")),
    )
    assert found(document(needs(A, row("B", "Bâtir", MASKED)))).differences == (
        Difference("needs", "B", "gap", Figure(0.25, 9, "shown"), Figure(None, None, "masked")),
    )


def test_the_last_bits_of_a_sum_are_no_difference_and_the_tenth_digit_is():
    near = row("B", "Bâtir", Cell(value=0.25 * (1 + 1e-12), n=9))
    off = row("B", "Bâtir", Cell(value=0.25 * (1 + 1e-8), n=9))

    assert found(document(needs(A, near))).differences == ()
    assert len(found(document(needs(A, off))).differences) == 1


def test_rows_in_another_order_or_named_anew_keep_their_figures():
    anew = row("B", "Construire", Cell(value=0.25, n=9))

    moved = found(document(needs(anew, A)))

    assert (moved.differences, moved.words) == ((), 1)


def test_rows_without_a_code_that_are_named_anew_are_matched_in_order():
    columns = (Column(key="answer", label="Réponse"), RATE)
    people = [(Cell(value=word), Cell(value=share, n=8)) for word, share in (("oui", 0.75),)]
    other = [(Cell(value="Oui"), Cell(value=0.75, n=8))]

    moved = found(
        document(needs(*other, columns=columns)), document(needs(*people, columns=columns))
    )

    assert (moved.differences, moved.words) == ((), 1)


def test_words_alone_are_counted_apart():
    again = document(
        needs(A, B, title="Les besoins", texts=("Une phrase de plus.",), caption="Tableau"),
        title="Besoins de tous",
    )

    told = found(again)

    assert (told.differences, told.words) == ((), 4)


def test_a_drawing_alone_is_counted_apart():
    def drawn(height):
        chart = Chart(alternative="Une barre.", figure={"data": [{"y": [height]}]})
        return document(Section(key="needs", title="Besoins", chart=chart, table=table(A, B)))

    told = found(drawn(2), drawn(1))

    assert (told.differences, told.words, told.drawings) == ((), 0, 1)


def test_a_section_and_a_column_added_since_are_told_and_are_no_difference():
    wide = (CODE, LABEL, GAP, RATE)
    rows = [(*one, Cell(value=0.5, n=9)) for one in (A, B)]
    extra = Section(key="summary", title="En bref", table=table(A))

    told = found(document(needs(*rows, columns=wide), extra))

    assert (told.differences, told.added, told.words) == ((), ("summary", "needs.rate"), 0)


def test_a_section_a_column_or_a_row_that_is_gone_is_a_difference_for_each_figure():
    gone = (
        Difference("needs", "A", "gap", Figure(1.5, 12, "shown"), None),
        Difference("needs", "B", "gap", Figure(0.25, 9, "shown"), None),
    )

    assert found(document()).differences == gone
    assert found(document(needs(A[:2], B[:2], columns=(CODE, LABEL)))).differences == gone
    assert found(document(needs(A))).differences == gone[1:]


def test_a_row_that_the_frozen_report_lacks_is_a_difference():
    told = found(FROZEN, document(needs(A)))

    assert told.differences == (Difference("needs", "B", "gap", None, Figure(0.25, 9, "shown")),)


def test_the_print_follows_figures_and_no_word():
    reworded = document(needs(row("A", "Act", Cell(value=1.5, n=12)), B, texts=("A sentence.",)))
    moved = document(needs(row("A", "Animer", Cell(value=1.5, n=13)), B))

    assert print_of(FROZEN) == print_of(reworded) != print_of(moved)
    assert print_of(FROZEN) == PRINT


# sha256sum of [["needs",0,"gap",1.5,12,"shown"],["needs",1,"gap",0.25,9,"shown"]]
PRINT = "4804cc0b5439910e"
