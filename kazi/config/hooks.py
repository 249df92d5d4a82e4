"""Calls of providers of messages go straight to their view.

They bring no session, no cookie, no language and no form of ours, and there are a thousand a second of
them: what other middleware does costs more than the call.  The limit of a body comes before.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kazi.conversations.pages.hooks import hook

PREFIX = "/hooks/"


class HooksFirst:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX):
            # Walking all addresses of the site costs as much as the reply: this one is plain enough.
            path, _slash, what = request.path_info.removeprefix(PREFIX).rstrip("/").partition("/")
            if not path or not what or "/" in what:
                return self.get_response(request)
            answer: HttpResponse = hook(request, path, what)
            # Its length is said, as the middleware that is passed over would, so the line stays open.
            answer.headers["Content-Length"] = str(len(answer.content))
            return answer
        return self.get_response(request)
