"""Les projets de courrier : ce qu'il reste à relire, compléter et signer."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Organisation
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, FormatAtelier
from etabli.etape1_candidature.documents.note import FICTIF
from etabli.etape1_candidature.enums import TypeCourrier
from etabli.etape1_candidature.models import Courrier
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc, EnTete, Paragraphe, Signature
from etabli.socle.francais import liste_et, pluriel

# L'adresse que donne la page du programme.
DESTINATAIRE = ("DGALN", "Sous-direction de l'aménagement durable", "(AD1/DHUP/DGALN)")
A_COMPLETER = "[nom et qualité du signataire]"
LIEU = "[lieu]"
# L'article de ce qui commence un nom d'organisation ; un premier mot inconnu s'écrit sans article.
ARTICLES = {
    "la ": {
        "CA",
        "CC",
        "CU",
        "Collectivité",
        "Commune",
        "Communauté",
        "DDT",
        "DDTM",
        "DEAL",
        "DREAL",
        "DRIEAT",
    }
    | {"DTAM", "Direction", "Mairie", "Métropole", "Préfecture", "Région", "Ville"},
    "le ": {"Conseil", "Département", "Grand", "Parc", "PETR", "PNR", "Pays", "Pôle", "Service", "Syndicat"},
    "l'": {"Agence", "Agglomération", "EPA", "EPF", "Établissement", "Office", "Union"},
}


def composer_le_courrier(courrier: Courrier) -> Arbre:
    dossier = courrier.candidature.dossier
    objet = f"Candidature à un {dossier.format.nom.lower()} : {dossier.titre}"
    corps: dict[str, Sequence[str]] = {
        TypeCourrier.SOUTIEN_COLLECTIVITE: _soutien_de_la_collectivite(dossier, courrier.organisation),
        TypeCourrier.SOUTIEN_PREFET: _soutien_du_prefet(dossier),
        TypeCourrier.ENGAGEMENT: _engagement_du_service(dossier, courrier),
    }
    blocs: list[Bloc] = [
        EnTete(
            emetteur=_emetteur(courrier.organisation),
            destinataire=DESTINATAIRE,
            objet=f"{courrier.get_type_display()}. {objet}",
            lieu=courrier.lieu or LIEU,
            pieces_jointes=["Note d'opportunité valant candidature"],
        ),
        Paragraphe("Madame, Monsieur,"),
        *(Paragraphe(texte) for texte in corps[courrier.type]),
        Paragraphe("Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée."),
        _signature(courrier),
    ]
    return Arbre(
        titre=str(courrier),
        date=localdate(),
        auteur=str(courrier.organisation),
        gabarit="courrier",
        mentions=FICTIF if dossier.est_fictif else "",
        # Une collectivité n'écrit pas sous le nom de l'État.
        marque="" if courrier.type == TypeCourrier.SOUTIEN_COLLECTIVITE else "République\nFrançaise",
        blocs=blocs,
    )


def _signature(courrier: Courrier) -> Signature:
    """Le nom saisi ; à défaut un blanc. Personne ici ne sait si le préfet est une préfète : on laisse choisir."""
    organisation = courrier.organisation
    nom = courrier.signataire or A_COMPLETER
    if organisation.type != TypeOrganisation.PREFECTURE or courrier.signataire:
        return Signature(nom=nom, qualite=str(organisation))
    _, _, ressort = organisation.nom.partition(" ")
    return Signature(
        nom="[prénom et nom]", qualite=f"[Préfet, préfète, sous-préfet ou sous-préfète] {ressort}"
    )


def avec_article(organisation: Organisation | None, sinon: str = "le service de l'État") -> str:
    """« la Direction départementale… », « l'Agence de l'eau… », comme on l'écrit dans une phrase."""
    if organisation is None:
        return sinon
    nom = str(organisation)
    premier = nom.split(" ", 1)[0]
    return next((f"{article}{nom}" for article, mots in ARTICLES.items() if premier in mots), nom)


