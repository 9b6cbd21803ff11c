"""RSA keys and certificates of a mini program or merchant account, from PEM files."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import load_pem_x509_certificate

from huozhao.terms.errors import BadInput


def private_key(path: Path, field: str) -> rsa.RSAPrivateKey:
    """Return the private key in a file; BadInput names the setting `field` when it is none."""
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise unfit(field, error) from None
    if not isinstance(found, rsa.RSAPrivateKey):
        raise unfit(field, TypeError("no RSA key"))
    return found


def public_key(path: Path, field: str) -> rsa.RSAPublicKey:
    """Return the public key in a file that holds it or its certificate; BadInput names the setting `field`."""
    try:
        pem = path.read_bytes()
        is_certificate = b"CERTIFICATE" in pem
        found = (load_pem_x509_certificate(pem).public_key() if is_certificate
                 else serialization.load_pem_public_key(pem))
    except (OSError, ValueError) as error:
        raise unfit(field, error) from None
    if not isinstance(found, rsa.RSAPublicKey):
        raise unfit(field, TypeError("no RSA key"))
    return found


def unfit(field: str, error: Exception) -> BadInput:
    """Return the error for a key that cannot be used."""
    return BadInput("key_unreadable", f"{field}: {type(error).__name__}: {error}", field=field,
                    hint="see docs/how-to/wechat.md")
