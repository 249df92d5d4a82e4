from __future__ import annotations

from django.urls import path

from kazi.care.pages import directory, helpline, hsds, keepers, needs, officers, serving

app_name = "care"
urlpatterns = [
    path("local-services/", directory.index, name="directory"),
    path("local-services/<uuid:service_id>/", directory.one, name="service"),
    path("local-services/<uuid:service_id>/edit/", directory.edit, name="edit"),
    path("local-services/checks/<str:secret>/", directory.check, name="check"),
    path("hub/local-services/", directory.desk, name="desk"),
    path("hub/local-services/new/", directory.add, name="add"),
    path("hub/local-services/keepers/", keepers.index, name="keepers"),
    path("care/", needs.start, name="need"),
    path("care/choose/", needs.choose, name="choose"),
    path("care/nobody/", needs.nobody, name="nobody"),
    path("care/mine/", needs.mine, name="mine"),
    path("care/unmet/", needs.unmet_needs, name="unmet"),
    path("hub/local-services/appeal/", needs.appeal, name="appeal"),
    path("care/answers/<str:secret>/", serving.by_letter, name="answer"),
    path("service/", serving.index, name="waiting"),
    path("service/referrals/<str:ref>/", serving.one, name="referral"),
    path("service/referrals/<str:ref>/task.json", serving.task, name="task"),
    path("helpline/", helpline.about, name="helpline"),
    path("helpline/tell/", helpline.tell, name="tell"),
    path("helpline/mine/", helpline.mine, name="my_case"),
    path("cases/", officers.index, name="cases"),
    path("cases/<int:case_id>/", officers.one, name="case"),
    path("notices/", officers.notices, name="notices"),
    path("notices/<int:notice_id>/", officers.notice, name="notice"),
    path("hsds/", hsds.root, name="hsds"),
    path("hsds/profile/", hsds.profile, name="hsds_profile"),
    path("hsds/services", hsds.services, name="hsds_services"),
    path("hsds/services/<uuid:service_id>", hsds.service, name="hsds_service"),
    path("hsds/organizations", hsds.organizations, name="hsds_organizations"),
    path("hsds/organizations/<uuid:organization_id>", hsds.organization, name="hsds_organization"),
    path("hsds/taxonomies", hsds.taxonomies, name="hsds_taxonomies"),
    path("hsds/taxonomies/<uuid:taxonomy_id>", hsds.taxonomy, name="hsds_taxonomy"),
    path("hsds/taxonomy_terms", hsds.taxonomy_terms, name="hsds_terms"),
    path("hsds/taxonomy_terms/<uuid:term_id>", hsds.taxonomy_term, name="hsds_term"),
    path("hsds/service_at_locations", hsds.service_at_locations, name="hsds_at_locations"),
    path(
        "hsds/service_at_locations/<uuid:at_location_id>", hsds.service_at_location, name="hsds_at_location"
    ),
    path("hsds/<path:unknown>", hsds.unknown, name="hsds_unknown"),
]
