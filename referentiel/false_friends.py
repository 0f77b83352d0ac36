"""Entries of large references that share our words and mean another trade.

« Développement » is what a « développeur territorial » does, and what a programmer does: searches
and suggestions pass over what software and industry alone require (domain note, §2.2).
"""

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from referentiel.crosswalks import ESCO, ROME
from referentiel.models import AREA, Edge, Item

REQUIRES = "ext:requires"  # from a trade to what it asks for

# How the codes of their trades begin. ROME: M18 information systems, H12 industrial design and
# research, E12 images and graphic production, C11 insurance. ISCO, which ESCO follows: 25 and 35.
TRADES = {ROME: ("M18", "H12", "E12", "C11"), ESCO: ("25", "35", "C25", "C35")}


def is_false_friend(scheme: str) -> ColumnElement[bool]:
    """Return the condition that an `Item` is one of these trades, or is required by them alone.

    What no trade requires is kept, and so is what any other trade requires too.
    """
    prefixes = TRADES.get(scheme, ())
    if not prefixes:
        return false()
    trade = aliased(Item)
    theirs = or_(*(trade.code.startswith(prefix) for prefix in prefixes))
    required = (
        select(Edge.id)
        .join(trade, Edge.origin_id == trade.id)
        .where(Edge.type == REQUIRES, Edge.target_id == Item.id)
    )
    is_trade = or_(*(Item.code.startswith(prefix) for prefix in prefixes))
    return or_(
        and_(Item.kind == AREA, is_trade),
        and_(required.where(theirs).exists(), ~required.where(~theirs).exists()),
    )
