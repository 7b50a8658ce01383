from django.urls import path

from etabli.etape1_candidature.views import courriers, fiche, instruction, liste, note, versions

app_name = "candidature"
RACINE = "dossiers/<int:dossier_id>/candidature/"
urlpatterns = [
    path("candidatures/", liste.liste, name="liste"),
    path("candidatures/candidatures.<str:forme>", liste.exporter, name="exporter"),
    path("candidatures/ouvrir/", liste.ouvrir, name="ouvrir"),
    path("candidatures/criteres/", instruction.criteres, name="criteres"),
    path("candidatures/criteres/proposer/", instruction.installer, name="installer_les_criteres"),
    path("candidatures/criteres/ajouter/", instruction.critere, name="ajouter_un_critere"),
    path("candidatures/criteres/<int:pk>/", instruction.critere, name="critere"),
    path(RACINE, fiche.detail, name="detail"),
    path(f"{RACINE}note.<str:forme>", fiche.note, name="note"),
    path(f"{RACINE}decision.<str:forme>", fiche.decision, name="decision"),
    path(f"{RACINE}note/qualifier/", note.qualifier, name="qualifier"),
    path(f"{RACINE}note/acteurs/", note.citer_un_acteur, name="citer_un_acteur"),
    path(f"{RACINE}note/acteurs/<int:pk>/retirer/", note.retirer_un_acteur, name="retirer_un_acteur"),
    path(f"{RACINE}note/documents/", note.citer_un_document, name="citer_un_document"),
    path(f"{RACINE}note/documents/<int:pk>/retirer/", note.retirer_un_document, name="retirer_un_document"),
    path(f"{RACINE}note/<slug:cle>/", note.rubrique, name="rubrique"),
    path(f"{RACINE}note/<slug:cle>/presence/", note.presence, name="presence"),
    path(f"{RACINE}note/<slug:cle>/confier/", note.confier, name="confier"),
    path(f"{RACINE}note/<slug:cle>/ecritures/", versions.ecritures, name="ecritures"),
    path(f"{RACINE}note/<slug:cle>/remarques/", note.remarquer, name="remarquer"),
    path(f"{RACINE}note/<slug:cle>/remarques/<int:pk>/lever/", note.lever, name="lever"),
    path(f"{RACINE}versions/", versions.versions, name="versions"),
    path(f"{RACINE}versions/comparer/", versions.comparaison, name="comparaison"),
    path(f"{RACINE}versions/<int:numero>/", versions.version, name="version"),
    path(
        f"{RACINE}versions/<int:numero>/note.<str:forme>",
        versions.telecharger_la_version,
        name="telecharger_la_version",
    ),
    path(f"{RACINE}courriers/", courriers.courriers, name="courriers"),
    path(f"{RACINE}courriers/preparer/", courriers.preparer, name="preparer_les_courriers"),
    path(f"{RACINE}courriers/<int:pk>/projet.<str:forme>", courriers.projet, name="projet"),
    path(f"{RACINE}courriers/<int:pk>/signe/", courriers.joindre, name="joindre"),
    path(f"{RACINE}courriers/<int:pk>/exemplaire/", courriers.exemplaire, name="exemplaire"),
    path(f"{RACINE}instruction/", instruction.instruction, name="instruction"),
    path(f"{RACINE}instruction/avis/<int:pk>/", instruction.aviser, name="aviser"),
    path(f"{RACINE}<slug:acte>/", fiche.avancer, name="avancer"),
]
