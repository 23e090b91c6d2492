"""A child with encrypted values, a plan with states, and a tally that jobs raise."""

from django.db import models

from junheng.core.secrets.codes import PublicCodeField
from junheng.core.secrets.sealed_fields import EncryptedTextField, IdentityIndexField
from junheng.core.workflow.rows import StatefulModel, state_constraints
from tests.core.samples.states import STAMPS, TRANSITIONS, PlanState


class Child(models.Model):
    """Two encrypted columns and a blind index."""

    code = PublicCodeField()
    name = EncryptedTextField()
    phone = EncryptedTextField(null=True)
    identity_index = IdentityIndexField(blank=True)


class Tally(models.Model):
    """One row for each effect a job had."""

    job = models.CharField(max_length=32)
    step = models.IntegerField()
    worker = models.IntegerField(default=0)


class Plan(StatefulModel):
    """A plan that is frozen, published or made void."""

    TRANSITIONS = TRANSITIONS
    STAMPS = STAMPS

    state = models.CharField(max_length=16, choices=PlanState, default=PlanState.DRAFT)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=64, blank=True)
    school_code = models.CharField(max_length=6, blank=True)

    class Meta:
        verbose_name = "方案"
        constraints = state_constraints("samples_plan", PlanState.values, STAMPS.values())
