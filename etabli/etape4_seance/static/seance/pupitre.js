/* Le pupitre se tient à jour, mais ne bouge jamais sous les doigts de l'animateur : s'il a coché ou s'il tape,
   on lui dit ce qui est arrivé et c'est lui qui actualise. */

import { ecouter } from "./direct.js";

const nouveautes = document.getElementById("nouveautes");
const pupitre = () => document.getElementById("pupitre");
let revision = Number(pupitre().dataset.revision);
let enCours = false;

function occupe() {
  const ici = pupitre();
  const actif = document.activeElement;
  const tape = ici.contains(actif) && ["INPUT", "SELECT", "TEXTAREA"].includes(actif.tagName);
  return tape || Boolean(ici.querySelector("input[name=contributions]:checked, dialog[open], details[open], #propositions"));
}

async function rafraichir() {
  if (enCours) return;
  enCours = true;
  try {
    const reponse = await fetch(pupitre().dataset.adresse, { headers: { "HX-Request": "true" } });
    if (reponse.ok) {
      const neuf = new DOMParser().parseFromString(await reponse.text(), "text/html").getElementById("pupitre");
      if (neuf) {
        const avait = document.activeElement?.id;
        pupitre().replaceWith(document.importNode(neuf, true));
        globalThis.htmx?.process(pupitre());
        if (avait) document.getElementById(avait)?.focus({ preventScroll: true });
        revision = Number(neuf.dataset.revision);
        nouveautes.hidden = true;
      }
    }
  } catch {
    /* Sans réseau, le pupitre garde ce qu'il montre. */
  }
  enCours = false;
}

nouveautes.querySelector("[data-rafraichir]").addEventListener("click", rafraichir);
ecouter(pupitre().dataset.flux, (donnees) => {
  const recu = JSON.parse(donnees);
  for (const [cle, total] of Object.entries(recu.totaux)) {
    for (const place of document.querySelectorAll(`[data-total="${cle}"]`)) place.textContent = total;
  }
  if (recu.revision <= revision) return;
  if (occupe()) {
    nouveautes.hidden = false;
    nouveautes.querySelector("span").textContent = "La salle a bougé depuis l'affichage de cette liste.";
  } else {
    rafraichir();
  }
});
