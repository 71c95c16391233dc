"""The two commands that load the web framework; apart, so that the others start without it."""

import argparse
import json

from platform_stub.api.openapi import interface_document
from platform_stub.billing import address
from platform_stub.commands import opened
from platform_stub.running import Ports, run


def serve(options: argparse.Namespace) -> str:
    """Serve until told to stop."""
    told = options.core, options.core_token_file, options.core_authority
    core = address.read(*told)
    with opened(options) as platform:
        address.remember(platform.place.core, *told)
        ports = Ports(options.host, options.port, options.enrolment_port, options.ftps_port, options.ftps_host)
        run(platform.place, platform.engine, platform.audit, core, ports)
    return ""


def export(_options: argparse.Namespace) -> str:
    """Return the interface document."""
    return json.dumps(interface_document(), ensure_ascii=False, indent=2)
