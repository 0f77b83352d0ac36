"""Questionnaires of every shape, for the round trips of their formats."""

from hypothesis import strategies as st

from surveys.formats.definition import Definition
from surveys.question_types import TYPES, Question
from surveys.question_types.base import Condition, Option
from surveys.sections import Section

WORDS = st.text("aàç’-. 012", min_size=1, max_size=12).map(str.strip).filter(
    lambda text: text and not text.replace(".", "").replace("-", "").replace(" ", "").isdigit()
)  # fmt: skip
COMPETENCES = ("D1-01", "D1-02", "D2-01")


@st.composite
def texts(draw, *keys):
    languages = draw(st.sampled_from([("fr",), ("fr", "en")]))
    return {code: {key: draw(WORDS) for key in keys} for code in languages}


@st.composite
def questions(draw, code, before):
    kind = TYPES[draw(st.sampled_from(sorted(TYPES)))]
    keys = ["label", *(["low", "high"] if kind.has_poles else [])]
    keys += ["help"] if draw(st.booleans()) else []
    options = tuple(
        Option(f"o{place}", draw(texts("label")))
        for place in range(draw(st.integers(2, 4)) if kind.has_options else 0)
    )
    least = draw(st.sampled_from([None, 0, 1.5])) if kind.code == "number" else None
    most = draw(st.sampled_from([None, 2])) if kind.has_bounds else None
    condition = draw(st.sampled_from([None, *map(condition_on, before)]))
    return Question(code, kind.code, draw(texts(*keys)), options, least, most, condition)


def condition_on(question):
    values = {
        "number": ("12", "0,5"),
        "tension": ("-3", "2"),
        "yes_no": ("yes",),
        "factors": ("know=4",),
        "text": (),
    }.get(question.type, ("o0", "o1"))
    return Condition(question.code, values) if values else None


@st.composite
def definitions(draw):
    codes = draw(st.lists(st.sampled_from(COMPETENCES), unique=True, min_size=1))
    sections, asked = [], []
    for place in range(len(codes)):
        entries = [place]
        for number in range(draw(st.integers(0, 3))):
            question = draw(questions(f"q{place}_{number}", asked))
            entries.append(question)
            asked.append(question)
        keys = ("label", "help") if draw(st.booleans()) else ("label",)
        condition = draw(st.sampled_from([None, Condition("structure", ("public", "other"))]))
        sections.append(Section(draw(texts(*keys)), tuple(entries), condition))
    ratings = ("current", *draw(st.sampled_from([(), ("importance",), ("target", "before")])))
    return Definition(
        title=draw(WORDS),
        codes=tuple(codes),
        sections=tuple(sections),
        ratings=ratings,
        referentiel="developpement-territorial",
        version="2026.1",
    )
