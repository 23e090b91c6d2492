"""Acts on students; `school_roster` and `roster_warnings` are what the ceremony takes."""

from junheng.apps.students.queries import roster_warnings, school_roster, student_codes

__all__ = ["roster_warnings", "school_roster", "student_codes"]
