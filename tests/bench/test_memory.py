"""Memory is summed over a whole tree of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kontor.bench.cpu import tree
from kontor.bench.memory import tree_megabytes

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")

#: A process with a child that holds 60 MB; both wait for their input to end.
HOLDS = "import sys; held = bytearray(60_000_000); print('ready', flush=True); sys.stdin.read()"
STARTS = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}])"


def test_a_grandchilds_memory_counts():
    before = sum(tree_megabytes(os.getpid()).values())
    with subprocess.Popen([sys.executable, "-c", STARTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == b"ready\n"
        found = tree_megabytes(os.getpid())
        assert len(tree(child.pid)) == 2
        child.stdin.close()
    assert sum(found.values()) - before > 55
    assert all(size >= 0 for size in found.values())


def test_a_process_that_is_gone_holds_nothing():
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    time.sleep(0.01)
    assert tree_megabytes(child.pid) == {}
