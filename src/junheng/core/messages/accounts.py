"""Sentences for accounts, sign-in and the guided set-up."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # Sign-in
    "sign_in_wrong": "用户名或密码不对。连续输错 5 次，账号将锁定 30 分钟。",
    "sign_in_locked": (
        "这个账号因连续输错已锁定，约 %(minutes)d 分钟后自动解除；急用时请找安全管理员解锁。"
    ),
    "one_time_code_wrong": "动态口令不对或已用过，请等手机上换成新的六位数字再输入。",
    "one_time_code_too_late": "停留时间过长，请重新输入用户名和密码。",
    # Passwords
    "password_too_short": "密码至少 %(least)d 个字符。",
    "password_needs_three_kinds": "密码要用到大写字母、小写字母、数字、符号中的至少三种。",
    "password_holds_username": "密码里不能含有用户名。",
    "password_is_common": "这个密码太常见，容易被猜中，请换一个。",
    "password_used_before": "不能使用最近 5 次用过的密码。",
    "password_now_wrong": "现在的密码不对。",
    "passwords_differ": "两次输入的新密码不一样。",
    # Accounts and posts
    "username_taken": "用户名“%(username)s”已有人使用，请换一个。",
    "account_is_closed": "这个账号已停用。",
    "not_your_own_account": "不能对自己的账号做这件事，请另一位管理员办理。",
    "post_needs_school": "这个岗位须指定所在学校。",
    "post_is_not_at_school": "这个岗位在教育局，不指定学校。",
    "post_held_already": "此人已有这个岗位。",
    "administrator_holds_one_post": "系统、安全、审计管理员只能担任这一个岗位，不能兼任其他岗位。",
    "operator_does_not_review": "局操作员、局复核、纪检监督须由不同的人担任。",
    "post_withdrawn_already": "这个岗位已经收回。",
    "second_factor_not_begun": "还没有生成动态口令的二维码，请重新打开本页。",
    "second_factor_missing": "此人没有启用动态口令，不需要解除。",
    # Guided set-up
    "set_up_code_wrong": "设置码不对，请照启动窗口里显示的输入。",
    "set_up_bureau_missing": "还没有填写教育局资料，请先完成第 2 步。",
    "set_up_three_people": "三名管理员须是三个不同的人，用户名不能相同。",
}
