"""What tests and checks need beside Python packages: Debian's Chromium, CJK fonts, gettext and Redis.

``python -m tests.requirements`` installs what is missing where that is permitted, and else says what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = Path(os.environ.get("CHROMIUM", "") or shutil.which("chromium") or "/usr/bin/chromium")
# Without the last flags Chromium looks for its maker's hosts at every start.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REDIS = shutil.which("redis-server") or shutil.which("valkey-server") or ""
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")


def missing() -> list[str]:
    """The Debian packages that are not there."""
    wanted = []
    if not CHROMIUM.exists():
        wanted.append("chromium")
    if not CJK_FONT.exists() and not _has_cjk_font():
        wanted.append("fonts-noto-cjk")
    if not shutil.which("xgettext"):
        wanted.append("gettext")
    return wanted


def _has_cjk_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def main() -> int:
    """Install what is missing. Without Redis the tests of several servers are skipped; the rest is needed."""
    wanted = missing()
    if wanted and not _installed(wanted):
        return 1
    if not REDIS:
        _installed(["redis-server"])
    return 0


def _installed(wanted: list[str]) -> bool:
    """Whether the packages could be installed; says how to do it by hand where not."""
    by_hand = f"Install them with: apt-get install {' '.join(wanted)}"
    if not shutil.which("apt-get") or os.geteuid() != 0:
        print(f"Tests and checks need {', '.join(wanted)}. {by_hand} (as root)", file=sys.stderr)
        return False
    print(f"→ Installing {', '.join(wanted)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted],
    ):
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode:
            print(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}\n{by_hand}", file=sys.stderr)
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
