"""La décomposition du prix global et forfaitaire : un vrai classeur, avec ses formules, que le candidat remplit."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from odf import style, table, text
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter

from etabli.etape2_marche.actions.execution import phases_proposees
from etabli.etape2_marche.models import Marche
from etabli.socle.francais import nombre

TITRE = "Décomposition du prix global et forfaitaire"
SLUG = "decomposition-du-prix"
NB_PERSONNES = 12
PRIX = ("Phase", "Jours", "Prix moyen du jour HT", "Prestations HT", "Frais HT", "Total HT")
# Ce que le candidat remplit se reconnaît à sa couleur, et le dit en tête de feuille.
A_REMPLIR = "FFF9E5"
# Un classeur est une archive datée : la même date à chaque écriture, pour la même empreinte.
JAMAIS = datetime(2000, 1, 1, 12)


@dataclass(frozen=True)
class Case:
    """Un texte, un nombre, une formule ou une case à remplir."""

    valeur: str | float = ""
    formule: str = ""
    est_a_remplir: bool = False
    est_titre: bool = False
    est_euros: bool = False


Feuille = tuple[str, list[list[Case]]]


def _titre(valeur: str) -> Case:
    return Case(valeur, est_titre=True)


def _prix(marche: Marche) -> Feuille:
    """Une ligne par phase ; les totaux, la TVA et le TTC se calculent."""
    phases = phases_proposees(marche) or ["Ensemble de la prestation"]
    premiere, derniere = 5, 4 + len(phases)
    somme = derniere + 1
    lignes = [
        [_titre(f"{TITRE} : {marche.dossier}")],
        [Case("Remplissez les cases de couleur ; les totaux se calculent. Montants en euros.")],
        [],
        [_titre(entete) for entete in PRIX],
    ]
    for rang, phase in enumerate(phases, premiere):
        lignes.append(
            [
                Case(phase),
                Case(est_a_remplir=True),
                Case(est_a_remplir=True, est_euros=True),
                Case(formule=f"B{rang}*C{rang}", est_euros=True),
                Case(est_a_remplir=True, est_euros=True),
                Case(formule=f"D{rang}+E{rang}", est_euros=True),
            ]
        )
    taux = marche.accord_cadre.taux_tva
    totaux = [
        Case(formule=f"SUM({lettre}{premiere}:{lettre}{derniere})", est_titre=True, est_euros=lettre in "DEF")
        for lettre in "BCDEF"
    ]
    totaux[1] = Case()
    return (
        "Prix",
        [
            *lignes,
            [_titre("Total hors taxes"), *totaux],
            [Case("Taux de TVA, en %"), *[Case()] * 4, Case(float(taux), est_a_remplir=True)],
            [Case("TVA"), *[Case()] * 4, Case(formule=f"ROUND(F{somme}*F{somme + 1}/100;2)", est_euros=True)],
            [
                _titre("Total toutes taxes comprises"),
                *[Case()] * 4,
                Case(formule=f"F{somme}+F{somme + 2}", est_titre=True, est_euros=True),
            ],
        ],
    )


def _temps(marche: Marche) -> Feuille:
    """Qui fait quoi, en jours : une ligne par personne, une colonne par phase."""
    phases = phases_proposees(marche) or ["Ensemble"]
    fin = get_column_letter(3 + len(phases))
    lignes = [
        [_titre("Temps passés, en jours")],
        [Case("Une ligne par personne, nommément ; ajoutez-en si besoin avant la ligne de total.")],
        [],
        [_titre(t) for t in ("Personne", "Membre de l'équipe", "Compétence", *phases, "Total")],
    ]
    for rang in range(5, 5 + NB_PERSONNES):
        vides = [Case(est_a_remplir=True) for _ in range(3 + len(phases))]
        lignes.append([*vides, Case(formule=f"SUM(D{rang}:{fin}{rang})")])
    colonnes = [get_column_letter(4 + i) for i in range(len(phases) + 1)]
    totaux = [Case(formule=f"SUM({c}5:{c}{4 + NB_PERSONNES})", est_titre=True) for c in colonnes]
    return "Temps passés", [*lignes, [_titre("Total"), Case(), Case(), *totaux]]


def feuilles(marche: Marche) -> list[Feuille]:
    return [_prix(marche), _temps(marche)]


def _en_xlsx(toutes: Sequence[Feuille]) -> bytes:
    classeur = Workbook()
    classeur.remove(classeur.active)
    classeur.properties.created = classeur.properties.modified = JAMAIS
    classeur.properties.title, classeur.properties.creator = TITRE, "Établi"
    fond = PatternFill("solid", fgColor=A_REMPLIR)
    for nom, lignes in toutes:
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append([_pour_excel(case) for case in ligne])
        for y, ligne in enumerate(lignes, 1):
            for x, case in enumerate(ligne, 1):
                cellule = feuille.cell(y, x)
                if isinstance(case.valeur, str) and case.valeur:
                    # Un intitulé qui commence par « = » reste un texte.
                    cellule.data_type = "s"
                cellule.font = Font(bold=case.est_titre)
                cellule.alignment = Alignment(wrap_text=y > 3, vertical="top")
                if case.est_euros:
                    cellule.number_format = "#,##0.00"
                if case.est_a_remplir:
                    cellule.fill, cellule.protection = fond, Protection(locked=False)
        feuille.column_dimensions["A"].width = 44
        for x in range(2, max(map(len, lignes)) + 1):
            feuille.column_dimensions[get_column_letter(x)].width = 18
        feuille.freeze_panes = "B5"
        feuille.page_setup.orientation, feuille.page_setup.fitToWidth = "landscape", 1
    sortie = io.BytesIO()
    classeur.save(sortie)
    return _sans_date(sortie.getvalue())


def _pour_excel(case: Case) -> str | float | None:
    return f"={case.formule.replace(';', ',')}" if case.formule else case.valeur or None


def _en_ods(toutes: Sequence[Feuille]) -> bytes:
    classeur = OpenDocumentSpreadsheet()
    styles = {
        "titre": _style(classeur, "titre", gras=True),
        "texte": _style(classeur, "texte"),
        "remplir": _style(classeur, "remplir", fond=f"#{A_REMPLIR}"),
        "large": _colonne(classeur, "large", "8cm"),
        "etroite": _colonne(classeur, "etroite", "3.4cm"),
    }
    for nom, lignes in toutes:
        feuille = table.Table(name=nom)
        nb = max(map(len, lignes))
        feuille.addElement(table.TableColumn(stylename=styles["large"]))
        feuille.addElement(table.TableColumn(stylename=styles["etroite"], numbercolumnsrepeated=nb - 1))
        for ligne in lignes:
            rangee = table.TableRow()
            for case in ligne:
                rangee.addElement(_pour_ods(case, styles))
            feuille.addElement(rangee)
        classeur.spreadsheet.addElement(feuille)
    sortie = io.BytesIO()
    classeur.write(sortie)
    return _sans_date(sortie.getvalue())


def _style(classeur: OpenDocumentSpreadsheet, nom: str, *, gras: bool = False, fond: str = "") -> style.Style:
    forme = style.Style(name=nom, family="table-cell")
    forme.addElement(
        style.TableCellProperties(
            wrapoption="wrap", verticalalign="top", **({"backgroundcolor": fond} if fond else {})
        )
    )
    if gras:
        forme.addElement(style.TextProperties(fontweight="bold"))
    classeur.automaticstyles.addElement(forme)
    return forme


def _colonne(classeur: OpenDocumentSpreadsheet, nom: str, largeur: str) -> style.Style:
    forme = style.Style(name=nom, family="table-column")
    forme.addElement(style.TableColumnProperties(columnwidth=largeur))
    classeur.automaticstyles.addElement(forme)
    return forme


def _pour_ods(case: Case, styles: dict[str, style.Style]) -> table.TableCell:
    forme = styles["remplir" if case.est_a_remplir else "titre" if case.est_titre else "texte"]
    if case.formule:
        # Sans « of: » devant une référence de Calc, la formule ne serait que du texte.
        return table.TableCell(
            stylename=forme, formula=f"of:={_references(case.formule)}", valuetype="float", value=0
        )
    if isinstance(case.valeur, float):
        cellule = table.TableCell(stylename=forme, valuetype="float", value=case.valeur)
        cellule.addElement(text.P(text=nombre(case.valeur)))
        return cellule
    cellule = table.TableCell(stylename=forme, **({"valuetype": "string"} if case.valeur else {}))
    if case.valeur:
        cellule.addElement(text.P(text=case.valeur))
    return cellule


def _references(formule: str) -> str:
    """« SUM(D5:D9) » devient « SUM([.D5:.D9]) », « B5*C5 » devient « [.B5]*[.C5] »."""
    sortie, mot = "", ""
    for signe in f"{formule} ":
        if signe.isalnum() or signe == ":":
            mot += signe
            continue
        est_reference = mot[:1].isalpha() and mot[-1:].isdigit()
        sortie += f"[.{mot.replace(':', ':.')}]" if est_reference else mot
        sortie, mot = sortie + signe, ""
    return sortie.strip()


def _sans_date(octets: bytes) -> bytes:
    """La même archive, ses entrées datées pareil : le même classeur donne toujours les mêmes octets."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as lue, zipfile.ZipFile(sortie, "w") as ecrite:
        for entree in lue.infolist():
            copie = zipfile.ZipInfo(entree.filename, (2000, 1, 1, 12, 0, 0))
            copie.compress_type = entree.compress_type
            contenu = lue.read(entree)
            if entree.filename == "docProps/core.xml":
                contenu = _date_fixe(contenu)
            ecrite.writestr(copie, contenu)
    return sortie.getvalue()


def _date_fixe(coeur: bytes) -> bytes:
    """openpyxl inscrit l'instant de l'enregistrement : on y remet la date fixe."""
    avant, balise, apres = coeur.partition(b"<dcterms:modified")
    if not balise:
        return coeur
    attributs, _, suite = apres.partition(b">")
    _, fin, reste = suite.partition(b"</dcterms:modified>")
    return b"".join(
        (avant, balise, attributs, b">", JAMAIS.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), fin, reste)
    )


CLASSEURS = {"ods": _en_ods, "xlsx": _en_xlsx}


def ecrire_la_decomposition(marche: Marche, forme: str) -> bytes:
    return CLASSEURS[forme](feuilles(marche))
