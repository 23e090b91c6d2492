"""Sentences for the bureau and its schools."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "school_code_not_six_digits": (
        "学校代码应为六位数字；前面的 0 丢了时，请把这一列设为“文本”格式后重填。"
    ),
    "school_name_taken": (
        "代码 %(code)s 的学校名称与已登记的学校（代码 %(other)s）相同，请核对代码或名称。"
    ),
    "schools_changed_meanwhile": (
        "学校名单在您预览之后被别人改过，没有写入任何内容；请重新上传预览。"
    ),
    "schools_preview_gone": "没有等待确认的学校名单，请重新上传。",
    "bureau_changes_nothing": "内容和原来一样，没有需要修改的。",
    "bureau_rules_in_use": (
        "本年度的工作正按现在的行政区划代码和地方规则进行，不能修改这两项；"
        "请先恢复这两项，其他内容可以改，等这一年度结束以后再改。"
    ),
    "bureau_changed_meanwhile": (
        "提出以后这些内容又被改过，没有生效；请不同意这一件，由局操作员重新提出。"
    ),
    "contacts_change_nothing": "电话表和原来一样，没有需要修改的。",
    "contact_unit_twice": "“%(unit)s”写了两行，一个单位只写一行；几个号码写在同一行，用顿号隔开。",
    "already_set_up": "本平台已经完成初始设置，不能再次设置；请直接登录。",
}
