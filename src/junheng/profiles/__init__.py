"""Jurisdiction rules as data (地方规则档): every number with document, article and evidence."""

from junheng.profiles.loading import load_profile, profile_names
from junheng.profiles.profile import (
    BalancedAttribute,
    BalancedNumeric,
    Evidence,
    HolidayYear,
    Hotline,
    JurisdictionProfile,
    Rule,
    Source,
    Stage,
)
from junheng.profiles.working_days import after_working_days, has_holidays, is_working_day

__all__ = [
    "BalancedAttribute",
    "BalancedNumeric",
    "Evidence",
    "HolidayYear",
    "Hotline",
    "JurisdictionProfile",
    "Rule",
    "Source",
    "Stage",
    "after_working_days",
    "has_holidays",
    "is_working_day",
    "load_profile",
    "profile_names",
]
