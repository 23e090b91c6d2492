"""Sentences about messages to telephones."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "mobile_number_wrong": "手机号应当是 1 开头的 11 位数字，请核对。",
    "too_many_phones": "每名学生最多登记 %(most)d 个接收短信的手机号，请先撤回不用的。",
    "message_text_too_long": "短信正文要有内容，最多 %(most)d 个字，请改短后再发。",
    "resend_of_others": "只有没有发成和去向不明的短信可以重发。",
    "messages_file_open_to_others": (
        "短信设置文件 %(file)s 里有接口密码，但这台电脑上的其他人也能打开它。"
        "请系统管理员把它改成只有平台能读写（权限 600），短信才会发出。"
    ),
    "messages_file_malformed": (
        "短信设置文件 %(file)s 打不开，或格式不对，短信暂停发送。请系统管理员对照样例改正。"
    ),
    "messages_key_unknown": (
        "短信设置文件 %(file)s 里的 %(key)s 不认识，短信暂停发送。请系统管理员对照样例改正。"
    ),
    "messages_value_wrong": (
        "短信设置文件 %(file)s 里的 %(key)s 应当填%(expected)s，短信暂停发送。请系统管理员改正。"
    ),
    "gateway_busy": "短信接口说它忙，过一会儿自动再发。",
    "gateway_error": "短信接口出错，没有收下这一条，过一会儿自动再发。",
    "gateway_refused_message": "短信接口不收这一条：可能是空号、停机，或内容不合接口的要求。",
    "gateway_refused_us": (
        "短信接口不接受平台的请求：接口地址、账号或密码可能不对。请系统管理员核对短信设置文件。"
    ),
    "gateway_sends_elsewhere": (
        "短信接口要平台转到别的地址，平台不跟随。请系统管理员向接口单位核对地址。"
    ),
    "gateway_unreachable": "连不上短信接口。请系统管理员查网络；恢复后自动接着发。",
    "gateway_not_trusted": (
        "短信接口的证书不可信，没有发出任何内容。请系统管理员核对地址和证书文件。"
    ),
    "gateway_certificate_unreadable": "短信设置里的证书文件打不开。请系统管理员核对 ca_file。",
    "gateway_disk_failed": "写不进短信文件：磁盘可能满了。请系统管理员清出空间，之后自动接着发。",
    "gateway_timed_out": (
        "内容已交给短信接口，但没有等到回答，不知道发了没有。为免重复打扰，不自动重发。"
    ),
    "gateway_answer_lost": (
        "内容已交给短信接口，回答在半路断了，不知道发了没有。为免重复打扰，不自动重发。"
    ),
    "gateway_answer_unclear": (
        "短信接口的回答看不懂，不知道发了没有。为免重复打扰，不自动重发。请系统管理员核对设置。"
    ),
    "message_interrupted": "发送时平台中断，不知道发了没有。",
    "message_too_old": "三天没有发出去，内容已经过时，不再发。",
    "recipient_had_enough": "这个手机号今天已经收到太多条，明早再发。",
    "classes_not_published": "分班结果还没有公示，公示以后才能发短信告知。",
    "phone_withdrawn": "家长撤回了手机号。",
    "cancelled_by_hand": "由工作人员取消。",
}
