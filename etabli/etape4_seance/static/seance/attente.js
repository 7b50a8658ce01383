/* La page d'entrée s'ouvre d'elle-même quand l'animateur ouvre la séance ; personne n'y perd sa saisie. */

import { ecouter } from "./direct.js";

const page = document.querySelector("[data-flux]");
ecouter(page.dataset.flux, (donnees) => {
  if (JSON.parse(donnees).etat !== page.dataset.etat) location.reload();
});
