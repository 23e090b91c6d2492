"""Sentences for gates, rights and acts that need two people."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "sign_in_needed": "请先登录。",
    "not_visible": "找不到您要的页面或内容。",
    "permission_missing": "您的岗位没有这项权限。",
    "second_person_is_the_first": "这件事须由另一位同事在他自己的账号里确认，不能自己确认自己。",
    "second_role_missing": "这件事须由两个不同岗位的人共同完成，您的岗位不在其中。",
    "proposal_already_waits": "同一件事已经提出，正在等另一位同事确认，不必重复提出。",
    "proposal_is_another": "页面上的内容与现在等待确认的不是同一份，请返回列表重新打开后再确认。",
    "proposal_is_closed": "这件事已经办理过了，没有重复办理。",
    "proposal_has_expired": "这件事已过有效期，请提出人重新提出。",
}
