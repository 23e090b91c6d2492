"""What a check of the audit trail found."""

from typing import ClassVar, Final

from django.db import models

from junheng.core.access import Sensitivity
from junheng.core.messages import sentence
from junheng.core.secrets.codes import PublicCodeField

FAULTS_SHOWN: Final = 20


class ChainCheck(models.Model):
    """One check of the whole chain: how far it went and every fault it found."""

    code = PublicCodeField("编号")
    at = models.DateTimeField("时间")
    by_name = models.CharField("检查人", max_length=40)
    events = models.BigIntegerField("记录条数")
    head_sequence = models.BigIntegerField("末条序号")
    head_digest = models.CharField("末条摘要", max_length=64)
    faults = models.JSONField("问题")

    sensitivity: ClassVar = {
        "id": Sensitivity.INTERNAL,
        "code": Sensitivity.INTERNAL,
        "at": Sensitivity.INTERNAL,
        "by_name": Sensitivity.INTERNAL,
        "events": Sensitivity.INTERNAL,
        "head_sequence": Sensitivity.PUBLIC,
        "head_digest": Sensitivity.PUBLIC,
        "faults": Sensitivity.INTERNAL,
    }

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    @property
    def sentences(self) -> list[str]:
        """The first faults as sentences: a trail put in anew may have a fault in every entry."""
        first = self.faults[:FAULTS_SHOWN]
        return [sentence(code, {"sequence": sequence}) for code, sequence in first]
