"""Combien de demandes par minute : comptées dans la base, pour que tous les processus comptent ensemble."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from etabli.donnees_ouvertes.models import Compteur, Jeton
from etabli.socle.adresse import adresse_de

FENETRE = 60  # secondes


@dataclass(frozen=True)
class Compte:
    """Où en est celui qui demande ; `reste_s` secondes avant que son compte reparte de zéro."""

    limite: int
    nb: int
    reste_s: int

    @property
    def est_depasse(self) -> bool:
        return self.nb > self.limite

    def dire(self, reponse: HttpResponseBase) -> None:
        reponse["RateLimit-Limit"] = str(self.limite)
        reponse["RateLimit-Remaining"] = str(max(0, self.limite - self.nb))
        reponse["RateLimit-Reset"] = str(self.reste_s)
        if self.est_depasse:
            reponse["Retry-After"] = str(self.reste_s)


def compter_la_demande(request: HttpRequest, jeton: Jeton | None) -> Compte:
    """Par jeton, ou par adresse ; l'empreinte est salée de la clé du site, l'adresse ne s'y relit pas."""
    instant = int(time.time())
    qui = f"jeton-{jeton.pk}" if jeton else f"adresse-{adresse_de(request)}"
    limite = settings.DEMANDES_PAR_MINUTE_AVEC_JETON if jeton else settings.DEMANDES_PAR_MINUTE
    cle = salted_hmac("etabli.interface.limite", qui, algorithm="sha256").hexdigest()
    nb = Compteur.objects.ajouter(cle, instant // FENETRE)
    return Compte(limite, nb, FENETRE - instant % FENETRE)
