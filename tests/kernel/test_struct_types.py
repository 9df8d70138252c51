"""Threads that decode into a Struct for the first time together: only what was finished before survives it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

SCRIPT = """
import sys, threading, types
import msgspec
from kontor.kernel.struct_types import finish_struct_types

SOURCE = '''
from __future__ import annotations
import msgspec
class A(msgspec.Struct): x: int = 0
class B(msgspec.Struct): x: int = 0
class C(msgspec.Struct): x: int = 0
class Outer(msgspec.Struct):
    n: int = 0
    a: A | None = None
    b: B | None = None
    c: list[C] | None = None
    z: int = 0
'''
DATA = b'{"z":1,"a":{"x":1},"b":{"x":2},"c":[{"x":1}],"n":1}'
sys.setswitchinterval(1e-6)

def decode(outer, together):
    together.wait()
    for _ in range(5):
        assert msgspec.json.decode(DATA, type=outer).c[0].x == 1

for number in range(int(sys.argv[2])):
    module = sys.modules[f"m{number}"] = types.ModuleType(f"m{number}")
    exec(compile(SOURCE, module.__name__, "exec"), module.__dict__)
    if sys.argv[1] == "finished":
        assert finish_struct_types() >= 4
    together = threading.Barrier(6)
    threads = [threading.Thread(target=decode, args=(module.Outer, together)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.modules.pop(module.__name__)
"""


@pytest.mark.parametrize(("how", "times", "code"), [("finished", 150, 0), ("unfinished", 4_000, -signal.SIGSEGV)])
def test_threads_decode_together_into_what_was_finished(how: str, times: int, code: int) -> None:
    """The control is why there is something to finish; where it ends well, msgspec has mended it and this can go."""
    command = [sys.executable, "-c", SCRIPT, how, str(times)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=100)
    assert done.returncode == code, done.stderr
