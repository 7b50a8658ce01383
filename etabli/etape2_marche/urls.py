from django.urls import URLPattern, URLResolver

app_name = "marche"
urlpatterns: list[URLPattern | URLResolver] = []
