"""Sentences about steps that the state of a thing forbids."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "step_refused": (
        "现在是“%(state)s”，不能“%(step)s”。别人可能刚刚操作过，请刷新页面查看最新状态。"
    ),
}
