"""Every limit on what comes from outside, in one place; each has a test."""

from __future__ import annotations

KILO = 1_000
MEGA = 1_000_000

CARD_BYTES = 5 * MEGA
LICENSE_BYTES = 2 * MEGA
#: Every other text (config.json, adapter_config.json) is cut at the license limit.
TEXT_BYTES = 2 * MEGA
FRONT_MATTER_BYTES = 256 * KILO
FRONT_MATTER_DEPTH = 64
DOCUMENTS_PER_MODEL = 64
LISTED_FILES = 50_000
FILES_READ_PER_MODEL = 6
#: Repositories that one card may have asked for (--resolve), and pages of other hosts (--allow-host).
RESOLVED_PER_MODEL = 32
LINKED_PER_MODEL = 8
#: A host's answer about a repository: its list of files, or its license.
LINKED_ANSWER_BYTES = 16 * MEGA
REQUEST_SECONDS = 20.0
REDIRECTS = 10
#: The Hub's metadata answer with 50,000 siblings stays below this.
METADATA_BYTES = 32 * MEGA
#: A path inside a repository longer than this is not a path.
PATH_LENGTH = 1_024
RULES_FILE_BYTES = 1 * MEGA
BUNDLE_BYTES = 4_000 * MEGA
#: One run of Git over a checkout: its time, what it may print, and the largest piece of memory it may ask for.
GIT_SECONDS = 60.0
GIT_BYTES = 256 * MEGA
GIT_ALLOCATION_BYTES = 512 * MEGA
