"""PostgreSQL and Redis for tests, benchmarks and trying production out: in a folder and on ports of their own.

python3 scripts/services.py start    starts what does not run yet and writes the addresses to .services.json
python3 scripts/services.py stop     ends exactly what start began

$FENGQIAO_SERVICES names another file for the addresses. Runs on the system's own Python.
"""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
ADDRESSES = Path(os.environ.get("FENGQIAO_SERVICES") or CHECKOUT / ".services.json")
PATIENCE_SECONDS = 30
ROLE = "fengqiao"


def fail(sentence: str) -> None:
    """Ends with one sentence."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def keeper() -> pwd.struct_passwd:
    """Who runs the servers: whoever calls, but root steps down, since PostgreSQL refuses to run as root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    fail("以 root 运行时需要一个 postgres 或 nobody 用户来启动 PostgreSQL。")
    raise AssertionError


def home() -> Path:
    """The data folder of this checkout, where the keeper can reach it even if the checkout is private."""
    mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
    return Path("/var/tmp") / f"fengqiao-{os.getuid()}-{mark}"  # noqa: S108 -- its owner is checked in make_home


@dataclass
class Plan:
    """What was chosen on the first start and holds from then on."""

    postgresql_port: int
    redis_port: int
    password: str

    @property
    def database(self) -> str:
        """The address Django and the tests connect to."""
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{self.postgresql_port}/{ROLE}"

    @property
    def redis(self) -> str:
        """The address of Redis."""
        return f"redis://:{self.password}@127.0.0.1:{self.redis_port}/0"


def answers(port: int) -> bool:
    """Whether anything listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens on."""
    return next(port for port in range(first, first + 1000) if not answers(port))


def make_home() -> Path:
    """The folder, ours and nobody else's: a folder of that name that another user made is refused."""
    folder = home()
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        fail(f"{folder} 属于别的用户，不能使用。")
    (folder / "checkout").write_text(str(CHECKOUT))
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One start or stop at a time."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def plan(folder: Path) -> Plan:
    """The plan kept in the folder, made on the first start; the password stays, a port may change."""
    path = folder / "plan.json"
    if path.exists():
        chosen = Plan(**json.loads(path.read_text()))
    else:
        chosen = Plan(15432, 16379, secrets.token_hex(16))
    # A port that somebody else took, before the first start or since, is given up.
    if postgresql_pid(folder) is None:
        chosen.postgresql_port = free_port(chosen.postgresql_port)
    if redis_pid(folder, chosen) is None:
        chosen.redis_port = free_port(chosen.redis_port)
    write_private(path, json.dumps(asdict(chosen)))
    return chosen


def write_private(path: Path, text: str) -> None:
    """Writes a file only its owner can read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def folder_of_keeper(folder: Path) -> Path:
    """A folder the keeper owns."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if not os.getuid():
        os.chown(folder, keeper().pw_uid, keeper().pw_gid)
    return folder


