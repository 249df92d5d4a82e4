"""Standards, certificates and the way to them."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import applying, certificates, certifying

urlpatterns = [
    path("standards/", certificates.standards, name="standards"),
    path("standards/<slug:slug>/", certificates.standard, name="standard"),
    path("standards/<slug:slug>/<int:version>/", certificates.standard, name="standard_version"),
    path("certificates/log/", certificates.log, name="certificate_log"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:certificate_id>/badge.svg", certificates.badge, name="badge"),
    path("certification/", applying.mine, name="my_certification"),
    path(
        "certification/certificates/<uuid:certificate_id>/appeal/", applying.appeal, name="withdrawal_appeal"
    ),
    path("certification/start/<slug:slug>/", applying.start, name="application_start"),
    path("certification/<int:application_id>/", applying.application, name="application"),
    path("certification/<int:application_id>/act/", applying.act, name="application_act"),
    path("certification/<int:application_id>/<slug:code>/", applying.requirement, name="requirement"),
    path("certification/<int:application_id>/<slug:code>/evidence/", applying.evidence, name="evidence"),
    path("certification/papers/<int:evidence_id>/remove/", applying.remove_evidence, name="evidence_remove"),
    path("certification/questions/<int:question_id>/", applying.answer_question, name="review_answer"),
    path("hub/certification/", certifying.desk, name="certification"),
    path("hub/certification/standards/", certifying.standards, name="standard_new"),
    path("hub/certification/standards/<slug:slug>/take/", certifying.take_ready, name="standard_take"),
    path("hub/certification/<int:application_id>/", certifying.review, name="review"),
    path("hub/certification/<int:application_id>/act/", certifying.act, name="review_act"),
    path("hub/certification/<int:application_id>/<slug:code>/", certifying.find, name="review_find"),
    path("hub/certification/appeals/<int:appeal_id>/", certifying.judge, name="withdrawal_judge"),
    path("hub/certificates/<uuid:certificate_id>/", certifying.withdraw, name="certificate_withdraw"),
]
