from django.urls import URLPattern, URLResolver

app_name = "feuille_de_route"
urlpatterns: list[URLPattern | URLResolver] = []
