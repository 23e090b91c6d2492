"""Sentences for files, sheets and cells that cannot be read (tabular)."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # Files
    "file_not_found": "找不到文件“%(file)s”，请检查文件名和所在文件夹。",
    "file_is_folder": "“%(file)s”是文件夹，请选择其中的表格文件。",
    "file_empty": "文件“%(file)s”是空的。",
    "file_too_large": "文件“%(file)s”超过 %(megabytes)d MB，请删去图片和无关的工作表后再试。",
    "reader_not_started": "电脑内存或进程不足，没能打开“%(file)s”。请关闭不用的程序后再试。",
    "file_unreadable": "文件“%(file)s”已损坏或未保存完整，请用表格软件打开并另存为 .xlsx 后再试。",
    "file_encrypted": "文件“%(file)s”设有打开密码，请取消密码后再试。",
    "file_not_a_spreadsheet": (
        "“%(file)s”不是表格文件，实际内容是%(found)s。请用表格软件另存为 .xlsx 后再试。"
    ),
    "file_kind_unsupported": "“%(file)s”的格式是%(found)s，请用表格软件另存为 .xlsx 后再试。",
    "file_unpacks_too_large": "文件“%(file)s”解压后过大，可能不是正常的表格，已拒绝读取。",
    "sheet_too_many_rows": "工作表“%(sheet)s”超过 %(limit)d 行，请按学校拆分后再试。",
    "too_many_columns": "工作表“%(sheet)s”超过 %(limit)d 列，请删去右侧无关的内容后再试。",
    "too_many_cells": "读到工作表“%(sheet)s”时单元格总数超过 %(limit)d 个，请拆分文件后再试。",
    # Sheets and headings
    "sheet_is_blank": "工作表没有内容。",
    "header_not_found": "在前 %(searched)d 行没有找到表头，表头应含：%(titles)s。",
    "header_missing": "缺少这一列，请补上后再导入。",
    "header_missing_or_renamed": (
        "缺少这一列。表里没有认出的列：%(unread)s。就是其中一列的，请把它的表头改成这个名称；"
        "都不是的，请补上这一列。"
    ),
    "header_repeated": "这一列与“%(first)s”列重复，请只保留一列。",
    "table_is_empty": "表头下面没有数据。",
    "rows_hidden": "有 %(count)d 行被隐藏或筛选掉（第 %(rows)s 行），这些行也已读入，请核对。",
    "column_hidden": "这一列被隐藏，其内容也已读入，请核对。",
    "column_has_formulas": (
        "这一列有 %(count)d 个单元格是公式（第 %(rows)s 行），按显示的结果读入。"
    ),
    "blanks_read_as": "这一列有 %(count)d 个空白单元格，按“%(meaning)s”读入。",
    # Cells
    "cell_required": "不能为空。",
    "cell_is_error": "单元格显示的是错误值（如 #N/A），请改为正确的内容。",
    "cell_is_formula": "单元格是公式，请复制后选择性粘贴为数值。",
    "formula_without_result": "单元格的公式没有结果，请用表格软件打开、重新计算并保存后再试。",
    "value_repeated": "与第 %(first_row)d 行重复。",
    "long_number_typed_as_number": (
        "长号码按数字录入，表格软件只保留前 15 位，末几位已经丢失。"
        "请把这一列设为“文本”格式后重新录入，不能只改格式。"
    ),
    "text_too_long": "文字超过 %(longest)d 个字。",
    "name_has_lost_character": "含有问号或乱码，可能是生僻字丢失，请重新输入。",
    "choice_unknown": "不是可用的内容，应填：%(allowed)s。",
    "yes_no_unclear": "看不出是“是”还是“否”，请填“是”或“否”。",
    "date_unreadable": "不是可识别的日期，请按 2014-05-01 的形式填写。",
    "date_lacks_day": "日期缺少“日”，请按 2014-05-01 的形式填写。",
    "date_impossible": "日历上没有这一天。",
    "date_too_early": "日期早于 %(earliest)s。",
    "date_too_late": "日期晚于 %(latest)s。",
    "number_not_whole": "应为整数。",
    "number_too_small": "不能小于 %(least)d。",
    "number_too_large": "不能大于 %(most)d。",
    # Identity numbers
    "identity_number_typed_as_number": (
        "身份证号按数字录入，表格软件只保留前 15 位，末几位已经丢失。"
        "请把这一列设为“文本”格式后重新录入，不能只改格式。"
    ),
    "identity_number_in_scientific_notation": (
        "身份证号变成了科学计数法（如 3.6E+17），末几位已经丢失。"
        "请把这一列设为“文本”格式后重新录入。"
    ),
    "identity_number_digits_lost": (
        "身份证号末三位是 000 且校验位不符，多半是按数字录入后丢失了末几位，请对照证件重新录入。"
    ),
    "identity_number_has_15_digits": "这是 15 位的旧号码，请填写 18 位身份证号。",
    "identity_number_wrong_length": "身份证号应为 18 位，这里是 %(length)d 位。",
    "identity_number_wrong_character": "身份证号第 %(position)d 位不是数字（只有末位可以是 X）。",
    "identity_number_impossible_date": "身份证号第 7–14 位不是真实的出生日期。",
    "identity_number_born_in_future": "身份证号中的出生日期晚于今天。",
    "identity_number_wrong_check_digit": "身份证号的校验位不符，至少有一位录错，请对照证件核对。",
}
