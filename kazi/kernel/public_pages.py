"""Pages that everybody may read: the same for all visitors of a language, and kept for some seconds.

A visitor without a session gets the page from this process's memory, packed once, with an ETag.  Who has
a session, a waiting message or a form in hand always gets a page of their own.  Nobody has to say that
something has changed: a page is kept for `settings.KAZI_KEEP_PAGES_SECONDS`, and `forget_pages()` empties
the memory of this process at once.  Why so: docs/decisions/public-pages.md.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast, overload

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from kazi.kernel.recall import on_forgetting_everything

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MOST_BYTES = 24_000_000  # Of packed and plain pages together, in each process.
BROWSER_SECONDS = 60
VARY = ("Accept-Encoding", "Accept-Language", "Cookie", "HX-Request")
_TAKES_GZIP = re.compile(r"\bgzip\b")  # As Django's own middleware reads it.


@dataclass(frozen=True, slots=True)
class Public:
    """What the frame of a public page has to know about it.

    `keep` names the parts of the query that make another page, such as `page`; all others are left
    out of its canonical address.  A page that is not `indexed` asks search engines to pass it by.
    """

    keep: tuple[str, ...] = ("page",)
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class _Kept:
    plain: bytes
    packed: bytes
    etag: str
    headers: dict[str, str]
    until: float


_pages: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
_held = 0
_lock = threading.Lock()


@overload
def public_page(view: View[P]) -> View[P]: ...
@overload
def public_page(
    *, keep: tuple[str, ...] = ..., indexed: bool = ..., kept: bool = ...
) -> Callable[[View[P]], View[P]]: ...
def public_page(
    view: Any = None, *, keep: tuple[str, ...] = ("page",), indexed: bool = True, kept: bool = True
) -> Any:
    """Serve a view's page to visitors from memory, with ETag, 304 and a short life in caches.

    Its template must show nothing of the visitor: no form that posts, no message.  What is posted
    passes through untouched, and so does every answer but a plain 200.  A page that is not `kept` is
    made anew for each reader: one with a form on it.  It still has its address, title and languages.
    """
    marks = Public(keep, indexed)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.public = marks  # type: ignore[attr-defined]
            if not kept or request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            if is_personal(request):
                response = view(request, *args, **kwargs)
                patch_cache_control(response, private=True, no_cache=True)
                return response
            key = _key(request)
            page = _recall(key)
            if page is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.cookies or response.streaming:
                    return response
                page = _keep(key, response)
            return _reply(request, page)

        return cast("View[P]", answer)

    return decorate if view is None else decorate(view)


def is_personal(request: HttpRequest) -> bool:
    """Say whether this reader may be shown something that others are not."""
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "messages" in request.COOKIES
        or "HTTP_AUTHORIZATION" in request.META
        or "HTTP_HX_REQUEST" in request.META
    )


def languages() -> list[str]:
    """Return the codes of the languages in which each public page has an address."""
    return [code for code, _name in settings.LANGUAGES]


def forget_pages() -> None:
    """Make every page anew at the next request of this process."""
    global _held  # noqa: PLW0603 -- one memory for the whole process.
    with _lock:
        _pages.clear()
        _held = 0


def _key(request: HttpRequest) -> tuple[Any, ...]:
    # The host is part of it: pages name their own address, and nobody may choose that for others.
    return (request.scheme, request.get_host(), request.get_full_path(), get_language(), settings.DEMO)


def _recall(key: tuple[Any, ...]) -> _Kept | None:
    with _lock:
        kept = _pages.get(key)
        if kept is None or kept.until <= time.monotonic():
            return None
        _pages.move_to_end(key)
        return kept


def _keep(key: tuple[Any, ...], response: HttpResponse) -> _Kept:
    global _held  # noqa: PLW0603
    if hasattr(response, "render"):
        response.render()
    plain = response.content
    headers = {name: value for name, value in response.items() if name not in {"Vary", "Content-Length"}}
    digest = hashlib.sha256(plain).hexdigest()[:32]
    seconds = settings.KAZI_KEEP_PAGES_SECONDS
    # Packed without a date, so that equal pages are equal bytes.
    kept = _Kept(
        plain, gzip.compress(plain, 6, mtime=0), f'W/"{digest}"', headers, time.monotonic() + seconds
    )
    if seconds <= 0:
        return kept
    with _lock:
        before = _pages.pop(key, None)
        _held += _size(kept) - (_size(before) if before else 0)
        _pages[key] = kept
        while _held > MOST_BYTES and _pages:
            _held -= _size(_pages.popitem(last=False)[1])
    return kept


def _size(kept: _Kept) -> int:
    return len(kept.plain) + len(kept.packed) + 2_000


def _reply(request: HttpRequest, kept: _Kept) -> HttpResponse:
    packed = _TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
    response = HttpResponse(kept.packed if packed else kept.plain, headers=kept.headers)
    if packed:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = kept.etag
    patch_cache_control(response, public=True, max_age=BROWSER_SECONDS)
    patch_vary_headers(response, VARY)
    answer = get_conditional_response(request, etag=kept.etag, response=response)
    return cast("HttpResponse", answer)


on_forgetting_everything(forget_pages)
