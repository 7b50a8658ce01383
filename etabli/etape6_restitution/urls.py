from django.urls import URLPattern, URLResolver

app_name = "restitution"
urlpatterns: list[URLPattern | URLResolver] = []
