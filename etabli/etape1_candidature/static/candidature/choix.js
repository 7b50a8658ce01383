/* Le type d'objet et l'échelle s'enregistrent d'eux-mêmes, comme le texte : l'état se voit, une coupure ne perd rien. */

const REESSAI = 10000;
const CHAMPS = { type_d_objet: "type_d_objet_lu", echelle: "echelle_lue" };
const AGENT = document.querySelector("[data-redaction-agent]")?.dataset.redactionAgent ?? "";
const cadre = () => document.querySelector("[data-choix]");
const formulaire = () => cadre()?.querySelector("form");
const nom = () => `etabli:choix:${AGENT}:${cadre()?.dataset.choix}`;
const jeton = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
let secours = null;
let enCours = false;
let minuterie = 0;

/* Ce qui n'est pas encore parti reste sur l'appareil, avec les valeurs que l'on avait lues. */
function lire() {
  try {
    return JSON.parse(localStorage.getItem(nom()) ?? "null") ?? secours;
  } catch {
    return secours;
  }
}

function garder(choix) {
  secours = choix;
  try {
    if (choix) localStorage.setItem(nom(), JSON.stringify(choix));
    else localStorage.removeItem(nom());
  } catch { /* stockage refusé : la page ouverte garde encore le choix */ }
}

function dire(nature, phrase) {
  const etat = document.getElementById("etat-des-choix");
  if (!etat) return;
  const ligne = document.createElement("p");
  ligne.textContent = phrase;
  etat.dataset.etat = nature;
  if (["conflit", "refuse"].includes(nature)) {
    const alerte = document.createElement("div");
    alerte.className = `fr-alert fr-alert--sm fr-alert--${nature === "conflit" ? "warning" : "error"} fr-mb-2w`;
    alerte.append(ligne);
    etat.replaceChildren(alerte);
    return;
  }
  ligne.className = `${{ enregistre: "fr-valid-text", en_cours: "fr-hint-text" }[nature] ?? "fr-info-text"} fr-mb-2w`;
  etat.replaceChildren(ligne);
}

const choisis = () => Object.fromEntries(
  Object.entries(CHAMPS).flatMap(([champ, lu]) => [
    [champ, formulaire().elements[champ]?.value ?? ""],
    [lu, formulaire().elements[lu]?.value ?? ""],
  ]),
);

function montrer(valeurs) {
  for (const bouton of formulaire().querySelectorAll("input[type=radio]")) {
    if (bouton.name in valeurs) bouton.checked = bouton.value === valeurs[bouton.name];
  }
}

/* Désormais sous les yeux de l'agent : son prochain choix part de là. */
function avoirLu(valeurs) {
  for (const [champ, lu] of Object.entries(CHAMPS)) formulaire().elements[lu].value = valeurs[champ];
}

async function envoyer() {
  clearTimeout(minuterie);
  const choix = lire();
  if (!choix || enCours || !formulaire()) return;
  enCours = true;
  dire("en_cours", "Enregistrement…");
  const recu = await poster(choix);
  enCours = false;
  const aContinue = JSON.stringify(lire()) !== JSON.stringify(choix);
  if (recu.etat === "enregistre" || recu.etat === "conflit") {
    avoirLu(recu.valeurs);
    if (aContinue) {
      garder(choisis());
      return envoyer();
    }
    garder(null);
    montrer(recu.valeurs);
    dire(recu.etat, recu.etat === "enregistre" ? `Enregistré à ${recu.heure}.` : recu.phrase);
  } else if (recu.etat === "hors_ligne") {
    dire("hors_ligne", "Hors ligne : votre choix est gardé sur cet appareil, il partira au retour du réseau.");
    minuterie = setTimeout(envoyer, REESSAI);
  } else if (recu.etat === "session") {
    dire("refuse", "Votre session a expiré. Votre choix est gardé sur cet appareil : rechargez la page pour vous connecter.");
  } else {
    garder(null);
    dire("refuse", recu.phrase);
  }
}

async function poster(choix) {
  let reponse;
  try {
    reponse = await fetch(cadre().dataset.choix, {
      method: "POST",
      body: new URLSearchParams(choix),
      headers: { Accept: "application/json", "X-CSRFToken": jeton() },
      redirect: "manual",
      credentials: "same-origin",
      signal: AbortSignal.timeout(20000),
    });
  } catch {
    return { etat: "hors_ligne" };
  }
  if (reponse.type === "opaqueredirect" || reponse.status === 401) return { etat: "session" };
  if (reponse.status >= 500) return { etat: "hors_ligne" };
  const lu = await reponse.json().catch(() => ({}));
  if (reponse.status === 200 || reponse.status === 409) return lu;
  return { etat: "refuse", phrase: lu.detail ?? "Le site n'a pas accepté ce choix : rechargez la page." };
}

document.addEventListener("change", (evenement) => {
  if (!cadre()?.contains(evenement.target)) return;
  garder(choisis());
  envoyer();
});
addEventListener("online", envoyer);
addEventListener("offline", () => lire() && dire("hors_ligne", "Hors ligne : votre choix est gardé sur cet appareil, il partira au retour du réseau."));

const reste = formulaire() && lire();
if (reste) {
  montrer(reste);
  await envoyer();
} else dire("en_cours", "Vos choix s'enregistrent d'eux-mêmes.");
