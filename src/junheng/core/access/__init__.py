"""Who (actor), may do what (permission), through which gate; and acts that need two people."""

from junheng.core.access.actors import (
    Actor,
    GuardianActor,
    Post,
    PublicActor,
    StaffActor,
    SystemActor,
)
from junheng.core.access.gates import (
    Gate,
    GateKind,
    GuardianRequest,
    StaffRequest,
    WebRequest,
    for_guardian,
    for_monitor,
    for_staff,
    open_to_public,
    requires,
)
from junheng.core.access.refusals import (
    ChildSignInNeeded,
    NotAllowed,
    NotVisible,
    SignInNeeded,
    StepRefused,
    StepWaits,
)
from junheng.core.access.roles import ADMINISTRATORS, PERMISSIONS_OF, Permission, Role
from junheng.core.access.sensitivity import Sensitivity

__all__ = [
    "ADMINISTRATORS",
    "PERMISSIONS_OF",
    "Actor",
    "ChildSignInNeeded",
    "Gate",
    "GateKind",
    "GuardianActor",
    "GuardianRequest",
    "NotAllowed",
    "NotVisible",
    "Permission",
    "Post",
    "PublicActor",
    "Role",
    "Sensitivity",
    "SignInNeeded",
    "StaffActor",
    "StaffRequest",
    "StepRefused",
    "StepWaits",
    "SystemActor",
    "WebRequest",
    "for_guardian",
    "for_monitor",
    "for_staff",
    "open_to_public",
    "requires",
]