def run(command: list[str | Path], cwd: Path, **environment: str) -> None:
    """Runs a command as the keeper; what it printed is shown only if it fails."""
    person = keeper()
    step_down = {} if os.getuid() else {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    log = cwd / "start.log"
    with log.open("ab") as output:
        result = subprocess.run(  # noqa: S603 -- programs found by us, our own words as arguments
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, "HOME": str(cwd), "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            **step_down,  # type: ignore[call-overload]  # user and group only where we are root
        )
    if result.returncode:
        fail(f"{Path(command[0]).name} 没有成功:\n{log.read_text(errors='replace')[-2000:]}")


def postgresql_bin() -> Path | None:
    """The folder of the newest installed PostgreSQL's programs; Debian does not put them on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def running(pid_file: Path, mark: str) -> int | None:
    """The process id in the file, if that process lives and is the one we mean (ids are used again)."""
    try:
        pid = int(pid_file.read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return None
    return pid if mark in command else None


def postgresql_pid(folder: Path) -> int | None:
    """Our PostgreSQL, if it runs."""
    data = folder / "postgresql" / "data"
    return running(data / "postmaster.pid", str(data))


def redis_pid(folder: Path, chosen: Plan) -> int | None:
    """Our Redis, if it runs."""
    return running(folder / "redis" / "redis.pid", f":{chosen.redis_port}")


def start_postgresql(folder: Path, chosen: Plan, programs: Path) -> None:
    """Makes the cluster on the first start; passwords only, loopback only."""
    own = folder_of_keeper(folder / "postgresql")
    data = own / "data"
    if not (data / "PG_VERSION").exists():
        password = own / "password"
        write_private(password, chosen.password)
        if not os.getuid():
            os.chown(password, keeper().pw_uid, keeper().pw_gid)
        run(
            [programs / "initdb", "-D", data, "-U", ROLE, "-A", "scram-sha-256", f"--pwfile={password}",
             "-E", "UTF8", "--locale=C.UTF-8"],
            own,
        )  # fmt: skip
        password.unlink()
    if postgresql_pid(folder) is None:
        options = f"-p {chosen.postgresql_port} -k {own} -c listen_addresses=127.0.0.1"
        run([programs / "pg_ctl", "-D", data, "-l", own / "server.log", "-w", "-o", options, "start"], own)
    server = ["-h", "127.0.0.1", "-p", str(chosen.postgresql_port), "-U", ROLE]
    made = own / "database-made"
    if not made.exists():
        run(
            [programs / "createdb", *server, "--maintenance-db=postgres", ROLE],
            own,
            PGPASSWORD=chosen.password,
        )
        made.touch()


def start_redis(folder: Path, chosen: Plan, program: str) -> None:
    """Nothing is written to disk: what Redis holds may be lost."""
    own = folder_of_keeper(folder / "redis")
    if redis_pid(folder, chosen) is not None:
        return
    settings = own / "redis.conf"
    lines = [
        f"port {chosen.redis_port}",
        "bind 127.0.0.1",
        f"requirepass {chosen.password}",
        "daemonize yes",
        f"pidfile {own / 'redis.pid'}",
        f"logfile {own / 'server.log'}",
        f"dir {own}",
        'save ""',
        "appendonly no",
    ]
    write_private(settings, "\n".join(lines) + "\n")
    if not os.getuid():
        os.chown(settings, keeper().pw_uid, keeper().pw_gid)
    run([program, settings], own)
    wait_until(lambda: answers(chosen.redis_port), "Redis 没有在限定时间内启动。")


def wait_until(done: Callable[[], bool], sentence: str) -> None:
    """Waits until `done()` is true, or fails with the sentence."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > end:
            fail(sentence)
        time.sleep(0.05)


def start() -> None:
    """Starts both and writes their addresses."""
    programs, redis = postgresql_bin(), shutil.which("redis-server")
    lacking = [name for name, found in (("postgresql", programs), ("redis-server", redis)) if not found]
    if programs is None or redis is None:
        fail(f"缺少程序。请先安装:apt-get install {' '.join(lacking)}")
        raise AssertionError
    folder = make_home()
    with alone(folder):
        chosen = plan(folder)
        start_postgresql(folder, chosen, programs)
        start_redis(folder, chosen, redis)
        write_private(
            ADDRESSES, json.dumps({"database": chosen.database, "redis": chosen.redis}, indent=1) + "\n"
        )
    print(
        f"PostgreSQL 127.0.0.1:{chosen.postgresql_port},Redis 127.0.0.1:{chosen.redis_port};地址写在 {ADDRESSES.name}"
    )


def end(pid: int | None, sign: signal.Signals, name: str) -> None:
    """Ends one process and waits until it is gone."""
    if pid is None:
        return
    os.kill(pid, sign)
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), f"{name} 没有在限定时间内结束(进程 {pid})。")


def stop() -> None:
    """Ends what start began, and forgets the addresses. The data stays for the next start."""
    folder = home()
    if (folder / "plan.json").exists():
        with alone(make_home()):
            chosen = Plan(**json.loads((folder / "plan.json").read_text()))
            end(postgresql_pid(folder), signal.SIGINT, "PostgreSQL")
            end(redis_pid(folder, chosen), signal.SIGTERM, "Redis")
    ADDRESSES.unlink(missing_ok=True)
    print("PostgreSQL 和 Redis 已结束。")


if __name__ == "__main__":
    actions = {"start": start, "stop": stop}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        fail("用法:scripts/services.py start|stop")
    actions[sys.argv[1]]()
