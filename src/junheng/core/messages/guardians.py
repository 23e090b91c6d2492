"""Sentences for families: sign-in, own child, requests, second guardians."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "child_sign_in_needed": "请先输入查询码和证件号后六位。",
    "child_sign_in_failed": (
        "没有查到。请核对查询码和证件号后六位；连续输错五次，三十分钟内不能再查。"
        "仍查不到，请带核对单到学校办理。"
    ),
    "child_agreement_needed": (
        "请先看个人信息处理规则，同意的打勾后再查询；不同意的可以到学校查询。"
    ),
    "guardian_is_second": "只有第一位监护人或者学校可以为孩子开通第二个查询码，请向他们提出。",
    "guardian_second_exists": "孩子已经有第二个查询码；要换人，请先停用原来的。",
    "guardian_already_ended": "这个查询码已经停用，不用再停用。",
    "phones_not_used": "本地没有开通短信通知，不用登记手机号；结果公布后请在这里查。",
    "phone_too_late": "结果公布已超过三天，不再发短信，不用登记手机号；班级在首页可以查到。",
    "phone_left_already": "孩子的另一位监护人已经登记了这个手机号，会收到短信，不用再登记。",
    "phones_left_too_often": "一天最多登记 %(most)d 次手机号，请明天再改。",
    "right_words_needed": "请写明您的要求，例如要更正哪一项、正确的内容是什么。",
    "right_open_already": "同样的请求已经提出，正在办理，请等答复；答复期限写在“我的请求”里。",
    "right_answer_needed": "请写明怎么办理的，或者为什么不能办理、依据哪一条规定。",
}
