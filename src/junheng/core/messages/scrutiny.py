"""Sentences about tests of submitted class lists (督查检验)."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # The file
    "class_column_not_found": (
        "文件“%(file)s”里没有一张可见的工作表有“%(column)s”这一列，"
        "请用 --class-column 写明班级那一列的表头。"
    ),
    "list_column_not_found": "没有找到“%(column)s”这一列，请核对表头的写法。",
    "list_without_students": "没有一行写明班级，无法检验。",
    "list_classes_missing": (
        "有 %(count)d 行没有写班级（或写的是待定、转学一类），占的比例太大，请补齐后再检验。"
    ),
    "list_rows_without_class": (
        "有 %(count)d 行没有写班级（或写的是待定、转学一类），没有计入，请核对这些学生在哪个班。"
    ),
    "list_of_several_grades": "一张表里有几个年级，请按年级拆开，一张工作表一个年级，再检验。",
    "list_marks_unread": "“%(column)s”这一列没有一格是分数，没有检验；等级请改成数字。",
    "list_class_spellings_joined": (
        "有 %(count)d 个班的班名有几种写法（如“七（1）班”和“1班”），按同一个班计。"
    ),
    "list_class_name_special": (
        "班名里有实验、国际、创新一类的字样；起始年级不得设重点班、快慢班，请核对。"
    ),
    "list_teacher_not_of_class": (
        "“%(column)s”列在同一个班里有不同的数或者空白，看不出是哪位老师的，没有检验。"
    ),
    "list_order_repeated": "报名号有重复，不能用来看报名顺序，没有检验。",
    "mark_unreadable": "不是 0 到 2000 之间的分数，按缺考计。",
    # The list
    "scrutiny_one_class": "只有一个班，没有分班，不需要检验。",
    "scrutiny_class_tiny": (
        "有的班不到 %(least)d 人：%(classes)s。多半是班名写错，请改正后再检验。"
    ),
    "scrutiny_nothing_to_test": (
        "除了班级，没有一列可以检验：请至少提供性别、生源、出生日期、成绩或报名号中的一列。"
    ),
    "scrutiny_list_too_long": "名单超过 %(most)d 人，请按学校和年级拆开，一张工作表一所学校。",
    "scrutiny_list_malformed": "名单的“%(part)s”前后不一致，无法检验。",
    "scrutiny_lists_too_few": "随机名单至少要 %(least)d 份，否则看不出什么。",
    # What cannot be tested
    "untested_constant": "“%(column)s”：人人相同，没有什么可以检验。",
    "untested_all_different": "“%(column)s”：人人不同，看不出聚集，没有检验。",
    "untested_mostly_missing": "“%(column)s”：缺得太多（超过五分之一），没有检验。",
    "scrutiny_stuck": (
        "应当均衡的项目把名单定得很死，在保持同样均衡的前提下几乎没有别的分法，因此检验很难看出什么。"
    ),
    "scrutiny_balance_missed": (
        "“%(column)s”是应当均衡的项目，但各班最多相差 %(gap)d 人，最小可以做到 %(best)d 人。"
    ),
}
