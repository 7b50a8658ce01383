from django.urls import URLPattern, URLResolver

app_name = "donnees_ouvertes"
urlpatterns: list[URLPattern | URLResolver] = []
