"""Sentences about student rosters (新生名册)."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # The file and its sheets
    "sheet_not_found": "文件里没有可见的工作表“%(sheet)s”。现有：%(known)s。",
    "roster_not_found": (
        "文件“%(file)s”里没有找到名册：没有一张可见的工作表同时有姓名、性别、身份证号的表头。"
    ),
    "sheet_without_roster": "这张工作表没有名册表头，已跳过。",
    "sheet_holds_several_schools": "这张工作表里有几所学校，请按学校拆分，一张工作表只放一所学校。",
    "stage_not_found": (
        "看不出是小学还是初中起始年级，请在标题或工作表名中写明年级，或用选项指定学段。"
    ),
    "ages_of_other_stage": "名册按%(stage)s读取，但多数学生的年龄像%(seen)s新生，请核对学段。",
    # Columns
    "column_refused": "这一列不得作为编班的依据或者参考，已拒收，内容没有读取。",
    "columns_unread": "没有使用的列：%(unread)s。其中有要用的，请把表头改成模板里的名称。",
    "column_like_marks": "这一列疑似成绩或等级，没有导入。",
    "attribute_without_column": "名册没有“%(attribute)s”这一项，分班时不能均衡它。",
    "registration_numbers_not_usable": (
        "报名号不是人人都有、有重复或填了身份证号，因此不用；系统会另编序号。"
    ),
    # Cells and rows
    "ethnicity_unknown": "不是国家标准中的民族名称或代码；没有对应名称的请填“其他”。",
    "origin_is_number": "应写学校名称，不能只写数字。",
    "gender_differs_from_identity_number": "性别与身份证号第 17 位不符，请对照证件核对。",
    "birth_date_differs_from_identity_number": "出生日期与身份证号不符，请对照证件核对。",
    "age_implausible": (
        "入学时不在%(stage)s新生通常的 %(youngest)d 至 %(oldest)d 周岁之间，请核对。"
    ),
    "name_character_wrong": "姓名第 %(position)d 个字符不是文字，请删去数字、标点等标记。",
    "name_character_private": (
        "姓名第 %(position)d 个字是本机自造字，别的电脑上显示不出来，请改用国家标准字库中的字。"
    ),
    "name_character_variant": (
        "姓名第 %(position)d 个字是外形相近的兼容字或部首，请核对；公开记录按标准写法计算。"
    ),
    "name_character_unprintable": (
        "姓名第 %(position)d 个字（%(code_point)s）在打印用的字库里没有。请对照证件核对；"
        "确实是这个字的，分班照常进行，各种表上印成“〓”，打印后用黑色墨水笔补写并签名。"
    ),
    "name_is_one_character": "姓名只有一个字，请核对。",
    "identity_number_of_other_document": (
        "这不像居民身份证号。持护照等其他证件的，请加一列“身份证件类型”并选明类型。"
    ),
    "document_number_unreadable": "证件号应为 5 至 30 位字母、数字、连字符或括号。",
    "birth_date_needed_without_resident_number": (
        "没有居民身份证号的学生要填出生日期；没有这一列的，请加一列“出生日期”。"
    ),
    "person_repeated": (
        "与工作表“%(first_sheet)s”第 %(first_row)d 行是同一个人，请删去一行，并核对身份证号。"
    ),
    "identity_number_repeated": (
        "身份证号与工作表“%(first_sheet)s”第 %(first_row)d 行相同而姓名不同，"
        "至少有一行录错，请核对；两名学生都照常参加分班。"
    ),
    # Multiple births and wishes
    "multiple_birth_sibling_not_found": "这里写的多胞胎姓名在本校名册中找不到，请核对写法。",
    "multiple_birth_sibling_ambiguous": "这里写的姓名在名册中有几个人，请改用组号写明是谁。",
    "multiple_birth_dates_differ": "与第 %(sibling_row)d 行写为多胞胎，但出生日期不同，请核对。",
    "multiple_birth_alone": "标为多胞胎，但名册中没有找到对应的学生，请在“多胞胎姓名”列写明对方。",
    "multiple_birth_suspected": (
        "与第 %(sibling_row)d 行可能是多胞胎（出生日期相同，监护人、电话或姓名也相同），"
        "没有自动关联；确是多胞胎请填“多胞胎姓名”列。"
    ),
    "multiple_birth_one_sided": (
        "第 %(row)d 行写明与第 %(sibling_row)d 行是多胞胎，对方没有填写，已按多胞胎关联。"
    ),
    "multiple_birth_linked_by_guardian": (
        "第 %(rows)s 行都标为多胞胎，出生日期和监护人（或电话）相同，已按同一组关联，请核对。"
    ),
    "multiple_birth_linked_by_identity_number": (
        "第 %(rows)s 行都标为多胞胎，身份证号前 14 位相同，已按同一组关联，请核对。"
    ),
    "multiple_birth_without_wish": (
        "第 %(rows)s 行是多胞胎，没有填写同班意愿，按本地规则的默认处理。"
        "意愿请写在“多胞胎意愿”列；备注列不会读取。"
    ),
    "wish_of_one_applies": "第 %(rows)s 行是多胞胎，只有一部分写了意愿，按已写的执行。",
    "wish_unclear": "“否”可能是不同班，也可能是没有要求，请改为“同班”“不同班”或“无”。",
    "wish_without_siblings": "填了同班意愿，但没有写明多胞胎是谁；这一意愿不起作用。",
    "wishes_conflict": "与第 %(sibling_row)d 行是多胞胎，两人的同班意愿相反，请与监护人确认。",
    # How values were understood
    "blanks_counted_as_no": "“%(column)s”列：空白按“否”计 %(count)d 人。",
    "blanks_without_value": "“%(column)s”列：空白 %(count)d 人，单独作为“未填”参与均衡。",
    "household_counted_as_migrant": ("“%(column)s”列的“%(value)s”按随迁子女“是”计 %(count)d 人。"),
    "household_counted_as_local": (
        "“%(column)s”列的其他内容没有写明随迁，按随迁子女“否”计 %(count)d 人。"
    ),
    "disability_counted_as_inclusion": (
        "没有随班就读列，“%(column)s”列中有残疾的 %(count)d 人按随班就读学生计。"
    ),
    "disability_without_inclusion": (
        "“%(column)s”列中有 %(count)d 人有残疾而“%(followed)s”列为“否”，以后者为准。"
    ),
    "same_names_found": "同名 %(count)d 组（第 %(rows)s 行）。",
    "same_sounds_found": "同音不同字 %(count)d 组（第 %(rows)s 行），只作提示。",
    # Links
    "apart_wish_exceeds_classes": (
        "工作表“%(sheet)s”第 %(rows)s 行要求互不同班，但只有 %(classes)d 个班，不能满足。"
    ),
    "apart_needs_two_classes": "只有一个班，第 %(rows)s 行不同班的意愿不能满足。",
    "same_name_yields_to_wish": "第 %(rows)s 行同名，但有人要求同班，以意愿为准。",
    "same_name_cannot_be_apart": "第 %(rows)s 行同名，与其他要求或班数冲突，不再强制分开。",
    # Homeroom teachers
    "teachers_sheet_missing": (
        "班主任名单里没有“%(sheet)s”这张表（有：%(known)s）。每所学校一张表，表名与学生名册相同。"
    ),
    "teachers_not_one_per_class": (
        "名单上有 %(found)d 位，要正好 %(expected)d 位班主任，一个班一位。"
    ),
    "marked_teachers_not_one_per_class": (
        "这一列填“是”的有 %(found)d 位，要正好 %(expected)d 位：请加一列“班主任”，"
        "只给担任班主任的老师填“是”。"
    ),
    "teacher_named_twice": (
        "与第 %(first)d 行姓名相同：同一位老师请只留一行；两位同名的，请在姓名后加注以便区分。"
    ),
}
