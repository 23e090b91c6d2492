"""What nobody may do after the draw, whoever asks: each with its rule and the document (LK-01).

The list is shown on a page and is what a wish is refused by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from junheng.apps.adjustments.states import Ground, RequestKind
from junheng.profiles import JurisdictionProfile

LATE_BY_TRANSFER: Final = 2
"""The reason of a late batch that is a transfer into the school."""


@dataclass(frozen=True)
class Forbidden:
    """A wish that is refused: `code` is the sentence with the rule, `way_out` what can be done."""

    key: str
    title: str
    code: str
    rule: str
    source: str
    way_out: str


FORBIDDEN: Final[Mapping[str, Forbidden]] = {
    one.key: one
    for one in (
        Forbidden(
            "redraw",
            "再抽一次，重新编班",
            "forbidden_redraw",
            "一次冻结只有一个种子、一次抽签；对结果不满意不是作废的理由。",
            "公开记录协议 SG1 §7.3、§7.4；均衡编班“三不动”",
            "结果确有错误（录入与数字表不符、重算不一致、名册根不符）的，由纪检监督到场按“作废”办理。",
        ),
        Forbidden(
            "choose_class",
            "把学生换到指定的班",
            "forbidden_chosen_class",
            "学生编定班级后不得调换；谁也不能挑选班级。",
            "南昌市均衡编班实施意见五（四）“三不动”；公开记录协议 SG1 §9",
            "确有必须回避或保护的情形，填“特殊情况调整”申请；批准后排除原班，在其余各班里抽签。",
        ),
        Forbidden(
            "edit_list",
            "修改已锁定的名单（增减学生、改班级、改姓名）",
            "forbidden_list_edit",
            "班级名单和任课教师名单公布后不再变动。",
            "南昌市均衡编班实施意见五（四）“三不动”",
            "后来的学生走补录；离校的学生走“学生转出、离校”；姓名等登记错误在学籍核对中按证件办结。",
        ),
        Forbidden(
            "transfer",
            "起始年级新生第一学期内转学",
            "forbidden_transfer",
            "起始年级新生第一学期内不得转学。",
            "贵阳市某县“阳光分班”实施方案五（三）",
            "法律法规规定必须转学的，附依据填“特殊情况调整”申请，由教育局批准。",
        ),
        Forbidden(
            "pick_seat",
            "把后来的学生安排到有空位的班",
            "forbidden_picked_seat",
            "补录、转入的学生一律抽签定班，不按空位安排。",
            "南昌市均衡编班实施意见四（四）；公开记录协议 SG1 §9",
            "在“补录”里登记，冻结、公告后当众抽签。",
        ),
        Forbidden(
            "swap_teachers",
            "班主任互换班级或直接换人",
            "forbidden_teacher_swap",
            "班主任名单备案、公示后不再更换，须经教育局同意。",
            "贵阳市某县“阳光分班”实施方案四（二）",
            "填“更换班主任”申请；同意后只换人、不换班。",
        ),
        Forbidden(
            "second_assignment",
            "开学后按成绩重新分班（二次分班）",
            "forbidden_second_assignment",
            "不得以任何名义二次分班选拔学生，不得设重点班、实验班、快慢班。",
            "南通市义务教育优质均衡发展条例第七条（四）；义务教育法第二十二条",
            "学生人数变化必须增减班级的，填“班级建制调整”申请，附调整方案。",
        ),
    )
}


def first_term_ends(year: int, profile: JurisdictionProfile) -> date:
    """The first day on which starting-grade students may change schools again."""
    return date(year + 1, profile.second_term_month.value, 1)


def is_forbidden_transfer(
    *, kind: str, ground: str, on: date, year: int, profile: JurisdictionProfile
) -> bool:
    """Whether a request is a plain transfer in the first term (LT-02)."""
    is_transfer = kind == RequestKind.LEAVE and ground == Ground.TRANSFER
    return is_transfer and on < first_term_ends(year, profile)


def is_forbidden_arrival(
    *, reason: int, on: date, year: int, profile: JurisdictionProfile, has_permit: bool
) -> bool:
    """Whether a late batch is a transfer into the school in the first term without a permit."""
    is_transfer = reason == LATE_BY_TRANSFER and not has_permit
    return is_transfer and on < first_term_ends(year, profile)
