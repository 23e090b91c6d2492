"""Sentences for building teaching teams: faults, causes, and what keeps teams unequal."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "teams_malformed": "教学团队的数据不完整（%(part)s）。请检查教师名单后重试。",
    "teams_impossible": (
        "这份名单组不成教学团队，原因共 %(count)d 条（见下），"
        "每一条都是必要的：解决其中任何一条即可。"
    ),
    "teams_not_found": (
        "在限定的步数内没有找到一个符合全部规定的方案，也没有证明它不存在。"
        "请放宽一条规定（如最多任教班级数、回避），或增加一位教师后重试。"
    ),
    "teams_sheet_unclear": (
        "不知道用哪张工作表：文件里有内容的工作表是 %(known)s。请用 --sheet 指定一张。"
    ),
    "teams_subject_unclear": "学科看不懂，请写学科名称，教两门的用顿号隔开，如“语文、道法”。",
    "teams_avoided_unknown": (
        "要回避的教师在名单上找不到，或同名的不止一位。请核对姓名；同名的改写工号。"
    ),
    "teams_folder_taken": (
        "这个文件夹里已经有一次冻结的教学团队，名单、班级数或规则与这次不同。"
        "请换一个 --out 文件夹；要用原来冻结的名单，请给原来的名单文件。"
    ),
    "teams_drawn_already": (
        "这次冻结已经用现场数字抽取过，一次冻结只能抽取一次。结果在同一文件夹的 teams.json 里。"
    ),
    "teams_record_broken": (
        "文件夹里的教学团队记录不完整，或被改动过。请用原来的名单在新文件夹里重新冻结。"
    ),
    "seed_of_other_teams": "现场数字不属于这次冻结的教学团队，请核对冻结码。",
    "teams_cause_no_teacher": "“%(subject)s”没有教师，%(needed)d 个班都需要一位。",
    "teams_cause_classes": (
        "“%(subject)s”：%(needed)d 个班，教师按“最多任教班级数”合计只能教 %(found)d 个班。"
    ),
    "teams_cause_load": (
        "“%(subject)s”：%(needed)d 个班，教师按工作量上限"
        "（当班主任另算半个标准工作量）不当班主任时合计能教 %(found)d 个班。"
    ),
    "teams_cause_homeroom_few": (
        "%(needed)d 个班要 %(needed)d 位班主任，可任班主任的只有 %(found)d 位。"
    ),
    "teams_cause_homeroom_many": (
        "%(needed)d 个班，却有 %(found)d 位教师已定为班主任，每位都要有一个班。"
    ),
    "teams_cause_apart": "第 %(first)d 行与第 %(second)d 行的教师要求不同班。",
    "teams_cause_absent": "第 %(rows)s 行的教师有子女在本年级，至少要有一个班不由他们任教。",
    "teams_cause_kept": "第 %(first)d 行的教师须留在第 %(second)d 行班主任的班教“%(subject)s”。",
    "teams_shortage": (
        "“%(subject)s”有 %(holders)d 位%(kind)s，最多教 %(covered)d 个班，"
        "%(missing)d 个班没有；再有 %(more)d 位就能补齐。"
    ),
    "teams_shortage_homeroom": (
        "可任班主任的教师里有 %(holders)d 位%(kind)s，%(missing)d 个班的班主任不是；"
        "再有 %(more)d 位就能补齐。"
    ),
    "teams_remainder": (
        "全年级%(kind)s共任教 %(total)d 班次，%(classes)d 个班不能平分，相差 1 不可避免。"
    ),
}
