"""The audit trail: who did what, when and where; append-only, chained, without personal data.

Every act writes its event in its own transaction: an act whose event cannot be written does not
happen. What was refused is written after the refused act rolled back.

`events` is what other applications declare, `services` is what they call, `append_only` what
their migrations may use.
"""
