"""L'ordre de la démonstration, et ce qu'elle annonce pendant qu'elle joue."""

from collections.abc import Callable
from datetime import date

from etabli.config.demonstration import (
    ateliers,
    candidatures,
    ecriture,
    execution,
    marches,
    prolongements,
    restitutions,
    routes,
    seances,
    site_public,
)
from etabli.config.demonstration.horloge import horloge
from etabli.config.demonstration.monde import Monde, installer_les_references
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import Dossier

# Le livret en dernier : sa publication ouvre le suivi. Le nombre dit combien de jours avant aujourd'hui, au moins.
LIVRABLES = (
    (TypeLivrable.NOTE_DE_CADRAGE, 300),
    (TypeLivrable.CARNET_DE_SUIVI, 60),
    (TypeLivrable.FEUILLE_DE_ROUTE, 50),
    (TypeLivrable.RAPPORT_FINAL, 40),
    (TypeLivrable.LIVRET, 12),
)
Annonce = Callable[[str], None]


def est_jouee() -> bool:
    """La restitution de Tessy est le dernier acte : s'il est là, tout est là."""
    return Dossier.objects.filter(est_fictif=True, etape="suivi").exists()


def jouer(aujourd_hui: date, annoncer: Annonce) -> None:
    annoncer("Références : territoires, services, programme, accords-cadres")
    installer_les_references()
    annoncer("Organisations et agents fictifs")
    with horloge(aujourd_hui) as h:
        h.il_y_a(900)
        monde = Monde().peupler()
        annoncer("Étape 1 : la candidature de Tessy-Bocage")
        candidature = candidatures.jouer_tessy(monde, h)
        annoncer("Étape 2 : six titulaires consultés, quatre offres, une équipe")
        marche = marches.jouer_tessy(candidature.dossier, monde, h)
        execution.demarrer(marche, monde, h)
        annoncer("Étape 3 : l'atelier et son calendrier")
        atelier = ateliers.lancer(candidature.dossier, monde, h)
        annoncer("Étape 4 : première session, diagnostic et enjeux")
        seance = seances.tenir(atelier, 1, monde, h)
        ateliers.approfondir(atelier, monde, h)
        routes.ecrire_les_enjeux(candidature.dossier, seance, monde, h)
        annoncer("Étape 4 : deuxième session, stratégie")
        seance = seances.tenir(atelier, 2, monde, h)
        routes.ecrire_les_axes(candidature.dossier, seance, monde, h)
        annoncer("Étape 4 : troisième session, feuille de route")
        seance = seances.tenir(atelier, 3, monde, h)
        annoncer("Étape 5 : quatorze actions, leur financement, leur adoption")
        feuille = routes.ecrire_les_actions(candidature.dossier, seance, monde, h)
        prolongements.completer_les_actions(feuille, monde)
        ateliers.passer_en_production(atelier, monde, h)
        feuille = routes.adopter(feuille, seance, monde, h)
        annoncer("Étape 6 : cinq livrables écrits, relus, publiés")
        restitutions.illustrer(candidature.dossier, monde, h)
        for type_, jours in LIVRABLES:
            restitutions.rendre(candidature.dossier, type_, monde, h, au_plus_tard=jours)
        restitutions.presenter(candidature.dossier, monde, h)
        prolongements.publier_le_corpus(candidature.dossier, monde)
        ateliers.achever(atelier, monde, h, il_y_a=8)
        execution.executer(marche, monde, h)
        routes.suivre(feuille, monde, h)
        annoncer("Le site public : une rédactrice, une actualité")
        site_public.animer(monde)
        annoncer("Quatre autres dossiers, à d'autres moments")
        joues = candidatures.jouer_les_autres(monde, h)
        ecriture.poursuivre(joues["oyapock"], monde, h)
        marches.jouer_bresle(joues["bresle"].dossier, monde, h)
