"""Settings of the embedded server, from the memory of the machine it runs on."""

from __future__ import annotations

import os

MIB = 1024 * 1024


def memory_mib() -> int:
    """The machine's memory; a quarter of what a container may use counts as the container's."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MIB
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(name, encoding="utf-8") as file:  # noqa: PTH123
                total = min(total, int(file.read()) // MIB)
        except (OSError, ValueError):
            continue
    return total


def settings(*, fast: bool) -> dict[str, str]:
    """``fast``: for tests, whose data nobody misses. Else nothing that was committed may be lost."""
    common = {
        "max_connections": "80",
        "log_min_messages": "warning",
        "log_checkpoints": "off",
        "random_page_cost": "1.1",
        "shared_preload_libraries": "",
    }
    if fast:
        return common | {
            "shared_buffers": "128MB",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_wal_size": "2GB",
            "autovacuum": "off",
        }
    memory = memory_mib()
    return common | {
        "shared_buffers": f"{max(64, min(2048, memory // 4))}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        "maintenance_work_mem": f"{max(64, min(512, memory // 16))}MB",
        "work_mem": f"{max(8, min(32, memory // 256))}MB",
        "fsync": "on",
        "synchronous_commit": "on",
        "max_wal_size": "8GB" if memory >= 4096 else "2GB",
        "min_wal_size": "512MB" if memory >= 4096 else "128MB",
        "checkpoint_timeout": "15min",
    }
