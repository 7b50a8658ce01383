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

/* Ce qui désigne encore le même bouton ou le même lien une fois la liste refaite : le clavier n'y perd pas sa place. */
function repere(element) {
  if (!pupitre().contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.matches("a[href]")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  const valeur = element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]` : "";
  return element.form ? `form[action="${CSS.escape(element.form.getAttribute("action"))}"] button${valeur}` : null;
}

async function rafraichir() {
  if (enCours) return;
  enCours = true;
  try {
    const reponse = await fetch(pupitre().dataset.adresse, { headers: { "HX-Request": "true" } });
    if (reponse.ok) {
      const neuf = new DOMParser().parseFromString(await reponse.text(), "text/html").getElementById("pupitre");
      if (neuf) {
        const place = repere(document.activeElement);
        pupitre().replaceWith(document.importNode(neuf, true));
        globalThis.htmx?.process(pupitre());
        if (place) pupitre().querySelector(place)?.focus({ preventScroll: true });
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
