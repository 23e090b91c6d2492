"""Sentences about jurisdiction profiles (地方规则档)."""

SENTENCES = {
    "profile_unknown": (
        "没有名为“%(name)s”的规则档。自带的有：%(known)s；自己的规则档请给出 .toml 文件的路径。"
    ),
    "profile_file_missing": "找不到规则档文件“%(file)s”。",
    "profile_file_malformed": "规则档“%(file)s”不是合法的 TOML 文件：%(reason)s。",
    "profile_key_unknown": "规则档里有不认识的条目“%(key)s”，请检查拼写。",
    "profile_key_missing": "规则档缺少条目“%(key)s”。",
    "profile_value_wrong": "规则档条目“%(key)s”的值不对，应为：%(expected)s。",
    "profile_source_missing": "规则档条目“%(key)s”没有写明依据：缺少“%(part)s”。",
    "profile_document_unknown": (
        "规则档条目“%(key)s”引用了未列出的文件“%(document)s”，请在 documents 中写明全称。"
    ),
}
