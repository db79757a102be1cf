"""All cases of lints and repairs."""

from __future__ import annotations

from tests.lints.lint_cases import LINT_CASES
from tests.lints.repair_cases import REPAIR_CASES

CASES = {**LINT_CASES, **REPAIR_CASES}
