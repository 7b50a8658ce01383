from django.urls import path

from etabli.annuaire.views import agents, comptes, groupements, invitations, organisations, vues

app_name = "annuaire"
urlpatterns = [
    path("comptes/mon-compte/", comptes.mon_compte, name="mon_compte"),
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
