"""Les dates des dossiers au format iCalendar, pour l'agenda de chacun."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils.timezone import localtime, now
from icalendar import Calendar, Event, vText

from etabli.dossier.lecture import DateDatee


def icalendar(dates: Iterable[DateDatee], *, titre: str) -> bytes:
    """Des journées entières : la fin est exclue, comme le veut la norme (RFC 5545, §3.6.1).

    Une réunion a ses heures, dans son fuseau ; ce qui est annulé le dit, pour que les agendas l'effacent.
    """
    calendrier = Calendar()
    calendrier.add("prodid", "-//Ateliers Locaux//Etabli//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", "PUBLISH")
    # Une propriété hors de la norme ne s'échappe pas d'elle-même : un titre à la ligne casserait le calendrier.
    calendrier.add("x-wr-calname", vText(" ".join(titre.split())))
    calendrier.add("x-published-ttl", "PT6H")
    for datee in dates:
        calendrier.add_component(evenement(datee))
    calendrier.add_missing_timezones()
    return bytes(calendrier.to_ical())


def evenement(datee: DateDatee) -> Event:
    date, dossier = datee.date, datee.dossier
    evenement_ = Event()
    evenement_.add("uid", f"{identifiant(datee)}@ateliers-locaux")
    evenement_.add("dtstamp", now())
    evenement_.add("sequence", date.revision)
    evenement_.add("status", "CANCELLED" if date.est_annulee else "CONFIRMED")
    if date.modifie_le:
        evenement_.add("last-modified", date.modifie_le)
    if date.debut and date.fin:
        evenement_.add("dtstart", localtime(date.debut))
        evenement_.add("dtend", localtime(date.fin))
    else:
        evenement_.add("dtstart", date.debut_le)
        evenement_.add("dtend", (date.fin_le or date.debut_le) + timedelta(days=1))
        evenement_.add("transp", "TRANSPARENT")
    evenement_.add("summary", f"{date.libelle} – {dossier.titre}")
    evenement_.add("url", f"{settings.ADRESSE_DU_SITE}{dossier.get_absolute_url()}")
    if date.lieu:
        evenement_.add("location", date.lieu)
    return evenement_


def identifiant(datee: DateDatee) -> str:
    """Stable d'un envoi à l'autre : une date déplacée remplace l'ancienne dans l'agenda."""
    if datee.date.cle:
        return f"dossier-{datee.dossier.pk}-{datee.date.cle}"
    contenu = f"{datee.dossier.pk}/{datee.date.libelle}/{datee.date.debut_le}"
    return hashlib.sha256(contenu.encode()).hexdigest()[:32]
