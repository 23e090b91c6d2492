"""Sentences of the audit trail: what may stand in it, and what a check of it finds."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "audit_payload_forbidden": (
        "审计记录的“%(field)s”只能写编号，不能写姓名、证件号、电话或说明文字。这是程序错误，请报告。"
    ),
    "audit_event_changed": "第 %(sequence)s 条审计记录被改动过。",
    "audit_event_missing": "第 %(sequence)s 条审计记录之前缺少记录。",
    "audit_event_out_of_chain": "第 %(sequence)s 条审计记录与前一条接不上，中间被换过。",
    "audit_end_differs": "审计记录的末尾与登记的第 %(sequence)s 条不符，末尾被删去或添加过。",
    "audit_head_differs": "第 %(sequence)s 条审计记录与公告上印出的摘要不符，历史被改写过。",
    "audit_head_missing": "公告上印出的第 %(sequence)s 条审计记录已不在库中。",
}
