/* L'écran de la salle : chaque état reçu remplace le précédent ; une coupure se dit, puis s'oublie. */

import { ecouter } from "./direct.js";

const ecran = document.getElementById("ecran");
const coupure = document.getElementById("coupure");
ecouter(
  ecran.dataset.flux,
  (html) => {
    const neuf = new DOMParser().parseFromString(html, "text/html").querySelector(".ecran");
    if (neuf) ecran.replaceChildren(document.importNode(neuf, true));
  },
  (ouvert) => {
    coupure.hidden = ouvert;
  },
);
document.addEventListener("keydown", (evenement) => {
  if (evenement.key === "f" && !evenement.ctrlKey && !evenement.metaKey) document.documentElement.requestFullscreen?.();
});
