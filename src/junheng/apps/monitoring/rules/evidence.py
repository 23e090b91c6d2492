"""Which indicators want papers or pictures beside the figures (佐证材料)."""

from junheng.monitoring import SchoolKind
from junheng.profiles.indicators import Catalogue, Indicator, Level


def indicators_with_evidence(catalogue: Catalogue, kind: SchoolKind) -> tuple[Indicator, ...]:
    """What a school of this kind is asked to prove; nothing of one that is never compared."""
    if kind.is_never_counted:
        return ()
    return tuple(
        one
        for one in catalogue.indicators.values()
        if one.evidence_needed and one.level is not Level.COUNTY
    )
