from __future__ import annotations

from django.urls import URLPattern, path

from kazi.work.pages import batches, concerns, deliveries, projects, results, tasks

app_name = "work"
urlpatterns: list[URLPattern] = [
    path("my/work/next", tasks.next_task, name="next"),
    path("my/work/<int:project_id>/<int:seat_id>/", tasks.task, name="task"),
    path("my/work/<int:project_id>/<int:seat_id>/answer", tasks.answer, name="answer"),
    path("my/work/<int:project_id>/<int:seat_id>/feedback", tasks.feedback, name="feedback"),
    path("my/work/<int:project_id>/<int:seat_id>/skip", tasks.skip, name="skip"),
    path("my/work/<int:project_id>/<int:seat_id>/flag", tasks.flag, name="flag"),
    path("my/work/<int:project_id>/<int:seat_id>/flagged", tasks.flagged, name="flagged"),
    path("my/work/<int:project_id>/<int:seat_id>/ask", tasks.ask, name="ask"),
    path("my/work/replies/<int:concern_id>/read", tasks.read_reply, name="read_reply"),
    path("projects/<int:project_id>/results", results.results, name="results"),
    path("projects/<int:project_id>/deliver", deliveries.deliver, name="deliver"),
    path("deliveries/", deliveries.home, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.detail, name="delivery"),
    path("deliveries/<int:delivery_id>/results", deliveries.results_file, name="delivered_results"),
    path("deliveries/<int:delivery_id>/parcels/<int:number>/accept", deliveries.accept, name="accept_parcel"),
    path("deliveries/<int:delivery_id>/reject", deliveries.reject, name="reject_results"),
    path("projects/", projects.index, name="projects"),
    path("projects/new/", projects.new, name="project_new"),
    path("projects/<int:project_id>/", projects.page, name="project"),
    path("projects/<int:project_id>/plan", projects.change_plan, name="project_plan"),
    path("projects/<int:project_id>/state", projects.change_state, name="project_state"),
    path("projects/<int:project_id>/preview/", projects.preview, name="project_preview"),
    path("projects/<int:project_id>/batches/new", batches.new, name="batch_new"),
    path("batches/<int:batch_id>/", batches.page, name="batch"),
    path("batches/<int:batch_id>/refused.csv", batches.refused, name="batch_refused"),
    path("questions/", concerns.index, name="concerns"),
    path("questions/<int:concern_id>/answer", concerns.answer, name="concern_answer"),
]
