"""Certificates that a client must refuse, one kind for each mistake that administrators make."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from maild.demo.tls import Certificates

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
HOST = "localhost"
DAY = timedelta(days=1)
# kind: what we call the fault
KINDS = {
    "expired": "expired",
    "not yet valid": "early",
    "another host's name": "name",
    "the name only as CN": "name",
    "signed by itself": "self-signed",
    "an authority that nobody knows": "unknown",
    "the chain without its middle": "unknown",
    "a key of 1024 bits": "weak",
    "an authority of 1024 bits": "weak",
    "a client's certificate": "purpose",
}


def make(directory: Path, kind: str) -> Certificates:
    """A server's files of this kind (good for "good"); `ca_file` is what its client trusts."""
    directory.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    begin, end = now - DAY, now + 30 * DAY
    if kind == "expired":
        begin, end = now - 30 * DAY, now - timedelta(minutes=1)
    elif kind == "not yet valid":
        begin = now + timedelta(hours=6)
    root_key: Key = _weak() if kind == "an authority of 1024 bits" else _key()
    root = _certificate("root", root_key, "root", root_key, now - DAY, now + 30 * DAY, authority=True)
    signer, signer_name = root_key, "root"
    if kind == "the chain without its middle":
        signer, signer_name = _key(), "middle"
        _certificate("middle", signer, "root", root_key, now - DAY, end, authority=True)
    key: Key = _weak() if kind == "a key of 1024 bits" else _key()
    if kind == "signed by itself":
        signer, signer_name = key, HOST
    leaf = _certificate(
        HOST,
        key,
        signer_name,
        signer,
        begin,
        end,
        names=() if kind == "the name only as CN" else ("mx.example.vn" if "another" in kind else HOST,),
        usage=ExtendedKeyUsageOID.CLIENT_AUTH if "client" in kind else ExtendedKeyUsageOID.SERVER_AUTH,
    )
    trusted = root
    if kind == "an authority that nobody knows":
        other = _key()
        trusted = _certificate("root", other, "root", other, begin, end, authority=True)
    files = Certificates(directory / "ca.pem", directory / "server.pem", directory / "server.key")
    files.ca_file.write_bytes(trusted.public_bytes(serialization.Encoding.PEM))
    files.cert_file.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    files.key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


def careless(certificates: Certificates, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """What a server that minds nothing shows; `newest` the last version of TLS that it knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    if newest is not None:
        context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
    context.load_cert_chain(certificates.cert_file, certificates.key_file)
    return context


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _weak() -> Key:
    return rsa.generate_private_key(65537, 1024)


def _certificate(
    subject: str,
    key: Key,
    issuer: str,
    issuer_key: Key,
    begin: datetime,
    end: datetime,
    *,
    names: Iterable[str] = (),
    authority: bool = False,
    usage: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternative, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
