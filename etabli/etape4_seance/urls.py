from django.urls import path, register_converter

from etabli.etape4_seance.views import (
    accueil,
    animer,
    hors_ligne,
    installation,
    papier,
    preparer,
    presence,
    resultats,
    salle,
    suivre,
)


class Tableur:
    regex = "csv|xlsx|ods"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FormeDeDocument(Tableur):
    regex = "pdf|odt|docx"


register_converter(Tableur, "tableur")
register_converter(FormeDeDocument, "forme_de_document")

app_name = "seance"
urlpatterns = [
    path("s/", salle.code, name="code"),
    path("s/ouvrier.js", installation.ouvrier, name="ouvrier"),
    path("s/<slug:code>/salle.webmanifest", installation.manifeste, name="manifeste"),
    path("s/<slug:code>/", salle.rejoindre, name="rejoindre"),
    path("s/<slug:code>/table/<int:numero>/", salle.rejoindre, name="table"),
    path("s/<slug:code>/salle/", salle.salle, name="salle"),
    path("s/<slug:code>/contribuer/<int:activite_id>/", salle.contribuer_, name="contribuer"),
    path("s/<slug:code>/voter/<int:activite_id>/", salle.voter, name="voter"),
    path("s/<slug:code>/signer/", presence.signer, name="signer"),
    path("s/<slug:code>/recevoir/", presence.recevoir, name="recevoir"),
    path("s/<slug:code>/suites/<str:jeton>/", presence.suites, name="suites"),
    path("s/<slug:code>/compte-rendu/", presence.compte_rendu, name="compte_rendu_public"),
    path("s/adresse/<str:jeton>/effacer/", presence.effacer, name="effacer_l_adresse"),
    path("s/<slug:code>/ecran/", salle.ecran, name="ecran_public"),
    path("s/<slug:code>/flux/", salle.flux, name="flux"),
    path("s/<slug:code>/qr.svg", salle.qr, name="qr"),
    path("s/<slug:code>/table/<int:numero>/qr.svg", salle.qr, name="qr_de_table"),
    path("dossiers/<int:dossier_id>/seances/", suivre.liste, name="liste"),
    path("seances/<int:pk>/", suivre.detail, name="detail"),
    path("seances/<int:pk>/modifier/", preparer.modifier, name="modifier"),
    path("seances/<int:pk>/programme/ajouter/", preparer.ajouter_une_sequence, name="ajouter_une_sequence"),
    path(
        "seances/<int:pk>/programme/<int:sequence_id>/",
        preparer.modifier_une_sequence,
        name="modifier_une_sequence",
    ),
    path(
        "seances/<int:pk>/programme/<int:sequence_id>/retirer/",
        preparer.retirer_une_sequence,
        name="retirer_une_sequence",
    ),
    path("seances/<int:pk>/tables/ajouter/", preparer.ajouter_une_table, name="ajouter_une_table"),
    path("seances/<int:pk>/tables/<int:table_id>/", preparer.modifier_une_table, name="modifier_une_table"),
    path(
        "seances/<int:pk>/tables/<int:table_id>/retirer/",
        preparer.retirer_une_table,
        name="retirer_une_table",
    ),
    path("seances/<int:pk>/activites/ajouter/", preparer.ajouter_une_activite, name="ajouter_une_activite"),
    path(
        "seances/<int:pk>/activites/<int:activite_id>/",
        preparer.modifier_une_activite,
        name="modifier_une_activite",
    ),
    path(
        "seances/<int:pk>/activites/<int:activite_id>/deplacer/",
        preparer.deplacer_une_activite,
        name="deplacer_une_activite",
    ),
    path(
        "seances/<int:pk>/activites/<int:activite_id>/retirer/",
        preparer.retirer_une_activite,
        name="retirer_une_activite",
    ),
    path(
        "seances/<int:pk>/activites/<int:activite_id>/<slug:acte>/",
        animer.avancer_l_activite,
        name="avancer_l_activite",
    ),
    path("seances/<int:pk>/animer/", animer.pupitre, name="animer"),
    path("seances/<int:pk>/animer/contributions/", animer.traiter, name="traiter"),
    path("seances/<int:pk>/animer/ecran/", animer.projeter, name="projeter"),
    path("seances/<int:pk>/animer/familles/<int:famille_id>/", animer.famille, name="famille"),
    path("seances/<int:pk>/animer/minuteur/", animer.minuteur, name="minuteur"),
    path("seances/<int:pk>/ecran/", animer.ecran, name="ecran"),
    path("seances/<int:pk>/emargement/", accueil.emargement, name="emargement"),
    path(
        "seances/<int:pk>/emargement/<int:ligne_id>/retirer/",
        accueil.retirer_l_emargement,
        name="retirer_l_emargement",
    ),
    path("seances/<int:pk>/cartes/", accueil.cartes, name="cartes"),
    path(
        "seances/<int:pk>/bulletins-de-papier/<int:activite_id>/",
        papier.bulletins_de_papier,
        name="bulletins_de_papier",
    ),
    path("seances/<int:pk>/resultats/", resultats.resultats, name="resultats"),
    path("seances/<int:pk>/resultats/contributions.<tableur:forme>", resultats.exporter, name="exporter"),
    path(
        "seances/<int:pk>/resultats/votes.<tableur:forme>",
        resultats.exporter_les_votes,
        name="exporter_les_votes",
    ),
    path(
        "seances/<int:pk>/resultats/contributions-anonymes.<tableur:forme>",
        resultats.exporter_anonyme,
        name="exporter_anonyme",
    ),
    path("seances/<int:pk>/compte-rendu/", resultats.compte_rendu, name="compte_rendu"),
    path(
        "seances/<int:pk>/compte-rendu.<forme_de_document:forme>",
        resultats.telecharger_le_compte_rendu,
        name="telecharger_le_compte_rendu",
    ),
    path("seances/<int:pk>/materiel.pdf", resultats.materiel, name="materiel"),
    path("seances/<int:pk>/hors-ligne/", hors_ligne.hors_ligne, name="hors_ligne"),
    path("seances/<int:pk>/hors-ligne/emporter/", hors_ligne.preparer, name="emporter"),
    path("seances/<int:pk>/hors-ligne/rapporter/", hors_ligne.ranger, name="rapporter"),
    path("seances/<int:pk>/hors-ligne/retour/", hors_ligne.fermer, name="fermer_la_valise"),
    path("seances/<int:pk>/<slug:acte>/", suivre.avancer, name="avancer"),
]
