from django.urls import path

from etabli.etape1_candidature.views import (
    accueil,
    attente,
    courriers,
    fiche,
    instruction,
    liste,
    note,
    remarques,
    structure,
    versions,
)

app_name = "candidature"
RACINE = "dossiers/<int:dossier_id>/candidature/"
urlpatterns = [
    path("candidatures/", liste.liste, name="liste"),
    path("candidatures/candidatures.<str:forme>", liste.exporter, name="exporter"),
    path("candidatures/ouvrir/", liste.ouvrir, name="ouvrir"),
    path("candidatures/liste-d-attente/", attente.liste_d_attente, name="liste_d_attente"),
    path("candidatures/liste-d-attente/<int:pk>/rang/", attente.rang, name="rang"),
    path("candidatures/criteres/", instruction.criteres, name="criteres"),
    path("candidatures/criteres/proposer/", instruction.installer, name="installer_les_criteres"),
    path("candidatures/criteres/ajouter/", instruction.critere, name="ajouter_un_critere"),
    path("candidatures/criteres/<int:pk>/", instruction.critere, name="critere"),
    path(RACINE, fiche.detail, name="detail"),
    path(f"{RACINE}note.<str:forme>", fiche.note, name="note"),
    path(f"{RACINE}decision.<str:forme>", fiche.decision, name="decision"),
    path(f"{RACINE}note/", note.la_note, name="la_note"),
    path(f"{RACINE}note/repartition/", note.repartir, name="repartir"),
    path(f"{RACINE}note/qualifier/", structure.qualifier, name="qualifier"),
    path(f"{RACINE}note/acteurs/", structure.citer_un_acteur, name="citer_un_acteur"),
    path(f"{RACINE}note/acteurs/<int:pk>/retirer/", structure.retirer_un_acteur, name="retirer_un_acteur"),
    path(f"{RACINE}note/documents/", structure.citer_un_document, name="citer_un_document"),
    path(
        f"{RACINE}note/documents/<int:pk>/retirer/", structure.retirer_un_document, name="retirer_un_document"
    ),
    path(f"{RACINE}note/<slug:cle>/", note.rubrique, name="rubrique"),
    path(f"{RACINE}note/<slug:cle>/presence/", note.presence, name="presence"),
    path(f"{RACINE}note/<slug:cle>/ecritures/", versions.ecritures, name="ecritures"),
    path(f"{RACINE}note/<slug:cle>/ecritures/<int:version>/reprendre/", versions.reprendre, name="reprendre"),
    path(f"{RACINE}note/<slug:cle>/conflit/<int:pk>/", note.conflit, name="conflit"),
    path(f"{RACINE}note/<slug:cle>/remarques/", remarques.remarquer, name="remarquer"),
    path(f"{RACINE}note/<slug:cle>/remarques/<int:pk>/repondre/", remarques.repondre, name="repondre"),
    path(f"{RACINE}note/<slug:cle>/remarques/<int:pk>/rouvrir/", remarques.rouvrir, name="rouvrir"),
    path(f"{RACINE}note/<slug:cle>/remarques/<int:pk>/lever/", remarques.lever, name="lever"),
    path(f"{RACINE}versions/", versions.versions, name="versions"),
    path(f"{RACINE}versions/verifier/", versions.verifier, name="verifier"),
    path(
        f"{RACINE}versions/deposee-et-consultee/", versions.deposee_et_consultee, name="deposee_et_consultee"
    ),
    path(f"{RACINE}versions/comparer/", versions.comparaison, name="comparaison"),
    path(f"{RACINE}versions/<int:numero>/", versions.version, name="version"),
    path(
        f"{RACINE}versions/<int:numero>/note.<str:forme>",
        versions.telecharger_la_version,
        name="telecharger_la_version",
    ),
    path(f"{RACINE}invitations/", accueil.invitations, name="invitations"),
    path(f"{RACINE}invitations/inviter/", accueil.inviter, name="inviter"),
    path(f"{RACINE}courriers/", courriers.courriers, name="courriers"),
    path(f"{RACINE}courriers/preparer/", courriers.preparer, name="preparer_les_courriers"),
    path(f"{RACINE}courriers/<int:pk>/projet.<str:forme>", courriers.projet, name="projet"),
    path(f"{RACINE}courriers/<int:pk>/completer/", courriers.completer, name="completer_le_projet"),
    path(f"{RACINE}courriers/<int:pk>/envoyer/", courriers.envoyer, name="envoyer_a_la_signature"),
    path(f"{RACINE}courriers/<int:pk>/relancer/", courriers.relancer, name="relancer_le_signataire"),
    path(f"{RACINE}courriers/<int:pk>/signe/", courriers.joindre, name="joindre"),
    path(f"{RACINE}courriers/<int:pk>/exemplaire/", courriers.exemplaire, name="exemplaire"),
    path(f"{RACINE}instruction/", instruction.instruction, name="instruction"),
    path(f"{RACINE}instruction/avis/<int:pk>/", instruction.aviser, name="aviser"),
    path(f"{RACINE}<slug:acte>/", fiche.avancer, name="avancer"),
]
