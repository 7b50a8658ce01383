"""Les adresses publiques du découpage."""

from django.urls import path

app_name = "territoires"
urlpatterns = [path("<str:genre>/<str:code>/", lambda r: None, name="detail")]
