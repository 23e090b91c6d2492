"""Sentences about background jobs."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "job_crashed": (
        "任务因程序错误中断，已完成的部分保留。请重试一次；"
        "仍不行时，把编号 %(crash_id)s 告诉系统管理员。"
    ),
    "job_disk_full": (
        "服务器磁盘已满，任务停了下来，已完成的部分保留。请系统管理员腾出空间后重试。"
    ),
    "job_given_up": (
        "执行任务的进程中断了 %(tries)s 次，任务已停止，已完成的部分保留。"
        "请把编号 %(code)s 告诉系统管理员。"
    ),
    "job_unknown": "这个任务（%(job)s）属于旧版本的程序，不再执行。请重新提交。",
}
