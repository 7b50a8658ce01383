from django.urls import URLPattern, URLResolver

app_name = "seance"
urlpatterns: list[URLPattern | URLResolver] = []
