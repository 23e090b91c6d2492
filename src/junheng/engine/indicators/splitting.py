"""Nine-year and twelve-year schools count as one school of each stage (九年一贯制学校拆分).

What all stages use together is split by weighted students; teachers are counted where they teach.
The weights are the profile's: 小学 : 初中 : 高中 = 1 : 1.1 : 1.32, 完全中学 初 : 高 = 1 : 1.2.
"""

from collections.abc import Mapping
from fractions import Fraction

from junheng.engine.errors import JunhengError


def split_shared(
    amount: Fraction, students: Mapping[str, int], weights: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Split what the stages share, in proportion to weighted students; the parts sum to it.

    students, weights: by stage.

    Raises JunhengError: split_without_students, split_without_weight (stage).
    """
    for stage in students:
        if stage not in weights:
            raise JunhengError("split_without_weight", stage=stage)
    weighted = {stage: count * weights[stage] for stage, count in students.items()}
    total = sum(weighted.values(), Fraction(0))
    if total <= 0:
        raise JunhengError("split_without_students")
    return {stage: amount * part / total for stage, part in weighted.items()}
