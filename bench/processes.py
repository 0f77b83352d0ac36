"""Servers in processes of their own, and the processor time that they use."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60  # seconds for a server to answer


class NotMeasurable(Exception):
    """Processor time of other processes is read the Linux way."""


@dataclass(frozen=True)
class Server:
    """A server that answers on `port`; `pid` is the first of its processes."""

    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """Return the user and system time of all the processes of this server so far."""
        return sum(_cpu_seconds(pid) for pid in _family(self.pid))

    def forget_peak(self) -> None:
        """Have the most memory that was held counted from now on."""
        for pid in _family(self.pid):
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak_megabytes(self) -> float:
        """Return the most memory that the largest process of this server held."""
        return max(_peak_megabytes(pid) for pid in _family(self.pid))


def check_measurable() -> None:
    """Raise NotMeasurable where the bench cannot read the time of its servers."""
    if not Path("/proc/self/task").exists():
        raise NotMeasurable(
            "The bench reads the processor time of its servers in /proc: run it on Linux."
        )


def _family(pid: int) -> list[int]:
    children = [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]
    return [pid, *(member for child in children for member in _family(child))]


def _peak_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1_000
    return 0.0


def _cpu_seconds(pid: int) -> float:
    # The clock of another process counts nanoseconds; /proc/<pid>/stat only hundredths of a second.
    clock = ctypes.c_int()
    if ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise ProcessLookupError(pid)
    return time.clock_gettime(clock.value)


@contextmanager
def serving(target: str, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve the application `target` until the block ends; what it says goes to `log`."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.server", target, str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=_clean(os.environ) | dict(environment), stdout=output, stderr=output
        )
    try:
        _wait_for(process, port, log)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("REPERES_")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")


def calibration() -> float:
    """Return the processor milliseconds of a fixed loop: how fast this machine is just now."""
    start = time.process_time()
    total = 0
    for number in range(2_000_000):
        total += number
    return (time.process_time() - start) * 1_000
