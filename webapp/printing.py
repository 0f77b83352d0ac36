"""What a printed questionnaire says, in the language chosen for it."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import segno
from sqlalchemy.orm import Session

from reports.typesetting.press import typeset
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.models import Campaign
from surveys.notices import drafted_notice
from surveys.paper.boxes import DECLINED, UNCONCERNED, Line, Part, looks_back, parts_of
from surveys.queries.notices import get_notice
from surveys.question_types import Question
from surveys.question_types.base import Condition
from surveys.question_types.steps import FACTORS
from surveys.tickets import Ticket
from webapp.answering import Contents, contents_of, outline_of
from webapp.paper_words import FACTOR_LINES, PAPER, RATING_HEADS
from webapp.translations import translations

Translate = Callable[[str], str]
Words = dict[str, object]
Address = Callable[[Ticket], str]
Lines = Sequence[Sequence[str]]
COLON = ": "
COLONS = {"fr": "\u00a0: "}
TOLD_FIRST = ("promise", "mode")  # lines of the notice in large; the others below, smaller


def parts_asked(session: Session, campaign: Campaign) -> tuple[Part, ...]:
    """Return what the sheets of a campaign ask, as it is printed and keyed."""
    outline = outline_of(session, campaign)
    attributes = {
        code: outline.profiles
        if code == PROFILE
        else tuple(value for value, _label in ATTRIBUTES[code].choices)
        for code in campaign.attributes
    }
    return parts_of(attributes, outline.pages)


def printed(
    session: Session,
    campaign: Campaign,
    tickets: Sequence[Ticket | None],
    *,
    lines: Lines,
    language: str,
    site: str,
    address: Address | None,
    at: datetime,
) -> bytes:
    """Return one sheet per ticket as a PDF; no ticket makes a specimen without a code.

    `lines` are those of the notice; `address` gives what the QR code of a ticket leads to.
    """
    setting = Setting(session, campaign, language)
    data = setting.data(lines, site) | {
        "sheets": [setting.sheet(ticket, address) for ticket in tickets]
    }
    return typeset("sheet", data, language=language, at=at)


class Setting:
    """The texts of the sheets of one campaign, in one language."""

    def __init__(self, session: Session, campaign: Campaign, language: str) -> None:
        self.campaign = campaign
        self.language = language
        self.say: Translate = translations()[language]
        self.contents = contents_of(session, campaign)
        self.parts = parts_asked(session, campaign)
        self.letters = _letters(self.contents, language)

    def data(self, lines: Lines, site: str) -> Words:
        """Return what every sheet says."""
        first = [line for line in lines if line[0] in TOLD_FIRST]
        campaign, say = self.campaign, self.say
        about = [campaign.event.title if campaign.event else "", campaign.controller]
        where = {"address": f"{site}/c/{campaign.code}"}
        return {
            "title": campaign.title,
            "subtitle": " · ".join(filter(None, about)),
            "words": {key: say(sentence) for key, sentence in PAPER.items()}
            | {"colon": COLONS.get(self.language, COLON)},
            "notices": [line[2] for line in first],
            "legal": [{"title": line[1], "text": line[2]} for line in lines if line not in first],
            "how": self._how(),
            "scales": self._scales(),
            "ladders": [
                {"letter": letter, "steps": list(steps)} for steps, letter in self.letters.items()
            ],
            "ladder-heads": [
                f"{level.level} {level.label(self.language)}" for level in self.contents.mastery
            ],
            "parts": [self._part(part) for part in self.parts],
            "slip": say(PAPER["slip"]) % where,
        }

    def sheet(self, ticket: Ticket | None, address: Address | None) -> Words:
        """Return what is on one sheet only."""
        if ticket is None:
            return {"code": self.say(PAPER["specimen"]), "qr": "", "alternative": ""}
        return {
            "code": ticket.shown_code,
            "qr": _qr(address(ticket)) if address else "",
            "alternative": self.say(PAPER["qr"]),
        }

    def _how(self) -> list[str]:
        ladders = [self.say(PAPER["how_ladders"])] if self.letters else []
        return [self.say(PAPER["how_ticks"]), *ladders, self.say(PAPER["how_blanks"])]

    def _scales(self) -> list[Words]:
        ratings = self.campaign.questionnaire.ratings
        shown = [(PAPER["mastery"], self.contents.mastery)]
        if "importance" in ratings:
            shown.append((PAPER["importance"], self.contents.importance))
        return [
            {
                "title": self.say(title),
                "steps": [
                    {"key": str(step.level), "label": step.label(self.language)} for step in steps
                ],
            }
            for title, steps in shown
        ]

    def _part(self, part: Part) -> Words:
        page = part.page
        section = page.section if page else None
        back = looks_back(part)
        goes_on = section is not None and self._begun_before(part)
        title = section.label(self.language) if section else self._areas(part)
        texts = [section.help(self.language)] if section and not back else []
        if back:
            texts = [self.say(PAPER["before_how"])]
        return {
            "new-page": back and self._first_looking_back(part),
            "title": "" if goes_on else self._title(part, title),
            "condition": self._condition(section.show_if if section and not goes_on else None),
            "texts": [] if goes_on else list(filter(None, texts)),
            "ratings": self._ratings(part),
            "lines": [self._competence(line) for line in part.lines if line.position is not None],
            "questions": [self._asked(line) for line in part.lines if line.position is None],
        }

    def _title(self, part: Part, title: str) -> str:
        if part.page is None:
            return self.say(PAPER["about"])
        if looks_back(part):
            before = self.say(PAPER["before"])
            return f"{before} · {title}" if title else before
        return title

    def _begun_before(self, part: Part) -> bool:
        """Say whether the part just before is of the same section, whose heading stands there."""
        before = self.parts[self.parts.index(part) - 1] if self.parts.index(part) else None
        if before is None or before.page is None or part.page is None:
            return False
        same = before.page.section is part.page.section
        return same and looks_back(before) == looks_back(part)

    def _first_looking_back(self, part: Part) -> bool:
        return next((one for one in self.parts if looks_back(one)), None) is part

    def _areas(self, part: Part) -> str:
        if part.page is None or not part.page.positions:
            return ""
        return area_names(self.contents, part.page.positions, self.language)

    def _ratings(self, part: Part) -> list[Words]:
        first = next((line for line in part.lines if line.position is not None), None)
        if first is None or part.page is None:
            return []
        return [
            {"head": self.say(RATING_HEADS[rating]), "keys": _printed_keys(box.keys)}
            for rating, box in zip(part.page.ratings, first.boxes, strict=True)
        ]

    def _competence(self, line: Line) -> Words:
        item = self.contents.items[line.position or 0]
        back = len(line.boxes) == 1 and line.boxes[0].name.startswith("b")
        steps = tuple(self.contents.described(item, self.language))
        letter = self.letters.get(steps, "")
        own = [] if letter or back else [f"{i} {step}" for i, step in enumerate(steps) if step]
        return {
            "number": line.number,
            "ladder": "" if back else letter,
            "label": item.label(self.language),
            "description": "" if back else item.description(self.language),
            "anchors": own,
        }

    def _asked(self, line: Line) -> Words:
        if line.question is None:
            return self._attribute(line)
        question = line.question
        return _question(
            number=line.number,
            label=question.label(self.language),
            help=self._help(question),
            condition=self._condition(question.show_if),
            blanks=self._blanks(line),
            **self._answers(line, question),
        )

    def _attribute(self, line: Line) -> Words:
        attribute = ATTRIBUTES[line.attribute]
        names = dict(attribute.choices) if attribute.choices else {}
        profiles = {one.code: one.label(self.language) for one in self.contents.profiles}
        options = [
            {"key": key, "label": profiles.get(value) or self.say(names[value])}
            for key, value in line.boxes[0].keys.items()
        ]
        label, why = self.say(attribute.label), self.say(attribute.why)
        return _question(number=line.number, label=label, help=why, kind="choices", options=options)

    def _help(self, question: Question) -> str:
        said = [question.text("help", self.language)]
        if question.type == "multiple":
            most = {"most": int(question.most or 0)}
            said.append(self.say(PAPER["most" if question.most else "several"]) % most)
        if question.type == "ranking":
            said.append(self.say(PAPER["rank"]))
        return " ".join(filter(None, said))

    def _answers(self, line: Line, question: Question) -> Words:
        """Return how a question is answered on paper, by its type."""
        language, say = self.language, self.say
        box = line.boxes[0]
        match question.type:
            case "number" | "text":
                return {"kind": question.type}
            case "tension":
                poles = {key: question.text(key, language) for key in ("low", "high")}
                return {"kind": "poles", "keys": _without_blanks(box.keys), **poles}
            case "yes_no":
                return {"kind": "choices", "options": _options(box.keys, map(say, ("Oui", "Non")))}
            case "factors":
                names = [say(FACTOR_LINES[factor]) for factor in FACTORS]
                return {"kind": "rows", "rows": _rows(line, names), "keys-head": say(PAPER["0-4"])}
            case "ranking":
                names = [option.label(language) for option in question.options]
                return {
                    "kind": "rows",
                    "rows": _rows(line, names),
                    "keys-head": say(PAPER["place"]),
                }
            case _:
                names = [option.label(language) for option in question.options]
                return {"kind": "choices", "options": _options(box.keys, names)}

    def _blanks(self, line: Line) -> list[Words]:
        return [
            {"key": key.upper(), "label": self.say(PAPER[word])}
            for key, word in ((UNCONCERNED, "unconcerned"), (DECLINED, "declined"))
            if key in line.boxes[0].keys
        ]

    def _condition(self, condition: Condition | None) -> str:
        """Return in words when something is to be filled in; nothing where it always is."""
        if condition is None:
            return ""
        for part in self.parts:
            for line in part.lines:
                code = line.question.code if line.question else line.attribute
                if code and code == condition.question:
                    return self.say(PAPER["only_if"]) % {
                        "number": line.number,
                        "values": " / ".join(self._value(line, v) for v in condition.values),
                    }
        return ""

    def _value(self, line: Line, value: str) -> str:
        """Return an answer that a condition looks for, as the sheet shows it."""
        shown = {"yes": "1", "no": "0"}.get(value, value) if line.question else value
        keys = {held: key for box in line.boxes for key, held in box.keys.items()}
        return keys.get(shown, value)


def told(session: Session, campaign: Campaign, language: str, at: datetime) -> Lines:
    """Return the lines of the notice in force, or of what it would be before the opening."""
    notice = get_notice(session, campaign.id, campaign.notice) or drafted_notice(
        session, campaign, number=0, now=at, languages=translations()
    )
    return notice.texts.get(language) or notice.texts["fr"]


def area_names(contents: Contents, positions: Sequence[int], language: str) -> str:
    """Return the names of the areas that competences come from, each once."""
    areas = {area.id: area for area in map(contents.area_of, positions) if area}
    return " · ".join(area.label(language) for area in areas.values())


def _question(**given: object) -> Words:
    """Return a question as the template reads it: what it does not have is empty."""
    empty: Words = {
        "condition": "", "help": "", "options": [], "keys": [], "rows": [], "low": "",
        "high": "", "head": "", "keys-head": "", "blanks": [],
    }  # fmt: skip
    return empty | given


def _letters(contents: Contents, language: str) -> dict[tuple[str, ...], str]:
    """Return a letter for each ladder that several competences share; they are printed once."""
    ladders = [tuple(contents.described(item, language)) for item in contents.items]
    shared = [
        steps
        for steps in dict.fromkeys(ladders)
        if any(steps) and (ladders.count(steps) > 1 or len(set(ladders)) == 1)
    ]
    return dict(zip(shared, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))


def _printed_keys(keys: Iterable[str]) -> list[str]:
    return [key.upper() for key in keys]


def _without_blanks(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if key not in (UNCONCERNED, DECLINED)]


def _options(keys: Iterable[str], names: Iterable[str]) -> list[Words]:
    pairs = zip(_without_blanks(keys), names, strict=True)
    return [{"key": key, "label": name} for key, name in pairs]


def _rows(line: Line, names: Iterable[str]) -> list[Words]:
    pairs = zip(names, line.boxes, strict=True)
    return [{"label": name, "keys": _printed_keys(box.keys)} for name, box in pairs]


def _qr(address: str) -> str:
    drawing = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, dark="#000", light="#fff", omitsize=True)
    return drawing.getvalue().decode()
