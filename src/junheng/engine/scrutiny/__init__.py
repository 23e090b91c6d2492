"""Was this class list random? Permutation tests of a submitted list (督查检验)."""

from junheng.engine.scrutiny.adjusting import benjamini_hochberg, holm
from junheng.engine.scrutiny.changes import (
    CLASS,
    Changes,
    Lot,
    Trait,
    Watch,
    Watched,
    watch,
    watch_together,
)
from junheng.engine.scrutiny.lists import (
    LEAST_CLASS_SIZE,
    Attribute,
    ClassList,
    Measure,
    TeacherScore,
    check_list,
    digest_of_list,
)
from junheng.engine.scrutiny.results import (
    BySchool,
    Deviation,
    Finding,
    Histogram,
    Level,
    NullRun,
    Scrutiny,
    Untested,
)
from junheng.engine.scrutiny.scrutinise import (
    CERTAIN,
    LOOK_CLOSER,
    Effort,
    check_testable,
    scrutinise,
)
from junheng.engine.scrutiny.several import scrutinise_several

__all__ = [
    "CERTAIN",
    "CLASS",
    "LEAST_CLASS_SIZE",
    "LOOK_CLOSER",
    "Attribute",
    "BySchool",
    "Changes",
    "ClassList",
    "Deviation",
    "Effort",
    "Finding",
    "Histogram",
    "Level",
    "Lot",
    "Measure",
    "NullRun",
    "Scrutiny",
    "TeacherScore",
    "Trait",
    "Untested",
    "Watch",
    "Watched",
    "benjamini_hochberg",
    "check_list",
    "check_testable",
    "digest_of_list",
    "holm",
    "scrutinise",
    "scrutinise_several",
    "watch",
    "watch_together",
]
