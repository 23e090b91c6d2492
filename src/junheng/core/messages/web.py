"""Sentences for the web program's settings and pages."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "setting_not_yes_or_no": "环境变量 %(name)s 应为 1（是）或 0（否），请改正后重新启动。",
    "setting_not_a_number": (
        "环境变量 %(name)s 应为 %(least)d 到 %(most)d 的整数，请改正后重新启动。"
    ),
    "setting_file_unreadable": "环境变量 %(name)s 指向的文件读不出，请检查路径和权限后重新启动。",
    "setting_token_short": (
        "环境变量 %(name)s 太短，至少 %(least)d 个字符，请改用随机的长口令后重新启动。"
    ),
    "setting_log_level": (
        "环境变量 %(name)s 应为 debug、info、warning 或 error，请改正后重新启动。"
    ),
    "database_url_wrong": (
        "环境变量 %(name)s 应为 postgresql://用户:密码@主机:端口/库名，请改正后重新启动。"
        "密码里的符号要写成百分号和编码，如 / 写成 %%2F、# 写成 %%23。"
    ),
    "data_folder_unwritable": (
        "数据文件夹“%(folder)s”不能写入，请检查权限和磁盘空间，或用环境变量 JUNHENG_VAR 换一个。"
    ),
    "port_taken": (
        "地址 %(address)s 的端口 %(port)d 不能使用：平台可能已经在运行，或被别的程序占用。"
        "可以加 --port 换一个端口。"
    ),
    "platform_closed": (
        "平台正在升级或维护，暂时不能使用，请稍后再打开。"
        "平台的管理人员：网页服务程序的窗口或错误记录里写着原因和办法。"
    ),
    "server_is_one_process": (
        "网页服务程序 %(server)s 只能用一个进程：去掉 --processes，或者去掉 --server。"
    ),
}
