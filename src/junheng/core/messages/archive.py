"""Sentences of the archive: making a disc, checking one, opening its sealed files."""

SENTENCES: dict[str, str] = {
    "archive_folder_missing": "这里没有已完成的分班，请指明当初的结果文件夹。",
    "archive_passphrase_wrong": (
        "口令打不开封存包，或封存包已损坏。"
        "请核对两半口令（各 20 位），先输教育局的一半，再输纪检的一半。"
    ),
    "archive_container_damaged": "这个文件不是封存包，或已损坏。请换另一份光盘上的同名文件。",
    "archive_inside_folder": (
        "存档不能放在结果文件夹里面，也不能把结果文件夹包在里面。请用 --out 换一个位置。"
    ),
    "archive_place_taken": "--out 指的位置已有别的东西。请换一个新文件夹。",
    "archive_scans_missing": "找不到扫描件文件夹。请检查 --scans 后面的位置。",
    "archive_scans_empty": "扫描件文件夹是空的。请先把签字的表格扫描进去，或去掉 --scans。",
    "archive_too_large": (
        "名单、表格和扫描件合计超过 %(most)s MB，一张盘的加密文件装不下。"
        "请把扫描件存成较小的 PDF（每页 300 KB 左右），再用同一条命令。"
    ),
    "archive_recording_too_large": (
        "录像 %(file)s 超过 4 GB，不能放进光盘镜像。"
        "请去掉 --with-recordings，录像另存，只记校验值。"
    ),
    "archive_read_back_differs": (
        "写好的存档读回来与写进去的不同，没有留下存档。磁盘可能有故障，请换一个磁盘或电脑再做。"
    ),
    "recording_unreadable": "读不到录像文件 %(file)s。请检查文件名和位置。",
    "recording_twice": "有两个录像文件都叫 %(file)s。请给其中一个改名。",
    "recording_changes": (
        "录像文件 %(file)s 正在被改动，可能还在录制或拷贝。请等它完成，再用同一条命令。"
    ),
    "disc_not_found": "找不到 %(file)s。请检查光盘是否放好、文件名是否正确。",
    "disc_image_unreadable": (
        "光盘镜像 %(file)s 读不出来：不是光盘镜像，或目录区已损坏。请换另一份光盘核对。"
    ),
    "disc_image_cut": (
        "光盘镜像不完整：应有 %(wanted)s 字节，只有 %(found)s 字节。"
        "请重新拷贝；如果光盘上就是这样，请换另一份光盘。"
    ),
    "disc_folder_unreadable": (
        "光盘上有读不出来的文件夹，可能有划伤。请换一个光驱，或换另一份光盘。"
    ),
    "disc_manifest_missing": (
        "没有找到带签名的清单（清单.json）：这不是存档光盘，或清单已丢失。请换另一份光盘。"
    ),
    "disc_manifest_malformed": "带签名的清单（清单.json）已损坏，无法核对。请换另一份光盘。",
    "disc_names_differ": "镜像里给 Windows 用的目录与给 Linux 用的目录不一致：镜像被改动或损坏。",
    "disc_file_unreadable": "%(file)s 读不出来，可能有划伤。请换一个光驱，或换另一份光盘。",
    "disc_file_missing": "%(file)s 不在盘上。",
    "disc_file_renamed": "%(file)s 被改了名，现在叫 %(now)s，内容没有变。",
    "disc_file_cut": "%(file)s 大小不对：应有 %(wanted)s 字节，现有 %(found)s 字节。",
    "disc_file_changed": "%(file)s 的内容与清单不符：被改动或损坏。",
    "disc_file_spare": "%(file)s 不在清单里，是后来放进去的，不属于存档。",
    "disc_files_whole": "清单上的 %(count)s 个文件都在，大小和内容都与清单一致（共 %(size)s MB）。",
    "disc_checksums_agree": "校验.txt 与盘上的文件一致。",
    "disc_checksums_differ": "校验.txt 与盘上的文件不符，请以带签名的清单为准。",
    "disc_signature_holds": "清单的签名有效，签名的公钥是 %(key)s，请与冻结公告核对。",
    "disc_signature_wrong": "清单的签名无效：清单不是这次会议的程序写的，或已被改动。",
    "disc_public_agrees": "盘上的公开核验包：独立核验全部通过（%(count)s 项）。",
    "disc_public_open": (
        "盘上的公开核验包：独立核验没有发现不符（%(count)s 项相符），需要留意的如下。"
    ),
    "disc_public_wrong": "盘上的公开核验包：独立核验发现不符，如下。",
    "disc_package_agrees": "封存包已打开，并从名册重算一遍：全部相符（%(count)s 项）。",
    "disc_package_open": (
        "封存包已打开，并从名册重算一遍：没有发现不符（%(count)s 项相符），需要留意的如下。"
    ),
    "disc_package_wrong": "封存包已打开，核验发现不符，如下。",
    "disc_package_shut": "封存包打不开：口令不对，或文件已损坏。",
    "disc_verifier_says": "　独立核验说：%(said)s。",
    "disc_internal_whole": "内部材料已打开，%(count)s 个文件都与签名的清单一致。",
    "disc_internal_wrong": "内部材料打不开：口令不对，或文件已损坏。",
    "disc_recorded": "这张光盘登记在最新的公开流水账里。",
    "disc_not_recorded": "最新的公开流水账里没有登记这张光盘：它不是当天刻录存档的那一张。",
    "disc_newest_unreadable": "--public 给的文件不是公开核验包，无法核对光盘登记。",
    "recording_list_unreadable": "盘上的录像清单读不出来，无法核对录像。",
    "recording_same": "录像 %(file)s 与当天登记的一致。",
    "recording_renamed": "录像 %(file)s 的内容与当天登记的一致，只是改了文件名。",
    "recording_changed": "录像 %(file)s 与当天登记的不同：被剪辑、转码或损坏。",
    "recording_unknown": "录像 %(file)s 不在当天登记的录像里。",
    "open_place_taken": "--out 指的位置已有别的东西。请换一个新文件夹，用完连同文件夹一起删除。",
    "open_name_unsafe": "封存文件里有不安全的文件名，没有写出任何文件。请换另一份光盘核对。",
}
