"""What a page turns into an answer of its own: each carries a code and no personal data."""

from junheng.engine.errors import JunhengError


class SignInNeeded(JunhengError):
    """Nobody is signed in; the page leads to the sign-in and back."""

    def __init__(self) -> None:
        super().__init__("sign_in_needed")


class ChildSignInNeeded(JunhengError):
    """No family is signed in, or no longer; the page leads to the families' sign-in."""

    def __init__(self) -> None:
        super().__init__("child_sign_in_needed")


class NotVisible(JunhengError):
    """What is asked for does not exist for this person: 404, whether or not it exists."""

    def __init__(self, code: str = "not_visible", **params: object) -> None:
        super().__init__(code, **params)


class NotAllowed(JunhengError):
    """This person may see it but not do it: 403."""


class StepRefused(JunhengError):
    """The right person at the wrong moment: 409. The state of the thing forbids the step."""


class StepWaits(StepRefused):
    """The step is recorded and cannot be finished now: 202. It goes on by itself, not by a form."""
