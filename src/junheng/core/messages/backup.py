"""Sentences about backups, restoring, and the care of the platform."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # Making
    "backup_goes_on": "另一个备份正在进行，请等它完成后再试。",
    "backup_disk_full": "磁盘已满，没有完成。原来的内容都在；请腾出空间后重试。",
    "backup_folder_not_writable": "文件夹不能写入或不能读取，没有完成。请检查位置、权限和 U 盘。",
    "backup_folder_changes": (
        "文件夹“%(folder)s”一直在变化，没有备份成。请等正在进行的操作结束后再试。"
    ),
    "backup_tool_missing": (
        "本平台使用 PostgreSQL，备份需要 pg_dump 程序，但在这台电脑的 PATH 里找不到。"
        "请安装 PostgreSQL 客户端（postgresql-client）后重试。"
    ),
    "backup_dump_failed": (
        "数据库没有复制成。请检查数据库是否在运行；"
        "使用 PostgreSQL 时，pg_dump 的版本不能低于服务器的版本。"
    ),
    "backup_database_damaged": (
        "数据库文件已损坏，没有备份成。请不要再录入：停止平台，把数据文件夹另存一份，"
        "换一块好的磁盘，用最近一份好的备份恢复（《备份与恢复》）。"
    ),
    "database_unreachable": (
        "连不上 PostgreSQL 数据库，没有改动任何内容。请查看：数据库服务是否启动，"
        "网络是否通，环境变量 JUNHENG_DATABASE_URL 里的主机、端口、库名、用户和密码是否正确。"
    ),
    "database_unopened": (
        "数据库文件 %(file)s 打不开，没有改动任何内容。请查看数据文件夹的权限和磁盘空间，"
        "以及是否有别的程序正占用这个文件，再重新启动。"
    ),
    "database_damaged": (
        "数据库文件 %(file)s 已损坏，不能使用，也没有改动任何内容。请把整个数据文件夹另存一份，"
        "检查磁盘，再用最近一份好的备份恢复：junheng restore 备份.sgx --replace（《备份与恢复》）。"
    ),
    "backup_folder_gone": (
        "备份文件夹不见了：U 盘拔出、网络盘断开，或者文件夹被改了名。请接好后再备份；"
        "确实要换一个地方时，先新建这个文件夹。"
    ),
    "backup_read_back_differs": "备份写好后读回核对不一致，已删除。请检查磁盘，换一个位置重试。",
    "backup_key_missing": "还没有备份口令。请系统管理员打开“备份”页面，先生成备份口令。",
    # Opening
    "backup_file_missing": "找不到备份文件，请检查文件名和 U 盘。",
    "backup_passphrase_wrong": "备份口令不对，或文件开头被改动过。请核对两半口令，各 20 位。",
    "backup_changed": "备份文件被改动过或不完整，不能使用。请换一份备份。",
    "backup_not_one": "这个文件能打开，但不是平台的备份。",
    "backup_name_forbidden": "备份里有不允许的文件名，不能使用。",
    "backup_ledger_damaged": "备份里“%(folder)s”的流水账没有通过检查，不能使用。请换一份备份。",
    "backup_chain_broken": "备份里的审计记录没有通过检查，不能使用。请换一份备份。",
    # Restoring
    "head_on_paper_malformed": (
        "看不懂这个链头。请照公告输入：先写条数，再写四行摘要（如 2d60 d2c7 109b 64d4 /0），"
        "每行末尾的一位是校验码。"
    ),
    "restore_head_not_given": (
        "没有输入纸上最新的链头。请找出最近一张公告或表格，照着输入；"
        "确实一张都没有时，加 --no-head。"
    ),
    "platform_running": "平台正在运行或正在恢复。请先在启动窗口按 Ctrl+C 停止，再做这件事。",
    "restore_place_not_empty": (
        "这里已有平台的数据，没有恢复。确实要用备份替换时，加 --replace；"
        "替换前的内容会另存在数据文件夹里。"
    ),
    "restore_other_database": (
        "备份的数据库种类与现在设置的不同（SQLite 与 PostgreSQL 不能互换）。"
        "请核对环境变量 JUNHENG_DATABASE_URL。"
    ),
    "restore_newer_program": "这份备份来自更新版本的程序，请先升级程序再恢复。",
    "restore_database_in_use": "数据库正被别的程序使用，没有恢复。请停止平台和后台任务后重试。",
    "restore_workers_run": (
        "另有 %(count)d 个后台任务进程还在运行（可能在别的电脑上），没有恢复任何内容。"
        "请把它们都停止，一分钟后再试。"
    ),
    "restore_rolled_back": (
        "回退警报：纸上最新的链头不在这份备份里。备份止于 %(at)s（审计第 %(found)s 条），"
        "比纸上的记录旧，或历史被改写过。没有恢复任何内容。请先找更新的备份；"
        "一份也找不到时，由纪检在场，加 --despite-alarm 恢复，并按纸上的记录补齐；"
        "此事会记入审计记录。"
    ),
    # Upgrading
    "database_newer": (
        "数据库已由另一个版本的程序（%(version)s）升级过，这个版本（%(own)s）不能打开它，"
        "也没有改动任何内容。请换回那个版本的程序。确实要退回这个版本时，"
        "用升级前的备份恢复：junheng restore %(backup)s --replace；"
        "升级以后办的事不在那份备份里，要照纸上的记录补办。"
    ),
    "database_older": (
        "数据库还没有升级到这个版本的程序，不能使用，也没有改动任何内容。"
        "请先运行 junheng upgrade（或直接 junheng serve），会先备份再升级。"
    ),
    "upgrade_backup_failed": ("升级前的备份没有做成：%(reason)s因此没有升级，数据库没有任何改动。"),
    "upgrade_needs_passphrase": (
        "升级前要先备份，但还没有备份口令，所以没有升级，数据库没有任何改动。"
        "请运行 junheng upgrade，照提示抄下备份口令，再启动平台。"
    ),
    "upgrade_workers_run": (
        "另有 %(count)d 个后台任务进程在运行（可能在别的电脑上），所以没有升级。"
        "请把它们都停止，一分钟后再试。"
    ),
    "upgrade_failed": (
        "升级没有做成，数据库还和升级前一样，用原来版本的程序可以照常启动"
        "（%(kind)s，%(place)s）。升级前的备份：%(backup)s。请把括号里的内容告诉技术人员。"
    ),
    "upgrade_disk_full": (
        "磁盘已满，升级没有做成，数据库还和升级前一样。升级前的备份：%(backup)s。请腾出空间后再试。"
    ),
    # Drills
    "drill_needs_database": (
        "演练要在 PostgreSQL 服务器上建一个临时数据库，但平台的数据库用户没有建库的权限。"
        "请数据库管理员授予 CREATEDB，或在另一台电脑上照《备份与恢复》演练。"
    ),
    "drill_value_not_opened": (
        "备份恢复了，但表 %(table)s 的 %(column)s 列有内容打不开：密钥文件可能不是这份备份的。"
    ),
    "drill_file_not_opened": "备份恢复了，但编号 %(file)s 的文件读不回来或与保存时不一致。",
    "drill_broke_off": (
        "演练的进程中途停止，没有做完（%(cause)s）。请看内存和磁盘空间，再试一次；"
        "还是这样，就把括号里的内容告诉技术人员。"
    ),
    "drill_goes_on": "另一次演练正在进行，请等它完成后再试。",
    "drill_without_room": (
        "磁盘空间不够演练：数据文件夹所在的磁盘要空出约 %(gigabytes)d GB，恢复出来核对后就删掉。"
        "请腾出空间后再试。"
    ),
    "drill_without_backup": "还没有可以演练的备份，请先备份一次。",
    "care_drill_failed": "最近一次恢复演练没有通过：%(reason)s请重新备份，再演练一次。",
    "care_drill_old": "已有 %(days)d 天没有做恢复演练，请在“备份”页面点“现在演练”。",
    "care_keys_due": "%(key_id)s 年度的密钥已过保存期（至 %(day)s），请在“密钥”页面提出销毁。",
    "care_records_unfinished": (
        "密钥已销毁，但还有 %(count)d 场现场会文件夹里的个人信息没有清除完，"
        "平台会自动继续；原因写在“密钥”页面的销毁证明里。"
    ),
    "destruction_session_at_work": (
        "“%(session)s”正在办理“%(act)s”，现在不能销毁它的记录，所以什么也没有销毁。"
        "请先打开这场现场会，等它办完再确认。"
    ),
    "destruction_still_opens": (
        "销毁后试开，仍有 %(count)s 项内容能打开，所以没有销毁。请联系技术人员。"
    ),
    # Care of every night
    "care_file_damaged": "编号 %(file)s 的文件丢失或与保存时不一致，请从备份恢复。",
    "care_files_damaged": "另有 %(count)d 个文件丢失或与保存时不一致。",
    "care_part_broke_off": "夜间检查的“%(part)s”因磁盘或文件夹不能读写，没有做完。请检查磁盘。",
    "care_long_pause": (
        "离上一次夜间检查已有 %(days)d 天，所以今晚没有销毁到期文件。请核对电脑的日期；"
        "日期没有错，明晚会照常销毁。"
    ),
    "care_chain_faults": "审计记录检查出 %(count)s 处问题，请审计管理员查看。",
    "care_unfinished": "最近一次夜间检查没有做完，请查看后台任务。",
    "care_overdue": "已超过 36 小时没有做夜间检查。请让平台所在的电脑保持开机、平台保持启动。",
    "care_backup_missing": "还没有做过备份。",
    "care_backup_old": "最近一次备份是 %(days)s 天前做的。",
}
