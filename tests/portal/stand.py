"""Sets up a real CKAN on loopback from Debian's and Python's packages, and takes it down again.

Needs root, as PostgreSQL runs under a user of its own. Everything lies in one temporary folder and listens on free
ports; the environment that CKAN is installed in is kept in ``.work`` for the next time.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSION = "2.12.0"
_WORK = Path(__file__).parents[2] / ".work"
_PACKAGES = ("postgresql", "redis-server", "libmagic1")
_PATIENCE = 120


@dataclass(frozen=True)
class Stand:
    """A running CKAN: its address, tokens of one who may write and one who may not, its process, and its twin.

    ``bare`` is the address of the same portal without a DataStore.
    """

    address: str
    token: str
    reader: str
    pid: int
    bare: str


@contextmanager
def stand_up() -> Iterator[Stand]:
    """A fresh CKAN with the organisations ``datelines`` and ``others``; stopped and removed at the end."""
    _need_packages()
    ckan = _environment() / "bin" / "ckan"
    # Users other than root must get to their folders.
    home = Path(tempfile.mkdtemp(prefix="ckan-"))
    home.chmod(0o755)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        database, redis, solr, port, bare = (_free_port() for _ in range(5))
        _start_postgres(stack, home, database)
        _start(stack, home, "redis", ["redis-server", "--bind", "127.0.0.1", "--port", str(redis), "--save", ""])
        schema = _run([_environment() / "bin" / "python", "-c", "import ckan; print(ckan.__path__[0])"]).strip()
        schema = f"{schema.splitlines()[-1]}/config/solr/schema.xml"
        _start(stack, home, "solr", [sys.executable, str(Path(__file__).with_name("solr.py")), str(solr), schema])
        _configure(ckan, home, database, redis, solr, port)
        admin = _tokens(ckan, home)
        pid = _serve(stack, ckan, home, "ckan.ini", port)
        (home / "bare.ini").write_text((home / "ckan.ini").read_text().replace("activity datastore", "activity"))
        _serve(stack, ckan, home, "bare.ini", bare)
        address = f"http://127.0.0.1:{port}"
        for name in ("datelines", "others"):
            _call(address, admin["admin"], "organization_create", {"name": name})
        yield Stand(address, admin["admin"], admin["reader"], pid, f"http://127.0.0.1:{bare}")


def _need_packages() -> None:
    if not (_postgres_programs() and shutil.which("redis-server")):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_PACKAGES], check=True)


def _postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL that Debian has."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _environment() -> Path:
    """The environment that CKAN is installed in; it pins everything, so it gets one of its own."""
    home = _WORK / f"ckan-{VERSION}"
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [home / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, f"ckan[requirements]=={VERSION}"], check=True)
        (home / "ready").touch()
    return home


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _start_postgres(stack: ExitStack, home: Path, port: int) -> None:
    programs = _postgres_programs()
    assert programs, "PostgreSQL is installed, but has no initdb"
    data = home / "postgres"
    data.mkdir()
    shutil.chown(data, "postgres")
    as_postgres = ["runuser", "-u", "postgres", "--"]
    _run([*as_postgres, programs / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync"])
    # What is thrown away need not reach the disk.
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [*as_postgres, programs / "pg_ctl", "-D", data, "-w"]
    _run([*control, "-l", data / "log", "-o", options, "start"])
    stack.callback(_run, [*control, "-m", "immediate", "stop"])
    for name in ("ckan", "store"):
        _psql(data, port, "-c", f"create role {name} login password 'pass'")
    _psql(data, port, "-c", "create role looker login password 'pass'")
    for name in ("ckan", "store"):
        _psql(data, port, "-c", f"create database {name} owner {name} encoding 'utf-8'")


def _psql(data: Path, port: int, option: str, value: object) -> None:
    as_postgres = ["runuser", "-u", "postgres", "--", "psql", "-q", "-v", "ON_ERROR_STOP=1"]
    _run([*as_postgres, "-h", data, "-p", str(port), option, value])


def _start(stack: ExitStack, home: Path, name: str, command: list[str]) -> int:
    """A process of its own group, killed at the end; what it says goes to a file."""
    log = stack.enter_context((home / f"{name}.log").open("w"))
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=home, start_new_session=True)
    stack.callback(_stop, process)
    return process.pid


def _stop(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _configure(ckan: Path, home: Path, database: int, redis: int, solr: int, port: int) -> None:
    base = f"postgresql://{{}}:pass@127.0.0.1:{database}/{{}}"
    (home / "storage").mkdir()
    settings = [
        f"sqlalchemy.url={base.format('ckan', 'ckan')}",
        f"ckan.datastore.write_url={base.format('store', 'store')}",
        f"ckan.datastore.read_url={base.format('looker', 'store')}",
        f"ckan.site_url=http://127.0.0.1:{port}",
        f"ckan.redis.url=redis://127.0.0.1:{redis}/0",
        f"ckan.storage_path={home / 'storage'}",
        "ckan.plugins=activity datastore",
        f"solr_url=http://127.0.0.1:{solr}/solr/ckan",
    ]
    _run([ckan, "generate", "config", home / "ckan.ini"])
    _run([ckan, "config-tool", home / "ckan.ini", *settings])
    config = [ckan, "-c", home / "ckan.ini"]
    _run([*config, "db", "init"])
    _run([*config, "db", "upgrade", "-p", "activity"])
    permissions = _run([*config, "datastore", "set-permissions"])
    (home / "permissions.sql").write_text(permissions[permissions.index("/*") :])
    _psql(home / "postgres", database, "-f", home / "permissions.sql")


def _tokens(ckan: Path, home: Path) -> dict[str, str]:
    """A token of a system administrator and one of a user who belongs to no organisation."""
    config = [ckan, "-c", home / "ckan.ini"]
    found = {}
    for name in ("admin", "reader"):
        _run([*config, "user", "add", name, f"email={name}@example.org", f"name={name}", "password=long-enough-1"])
        if name == "admin":
            _run([*config, "sysadmin", "add", name])
        found[name] = _run([*config, "user", "token", "add", name, "test"]).split()[-1]
    return found


def _serve(stack: ExitStack, ckan: Path, home: Path, config: str, port: int) -> int:
    command = [str(ckan), "-c", config, "run", "--host", "127.0.0.1", "--port", str(port), "--disable-reloader"]
    pid = _start(stack, home, config, command)
    for _ in range(_PATIENCE * 2):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/3/action/status_show", timeout=5).close()
            return pid
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"CKAN does not answer: {(home / f'{config}.log').read_text()[-2000:]}")


def _call(address: str, token: str, action: str, data: dict[str, object]) -> None:
    request = urllib.request.Request(
        f"{address}/api/3/action/{action}",
        json.dumps(data).encode(),
        {"Authorization": token, "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=30).close()


def _run(command: list[object]) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, f"{command}: {done.stdout[-1000:]} {done.stderr[-2000:]}"
    return done.stdout
