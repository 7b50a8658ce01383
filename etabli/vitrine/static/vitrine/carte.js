// La page marche sans ce script : il évite de la recharger, et fait se répondre la carte et la liste.
const formulaire = document.querySelector("[data-filtres]");
const annonce = document.querySelector("[data-annonce]");
const trouves = () => document.getElementById("trouves");
let envoi = null;
let attente = 0;

// L'adresse dit tout : la même page, en ne remplaçant que ce qui change ; le champ que l'on remplit garde le focus.
async function montrer(adresse, { retenir = true, viser = "" } = {}) {
  envoi?.abort();
  envoi = new AbortController();
  trouves().setAttribute("aria-busy", "true");
  let reponse;
  try {
    reponse = await fetch(adresse, { signal: envoi.signal });
    if (!reponse.ok) throw new Error(String(reponse.status));
    remplacer(new DOMParser().parseFromString(await reponse.text(), "text/html"));
  } catch (erreur) {
    if (erreur.name !== "AbortError") location.assign(adresse);
    return;
  }
  if (retenir) history.pushState({}, "", adresse);
  annonce.textContent = document.querySelector("[data-compte]")?.textContent ?? "Aucun atelier";
  if (viser) document.querySelector(viser)?.focus({ preventScroll: true });
}

function remplacer(page) {
  trouves().replaceWith(page.getElementById("trouves"));
  for (const champ of formulaire.elements) {
    const neuf = champ.name && page.querySelector(`[data-filtres] [name="${champ.name}"]`);
    if (!neuf) continue;
    const { value } = neuf;
    if (champ.tagName === "SELECT") champ.replaceChildren(...neuf.childNodes);
    // Un mot que l'on est en train d'écrire n'est pas touché.
    if (champ.tagName === "SELECT" || champ !== document.activeElement) champ.value = value;
  }
  document.title = page.title;
}

function adresseDesFiltres() {
  const parametres = new URLSearchParams();
  for (const [nom, valeur] of new FormData(formulaire)) if (valeur) parametres.append(nom, valeur);
  const suite = parametres.toString();
  return formulaire.getAttribute("action") + (suite ? `?${suite}` : "");
}

formulaire.addEventListener("submit", (evenement) => {
  evenement.preventDefault();
  clearTimeout(attente);
  montrer(adresseDesFiltres());
});
formulaire.addEventListener("change", (evenement) => {
  // Choisir un territoire quitte la zone que l'on avait agrandie.
  if (["region", "departement"].includes(evenement.target.name)) formulaire.elements.zone.value = "";
  clearTimeout(attente);
  montrer(adresseDesFiltres());
});
formulaire.elements.q.addEventListener("input", () => {
  clearTimeout(attente);
  attente = setTimeout(() => montrer(adresseDesFiltres()), 350);
});
window.addEventListener("popstate", () => montrer(location.href, { retenir: false }));

// Un clic ordinaire sur un filtre, une page ou un groupe de la carte ne recharge rien ; un autre suit le lien.
document.addEventListener("click", (evenement) => {
  if (evenement.defaultPrevented || evenement.button || evenement.metaKey || evenement.ctrlKey || evenement.shiftKey) return;
  const repere = evenement.target.closest?.(".vitrine-repere");
  if (repere && !repere.hasAttribute("data-groupe")) {
    evenement.preventDefault();
    ouvrir(repere);
    return;
  }
  const adresse = evenement.target.closest?.("[data-suite], [data-groupe], #trouves .fr-pagination a")?.getAttribute("href");
  if (!adresse || adresse.startsWith("#")) return;
  evenement.preventDefault();
  montrer(new URL(adresse, location.href).href, { viser: repere ? ".vitrine-repere" : "#liste" });
});

// La bulle d'un repère : son nom, le lien vers sa fiche ; Échap la ferme et rend le focus au repère.
let ouvert = null;
function ouvrir(repere) {
  fermer();
  ouvert = repere;
  const bulle = document.querySelector("[data-bulle]");
  const lien = bulle.querySelector("a");
  lien.textContent = repere.dataset.titre;
  lien.href = repere.getAttribute("href");
  bulle.querySelector("p").textContent = repere.dataset.detail;
  bulle.hidden = false;
  const cadre = bulle.parentElement.getBoundingClientRect();
  const ici = repere.getBoundingClientRect();
  const gauche = Math.min(Math.max(0, ici.left + ici.width / 2 - cadre.left - bulle.offsetWidth / 2), cadre.width - bulle.offsetWidth);
  const dessous = ici.bottom - cadre.top + 6;
  const haut = dessous + bulle.offsetHeight > cadre.height ? ici.top - cadre.top - bulle.offsetHeight - 6 : dessous;
  bulle.style.transform = `translate(${Math.max(0, gauche)}px, ${Math.max(0, haut)}px)`;
  marquer(repere.dataset.cles, true);
  document.getElementById(repere.dataset.cles)?.scrollIntoView({ block: "nearest" });
  lien.focus({ preventScroll: true });
}
function fermer({ rendre = false } = {}) {
  if (!ouvert) return;
  document.querySelector("[data-bulle]").hidden = true;
  marquer(ouvert.dataset.cles, false);
  if (rendre) ouvert.focus();
  ouvert = null;
}
document.addEventListener("keydown", (evenement) => { if (evenement.key === "Escape") fermer({ rendre: true }); });
document.addEventListener("click", (evenement) => {
  if (evenement.target.closest?.("[data-bulle] button")) fermer({ rendre: true });
  else if (!evenement.target.closest?.("[data-bulle], .vitrine-repere")) fermer();
});

// Survoler ou atteindre au clavier une fiche montre son repère, et un repère ses fiches.
function marquer(cles, oui) {
  for (const cle of cles.split(" ")) document.getElementById(cle)?.classList.toggle("vitrine-montree", oui);
}
function designer(evenement, oui) {
  const fiche = evenement.target.closest?.("[data-cle]");
  if (fiche) document.querySelector(`.vitrine-repere[data-cles~="${CSS.escape(fiche.dataset.cle)}"]`)?.classList.toggle("vitrine-repere--montre", oui);
  const repere = evenement.target.closest?.(".vitrine-repere");
  if (repere && repere !== ouvert) marquer(repere.dataset.cles, oui);
}
for (const [nom, oui] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(nom, (evenement) => designer(evenement, oui));
}
