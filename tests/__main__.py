"""``python3 -m tests``: sets the checkout up if need be, then runs the whole suite. Arguments go to pytest."""

from __future__ import annotations

import os
import sys

from ui import bootstrap

if __name__ == "__main__":
    bootstrap.ensure("tests", sys.argv[1:])
    os.chdir(bootstrap.ROOT)
    import pytest

    sys.exit(pytest.main(sys.argv[1:]))
