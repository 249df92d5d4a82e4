from __future__ import annotations

from django.urls import path

from kazi.hub.pages import advocates, desk, listings, moderation, profile, public, site

app_name = "hub"
urlpatterns = [
    path("", public.front, name="front"),
    path("providers/", public.providers, name="providers"),
    path("search/", public.providers, name="search"),
    path("providers/<slug:slug>/", public.provider, name="provider"),
    path("need-work/", public.need_work, name="need_work"),
    path("need-work/thanks/", public.thanks, name="thanks"),
    path("hub/", desk.inbox, name="inbox"),
    path("hub/requests/<int:request_id>/", desk.one, name="request"),
    path("hub/profile/", profile.edit, name="profile"),
    # Advocates.
    path("advocates/", advocates.index, name="advocates"),
    path("advocates/<slug:slug>/", advocates.page, name="advocate"),
    path("hub/advocates/", advocates.at_desk, name="advocates_desk"),
    path("hub/advocates/new/", advocates.new, name="new_advocate"),
    path("hub/advocates/<int:advocate_id>/", advocates.one, name="change_advocate"),
    path("hub/advocate/", advocates.own, name="own_advocate"),
    # Listed providers, and who claims them.
    path("providers/<slug:slug>/claim/", listings.claim, name="claim"),
    path("claims/sent/", listings.claim_sent, name="claim_sent"),
    path("claims/<str:secret>/", listings.claimed, name="claimed"),
    path("hub/listings/", listings.index, name="listings"),
    path("hub/listings/new/", listings.new, name="new_listing"),
    path("hub/listings/<int:listing_id>/", listings.one, name="listing"),
    path("hub/claims/<int:claim_id>/", listings.at_desk, name="claim_desk"),
    # Moderation.
    path("report/done/", moderation.reported, name="reported"),
    path("report/<slug:kind>/<slug:ref>/", moderation.report, name="report"),
    path("moderation/", moderation.public_log, name="moderation_log"),
    path("moderation/cases/<str:secret>/", moderation.author, name="case_author"),
    path("hub/moderation/", moderation.desk, name="moderation"),
    path("hub/moderation/<int:case_id>/", moderation.case, name="case"),
    # For machines and other sites.
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", site.sitemap_part, name="sitemap_part"),
    path("embed/providers/<slug:slug>/", site.embedded_provider, name="embedded_provider"),
    path("for-your-site/", site.for_your_site, name="for_your_site"),
]
