"""Putting in order: a rank for each of several things, all of them or the first few."""

from collections.abc import Iterable

from referentiel.base import french
from surveys.question_types.base import Answer, Fields, NotOffered, Question, WrongAnswer, first
from surveys.question_types.choices import options_problem

TOO_MANY = french("Douze choses à classer au plus : au-delà, personne ne s’y retrouve.")
MOST_RANKED = 12
ROOM = 64  # codes of the tally per option


class SameRank(WrongAnswer):
    sentence = french("Le rang %(rank)s est donné deux fois. Donnez à chacun un rang différent.")


class MissingRank(WrongAnswer):
    sentence = french(
        "Les rangs se suivent à partir de 1 ; le rang %(rank)s manque. Laissez vide ce que vous ne "
        "classez pas."
    )


class Ranking:
    code = "ranking"
    name = french("Classement")
    hint = french("Mettre en ordre de une à douze choses, toutes ou les premières seulement.")
    seconds = 25
    offers_blanks = False
    has_options = True
    has_bounds = False
    has_poles = False
    tick = " selected"

    def problem(self, question: Question) -> str:
        many = len(question.options) > MOST_RANKED
        return TOO_MANY if many else options_problem(question)

    def parse(self, question: Question, raw: Fields) -> Answer | None:
        ranks = {
            option.code: typed
            for option in question.options
            if (typed := first(raw, f"{question.name}-{option.code}"))
        }
        allowed = {str(rank): rank for rank in range(1, len(question.options) + 1)}
        if set(ranks.values()) - set(allowed):
            raise NotOffered
        by_rank: dict[int, str] = {}
        for code, typed in ranks.items():
            if allowed[typed] in by_rank:
                raise SameRank(rank=typed)
            by_rank[allowed[typed]] = code
        for rank in range(1, len(by_rank) + 1):
            if rank not in by_rank:
                raise MissingRank(rank=rank)
        return [by_rank[rank] for rank in sorted(by_rank)] or None

    def filled(self, question: Question, answer: Answer) -> dict[str, str]:
        return {
            f"{question.name}-{code}={rank}": self.tick for rank, code in enumerate(answer, start=1)
        }

    def counted(self, question: Question, answer: Answer) -> Iterable[int]:
        ranked = enumerate(answer, start=1)
        return tuple(question.place_of(code) * ROOM + rank for rank, code in ranked)

    def holds(self, answer: Answer) -> frozenset[str]:
        return frozenset(answer[:1])

    def said(self, question: Question, answer: Answer, language: str) -> str:
        options = filter(None, map(question.option, answer))
        return ", ".join(f"{i}. {o.label(language)}" for i, o in enumerate(options, start=1))
