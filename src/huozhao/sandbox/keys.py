"""The keys of the fake as PEM, as a merchant gets them."""

from cryptography.hazmat.primitives import serialization

from huozhao.sandbox.world import key_pair


def merchant_pem() -> bytes:
    """Return the merchant's private key."""
    return private_pem("merchant")


def private_pem(party: str) -> bytes:
    """Return the private key of a party."""
    return key_pair(party).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def platform_pem() -> bytes:
    """Return WeChat Pay's public key."""
    return key_pair("platform").public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
