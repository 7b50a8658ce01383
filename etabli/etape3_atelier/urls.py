from django.urls import URLPattern, URLResolver, include, path

from etabli.etape3_atelier.views import (
    atelier,
    bibliotheque,
    budget,
    calendrier,
    constats,
    contacts,
    entretiens,
    equipe,
    guides,
    liste,
    parties,
    reunions,
    revue,
    taches,
)

app_name = "atelier"

pages: list[URLPattern | URLResolver] = [
    path("", atelier.detail, name="detail"),
    path("calendrier/", calendrier.calendrier, name="calendrier"),
    path("calendrier/revoir/", revue.revoir, name="revoir"),
    path("calendrier/versions/", revue.comparer, name="comparer"),
    path("calendrier/atelier.ics", revue.agenda, name="agenda"),
    path("calendrier/<int:pk>/", calendrier.jalon, name="jalon"),
    path("equipe/", equipe.equipe, name="equipe"),
    path("equipe/ajouter/", equipe.equipier, name="ajouter_un_equipier"),
    path("equipe/<int:pk>/modifier/", equipe.equipier, name="modifier_un_equipier"),
    path("comites/ajouter/", equipe.ecrire_un_comite, name="ajouter_un_comite"),
    path("comites/<int:pk>/", equipe.comite, name="comite"),
    path("comites/<int:pk>/modifier/", equipe.ecrire_un_comite, name="modifier_un_comite"),
    path("comites/<int:pk>/membres/ajouter/", equipe.ajouter_un_membre, name="ajouter_un_membre_de_comite"),
    path(
        "comites/<int:pk>/membres/<int:membre>/retirer/", equipe.retirer_un_membre, name="retirer_un_membre"
    ),
    path("comites/<int:pk>/reunions/ajouter/", reunions.ajouter, name="ajouter_une_reunion"),
    path("reunions/<int:pk>/", reunions.reunion, name="reunion"),
    path("reunions/<int:pk>/modifier/", reunions.modifier, name="modifier_une_reunion"),
    path("reunions/<int:pk>/annuler/", reunions.annuler, name="annuler_une_reunion"),
    path("reunions/<int:pk>/relever/", reunions.relever, name="relever"),
    path("taches/", taches.taches, name="taches"),
    path("taches/ajouter/", taches.tache, name="ajouter_une_tache"),
    path("taches/<int:pk>/modifier/", taches.tache, name="modifier_une_tache"),
    path("taches/<int:pk>/faire/", taches.avancer, {"est_faite": True}, name="faire"),
    path("taches/<int:pk>/rouvrir/", taches.avancer, {"est_faite": False}, name="rouvrir"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/ajouter/", contacts.ajouter, name="ajouter_un_contact"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/modifier/", contacts.modifier_un_contact, name="modifier_un_contact"),
    path("bibliotheque/", bibliotheque.bibliotheque, name="bibliotheque"),
    path("bibliotheque/ajouter/", bibliotheque.ajouter, name="ajouter_un_document"),
    path("bibliotheque/<int:pk>/", bibliotheque.document, name="document"),
    path("bibliotheque/<int:pk>/modifier/", bibliotheque.modifier_un_document, name="modifier_un_document"),
    path("bibliotheque/<int:pk>/texte/", bibliotheque.texte, name="texte"),
    path("bibliotheque/<int:pk>/relire/", bibliotheque.relire, name="relire"),
    path("entretiens/", entretiens.entretiens, name="entretiens"),
    path("entretiens/ajouter/", entretiens.ajouter, name="ajouter_un_entretien"),
    path("entretiens/<int:pk>/", entretiens.entretien, name="entretien"),
    path("entretiens/<int:pk>/modifier/", entretiens.modifier_un_entretien, name="modifier_un_entretien"),
    path("entretiens/<int:pk>/notes/", guides.noter, name="noter"),
    path(
        "entretiens/<int:pk>/retirer-l-accord/",
        guides.retirer_l_accord_d_un_entretien,
        name="retirer_l_accord_d_un_entretien",
    ),
    path(
        "contacts/<int:pk>/retirer-l-accord/",
        guides.retirer_l_accord_d_un_contact,
        name="retirer_l_accord_d_un_contact",
    ),
    path("guides/", guides.guides, name="guides"),
    path("guides/ajouter/", guides.guide, name="ajouter_un_guide"),
    path("guides/<int:pk>/modifier/", guides.guide, name="modifier_un_guide"),
    path("constats/", constats.constats, name="constats"),
    path("constats/ajouter/", constats.ajouter, name="ajouter_un_constat"),
    path("constats/<int:pk>/", constats.constat, name="constat"),
    path("constats/<int:pk>/modifier/", constats.modifier_un_constat, name="modifier_un_constat"),
    path("budget/", budget.budget, name="budget"),
    path("budget/partage/", budget.partage, name="partage"),
    path("budget/prestation/", budget.service, name="service"),
    path("depenses/ajouter/", budget.ajouter, name="ajouter_une_depense"),
    path("depenses/<int:pk>/", budget.depense, name="depense"),
    path("depenses/<int:pk>/payer/", budget.payer, name="payer"),
    *(
        path(f"{partie}/<int:pk>/retirer/", parties.retirer, {"partie": partie}, name=f"retirer_{partie}")
        for partie in parties.PARTIES
    ),
    path("exports/<slug:jeu>.<slug:forme>", parties.exporter, name="exporter"),
    path("fichiers/<int:pk>/", parties.fichier, name="fichier"),
    # En dernier : le segment d'un acte ne doit masquer aucune page.
    path("<slug:acte>/", atelier.avancer, name="avancer"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("ateliers/", liste.liste, name="liste"),
    path("ateliers/ateliers.<str:forme>", liste.exporter, name="exporter_la_liste"),
    path("dossiers/<int:dossier_id>/atelier/", include(pages)),
]
