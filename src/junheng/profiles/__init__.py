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
    "load_profile",
    "profile_names",
]
