"""Moving the parts of a questionnaire up and down, and taking them out."""

from dataclasses import replace

from surveys.composing.errors import PartGone
from surveys.composing.parts import changed_section, section_at
from surveys.sections import Section, Sections

UP, DOWN = "up", "down"


def section_moved(sections: Sections, place: int, way: str) -> Sections:
    """Return sections with one a place up or down; at the end, as they were."""
    section_at(sections, place)
    other = place - 1 if way == UP else place + 1
    if not 0 <= other < len(sections):
        return sections
    moved = list(sections)
    moved[place], moved[other] = moved[other], moved[place]
    return tuple(moved)


def entry_moved(sections: Sections, place: int, number: int, way: str) -> Sections:
    """Return sections with an entry a step up or down; past the end of its section, in the next."""
    section = section_at(sections, place)
    if not 0 <= number < len(section.entries):
        raise PartGone
    other = number - 1 if way == UP else number + 1
    if 0 <= other < len(section.entries):
        entries = list(section.entries)
        entries[number], entries[other] = entries[other], entries[number]
        return changed_section(sections, place, lambda it: replace(it, entries=tuple(entries)))
    near = place - 1 if way == UP else place + 1
    if not 0 <= near < len(sections):
        return sections
    entry = section.entries[number]
    without = entry_removed(sections, place, number)

    def joined(target: Section) -> Section:
        found = (*target.entries, entry) if way == UP else (entry, *target.entries)
        return replace(target, entries=found)

    return changed_section(without, near, joined)


def entry_removed(sections: Sections, place: int, number: int) -> Sections:
    """Return sections without one entry."""
    section = section_at(sections, place)
    if not 0 <= number < len(section.entries):
        raise PartGone
    entries = (*section.entries[:number], *section.entries[number + 1 :])
    return changed_section(sections, place, lambda it: replace(it, entries=entries))


def section_removed(sections: Sections, place: int) -> Sections:
    """Return sections without one, nor what it asks."""
    section_at(sections, place)
    return (*sections[:place], *sections[place + 1 :])
