"""Sentences about rectifications."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "rectification_needs_words": "请写清楚，至少 %(least)d 个字：什么问题、做了什么、看到了什么。",
    "rectification_too_long": "最多 %(most)d 个字，请写要点；其余的作为材料上传。",
    "rectification_needs_ground": "请写明依据：文件名称和条款。",
    "rectification_deadline_past": "期限应当晚于今天，延期的应当晚于原来的期限，请重新选择日期。",
    "rectification_deadline_far": "期限最长 %(years)d 年，请重新选择日期；更久的请分步下达。",
    "rectification_already_started": (
        "这个问题已经下达整改（%(number)s），没有重复下达。请在原来的整改里办理。"
    ),
    "rectification_is_not_open": (
        "这项整改%(state)s，现在不能改动。待核查的，等教育局核查；退回以后可以继续办理。"
    ),
    "rectification_is_worked_on_elsewhere": (
        "整改进展和材料由被整改的学校填写；教育局自己的整改由局操作员、局复核填写。"
    ),
    "rectification_is_reported_by_principal": "申请核查由校长提出，请校长登录办理。",
    "rectification_verified_by_another": (
        "核查、延期要由另一个人办理：不能是责任人、申请人，也不能是填写过进展的人。"
    ),
    "rectification_withdrawn_by_another": "撤销要由下达人以外的人办理，请同事登录办理。",
}
