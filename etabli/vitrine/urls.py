from django.urls import URLPattern, URLResolver

app_name = "vitrine"
urlpatterns: list[URLPattern | URLResolver] = []
