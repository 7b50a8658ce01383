"""Ce qu'un après-midi d'attaques a appris, et qui doit le rester (docs/exploitation/securite.md)."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from icalendar import Calendar
from rest_framework.authentication import SessionAuthentication

from etabli.socle import essais
from etabli.socle.essais import Essais
from etabli.socle.models import LettreSortante
from etabli.vitrine.views import alertes
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import DossierFactory

DEPOT = Path(__file__).resolve().parents[2]
# Un formulaire ne porte jamais ce qui donne un droit ou fait avancer un état : cela passe par une action ou un cycle.
JAMAIS_DANS_UN_FORMULAIRE = {
    "is_staff",
    "is_superuser",
    "is_active",
    "groups",
    "user_permissions",
    "password",
    "est_dgaln",
    "etat",
    "etape",
    "cle_calendrier",
    "cree_par",
    "par",
}


def vues(resolveur: URLResolver | None = None, avant: str = "") -> Iterator[tuple[str, URLPattern]]:
    for motif in (resolveur or get_resolver()).url_patterns:
        chemin = f"{avant}{motif.pattern}"
        if isinstance(motif, URLResolver):
            yield from vues(motif, chemin)
        else:
            yield chemin, motif


def test_aucune_adresse_n_accepte_un_envoi_sans_jeton_sauf_celles_qui_ont_leur_preuve():
    """Le désabonnement d'un geste a son lien signé ; l'interface des machines, son jeton, jamais la session.

    L'interface interne de Wagtail demande le jeton elle-même, dès que la session sert.
    """
    sans_jeton = {chemin: motif.callback for chemin, motif in vues() if est_sans_jeton(motif)}
    machines = {chemin for chemin in sans_jeton if chemin.startswith(("api/", "^api/"))}
    redaction = {chemin: vue for chemin, vue in sans_jeton.items() if chemin.startswith("redaction/api/")}

    assert set(sans_jeton) - machines - set(redaction) == {"les-ateliers/alerte/<str:jeton>/arreter/"}
    for vue in redaction.values():
        assert vue.cls.authentication_classes == [SessionAuthentication]


def test_la_redaction_passe_toute_par_le_portier():
    """Son interface interne se disait publique : qui devait avoir un second facteur y entrait sans."""
    ouvertes = {
        c for c, m in vues() if c.startswith("redaction/") and not getattr(m.callback, "login_required", True)
    }

    assert ouvertes == {"redaction/login/"} | {c for c in ouvertes if "password_reset" in c}


@pytest.mark.django_db
def test_sans_second_facteur_l_interface_de_la_redaction_ne_s_ouvre_pas(client, settings):
    settings.SECOND_FACTEUR_EXIGE = True
    agent = AgentFactory(dgaln=True)
    client.force_login(agent)

    for genre in ("pages", "images", "documents"):
        reponse = client.get(f"/redaction/api/main/{genre}/", headers={"Accept": "text/html"})
        assert reponse.status_code == 302, genre
        assert reponse.url.startswith(reverse("annuaire:second_facteur"))


def est_sans_jeton(motif: URLPattern) -> bool:
    return bool(getattr(motif.callback, "csrf_exempt", False))


@pytest.mark.django_db
def test_la_session_d_un_agent_n_ouvre_pas_l_interface_des_machines(client):
    client.force_login(AgentFactory(dgaln=True))

    assert client.get("/api/v1/mes-dossiers").status_code == 401


def test_aucun_formulaire_ne_laisse_ecrire_un_droit_ou_un_etat():
    def tous(classe: type) -> Iterator[type]:
        for fille in classe.__subclasses__():
            yield fille
            yield from tous(fille)

    get_resolver().url_patterns  # noqa: B018 -- charge toutes les vues, donc tous leurs formulaires
    siens = {f for f in tous(forms.ModelForm) if f.__module__.startswith("etabli.") and hasattr(f, "_meta")}
    a_revoir = {
        f"{f.__module__}.{f.__name__}": sorted(set(f.base_fields) & JAMAIS_DANS_UN_FORMULAIRE)
        for f in siens
        if set(f.base_fields) & JAMAIS_DANS_UN_FORMULAIRE or f._meta.fields == "__all__"
    }
    assert len(siens) > 20
    assert a_revoir == {}


@pytest.mark.django_db
def test_un_titre_a_la_ligne_ne_casse_pas_le_calendrier_des_autres(client):
    """Un champ d'une ligne en reçoit deux de qui écrit lui-même sa requête."""
    dossier = DossierFactory(titre="Val\r\nBEGIN:VEVENT\r\nSUMMARY:faux")
    client.force_login(AgentFactory(dgaln=True))

    reponse = client.get(reverse("dossier:calendrier", args=[dossier.pk]))

    lu = Calendar.from_ical(reponse.content)
    assert lu["X-WR-CALNAME"] == "Val BEGIN:VEVENT SUMMARY:faux"
    assert b"\nSUMMARY:faux" not in reponse.content


@pytest.mark.django_db
def test_une_alerte_ne_fait_ecrire_a_personne_les_mots_d_un_autre(client):
    """Un programme faisait partir, à n'importe quelle adresse, une lettre de l'État portant sa phrase et son lien."""
    phrase = "Gagnez sur http://mal.example/"
    client.post("/les-ateliers/alerte/?" + urlencode({"q": phrase}), {"courriel": "victime@exemple.fr"})

    lettre = LettreSortante.objects.get()
    assert "mal.example" not in lettre.sujet + lettre.texte
    confirmer = re.search(r"https?://[^/]+(/\S+/confirmer/)", lettre.texte)[1]
    assert phrase in client.get(confirmer).text


@pytest.mark.django_db
def test_un_reseau_ne_fait_pas_partir_des_lettres_sans_fin(client, monkeypatch):
    monkeypatch.setattr(alertes, "DEMANDES", Essais("alerte", au_plus=2, fenetre=3600))
    monkeypatch.setattr(essais, "rang_de_la_fenetre", lambda _: 1)

    statuts = [
        client.post("/les-ateliers/alerte/", {"courriel": f"v{rang}@exemple.fr"}).status_code
        for rang in range(3)
    ]

    assert statuts == [302, 302, 422]
    assert LettreSortante.objects.count() == 2


@pytest.mark.parametrize(
    "fichier", ["Procfile", "Containerfile", "outils/exploitation/systemd/etabli.service"]
)
def test_le_serveur_ne_croit_de_lui_meme_aucun_en_tete_de_mandataire(fichier):
    """« --forwarded-allow-ips * » prenait l'adresse que le visiteur s'était donnée : plus aucune limite par adresse."""
    commande = (DEPOT / fichier).read_text(encoding="utf-8")

    assert "--no-proxy-headers" in commande
    assert "--no-server-header" in commande
    assert "forwarded-allow-ips" not in commande
