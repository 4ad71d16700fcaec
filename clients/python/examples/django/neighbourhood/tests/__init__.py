"""The site against the real server, which the tests of the client know how to start."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[4] / "tests"))
