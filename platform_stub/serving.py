"""The two commands that load the web framework; apart, so that the others start without it."""

import argparse
import json

from platform_stub.api.openapi import interface_document
from platform_stub.commands import Usage, opened
from platform_stub.running import CoreAddress, Ports, run

TOKEN_AT_LEAST = 16


def serve(options: argparse.Namespace) -> str:
    """Serve until told to stop."""
    token = options.core_token_file.read_text("utf-8").strip()
    if len(token) < TOKEN_AT_LEAST or not token.isascii() or not token.isprintable():
        raise Usage(f"{options.core_token_file}: a token has at least {TOKEN_AT_LEAST} printable characters")
    if not options.core.startswith("https://"):
        raise Usage(f"{options.core}: the billing core is spoken to over https only")
    core = CoreAddress(options.core, token, options.core_authority)
    with opened(options) as platform:
        ports = Ports(options.host, options.port, options.enrolment_port, options.ftps_port, options.ftps_host)
        run(platform.place, platform.engine, platform.audit, core, ports)
    return ""


def export(_options: argparse.Namespace) -> str:
    """Return the interface document."""
    return json.dumps(interface_document(), ensure_ascii=False, indent=2)
