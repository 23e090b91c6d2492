"""Sentences of the indicators of balance."""

SENTENCES: dict[str, str] = {
    "formula_not_understood": (
        "指标公式“%(formula)s”看不懂：只能用加减乘除、括号、数字、指标数据名和 min、max、ceil。"
    ),
    "formula_not_linear": (
        "指标公式“%(formula)s”不能按“%(name)s”折算缺口：公式的值必须随它成正比例增长。"
    ),
    "dispersion_without_schools": "没有参加计算的学校，算不出差异系数。",
    "dispersion_students_not_positive": "有学校的学生数不是正数，算不出差异系数，请先核对学生数。",
    "split_without_students": "学校各学段都没有学生，不能按学生数拆分。",
    "catalogue_unknown": "没有名为“%(name)s”的指标体系，可用的有：%(known)s。",
    "catalogue_quantity_unknown": (
        "指标 %(indicator)s 用到的数据“%(name)s”没有在指标体系文件的 quantities 中说明。"
    ),
    "figure_not_a_number": "这里要填数，只写数字，不写单位。",
    "figure_not_whole": "这里要填整数。",
    "figure_negative": "数不能是负的。",
    "figure_out_of_range": "数太大，或者小数超过四位，请核对单位。",
    "figure_above_largest": "最大只能是 %(largest)s，请核对单位。",
    "figure_part_above_whole": "“%(part)s”比“%(whole)s”还多，一定有一个填错了。",
    "figure_yes_or_no": "这里只填“是”或“否”。",
    "monitoring_sheet_missing": "没有“%(sheet)s”工作表，请用本指标体系的监测数据表填报。",
    "monitoring_column_missing": "没有“%(title)s”这一列，请用本指标体系的监测数据表填报。",
    "monitoring_cell_empty": "%(kind)s要填这一格，没有就填 0。",
    "monitoring_cell_not_asked": "%(kind)s不填这一格，请核对办学类型，或者清空。",
    "monitoring_item_missing": "“全县”工作表缺少“%(item)s”一行。",
    "monitoring_item_unknown": "没有这个项目，请不要改动项目名称。",
    "monitoring_item_empty": "这一项还没有填。",
    "monitoring_other_catalogue": (
        "这张表不是按指标体系 %(expected)s 做的（可能是往年的表），请重新生成监测数据表填报。"
    ),
    "monitoring_year_wrong": "年度要填四位数的年份，如 2026。",
    "monitor_nothing_to_do": (
        "请写数据表和 --out 文件夹；还没有数据表的，先用 --template 文件 生成空白的。"
    ),
    "monitor_catalogue_unread": "读不出指标体系文件“%(file)s”，请核对文件名和位置。",
    "monitor_other_year": (
        "数据表写的是 %(found)s 年，不是 %(asked)s 年。请核对是不是拿错了往年的表；"
        "年度写在“全县”工作表里。没有写出任何文件。"
    ),
    "monitor_previous_is_later": (
        "--previous 给的是 %(later)s 年的数据表，比本年（%(year)s 年）还晚，请把两张表对调。"
    ),
    "monitor_folder_exists": "“%(folder)s”已经存在，请换一个新的文件夹，以免盖掉以前的报告。",
    "split_without_weight": "规则档没有写“%(stage)s”的折算系数，不能拆分。",
    "what_if_quantity_unknown": "指标体系里没有可以改动的数据“%(name)s”。",
    "what_if_school_unknown": "数据表里没有代码为 %(school)s 的学校，请核对学校代码。",
    "what_if_stage_needed": "学校 %(school)s 的“%(name)s”按学段填报，请写明它有的学段。",
    "what_if_not_reported": "“%(name)s”还没有填报，不能在它上面增减。",
    "what_if_not_whole": "“%(name)s”只能增减整数。",
    "what_if_out_of_range": "“%(name)s”减到了零以下，或者超出了是与否，请改小一些。",
    "trends_without_years": "没有任何一年的数据，看不出变化。",
    "trends_year_twice": "%(year)s 年的数据出现了两次，每年只留一份。",
    "trends_other_catalogue": (
        "%(year)s 年是按另一套指标体系计算的，不能和本年放在一起比较，请用同一套指标体系重新计算。"
    ),
    "investments_value_unknown": (
        "学校 %(school)s 的指标 %(indicator)s 没有数值，先补填，再试算投入。"
    ),
    "investments_price_missing": "没有“%(name)s”的单价，请写上每单位多少元。",
    "investments_price_wrong": "“%(name)s”的单价不对：只能给能购置的数据定价，且要大于零。",
    "investments_composite": "这套指标体系比较的是综合差异系数，不能试算最省的投入。",
    "many_composite": "这套指标体系比较的是综合差异系数，不能成批计算，请逐县计算。",
    "investments_impossible": "只靠购置和补充教师达不到要求，请先核对各校数据。",
    "investments_not_found": "在限定的搜索范围内没有找到可行的投入方案，请核对数据或调整单价。",
}
