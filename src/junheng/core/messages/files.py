"""Sentences about kept files."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "stored_file_empty": "这个文件是空的，没有保存。请检查后重新上传。",
    "stored_file_too_large": "文件超过 %(limit)s MB，没有保存。",
    "stored_file_upload_broken": "上传中断，文件没有保存。请重新上传。",
    "stored_file_disk_full": "服务器磁盘已满，文件没有保存。请系统管理员腾出空间后重试。",
    "stored_file_folder_not_writable": (
        "服务器的数据文件夹不能写入，文件没有保存。请系统管理员检查权限。"
    ),
    "stored_file_missing": "编号 %(file)s 的文件不在服务器上，请系统管理员从备份恢复。",
    "stored_file_damaged": "编号 %(file)s 的文件与保存时不一致，不能使用。请系统管理员从备份恢复。",
    "stored_file_removed": "这个文件已按保存期限销毁。",
    "picture_not_read": (
        "照片打不开，没有保存。请用 JPG、PNG 或 WebP 格式的照片；苹果手机拍的 HEIC 照片，"
        "请在“设置—相机—格式”里选“兼容性最佳”后重拍，或先转成 JPG。"
    ),
    "picture_too_large": "照片超过 %(limit)d MB，没有保存。请用手机的普通画质重拍后再上传。",
    "picture_too_many_pixels": (
        "照片超过 %(limit)d 万像素，没有保存。请用手机的普通画质重拍后再上传。"
    ),
    "evidence_too_many": "材料太多，最多 %(most)d 份，请挑最要紧的。",
    "evidence_not_read": (
        "这个文件不是照片（JPG、PNG、WebP），也不是 PDF，或者已经损坏，没有保存。"
        "Word、Excel 文件请先另存为 PDF，苹果手机的 HEIC 照片请先转成 JPG；只改后缀没有用。"
    ),
    "evidence_is_no_picture": "网上只收照片（JPG、PNG）。文件请拍成照片，或寄送、当面提交。",
}
