"""The wheel carries the curated files and works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from convergence.dataset import Built
from convergence.paths import find_paths


def test_the_installed_package_builds_the_same_dataset(tmp_path: Path, built: Built) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(tmp_path),
            ".",
        ],
        cwd=find_paths().data,
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = tmp_path.glob("convergence_kg-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "convergence", "build"],
        # Before the editable install of this checkout on the module path.
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path / "site"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert f"built version {built.version}" in done.stdout
    assert (tmp_path / "cache" / "convergence" / "current" / "dataset.nq").is_file()
