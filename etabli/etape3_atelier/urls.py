from django.urls import URLPattern, URLResolver

app_name = "atelier"
urlpatterns: list[URLPattern | URLResolver] = []
