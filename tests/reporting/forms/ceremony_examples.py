"""Papers of one ceremony, from the usual to the most crowded."""

import datetime as dt
from typing import Any

from junheng.reporting.forms.notices import (
    CeremonyWords,
    FreezeNotice,
    ParentLetter,
    SchoolFigures,
)
from junheng.reporting.forms.room import (
    EnvelopeCards,
    NumberSheet,
    SchoolResult,
    SeedSheet,
    WitnessSheet,
)
from tests.reporting.examples import CODE_LINES, MOMENT, letterhead

ROLES = ("县教育局人员", "纪检监察人员", "家长代表")
TWELVE_ROLES = (
    "县教育局人员", "纪检监察人员", "人大代表", "政协委员", "责任督学", "行风监督员",
    "家长代表（东片）", "家长代表（西片）", "公证员", "媒体记者", "社区居民委员会代表", "社会各界",
)  # fmt: skip
LONG_NAME = "清河县民族团结进步示范区九年一贯制实验外国语学校（东校区筹建处）"
CODE = "".join(line[:19].replace(" ", "") for line in CODE_LINES)
PUBLIC = "83470192837465019283"
CARDS = ("48213377", "90817263", "void")
SEED_LINES = (
    "SG1-SEED/1",
    "suite=intl",
    f"freeze={CODE}",
    f"public=d10:{PUBLIC}",
    *(f"envelope.{seat}={card}" for seat, card in enumerate(CARDS, start=1)),
    "beacon=none",
)


def before_result(**changes: Any) -> Any:
    return letterhead(**({"result_code_lines": ()} | changes))


def ceremony_words(**changes: Any) -> CeremonyWords:
    values = {
        "public_draw": "20 枚十面骰（0—9）",
        "seats": ROLES,
        "digits": 8,
        "least": 3,
        "planned": dt.datetime(2026, 8, 24, 9, 0, tzinfo=MOMENT.tzinfo),
        "place": "教育局一楼会议室",
        "host": "清河县教育局",
    }
    return CeremonyWords(**(values | changes))


def freeze_notice(head: dict[str, Any] | None = None, **changes: Any) -> FreezeNotice:
    values = {
        "letterhead": before_result(**(head or {})),
        "figures": SchoolFigures("清河县第三中学", 412, 9),
        "others": 0,
        "freeze_code": CODE,
        "freeze_code_lines": CODE_LINES,
        "suite_title": "SHA-256",
        "other_code_lines": (),
        "verifier_lines": CODE_LINES,
        "key_lines": CODE_LINES,
        "frozen_at": MOMENT,
        "notice_hours": 24,
        "ceremony": ceremony_words(),
    }
    return FreezeNotice(**(values | changes))


def crowded_notice() -> FreezeNotice:
    """Everything that can stand on a notice, at its longest."""
    return freeze_notice(
        {"school": LONG_NAME, "is_rehearsal": True, "hotline": "", "mailbox": ""},
        figures=SchoolFigures(LONG_NAME, 2640, 60),
        others=59,
        suite_title="SM3",
        other_code_lines=CODE_LINES,
        number=2,
        void_reason="名册根与封存名册不一致",
        ceremony=ceremony_words(
            seats=TWELVE_ROLES, place="清河县民族文化活动中心三楼多功能报告厅（东门进）"
        ),
    )


def parent_letter(head: dict[str, Any] | None = None, **changes: Any) -> ParentLetter:
    values = {
        "letterhead": before_result(**(head or {})),
        "figures": SchoolFigures("清河县第三中学", 412, 9),
        "notice_days": 7,
        "ceremony": ceremony_words(),
    }
    return ParentLetter(**(values | changes))


def envelope_cards(head: dict[str, Any] | None = None, **changes: Any) -> EnvelopeCards:
    values = {
        "letterhead": before_result(**(head or {})),
        "seats": ROLES,
        "spare": 2,
        "digits": 8,
        "freeze_groups": (CODE[:4], CODE[-4:]),
    }
    return EnvelopeCards(**(values | changes))


def number_sheet(head: dict[str, Any] | None = None, **changes: Any) -> NumberSheet:
    values = {
        "letterhead": before_result(**(head or {})),
        "freeze_code_lines": CODE_LINES,
        "public_draw": "20 枚十面骰（0—9）",
        "public_length": 20,
        "digits": 8,
        "least": 2,
        "seats": ROLES,
        "spare": 2,
        "place": "教育局一楼会议室",
        "host": "清河县教育局",
        "signature_roles": ROLES,
    }
    return NumberSheet(**(values | changes))


def filled_sheet(**changes: Any) -> NumberSheet:
    values = {"public": PUBLIC, "envelopes": CARDS, "spare": 0, "locked_at": MOMENT}
    return number_sheet(**(values | changes))


def seed_sheet(head: dict[str, Any] | None = None, **changes: Any) -> SeedSheet:
    values = {
        "letterhead": before_result(**(head or {})),
        "freeze_code_lines": CODE_LINES,
        "text_lines": SEED_LINES,
        "seed": CODE,
        "seed_lines": CODE_LINES,
        "suite_title": "SHA-256",
        "hash_command": "certutil -hashfile seed.txt SHA256",
        "locked_at": MOMENT,
        "signature_roles": ROLES,
    }
    return SeedSheet(**(values | changes))


def witness_sheet(head: dict[str, Any] | None = None, **changes: Any) -> WitnessSheet:
    values = {
        "letterhead": before_result(**(head or {})),
        "results": (SchoolResult("清河县第三中学", 412, 9, CODE_LINES),),
        "roles": ROLES,
        "spare": 4,
        "place": "教育局一楼会议室",
        "host": "清河县教育局",
    }
    return WitnessSheet(**(values | changes))