def _emetteur(organisation: Organisation) -> list[str]:
    return [organisation.nom, *organisation.adresse.splitlines()]


def _territoire(dossier: Dossier) -> str:
    perimetre = dossier.perimetre
    return f"{perimetre.nom} ({pluriel(perimetre.nb_communes, 'commune')})"


def duree_d_engagement(format_: FormatAtelier) -> str:
    """« 10 à 12 mois » : ce que dit le format, jamais un chiffre écrit ici."""
    bornes = [b for b in (format_.engagement_min_mois, format_.engagement_max_mois) if b]
    if not bornes:
        return "toute la durée de l'Atelier"
    return f"{' à '.join(str(b) for b in dict.fromkeys(bornes))} mois"


def _soutien_de_la_collectivite(dossier: Dossier, collectivite: Organisation) -> list[str]:
    elle = avec_article(collectivite)
    autres = [avec_article(o) for o in dossier.organisations(Role.COPORTEUR) if o.pk != collectivite.pk]
    avec = f", avec {liste_et(autres)}" if autres else ""
    return [
        f"{elle[:1].upper()}{elle[1:]} est co-porteuse{avec} de la candidature « {dossier.titre} », préparée avec "
        f"{avec_article(dossier.pilote)} pour le territoire suivant : {_territoire(dossier)}.",
        "La note d'opportunité jointe dit l'intention que nous partageons, les questions que nous voulons "
        "travailler et les acteurs que nous mobiliserons. Nous l'avons écrite ensemble et nous la "
        "soutenons.",
        "Nous nous engageons à participer au pilotage de l'Atelier, à réunir élus, services et partenaires "
        "à chacune des sessions sur site, et à prendre part aux frais de leur organisation (salle et "
        "restauration), selon une répartition convenue entre les co-porteurs.",
        "Nous avons pris connaissance que la note d'opportunité vaudra cahier des clauses techniques "
        "particulières du marché subséquent, et que l'accompagnement par l'équipe pluridisciplinaire est "
        "pris en charge par la DGALN.",
    ]


def _soutien_du_prefet(dossier: Dossier) -> list[str]:
    collectivites = liste_et(avec_article(o) for o in dossier.organisations(Role.COPORTEUR))
    return [
        f"J'apporte mon soutien à la candidature « {dossier.titre} », portée par "
        f"{avec_article(dossier.pilote)} avec "
        f"{collectivites or 'les collectivités concernées'}, pour le territoire suivant : "
        f"{_territoire(dossier)}.",
        "La question posée appelle un travail commun de l'État et des collectivités, en amont des projets. "
        "L'Atelier permettra de partager un diagnostic, de fixer une stratégie et d'arrêter une feuille de "
        "route dont les services de l'État, sous mon autorité, accompagneront la mise en œuvre.",
        "Je veillerai à ce que les services concernés y prennent part et à ce que ses suites soient "
        "articulées avec les contrats et les dispositifs en cours sur le territoire.",
    ]


def _engagement_du_service(dossier: Dossier, courrier: Courrier) -> list[str]:
    referent = courrier.referent or "[nom, fonction, coordonnées, temps consacré]"
    suppleant = courrier.suppleant or "[nom, fonction]"
    return [
        f"Le service que je dirige s'engage à porter l'Atelier « {dossier.titre} » pendant "
        f"{duree_d_engagement(dossier.format)}, pour le territoire suivant : {_territoire(dossier)}.",
        "Cet engagement comprend le lancement et la conduite du marché subséquent à l'accord-cadre de la "
        "DGALN, le pilotage local de la démarche avec les collectivités co-porteuses, la préparation et le "
        "suivi des sessions sur site, et la vérification des livrables.",
        "Une personne référente est désignée pour la durée de l'Atelier : "
        f"{referent.rstrip('.')}. En cas d'absence, sa suppléance est assurée par : {suppleant.rstrip('.')}.",
    ]


COURRIER = Document("projet-de-courrier", "Projet de courrier", composer_le_courrier)
