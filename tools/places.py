"""Where things are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"
VAR = Path(os.environ.get("LEERLIJN_VAR", ROOT / "var")).absolute()
LOGS = VAR / "log"
