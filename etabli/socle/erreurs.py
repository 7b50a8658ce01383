"""Les pages d'erreur : chacune dit ce qui s'est passé et quoi faire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def formulaire_perime(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
