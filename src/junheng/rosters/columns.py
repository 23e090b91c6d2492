"""The columns of a student roster: names they go by in schools, and how their cells are read.

Only what a jurisdiction balances is read (个人信息保护法 art. 6): a profile that does not balance
ethnic groups has no column for them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from junheng.profiles import JurisdictionProfile
from junheng.rosters import cells, forbidden
from junheng.rosters.documents import DOCUMENT_TEXTS, read_document
from junheng.rosters.ethnic import ethnic_names, read_ethnicity
from junheng.tabular import (
    CalendarDate,
    Choice,
    Column,
    Custom,
    IdentityNumber,
    Text,
    Verdict,
    YesNo,
    normalise_header,
)

NAME_ALIASES: Final = ("学生姓名", "新生姓名", "孩子姓名", "儿童姓名", "XM")
IDENTITY_ALIASES: Final = (
    "身份证号码", "身份证件号", "身份证件号码", "证件号", "证件号码", "公民身份号码",
    "居民身份证号", "居民身份证号码", "学生身份证号", "身份证", "SFZH", "SFZJH",
)  # fmt: skip
"""What schools call the columns of names and numbers, in rosters and in lists found in class."""


def _attribute_columns() -> Mapping[str, tuple[Column, ...]]:
    """Attribute name → the columns it can be read from."""
    return {
        "migrant": (
            YesNo(
                "是否随迁子女",
                to="migrant",
                blank_means_no=True,
                aliases=(
                    "随迁子女", "随迁", "是否随迁", "是否进城务工人员随迁子女", "进城务工子女",
                    "进城务工人员随迁子女", "外来务工子女", "是否外来", "SFSQZN",
                ),
                help="进城务工人员随迁子女填“是”，其他填“否”。",
            ),
            Custom(
                "户籍类型",
                to="household",
                parse=cells.read_household,
                aliases=("户籍类别", "户口类型", "户口类别"),
            ),
        ),
        "ethnic": (
            Custom(
                "民族",
                to="ethnicity",
                parse=read_ethnicity,
                is_closed=True,
                allowed=tuple(ethnic_names().values()),
                aliases=("民族码", "族别", "MZM", "MZ"),
                help="写全称，如汉族、土家族。",
            ),
        ),
        "origin": (
            Custom(
                "毕业学校",
                to="origin",
                parse=cells.read_origin,
                accepts_formula=False,
                aliases=(
                    "毕业小学", "生源学校", "原就读学校", "来源学校", "毕业幼儿园", "入学前学校",
                    "生源地", "学前教育机构", "原学校", "原毕业学校", "就读幼儿园", "幼儿园",
                ),
                help="新生来自的小学或幼儿园，同一所学校请用同一个写法。",
            ),
        ),
        "left_behind": (
            Custom(
                "是否留守儿童",
                to="left_behind",
                parse=cells.read_left_behind,
                blank_means="否",
                is_closed=True,
                allowed=("是", "否"),
                aliases=("留守儿童", "留守", "是否留守", "留守类型"),
                help="父母外出务工连续三个月以上的填“是”。",
            ),
        ),
        "boarding": (
            YesNo(
                "是否寄宿",
                to="boarding",
                blank_means_no=True,
                aliases=("是否住宿", "是否住校", "寄宿", "住校", "住宿", "是否寄宿生"),
                help="住校的填“是”。",
            ),
            Custom(
                "就读方式",
                to="attendance",
                parse=cells.read_attendance,
                blank_means="否",
                is_closed=True,
            ),
        ),
    }  # fmt: skip


def _identity_columns(today: date) -> tuple[Column, ...]:
    return (
        Text(
            "姓名",
            to="name",
            required=True,
            is_personal_name=True,
            longest=50,
            aliases=NAME_ALIASES,
            help="与户口簿一致。",
        ),
        Choice(
            "性别",
            to="gender",
            required=True,
            choices=cells.GENDERS,
            aliases=("性别码", "男/女", "XB", "XBM"),
            help="男或女。",
        ),
        IdentityNumber(
            "身份证号",
            to="identity_number",
            required=True,
            today=today,
            aliases=IDENTITY_ALIASES,
            help="18 位，单元格格式设为“文本”。",
        ),
        Custom(
            "身份证件类型",
            to="document",
            parse=read_document,
            allowed=DOCUMENT_TEXTS,
            aliases=("证件类型", "SFZJLXM"),
            help="持居民身份证的可不填；没有证件号的填“其他”。",
        ),
        CalendarDate(
            "出生日期",
            to="birth_date",
            month_is_enough=True,
            aliases=("出生年月", "出生年月日", "生日", "CSRQ"),
            help="填了会与身份证号核对；没有居民身份证号的必填。",
        ),
    )  # fmt: skip


def _inclusion_columns() -> tuple[Column, ...]:
    return (
        Custom(
            "是否随班就读",
            to="sen",
            parse=cells.read_inclusion,
            blank_means="否",
            is_closed=True,
            allowed=("是", "否"),
            aliases=("随班就读", "特殊教育需要", "特殊学生", "特殊需要"),
            help="经认定随班就读的残疾学生填“是”。",
        ),
        Custom(
            "残疾类型",
            to="disability",
            parse=cells.read_inclusion,
            blank_means="否",
            is_closed=True,
            aliases=("是否残疾", "残疾", "残疾类别", "SFSBJD"),
        ),
    )


def _multiple_birth_columns() -> tuple[Column, ...]:
    return (
        Custom(
            "多胞胎姓名",
            to="multiple_birth",
            parse=cells.read_plain,
            aliases=(
                "双胞胎", "是否双胞胎", "多胞胎", "是否多胞胎", "孪生", "双胞胎姓名", "是否孪生",
                "同胞姓名", "SFSBT",
            ),
            help="同时入学的双胞胎、多胞胎写对方姓名，多人用顿号隔开。",
        ),
        Custom(
            "多胞胎组号",
            to="multiple_birth_group",
            parse=cells.read_plain,
            aliases=("双胞胎组号", "双胞胎序号", "SBTXH"),
        ),
        Custom(
            "多胞胎意愿",
            to="wish",
            parse=cells.read_wish,
            is_closed=True,
            allowed=cells.WISH_TEXTS,
            aliases=("双胞胎意愿", "同班意愿", "是否同班", "多胞胎同班意愿"),
            help="监护人填写：同班、不同班或无。",
        ),
    )  # fmt: skip


GUARDIAN_KEYS: Final = ("guardian", "father", "mother", "member_1", "member_2")
PHONE_KEYS: Final = (
    "phone", "guardian_phone", "father_phone", "mother_phone", "member_1_phone", "member_2_phone",
)  # fmt: skip


def _guardian_columns() -> tuple[Column, ...]:
    return (
        Custom("监护人姓名", to="guardian", parse=cells.read_plain, aliases=("监护人", "家长姓名")),
        Custom("父亲姓名", to="father", parse=cells.read_plain),
        Custom("母亲姓名", to="mother", parse=cells.read_plain),
        Custom("成员1姓名", to="member_1", parse=cells.read_plain),
        Custom("成员2姓名", to="member_2", parse=cells.read_plain),
        Custom(
            "监护人电话",
            to="guardian_phone",
            parse=cells.read_plain,
            aliases=("家长电话", "家长手机", "监护人手机", "监护人联系电话", "家长联系电话"),
            help="只用来发现漏报的多胞胎，读完即弃。",
        ),
        Custom(
            "联系电话",
            to="phone",
            parse=cells.read_plain,
            aliases=("手机", "手机号码", "手机号", "电话"),
        ),
        Custom("父亲电话", to="father_phone", parse=cells.read_plain, aliases=("父亲联系电话",)),
        Custom("母亲电话", to="mother_phone", parse=cells.read_plain, aliases=("母亲联系电话",)),
        Custom("成员1联系电话", to="member_1_phone", parse=cells.read_plain),
        Custom("成员2联系电话", to="member_2_phone", parse=cells.read_plain),
    )


def _school_columns() -> tuple[Column, ...]:
    return (
        Custom(
            "学校",
            to="school",
            parse=cells.read_plain,
            aliases=("学校名称", "录取学校", "就读学校"),
        ),
        Custom("年级", to="grade", parse=cells.read_grade, aliases=("入学年级",)),
        Custom(
            "报名号",
            to="registration_number",
            parse=cells.read_plain,
            accepts_formula=False,
            aliases=("报名序号", "录取序号", "预报名编号", "报名编号"),
            help="没有正式报名号可不填。",
        ),
    )


def student_columns(profile: JurisdictionProfile, today: date) -> tuple[Column, ...]:
    """All columns that are read under a profile; `today` decides which births lie ahead."""
    wanted = {attribute.name for attribute in profile.attributes}
    balanced = [
        column
        for name, columns in _attribute_columns().items()
        if name in wanted
        for column in columns
    ]
    return (
        *_identity_columns(today),
        *balanced,
        *_inclusion_columns(),
        *_multiple_birth_columns(),
        *_guardian_columns(),
        *_school_columns(),
    )


def header_judge(profile: JurisdictionProfile) -> Callable[[str], Verdict]:
    """The verdict on a heading: forbidden patterns, then attributes this place does not balance."""
    wanted = {attribute.name for attribute in profile.attributes}
    unneeded = {
        normalise_header(title)
        for name, columns in _attribute_columns().items()
        if name not in wanted
        for column in columns
        for title in (column.title, *column.aliases)
    }

    def judge(header: str) -> Verdict:
        verdict = forbidden.judge_header(header)
        if header in unneeded and verdict in {"allow", "pass"}:
            return "ignore"
        return verdict

    return judge
