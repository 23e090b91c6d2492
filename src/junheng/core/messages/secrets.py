"""Sentences about the keys of the installation and encrypted values."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "keys_missing": "这个平台还没有生成密钥。请先完成首次设置。",
    "keys_exist": "密钥已经生成，不能重复生成。",
    "keys_of_another_installation": (
        "密钥文件 %(file)s 不是这个数据库的。"
        "请插入生成密钥时的 U 盘，或从保险柜取回原来的密钥文件。"
    ),
    "key_not_held": "编号 %(key_id)s 的密钥不在或已按期销毁，用它加密的内容不能再打开。",
    "key_in_use": "编号 %(key_id)s 的密钥正在使用，不能销毁。请先生成新年度的密钥。",
    "key_retention_runs": (
        "编号 %(key_id)s 的密钥要保存到 %(day)s，期满以前不能销毁。"
        "保存年限由地方规则规定，按最晚毕业的学生计算。"
    ),
    "key_id_used": "编号 %(key_id)s 的密钥已经生成过，请换一个编号。",
    "key_id_malformed": "密钥编号应为年度，如 2027；同一年度再次生成写 2027-2。",
    "start_key_missing": (
        "找不到密钥文件 %(file)s。"
        "请插入存放密钥的 U 盘，或从保险柜的信封取出备份放回原处，再重新启动。"
        "没有密钥文件，已加密的姓名、证件号打不开；公开记录和家长凭条仍可核验。"
    ),
    "start_key_damaged": "密钥文件 %(file)s 已损坏，请用保险柜里的备份替换，再重新启动。",
    "start_key_of_other_form": (
        "密钥文件夹里已有一个密钥文件 %(file)s，它的方式（密钥文件或启动口令）与这里选的不同。"
        "请选同样的方式；确实不要它，请先把它移到别处保管，再继续。"
    ),
    "start_passphrase_missing": (
        "启动口令没有给出。"
        "请在启动时输入，或用环境变量 JUNHENG_START_PASSPHRASE_FILE 指明口令文件。"
    ),
    "start_passphrase_wrong": "启动口令不对。忘记时，请打开保险柜里的口令信封。",
    "start_passphrase_short": "启动口令至少 %(least)s 个字符。",
}
