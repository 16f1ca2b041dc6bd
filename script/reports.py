"""Make the gallery in reports/ from the embedded data: python script/reports.py [FOLDER].

The commands stand in reports/README.md too; tests/render/test_gallery.py fails if the committed files differ.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from auditor.cli.main import main

SEED = ("Llama 3.1 8B", "Llama 4 Maverick", "Muse Spark", "GPT-5.5", "gpt-oss-20b", "Gemini 3.1 Pro", "Gemma 3 27B",
        "Claude Opus 4.6")  # fmt: skip
VENDORS = ("meta", "openai", "google", "anthropic", "mistral ai", "alibaba qwen", "deepseek", "ai2")
#: Name of a report, with its command without --format and --output.
REPORTS: dict[str, tuple[str, ...]] = {
    "seed-systems": ("audit", *SEED, "--offline"),
    "vendors": ("compare", *VENDORS),
    "timeline": ("timeline",),
    "chain": ("chain", "packer/skiff-8b-chat-GGUF", "--hub", "docs/example-hub"),
}
FORMATS = {"md": "markdown", "html": "html", "json": "json"}
#: Where a report has other forms than these.
OTHER_FORMATS = {"chain": {"mmd": "mermaid", "html": "html", "json": "json"}}
ROOT = Path(__file__).resolve().parent.parent


def commands() -> dict[str, list[str]]:
    """File name to the arguments that make it."""
    return {
        f"{name}.{ending}": [*arguments, "--format", form, "--output", f"reports/{name}.{ending}"]
        for name, arguments in REPORTS.items()
        for ending, form in OTHER_FORMATS.get(name, FORMATS).items()
    }


def make(folder: Path) -> None:
    """Write every report into `folder`. The user's own store and caches are left out of it."""
    os.environ["AUDITOR_STORE"] = str(folder / "no-store.sqlite")
    os.environ["HF_HUB_CACHE"] = str(folder / "no-cache")
    folder.mkdir(parents=True, exist_ok=True)
    for file, arguments in commands().items():
        inside = [str(ROOT / item) if item.startswith("docs/") else item for item in arguments[:-1]]
        code = main([*inside, str(folder / file)])
        if code != 0:
            raise SystemExit(f"{file}: the command ended with {code}")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports")
