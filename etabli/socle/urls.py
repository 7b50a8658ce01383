from django.urls import path

from etabli.socle import views

app_name = "socle"
urlpatterns = [
    path("composants/", views.composants, name="composants"),
    path("lettres/", views.lettres, name="lettres"),
    path("lettres/<int:pk>/", views.lettre, name="lettre"),
    path("lettres/<int:pk>/renvoyer/", views.renvoyer, name="renvoyer"),
    path("travaux/<uuid:pk>/", views.travail, name="travail"),
]
