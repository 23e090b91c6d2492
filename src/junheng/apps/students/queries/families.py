"""What a family's way in needs, before it is known who asks."""

from junheng.apps.students.models import QUERY_CODE, Student
from junheng.core.prepared import PreparedFirst
from junheng.core.secrets.services import blind_indexes


def keys_of_query_code(query_code: str) -> list[int]:
    """Keys of the rows with this query code: one, or none, and two once in many counties."""
    indexes = blind_indexes(QUERY_CODE, query_code)
    found = Student.objects.filter(query_index__in=indexes).order_by()
    return list(found.values_list("pk", flat=True))


def student_of_key(key: int) -> Student | None:
    """A row by its key, for the sign-in of families and for nothing else."""
    return _STUDENT_OF_KEY.first(key=key)


_STUDENT_OF_KEY = PreparedFirst(
    lambda key: Student.objects.select_related("cohort__school")
    .only(
        "code", "cohort_id", "identity_number", "attributes", "state",
        "cohort__school_id", "cohort__school__code",
    )
    .filter(pk=key)
    .order_by(),
    key=-1,
)  # fmt: skip


def any_key() -> int:
    """The key of some row, 0 without any: what is looked at where a query code leads to nobody."""
    return Student.objects.order_by("pk").values_list("pk", flat=True).first() or 0
