"""Inviting people, and accepting an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts import invitations
from kazi.accounts.actors import actor_of
from kazi.accounts.factors.proving import confirmed_to_change
from kazi.accounts.models import Invitation, Person
from kazi.accounts.pacing import address_of, pace
from kazi.accounts.signing_in import sign_in
from kazi.kernel.errors import NotFound, Refused
from kazi.workforce import services
from kazi.workforce.forms import BringInForm, InviteForm, JoinForm


@login_required
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody, and see who was invited and has not come yet."""
    actor = actor_of(request)
    roles = invitations.roles_to_invite(actor)
    if not roles:
        raise NotFound
    form = InviteForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        pace("invite", str(actor.membership_id), most=100, seconds=3600)
        try:
            invitation = invitations.invite(
                actor, said["email"], said["name"], said["role"], _link_to(request)
            )
        except Refused as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(
                request, _("A letter is on its way to %(address)s.") % {"address": invitation.email}
            )
            return redirect("workforce:invite")
    open_ones = Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-created_at")
    return render(request, "workforce/invite.html", {"form": form, "open": open_ones, "now": timezone.now()})


@login_required
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring a new organisation in, by inviting its first person."""
    actor = actor_of(request)
    kinds = invitations.kinds_to_bring_in(actor)
    if not kinds:
        raise NotFound
    form = BringInForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        pace("invite", str(actor.membership_id), most=100, seconds=3600)
        try:
            invitation = invitations.bring_in(actor, **form.cleaned_data, link_to=_link_to(request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request,
                _("%(organisation)s is here as “%(slug)s”. A letter is on its way to %(address)s.")
                % {
                    "organisation": invitation.org.name,
                    "slug": invitation.org.slug,
                    "address": invitation.email,
                },
            )
            return redirect("workforce:bring_in")
    return render(request, "workforce/bring_in.html", {"form": form})


@login_required
@require_POST
def again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    actor = actor_of(request)
    pace("invite", str(actor.membership_id), most=100, seconds=3600)
    invitations.send_again(actor, invitation_id, _link_to(request))
    messages.success(request, _("A new letter is on its way; the link in the old one has ended."))
    return redirect("workforce:invite")


@login_required
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitations.withdraw(actor_of(request), invitation_id)
    messages.success(request, _("The invitation is withdrawn; its link has ended."))
    return redirect("workforce:invite")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to whom its letter came, and let them accept it."""
    pace("invitation", address_of(request), most=120, seconds=600)
    invitation = invitations.read(secret)
    signed_in = request.user if isinstance(request.user, Person) else None
    if invitation is None:
        return render(request, "workforce/no_invitation.html", status=404)
    if invitation.accepted_at is not None:
        by = invitation.accepted_by
        if by is not None and signed_in is not None and by.person_id == signed_in.pk:
            return redirect("/my/")  # The second press of the same button.
        return render(request, "workforce/no_invitation.html", status=404)
    known = invitations.known_person(invitation)
    if known is not None:
        return _accept_as_known(request, invitation, known, signed_in)
    form = JoinForm(
        request.POST or None, email=invitation.email, initial={"name": invitation.name, "language": "en"}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            membership = services.join_as_new(invitation, said["name"], said["password"], said["language"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            sign_in(request, membership.person, "invitation", membership.org_id)
            return redirect("/my/")
    return render(request, "workforce/join.html", {"form": form, "invitation": invitation})


def _accept_as_known(
    request: HttpRequest, invitation: Invitation, known: Person, signed_in: Person | None
) -> HttpResponse:
    is_it = signed_in is not None and signed_in.pk == known.pk
    if request.method == "POST" and is_it:
        membership = services.join(invitation, known)
        request.session["org_id"] = membership.org_id
        return redirect("/my/")
    context = {"invitation": invitation, "is_it": is_it, "is_other": signed_in is not None and not is_it}
    return render(request, "workforce/join_as_known.html", context)


def _link_to(request: HttpRequest) -> invitations.LinkTo:
    return lambda secret: request.build_absolute_uri(reverse("workforce:accept", args=[secret]))
