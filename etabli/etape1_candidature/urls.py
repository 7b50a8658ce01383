from django.urls import URLPattern, URLResolver

app_name = "candidature"
urlpatterns: list[URLPattern | URLResolver] = []
