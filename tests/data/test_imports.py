"""What the editor imports to list and check data must stay light."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "sklearn", "PIL", "scipy", "pandas")


def test_declaring_and_checking_data_loads_nothing_heavy() -> None:
    program = (
        "import sys; from backend.data.plan import examine; from backend.source.data_script import data_script; "
        "examine({'source': {'type': 'digits'}, 'fields': {'image': {}}}); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
