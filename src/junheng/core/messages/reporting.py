"""Sentences of the balance report, the lists and the printed forms."""

SENTENCES: dict[str, str] = {
    "report_empty": "没有可以写入均衡报告的学校。",
    "report_audience_unknown": "均衡报告只有公开版和内部版，没有“%(audience)s”。",
    "report_classes_wrong": "%(school)s：班级名称的个数与班级数不符，无法生成均衡报告。",
    "report_sizes_wrong": "%(school)s：各班人数相加不等于学生总数，无法生成均衡报告。",
    "report_counts_wrong": (
        "%(school)s：“%(attribute)s”各班人数与合计或差距不符，无法生成均衡报告。"
    ),
    "lists_empty": "没有可以导出的分班名单。",
    "list_row_wrong": "%(school)s%(school_class)s：名单第 %(row)s 行的格数与列数不符。",
    "form_time_without_zone": "打印时间没有时区，无法生成表格。",
    "forms_not_printed": (
        "表格没有印成：%(reason)s名册、结果和流水账都已经成立，不受影响；"
        "解决以后随时可以用 junheng forms %(folder)s 重新打印。"
    ),
    "forms_folder_missing": "这里没有冻结过名册，请指明当初的结果文件夹（--out 写的那个）。",
}
