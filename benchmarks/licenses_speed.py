#!/usr/bin/env python3
"""How fast license texts are read: identity, identity with every clause, and how that grows with the length.

    AUDITOR_CORPUS=DIR python benchmarks/licenses_speed.py [--rivals FOLDER] [--texts N] [--seconds S]

Noisy texts (re-wrapped, another copyright line and case, 2 % of words lost) made from the corpus, each cut or joined to
10,000 characters, so that rates are texts of 10 kB a second on one core (CPU time of the process). With --rivals the
other tools read the same texts in the same run: scancode in a virtual environment that is made in FOLDER, Debian's
licensee if Ruby has it (`apt-get install ruby-licensee`). Each pass of this package reads texts with noise of their
own, so that no sentence is known from the pass before but those that noise left alone.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from noise import everything  # noqa: E402
from tabulate import tabulate  # noqa: E402

from auditor.cli.main import COLLECTED  # noqa: E402

SIZE = 10_000
PASSES = 4
SCANCODE = ("scancode-toolkit-mini==32.5.0", "pluggy<1.7")

_SCANCODE_RUN = """
import json, resource, sys, time
from licensedcode.cache import get_index
index = get_index()
texts = json.load(open(sys.argv[1], encoding="utf-8"))
index.match(query_string=texts[0])
start, done = time.process_time(), 0
for text in texts:
    index.match(query_string=text)
    done += 1
    if time.process_time() - start > float(sys.argv[2]):
        break
print(done / (time.process_time() - start), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
_LICENSEE_RUN = """
require "json"; require "licensee"
texts = JSON.parse(File.read(ARGV[0], encoding: "utf-8"))
read = ->(text) { file = Licensee::ProjectFiles::LicenseFile.new(text, "LICENSE"); file.license }
read.call(texts[0])
start = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID); done = 0
texts.each do |text|
  read.call(text); done += 1
  break if Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - start > ARGV[1].to_f
end
spent = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - start
memory = File.read("/proc/self/status")[/VmHWM:\\s+(\\d+)/, 1].to_i / 1024
puts "#{done / spent} #{memory}"
"""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--rivals", type=Path, metavar="FOLDER", help="install scancode here and run the other tools too"
    )
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20.0, help="CPU seconds given to each of the other tools")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("AUDITOR_CORPUS"))
    options = parser.parse_args()
    if options.corpus is None:
        raise SystemExit("set AUDITOR_CORPUS to a folder with licenses/*.txt, or name it with --corpus")
    batches = [noisy_texts(Path(options.corpus), options.texts, number * options.texts) for number in range(PASSES)]
    texts = batches[-1]
    gc.set_threshold(*COLLECTED)
    rows = own_rows(batches)
    if options.rivals:
        rows += rival_rows(texts, options.rivals, options.seconds)
    own = rows[1][1]
    table = [[name, f"{rate:.1f}", f"{own / rate:.1f}" if rate else "", memory or ""] for name, rate, memory in rows]
    print(f"{len(texts)} noisy texts of {SIZE:,} characters; rates are of one core, in CPU time\n")
    print(tabulate(table, headers=["", "texts/s", "ratio", "peak MiB"], tablefmt="github", disable_numparse=True))
    print("\nratio: identity with all clauses against this row\n")
    print(
        tabulate(
            growth(texts), headers=["characters", "seconds", "to the half"], tablefmt="github", disable_numparse=True
        )
    )


def noisy_texts(corpus: Path, count: int, first: int = 0) -> list[str]:
    """`count` texts of SIZE characters: corpus texts with every noise, cut, or joined to the next one.

    `first` is the number of the first text, which gives its noise.
    """
    sources = [path.read_text("utf-8") for path in sorted((corpus / "licenses").glob("*.txt"))]
    found = []
    for number in range(first, first + count):
        text = everything(sources[number % len(sources)], random.Random(number))
        follower = number
        while len(text) < SIZE:
            follower += 1
            text += "\n\n" + everything(sources[follower % len(sources)], random.Random(follower))
        found.append(text[:SIZE])
    return found


Row = tuple[str, float, int]


def own_rows(batches: list[list[str]]) -> list[Row]:
    """The rates of this package: identity alone, and with all clauses."""
    from auditor.catalog.catalog import Catalog
    from auditor.licenses.identify import identify
    from auditor.matching.clauses import find_clauses
    from auditor.nouns import DocumentKind
    from auditor.text.words import Words

    catalog = Catalog.load()

    def name(text: str) -> None:
        identify(Words.of(text), text)

    def read(text: str) -> None:
        words = Words.of(text)
        identify(words, text)
        find_clauses(words, text, "LICENSE", DocumentKind.LICENSE, catalog)

    name_rate = rate(name, batches)
    read_rate = rate(read, batches)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [("auditor, identity", name_rate, memory), ("auditor, identity and all clauses", read_rate, memory)]


def rate(work: Callable[[str], None], batches: list[list[str]]) -> float:
    """Texts a CPU second: the best of all batches but the first, which warms up."""
    best = 0.0
    for number, texts in enumerate(batches):
        start = time.process_time()
        for text in texts:
            work(text)
        if number:
            best = max(best, len(texts) / (time.process_time() - start))
    return best


def growth(texts: list[str]) -> list[list[str]]:
    """CPU seconds for one text of growing length: what doubling it costs."""
    from auditor.catalog.catalog import Catalog
    from auditor.licenses.reading import read_document
    from auditor.nouns import Document, DocumentKind

    catalog = Catalog.load()
    whole = "\n\n".join(texts)
    rows: list[list[str]] = []
    before = 0.0
    for size in (62_500, 125_000, 250_000, 500_000, 1_000_000):
        text = (whole * (1 + size // len(whole)))[:size]
        document = Document(kind=DocumentKind.LICENSE, path="LICENSE", text=text, sha256=str(size))
        start = time.process_time()
        read_document(document, catalog)
        spent = time.process_time() - start
        rows.append([f"{size:,}", f"{spent:.2f}", f"{spent / before:.2f}" if before else ""])
        before = spent
    return rows


def rival_rows(texts: list[str], folder: Path, seconds: float) -> list[Row]:
    """The rates of the other tools on the same texts; a tool that is not there is left out with a word on stderr."""
    with TemporaryDirectory() as place:
        data = Path(place) / "texts.json"
        data.write_text(json.dumps(texts), "utf-8")
        arguments = [str(data), str(seconds)]
        rows = [_measured("scancode 32.5.0, index in process", [_scancode(folder), "-c", _SCANCODE_RUN, *arguments])]
        if shutil.which("ruby"):
            rows.append(_measured("licensee (Debian), names only", ["ruby", "-e", _LICENSEE_RUN, *arguments]))
        else:
            print("licensee: no ruby here (apt-get install ruby-licensee)", file=sys.stderr)
    return [row for row in rows if row[1]]


def _scancode(folder: Path) -> str:
    python = folder / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *SCANCODE], check=True)
    return str(python)


def _measured(name: str, command: list[str]) -> Row:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return name, 0.0, 0
    speed, memory = done.stdout.split()[-2:]
    return name, float(speed), int(memory)


if __name__ == "__main__":
    main()
