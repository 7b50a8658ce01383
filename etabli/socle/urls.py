from django.urls import path

from etabli.socle import views

app_name = "socle"
urlpatterns = [
    path("composants/", views.composants, name="composants"),
    path("travaux/<uuid:pk>/", views.travail, name="travail"),
]
