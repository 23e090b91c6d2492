"""What the audit trail says about accounts. Usernames and addresses are identifiers of staff."""

from dataclasses import dataclass

from junheng.core.audit.events import AuditEvent


@dataclass(frozen=True, kw_only=True)
class SignedIn(AuditEvent):
    """Somebody signed in."""

    NAME = "accounts.session.begin"
    SENTENCE = "登录，来自 %(address)s。"
    address: str


@dataclass(frozen=True, kw_only=True)
class SignInRefused(AuditEvent):
    """A sign-in failed; `reason` is the code of the sentence that was shown."""

    NAME = "accounts.session.refuse"
    SENTENCE = "登录被拒绝，原因 %(reason)s，来自 %(address)s，连续失败 %(failures)d 次。"
    reason: str
    address: str
    failures: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(AuditEvent):
    """A sign-in ended."""

    NAME = "accounts.session.end"
    SENTENCE = "登录结束，原因 %(because)s。"
    because: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(AuditEvent):
    """Somebody chose a new password."""

    NAME = "accounts.password.change"
    SENTENCE = "修改密码，同时下线其他登录 %(ended)d 处。"
    ended: int


@dataclass(frozen=True, kw_only=True)
class PasswordReset(AuditEvent):
    """An account got a new initial password."""

    NAME = "accounts.password.reset"
    SENTENCE = "重置密码，须在下次登录时修改。"


@dataclass(frozen=True, kw_only=True)
class SecondFactorSet(AuditEvent):
    """Somebody set up his second factor."""

    NAME = "accounts.factor.set"
    SENTENCE = "启用动态口令。"


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(AuditEvent):
    """A second factor was taken off, to be set up anew."""

    NAME = "accounts.factor.remove"
    SENTENCE = "解除动态口令，须在下次登录时重新启用。"


@dataclass(frozen=True, kw_only=True)
class AccountOpened(AuditEvent):
    """A new account."""

    NAME = "accounts.account.open"
    SENTENCE = "开通账号 %(username)s。"
    username: str


@dataclass(frozen=True, kw_only=True)
class AccountClosed(AuditEvent):
    """An account was closed."""

    NAME = "accounts.account.close"
    SENTENCE = "停用账号。"


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(AuditEvent):
    """A lock was taken off before its time."""

    NAME = "accounts.account.unlock"
    SENTENCE = "解除登录锁定。"


@dataclass(frozen=True, kw_only=True)
class PostGranted(AuditEvent):
    """Someone got a post."""

    NAME = "accounts.post.grant"
    SENTENCE = "授予岗位 %(role)s。"
    role: str


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(AuditEvent):
    """Someone lost a post."""

    NAME = "accounts.post.withdraw"
    SENTENCE = "收回岗位 %(role)s。"
    role: str


@dataclass(frozen=True, kw_only=True)
class SetUpFinished(AuditEvent):
    """The guided set-up of the platform ended."""

    NAME = "accounts.platform.set_up"
    SENTENCE = "完成初始设置：学校 %(schools)d 所，管理员账号 %(administrators)d 个。"
    schools: int
    administrators: int
