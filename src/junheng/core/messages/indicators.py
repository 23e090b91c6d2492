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
    "split_without_weight": "规则档没有写“%(stage)s”的折算系数，不能拆分。",
}
