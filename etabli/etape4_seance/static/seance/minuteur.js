/* Le temps qui reste, seconde par seconde. L'heure de fin vient du serveur ; sans JavaScript, c'est elle qu'on lit. */

const deux = (nombre) => String(nombre).padStart(2, "0");

setInterval(() => {
  for (const place of document.querySelectorAll("[data-minuteur]")) {
    const reste = Math.round((Date.parse(place.dateTime) - Date.now()) / 1000);
    place.textContent = reste > 0 ? `${deux(Math.floor(reste / 60))}:${deux(reste % 60)}` : "C'est l'heure";
    place.parentElement.classList.toggle("ecran__minuteur--fini", reste <= 60);
  }
}, 250);
