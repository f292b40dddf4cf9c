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
PATIENCE_SECONDS = 60
TRIES = 5
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


def can_bind(port: int) -> bool:
    """Whether a server could take the port now. It asks as a server does: what listens on every address counts too."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return not answers(port)


def free_port(first: int) -> int:
    """The first port from `first` on that a server could take."""
    return next(port for port in range(first, first + 1000) if can_bind(port))


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
    keep(folder, chosen)
    return chosen


def keep(folder: Path, chosen: Plan) -> None:
    """Writes the plan down for the next start and for stop."""
    write_private(folder / "plan.json", json.dumps(asdict(chosen)))


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


def launch(command: list[str | Path], cwd: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Starts a program as the keeper, in a session of its own; what it prints goes to start.log there."""
    person = keeper()
    step_down = {} if os.getuid() else {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    with (cwd / "start.log").open("ab") as output:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603 -- user and group only where we are root; programs found by us
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, "HOME": str(cwd), "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **step_down,
        )


def last_words(name: str, cwd: Path) -> str:
    """The sentence about a program that did not succeed, with the end of what it and its server wrote."""
    logs = [path for path in (cwd / "start.log", cwd / "server.log") if path.exists()]
    said = "\n".join(path.read_text(errors="replace")[-2000:] for path in logs)
    return f"{name} 没有成功：\n{said}"


def run(command: list[str | Path], cwd: Path, **environment: str) -> None:
    """Runs a command as the keeper to its end; what it printed is shown only if it fails."""
    if launch(command, cwd, **environment).wait():
        fail(last_words(Path(command[0]).name, cwd))


def on_a_free_port(port: int, begin: Callable[[int], bool], name: str, cwd: Path) -> int:
    """Begins a server on `port`, or on the next free one when somebody took it meanwhile; returns the port it has.

    `begin(port)` is true once the server runs. A server that fails for another reason ends everything, with its log.
    """
    for _attempt in range(TRIES):
        if begin(port):
            return port
        if can_bind(port):
            break
        taken, port = port, free_port(port + 1)
        sys.stderr.write(f"{name} 的端口 {taken} 刚刚被别的程序占用，改用 {port}。\n")
    fail(last_words(name, cwd))
    raise AssertionError


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
    data, whole = own / "data", own / "cluster-made"
    if not whole.exists() and not (own / "database-made").exists():
        # What an interrupted first start left is no cluster.
        shutil.rmtree(data, ignore_errors=True)
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
        whole.touch()

    def begin(port: int) -> bool:
        options = f"-p {port} -k {own} -c listen_addresses=127.0.0.1"
        command: list[str | Path] = [programs / "pg_ctl", "-D", data, "-l", own / "server.log"]
        command += ["-w", "-t", str(PATIENCE_SECONDS), "-o", options, "start"]
        return launch(command, own).wait() == 0

    if postgresql_pid(folder) is None:
        chosen.postgresql_port = on_a_free_port(chosen.postgresql_port, begin, "PostgreSQL", own)
        keep(folder, chosen)
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

    def begin(port: int) -> bool:
        chosen.redis_port = port
        write_redis_settings(own, chosen)
        process = launch([program, own / "redis.conf"], own)
        wait_until(
            lambda: process.poll() is not None or (redis_pid(folder, chosen) is not None and answers(port)),
            "Redis 没有在限定时间内启动。",
        )
        return process.poll() is None

    on_a_free_port(chosen.redis_port, begin, "Redis", own)
    keep(folder, chosen)


def write_redis_settings(own: Path, chosen: Plan) -> None:
    """Redis's settings, with the password: for the keeper's eyes."""
    lines = [
        f"port {chosen.redis_port}",
        "bind 127.0.0.1",
        f"requirepass {chosen.password}",
        "daemonize no",
        f"pidfile {own / 'redis.pid'}",
        f"logfile {own / 'server.log'}",
        f"dir {own}",
        'save ""',
        "appendonly no",
    ]
    settings = own / "redis.conf"
    write_private(settings, "\n".join(lines) + "\n")
    if not os.getuid():
        os.chown(settings, keeper().pw_uid, keeper().pw_gid)


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
