"""Sentences of a void, and of the new freeze after it."""

SENTENCES: dict[str, str] = {
    "void_folder_missing": "这里没有冻结过名册，请指明当初的结果文件夹。",
    "void_reason_unknown": (
        "没有“%(reason)s”这个作废理由。只能用：C 更正名册、P 程序有误、T 录入与签字单不符、"
        "E 独立重算不符、R 名册根不符、D 纪检或法院书面决定。对结果不满意不是理由。"
    ),
    "void_not_now": (
        "现在这一步不能用理由 %(reason)s 作废，只能用：%(allowed)s。"
        "拆封以后只能往前走：录入、锁定、抽签、公布，确有错误再作废。"
    ),
    "void_reference_missing": (
        "理由 %(reason)s 要用 --ref 写明依据：P 写哪一步有误，D 写决定的文号。不要写人名。"
    ),
    "void_signer_unknown": "“%(signer)s”不是签字的身份。签字写身份或席位，不写人名：%(known)s。",
    "void_signers_too_few": "作废至少要两个不同身份的人签字，请用 --signer 逐一写明。",
    "void_inspector_missing": "作废要有纪检监督签字：--signer 纪检监督。",
    "void_witnesses_too_few": (
        "种子锁定以后作废，要有三分之二的见证席签字：至少 %(needed)s 席，现在 %(found)s 席。"
        "各席是：%(seats)s。"
    ),
    "void_already": "这次冻结已经用另外的理由或签字作废，不能再改。请看流水账里的 VOID。",
    "freeze_is_void": (
        "这次冻结已经作废，不能再往下做。请用更正后的名册在同一个文件夹重新冻结："
        "junheng draw 名册 --out 这个文件夹 --freeze。"
    ),
    "session_program_changed": (
        "程序与本次会议公告的不同，不能在这个文件夹里重新冻结。"
        "请用当初的程序，或换一个新文件夹，作为一次新的会议重新公告。"
    ),
    "session_rules_changed": (
        "规则档或密码算法与本次会议公告的不同，不能在这个文件夹里重新冻结。"
        "请用原来的规则档和算法，或换一个新文件夹，作为一次新的会议重新公告。"
    ),
}
