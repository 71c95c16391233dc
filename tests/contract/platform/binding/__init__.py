"""How a request is bound to its answer (docs/interfaces.md 1.1), for both sides of the wire.

`answers` are signed by the Ed25519 key of `key_seed`; `broken_answers` are no answers to their request; a request as in
`broken_requests` is refused with 400 `BINDING_WRONG`. In `broken_answers`, `told_sequence` and `told_nonce` are the
answer's headers, `null` where it has none; everything else is as in `answers`.
"""

import json
from pathlib import Path
from typing import Any

_CONTENT = json.loads((Path(__file__).parent / "binding.json").read_text(encoding="utf-8"))
KEY_SEED = bytes.fromhex(_CONTENT["key_seed"])
ANSWERS: list[dict[str, Any]] = _CONTENT["answers"]
BROKEN_ANSWERS: list[dict[str, Any]] = _CONTENT["broken_answers"]
BROKEN_REQUESTS: list[dict[str, Any]] = _CONTENT["broken_requests"]
