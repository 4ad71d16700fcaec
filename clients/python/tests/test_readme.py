"""Every Python block of the README runs, in order, against a real server."""

import ast
import re
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from running import Proxy, Server

README = Path(__file__).parents[1] / "README.md"


def test_every_block_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = README.read_text()
    blocks = [
        (text[: found.start()].count("\n") + 1, found[1])
        for found in re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    ]
    assert len(blocks) >= 9
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["h2"])
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {"__name__": "readme"}
    with Server() as server, Proxy(server.port, tls=context) as proxy:
        for line, block in blocks:
            here = block.replace("http://127.0.0.1:7440", server.url)
            here = here.replace("https://beraad.example.org", f"https://localhost:{proxy.port}")
            tree = ast.increment_lineno(ast.parse(here), line)
            exec(compile(tree, str(README), "exec"), space)  # noqa: S102
        for name in ("secure", "client", "resident"):
            space[name].close()
    said = capsys.readouterr().out
    assert "ROUND_NOT_CLOSED FAILED_PRECONDITION {'round': '1'}" in said
    assert "display_name is empty" in said
