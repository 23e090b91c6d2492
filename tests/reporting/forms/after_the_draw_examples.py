"""Forms for what comes after the draw, from blank to crowded."""

import datetime as dt
from typing import Any

from junheng.reporting.forms.change import ChangeApproval, IndicatorChange
from junheng.reporting.forms.disc import DiscLabel
from junheng.reporting.forms.late_lots import Arrival, BagClass, LateLots
from junheng.reporting.forms.lots import GroupLot, HomeroomLots, TeacherLot
from junheng.reporting.forms.void import VoidRecord
from tests.reporting.examples import CODE_LINES, MOMENT, letterhead
from tests.reporting.forms.ceremony_examples import CODE, LONG_NAME, ROLES, TWELVE_ROLES

SIX_ROLES = TWELVE_ROLES[:6]
SURNAMES = "周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
TEACHERS = (
    "王立", "赵敏𬍛", "欧阳小明", "阿卜杜拉·买买提", *(f"{one}老师" for one in SURNAMES),
)  # fmt: skip
SMALL_SEED = ("suite=intl", "public=d10:55081927", "envelope.1=20260903", "envelope.2=81736455")


def blank_lots(count: int, head: dict[str, Any] | None = None, **changes: Any) -> HomeroomLots:
    values = {
        "letterhead": letterhead(**(head or {})),
        "groups": tuple(GroupLot(f"G{number}") for number in range(1, count + 1)),
        "teachers": tuple(map(TeacherLot, TEACHERS[:count])),
        "signature_roles": SIX_ROLES,
    }
    return HomeroomLots(**(values | changes))


def filled_lots(count: int, head: dict[str, Any] | None = None, **changes: Any) -> HomeroomLots:
    """Lots in reverse for the groups, in order for the teachers."""
    values = {
        "groups": tuple(GroupLot(f"G{count - lot + 1}", lot) for lot in range(count, 0, -1)),
        "teachers": tuple(
            TeacherLot(name, lot, f"{lot}班") for lot, name in enumerate(TEACHERS[:count], start=1)
        ),
        "lots_code_lines": CODE_LINES,
        "order": tuple(f"G{number}" for number in range(1, count + 1)),
        "swaps": (("王立", "赵敏𬍛"),),
        "drawn_at": MOMENT,
    }
    return blank_lots(count, head, **(values | changes))


def blank_late_lots(count: int = 9, **changes: Any) -> LateLots:
    values = {
        "letterhead": letterhead(),
        "classes": tuple(BagClass(f"{number}班") for number in range(1, count + 1)),
        "arrivals": (Arrival("", ""),) * 6,
        "signature_roles": SIX_ROLES,
    }
    return LateLots(**(values | changes))


def filled_late_lots(arrivals: int = 2, **changes: Any) -> LateLots:
    values = {
        "classes": (
            BagClass("1班", 45, 1, 1),
            BagClass("2班", 45, 1, 0),
            BagClass("3班", 44, 2, 1),
        ),
        "arrivals": tuple(
            Arrival("阿***·**提", f"L1-{number:03}", "3班") for number in range(1, arrivals + 1)
        ),
        "batch": 1,
        "late_code_lines": CODE_LINES,
        "registered_on": dt.date(2026, 9, 3),
        "reason": "补报",
        "seed_lines": ("SG1-SEED-LATE/1", f"late={CODE}", *SMALL_SEED),
        "drawn_at": MOMENT,
    }
    return blank_late_lots(**(values | changes))


def approval(
    indicators: int = 9, head: dict[str, Any] | None = None, **changes: Any
) -> ChangeApproval:
    values = {
        "letterhead": letterhead(**(head or {})),
        "indicators": tuple(
            IndicatorChange(f"指标{number}", "相差 1 人") for number in range(1, indicators + 1)
        ),
    }
    return ChangeApproval(**(values | changes))


def blank_void(**changes: Any) -> VoidRecord:
    values = {
        "letterhead": letterhead(result_code_lines=()),
        "freeze_number": 1,
        "freeze_code_lines": CODE_LINES,
        "schools": (("清河县第三中学", ()),),
        "signature_roles": ROLES,
    }
    return VoidRecord(**(values | changes))


def filled_void(schools: int = 1, **changes: Any) -> VoidRecord:
    values = {
        "schools": tuple((f"清河县第{number}中学", CODE_LINES) for number in range(1, schools + 1)),
        "letter": "T",
        "stage": "结果已公布",
        "detail": "第 3 席第 5 位录成 7，签字的数字表为 1。",
        "is_seed_locked": True,
        "seed_lines": CODE_LINES,
        "voided_at": MOMENT,
        "place": "礼堂",
        "witnesses": 7,
    }
    return blank_void(**(values | changes))


def disc_label(**changes: Any) -> DiscLabel:
    values = {
        "letterhead": letterhead(),
        "session_title": "清河县第三中学等 12 所学校起始年级阳光分班",
        "held_on": dt.date(2026, 8, 24),
        "holders": ("教育局", "纪检监察", "档案室"),
        "digest_title": "光盘映像 SHA-256",
        "digest_lines": CODE_LINES,
        "contents": (("封存包", "1 个"), ("表格", "36 份")),
        "keep_until": "2032年8月",
    }
    return DiscLabel(**(values | changes))


def crowded_head() -> dict[str, Any]:
    return {"school": LONG_NAME, "is_rehearsal": True, "hotline": "", "mailbox": ""}
