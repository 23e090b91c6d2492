"""A Dask cluster for tests, trials and benchmarks, started with Dask's own commands behind TLS."""

import datetime as dt
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SRC = Path(__file__).parents[1] / "src"
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Certificates:
    """The files that every machine of a cluster holds; here one certificate is its own CA."""

    ca: Path
    certificate: Path
    key: Path

    @property
    def for_dask(self) -> tuple[str, ...]:
        """As options of Dask's commands."""
        files = (str(self.ca), str(self.certificate), str(self.key))
        return ("--tls-ca-file", files[0], "--tls-cert", files[1], "--tls-key", files[2])

    @property
    def for_draw(self) -> tuple[str, ...]:
        """As options of `junheng draw`."""
        files = (str(self.ca), str(self.certificate), str(self.key))
        return ("--cluster-ca", files[0], "--cluster-cert", files[1], "--cluster-key", files[2])


def make_certificates(folder: Path) -> Certificates:
    """A certificate for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster")])
    today = dt.datetime.now(dt.UTC)  # noqa: TID251 - a certificate is checked against the clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificates(folder / "cert.pem", folder / "cert.pem", folder / "key.pem")
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.touch(mode=0o600)
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def dask(*words: str, inside: Sequence[str] = ()) -> Iterator[Process]:
    """One of Dask's own commands, ended afterwards; `inside` is put before it."""
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    command = [*inside, sys.executable, "-m", "dask", *words]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def scheduler(certificates: Certificates, host: str = "127.0.0.1") -> Iterator[str]:
    """A scheduler; its address."""
    port = free_port(host)
    words = ("--host", f"tls://{host}", "--port", str(port), "--no-dashboard")
    with dask("scheduler", *words, *certificates.for_dask):
        yield f"tls://{host}:{port}"


@contextmanager
def worker(
    address: str, certificates: Certificates, folder: Path, inside: Sequence[str] = ()
) -> Iterator[Process]:
    """A worker with one thread, whose scratch files lie in `folder`."""
    words = ("--no-dashboard", "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with dask("worker", address, *words, *certificates.for_dask, inside=inside) as process:
        yield process
