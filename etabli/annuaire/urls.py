from django.urls import path

from etabli.annuaire.views import (
    agents,
    comptes,
    groupements,
    invitations,
    organisations,
    proconnect,
    securite,
    vues,
)

app_name = "annuaire"
urlpatterns = [
    path("comptes/mon-compte/", comptes.mon_compte, name="mon_compte"),
    path("comptes/second-facteur/", securite.exige, name="second_facteur"),
    path("comptes/sessions/<int:pk>/fermer/", securite.fermer_la_session, name="fermer_la_session"),
    path(
        "comptes/sessions/fermer-les-autres/", securite.fermer_les_autres, name="fermer_les_autres_sessions"
    ),
    path("comptes/proconnect/", proconnect.entrer, name="entrer_par_proconnect"),
    path("comptes/proconnect/retour/", proconnect.retour, name="retour_de_proconnect"),
    path("comptes/proconnect/fin/", proconnect.fin, name="fin_de_proconnect"),
    path("comptes/proconnect/confirmer/", proconnect.confirmer, name="confirmer_par_proconnect"),
    path("comptes/proconnect/confirmer/partir/", proconnect.partir_confirmer, name="partir_confirmer"),
    path("comptes/proconnect/rattacher/", proconnect.rattacher, name="rattacher_proconnect"),
    path("comptes/proconnect/rattacher/partir/", proconnect.partir_rattacher, name="partir_rattacher"),
    path("comptes/proconnect/detacher/", proconnect.detacher, name="detacher_proconnect"),
    path("fonctions/<int:pk>/terminer/", comptes.terminer, name="terminer"),
    path("fonctions/<int:pk>/passer-la-main/", comptes.passer_la_main, name="passer_la_main"),
    path("invitation/<str:jeton>/", invitations.repondre, name="repondre"),
    path("annuaire/", organisations.liste, name="organisations"),
    path("annuaire/organisations.<str:forme>", organisations.exporter, name="exporter"),
    path("annuaire/agents/", agents.liste, name="agents"),
    path("annuaire/agents.<str:forme>", agents.exporter, name="exporter_les_agents"),
    path("annuaire/invitations/", invitations.liste, name="invitations"),
    path("annuaire/invitations/<int:pk>/renvoyer/", invitations.renvoyer, name="renvoyer"),
    path("annuaire/invitations/<int:pk>/retirer/", invitations.retirer, name="retirer_invitation"),
    path("annuaire/inscrire/", organisations.creer, name="creer_organisation"),
    path("annuaire/<int:pk>/", organisations.detail, name="organisation"),
    path("annuaire/<int:pk>/modifier/", organisations.modifier, name="modifier_organisation"),
    path("annuaire/<int:pk>/inviter/", invitations.inviter, name="inviter"),
    path("mes-vues/", vues.mes_vues, name="vues"),
    path("mes-vues/enregistrer/", vues.enregistrer, name="enregistrer_une_vue"),
    path("mes-vues/<int:pk>/", vues.modifier, name="modifier_une_vue"),
    path("mes-vues/<int:pk>/supprimer/", vues.supprimer, name="supprimer_une_vue"),
    path("groupements/", groupements.liste, name="groupements"),
    path("groupements/inscrire/", groupements.creer, name="creer_groupement"),
    path("groupements/<int:pk>/", groupements.detail, name="groupement"),
    path("groupements/<int:pk>/modifier/", groupements.modifier, name="modifier_groupement"),
    path("groupements/<int:pk>/ajouter/", groupements.ajouter, name="ajouter_au_groupement"),
    path("groupements/<int:pk>/mandataire/", groupements.changer_le_mandataire, name="changer_le_mandataire"),
    path(
        "groupements/<int:pk>/membres/<int:membre_pk>/retirer/",
        groupements.retirer,
        name="retirer_du_groupement",
    ),
]
