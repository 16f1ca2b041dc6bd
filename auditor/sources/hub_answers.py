"""What the Hub's refusals mean: a gap reason each, and the next step in words.

The Hub tells its cases apart by X-Error-Code and X-Error-Message before the status; without them a 401 can be a bad
token, a private repository or none at all, and only what was sent tells which.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from auditor.errors import NotReadable
from auditor.names import DATASETS
from auditor.nouns import Gap, GapReason
from auditor.sources.hub_http import Answer, RequestFailed
from auditor.text.shown import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an answer is none, and what the user can do."""

    reason: GapReason
    what: str
    hint: str

    def gap(self, path: str) -> Gap:
        """The gap this leaves in place of a file."""
        return Gap(document=path, reason=self.reason, detail=f"{self.what}. {self.hint}".strip())


_TOKEN_HINT = (
    "The token in HF_TOKEN, or the one stored by `hf auth login`, is invalid or out of date, and the Hub refuses it "
    "even for public models: unset HF_TOKEN (and set HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to ignore a stored one), or log "
    "in again."
)


def refusal_of(answer: Answer, model_id: str, revision: str | None, page: str, gated: str | None) -> Refusal:
    """What a status other than 200 means. `page` is the model's address, `gated` the gate that the metadata names."""
    code, message = answer.headers.get("x-error-code", ""), message_of(answer)
    if code == "GatedRepo":
        return gate_refusal(answer, page, gated)
    if answer.status == 451 or (answer.status == 403 and "disabled" in message.lower()):
        return Refusal(reason=GapReason.DISABLED, what="taken down by the Hub", hint="Its documents cannot be read.")
    if code == "RevisionNotFound":
        name = shown(revision or "main")
        hint = "Leave @REVISION out for the newest state, or name a branch, tag or commit that exists."
        return Refusal(reason=GapReason.REVISION_MISSING, what=f"no revision {name}", hint=hint)
    if code == "EntryNotFound":
        return Refusal(reason=GapReason.NOT_FOUND, what="listed, yet not there", hint="")
    if answer.status == 401 and code != "RepoNotFound":
        return _unauthenticated(answer, model_id)
    if code == "RepoNotFound" or answer.status in (401, 404, 410):
        return _missing(answer, model_id)
    if answer.status == 403:
        hint = "Check that the token (HF_TOKEN) may read this model."
        what = f"access refused: {shown(message) or 'no reason given'}"
        return Refusal(reason=GapReason.UNAUTHORIZED, what=what, hint=hint)
    what = f"the Hub answered {answer.status}" + (f": {shown(message)}" if message else "")
    request = shown(answer.headers.get("x-request-id", ""), 60)
    hint = "Try again later." + (f" The Hub knows this request as {request}." if request else "")
    return Refusal(reason=GapReason.NETWORK, what=what, hint=hint)


def gate_refusal(answer: Answer, page: str, gated: str | None) -> Refusal:
    """The refusal of a gated file; a gate whose kind nobody told is taken to be the stricter one."""
    reason = GapReason.GATED_AUTO if gated == "auto" else GapReason.GATED_MANUAL
    ask = f"Accept the terms at {page}" if gated == "auto" else f"Ask for access at {page}"
    if answer.status == 403:
        what, hint = "gated, and the token's account has no access", f"{ask} with the account of HF_TOKEN"
    elif answer.authenticated:
        what, hint = "gated, and the token was not accepted", f"{ask}, and check HF_TOKEN"
    else:
        what, hint = "gated, and no token was sent", f"{ask}, then set HF_TOKEN"
    return Refusal(reason=reason, what=what, hint=f"{hint}; or give the text with --document license=PATH")


def _unauthenticated(answer: Answer, model_id: str) -> Refusal:
    if answer.authenticated or "invalid credentials" in message_of(answer).lower():
        return Refusal(reason=GapReason.UNAUTHORIZED, what="the Hub refuses the token", hint=_TOKEN_HINT)
    return _missing(answer, model_id)


def _missing(answer: Answer, model_id: str) -> Refusal:
    kind = "data set" if model_id.startswith(DATASETS) else "model"
    hint = f"Check the spelling of {model_id.removeprefix(DATASETS)}."
    if answer.authenticated:
        return Refusal(
            reason=GapReason.PRIVATE_OR_MISSING, what=f"no such {kind}, or not visible to this token", hint=hint
        )
    return Refusal(
        reason=GapReason.PRIVATE_OR_MISSING, what=f"no such {kind}, or a private one",
        hint=f"{hint} If it is private, set HF_TOKEN to a token that may read it.",
    )


def failure(fault: RequestFailed) -> Refusal:
    """The refusal for a request that got no usable answer."""
    hints = {
        GapReason.RATE_LIMITED: "Try again then: what was read so far is kept.",
        GapReason.OUTSIDE_HUB: "Check HF_ENDPOINT or --hub.",
        GapReason.UNAUTHORIZED: "Set HF_TOKEN anew, or unset it.",
        GapReason.UNREADABLE: "",
    }
    hint = hints.get(fault.reason, "Check the connection, HTTPS_PROXY and HF_ENDPOINT, or use --offline.")
    return Refusal(reason=fault.reason, what=fault.detail, hint=hint)


def error_of(refusal: Refusal, model_id: str) -> NotReadable:
    """The error for a model of which nothing could be read."""
    return NotReadable(f"{model_id}: {refusal.what}", refusal.hint, refusal.reason)


def message_of(answer: Answer) -> str:
    """The Hub's own words on a refusal, from the header or the body; empty if there are none."""
    header = answer.headers.get("x-error-message", "")
    if header:
        return header
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(body, dict):
        for found in (body.get("error"), *_messages(body.get("errors"))):
            if isinstance(found, str):
                return found
    return ""


def _messages(errors: object) -> list[object]:
    return [item.get("message") for item in errors if isinstance(item, dict)] if isinstance(errors, list) else []
