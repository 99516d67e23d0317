"""An OPC UA server from asyncua, for AsyncuaIT. Prints its port and thumbprint, then obeys lines on
its standard input: `set NAME NUMBER`, `bad NAME`, `get NAME`.

Arguments: port (0: any), folder for its certificate (kept between runs), comma-separated policies
(none, secured), then who may sign in, anybody where nothing is said: user and password, or
`certificate` and the file of the one user certificate that is believed.
"""

import asyncio
import datetime
import hashlib
import os
import socket
import sys

from asyncua import Server, ua
from asyncua.crypto.permission_rules import SimpleRoleRuleset, User, UserRole
from asyncua.server.user_managers import CertificateUserManager, UserManager
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

URI = "urn:fieldbeacon:test:asyncua"


def certificate(folder):
    """DER certificate and PEM key, made at the first run."""
    cert_file, key_file = os.path.join(folder, "cert.der"), os.path.join(folder, "key.pem")
    if os.path.exists(cert_file):
        return cert_file, key_file
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "asyncua test server")])
    now = datetime.datetime.now(datetime.timezone.utc)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(URI), x509.DNSName("localhost")]), False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(
            x509.KeyUsage(True, True, True, True, False, False, False, False, False), True
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )
    with open(cert_file, "wb") as out:
        out.write(cert.public_bytes(serialization.Encoding.DER))
    with open(key_file, "wb") as out:
        out.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    return cert_file, key_file


class OneUser(UserManager):
    def __init__(self, name, password):
        self.name, self.password = name, password

    def get_user(self, iserver, username=None, password=None, certificate=None):
        if username == self.name and password == self.password:
            return User(role=UserRole.Admin)
        return None


async def main():
    port, folder, policies = int(sys.argv[1]), sys.argv[2], sys.argv[3].split(",")
    if port == 0:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    cert, key = certificate(folder)
    by_certificate = len(sys.argv) > 5 and sys.argv[4] == "certificate"
    if by_certificate:
        manager = CertificateUserManager()
        await manager.add_admin(sys.argv[5], name="operator", format="der")
    else:
        manager = OneUser(sys.argv[4], sys.argv[5]) if len(sys.argv) > 5 else None
    server = Server(user_manager=manager) if manager else Server()
    await server.init()
    await server.set_application_uri(URI)
    server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/plc")
    chosen = []
    if "secured" in policies:
        chosen.append(ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt)
    if "none" in policies:
        chosen.append(ua.SecurityPolicyType.NoSecurity)
    server.set_security_policy(chosen, permission_ruleset=SimpleRoleRuleset() if manager else None)
    await server.load_certificate(cert)
    await server.load_private_key(key)
    if manager:
        server.set_identity_tokens([ua.X509IdentityToken if by_certificate else ua.UserNameIdentityToken])
    ns = await server.register_namespace("urn:plc")
    plant = await server.nodes.objects.add_object(ns, "Plant")
    nodes = {
        "level": await plant.add_variable(f"ns={ns};s=Plant.Level", "Level", 1.25, ua.VariantType.Double),
        "flow": await plant.add_variable(f"ns={ns};s=Plant.Flow", "Flow", 12.5, ua.VariantType.Float),
        "pump": await plant.add_variable(f"ns={ns};s=Plant.Pump", "Pump", False, ua.VariantType.Boolean),
        "setpoint": await plant.add_variable(f"ns={ns};s=Plant.Setpoint", "Setpoint", 300, ua.VariantType.UInt16),
        "word": await plant.add_variable(f"ns={ns};s=Plant.Word", "Word", 0b1010, ua.VariantType.UInt16),
        "rows": await plant.add_variable(f"ns={ns};s=Plant.Rows", "Rows", [1.5, 2.5, 3.5], ua.VariantType.Double),
        "name": await plant.add_variable(f"ns={ns};s=Plant.Name", "Name", "pump house", ua.VariantType.String),
    }
    # As UNECE's list has it: MTR is a metre, its number the three letters.
    metre = ua.EUInformation(
        NamespaceUri="http://www.opcfoundation.org/UA/units/un/cefact",
        UnitId=int.from_bytes(b"MTR", "big"),
        DisplayName=ua.LocalizedText("m"),
        Description=ua.LocalizedText("metre"),
    )
    await nodes["level"].add_property(ua.NodeId(9001, ns), ua.QualifiedName("EngineeringUnits", 0), metre)
    await nodes["level"].add_property(ua.NodeId(9002, ns), ua.QualifiedName("EURange", 0), ua.Range(Low=-5.0, High=15.0))
    # A gate whose node ids are those of the profile sluice-gate-opcua, in this server's namespace, and
    # one whose names alone are.
    tags = ("LevelUpstream", "LevelDownstream", "Opening", "OpeningSetpoint", "Fault")
    gate = await server.nodes.objects.add_object(ns, "Gate")
    for tag in tags:
        await gate.add_variable(f"ns={ns};s=Gate1.{tag}", tag, 1.5, ua.VariantType.Double)
    other = await server.nodes.objects.add_object(ns, "Other gate")
    for number, tag in enumerate(tags):
        await other.add_variable(f"ns={ns};i={7000 + number}", tag, 2.5, ua.VariantType.Double)
    await nodes["pump"].set_writable()
    await nodes["setpoint"].set_writable()
    types = {"level": ua.VariantType.Double, "flow": ua.VariantType.Float}
    async with server:
        with open(cert, "rb") as der:
            thumbprint = hashlib.sha1(der.read()).hexdigest()
        print(port, thumbprint, flush=True)
        loop = asyncio.get_running_loop()
        while True:
            line = await loop.run_in_executor(None, sys.stdin.readline)
            if not line:
                return
            word, name, *rest = line.split()
            if word == "set":
                stamp = datetime.datetime(2026, 7, 14, 3, 0, 0) if len(rest) > 1 else datetime.datetime.utcnow()
                value = ua.DataValue(ua.Variant(float(rest[0]), types[name]), SourceTimestamp=stamp)
                await server.write_attribute_value(nodes[name].nodeid, value)
            elif word == "bad":
                value = ua.DataValue(
                    ua.Variant(float(rest[0]), types[name]),
                    StatusCode=ua.StatusCode(ua.StatusCodes.BadSensorFailure),
                    SourceTimestamp=datetime.datetime.utcnow(),
                )
                await server.write_attribute_value(nodes[name].nodeid, value)
            elif word == "get":
                print(await nodes[name].read_value(), flush=True)


asyncio.run(main())
