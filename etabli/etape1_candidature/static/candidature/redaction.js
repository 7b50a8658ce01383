/* La rédaction de la note : elle s'enregistre seule, garde ce que le réseau ne prend pas, et le renvoie une fois. */

const PREFIXE = "etabli:note:";
const REPOS = 3000;
const REESSAI = 10000;
const PRESENCE = 30000;
const reperes = document.querySelector("[data-redaction-agent]");
const AGENT = reperes?.dataset.redactionAgent ?? "";
const formulaire = document.querySelector("form[data-redaction]");
const ICI = formulaire?.dataset.redaction ?? "";

/* Sans HTTPS il n'y a pas de crypto.randomUUID : on tire les noms nous-mêmes. */
const nouveauNom = () => [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, "0")).join("");

/* Ce qui est tapé reste sur l'appareil jusqu'à ce que le serveur l'ait : par agent, par page ouverte, par rubrique. */
const MIEN = `${PREFIXE}${AGENT}:${nouveauNom()}:${ICI}`;
const secours = new Map();
const gardes = {
  lire(nom) {
    try {
      return JSON.parse(localStorage.getItem(nom) ?? "null") ?? secours.get(nom) ?? null;
    } catch {
      return secours.get(nom) ?? null;
    }
  },
  ecrire(nom, texte) {
    secours.set(nom, texte);
    try {
      localStorage.setItem(nom, JSON.stringify(texte));
    } catch { /* stockage refusé ou plein : la page ouverte garde encore le texte */ }
  },
  oublier(nom, envoi) {
    if (this.lire(nom)?.envoi !== envoi) return;
    secours.delete(nom);
    try {
      localStorage.removeItem(nom);
    } catch { /* rien n'y était */ }
  },
  noms() {
    try {
      return Object.keys(localStorage).filter((nom) => nom.startsWith(`${PREFIXE}${AGENT}:`));
    } catch {
      return [...secours.keys()];
    }
  },
};

/* Deux onglets ouverts ne s'envoient pas le texte l'un de l'autre : on demande d'abord qui tient quoi. */
const canal = "BroadcastChannel" in window ? new BroadcastChannel("etabli:note") : null;
const tenus = new Set();
canal?.addEventListener("message", ({ data }) => {
  if (data.tenu) tenus.add(data.tenu);
  else if (data.demande) canal.postMessage({ tenu: MIEN });
});
async function orphelins() {
  const noms = gardes.noms().filter((nom) => nom !== MIEN);
  if (!noms.length) return [];
  tenus.clear();
  canal?.postMessage({ demande: true });
  await new Promise((suite) => setTimeout(suite, 150));
  return noms.filter((nom) => !tenus.has(nom) && gardes.lire(nom));
}

const modifications = (nombre) => `${nombre} modification${nombre > 1 ? "s gardées" : " gardée"} sur cet appareil`;
const horsLigne = () => `Hors ligne : ${modifications(Math.max(1, gardes.noms().length))}.`;
const jeton = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

async function poster(url, champs, options = {}) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(champs),
    headers: { Accept: options.accepte ?? "application/json", "X-CSRFToken": jeton() },
    redirect: "manual",
    credentials: "same-origin",
    keepalive: options.derniere ?? false,
    signal: AbortSignal.timeout(20000),
  });
}

/* Ce que la réponse veut dire, sans que rien ne se perde : le texte n'est oublié que si le serveur le tient. */
async function envoyerUnTexte(nom, texte, options) {
  let reponse;
  gardes.ecrire(nom, { ...texte, parti: true });
  try {
    const { contenu, version, depuis, envoi } = texte;
    reponse = await poster(texte.url, { contenu, version, depuis, envoi, tentes: (texte.tentes ?? []).join(" ") }, options);
  } catch {
    return { etat: "hors_ligne" };
  }
  if (reponse.type === "opaqueredirect" || reponse.status === 401) return { etat: "session" };
  if (reponse.status >= 500) return { etat: "hors_ligne", panne: true };
  const lu = await reponse.json().catch(() => ({}));
  if (reponse.status === 200 || reponse.status === 409) {
    gardes.oublier(nom, texte.envoi);
    return lu;
  }
  return { etat: "refuse", phrase: lu.detail ?? "Le site n'a pas accepté ce texte." };
}

/* Les textes d'autres rubriques restés sur l'appareil partent dès que le réseau revient. */
async function viderLesAutres() {
  const region = document.getElementById("textes-gardes");
  const restes = [];
  for (const nom of await orphelins()) {
    const texte = gardes.lire(nom);
    if (!texte) continue;
    const recu = await envoyerUnTexte(nom, texte);
    if (recu.etat === "conflit") restes.push([recu.url, `« ${texte.titre} » : deux textes à départager`]);
    else if (recu.etat === "refuse") restes.push([nom, `« ${texte.titre} » : ${recu.phrase}`, texte]);
    else if (!["enregistre", "reuni"].includes(recu.etat)) restes.push([texte.url, `« ${texte.titre} » : texte gardé sur cet appareil, pas encore envoyé`]);
  }
  if (!region) return;
  region.replaceChildren();
  region.hidden = !restes.length;
  for (const [url, phrase, texte] of restes) {
    if (texte) {
      region.append(texteRefuse(url, phrase, texte));
      continue;
    }
    const ligne = document.createElement("p");
    const lien = document.createElement("a");
    ligne.className = "fr-mb-1v";
    lien.href = url;
    lien.textContent = phrase;
    ligne.append(lien);
    region.append(ligne);
  }
}

/* Refusé (la note est figée, la rubrique confiée à un autre) : le texte se lit, se copie, et ne s'efface que si on le dit. */
function texteRefuse(nom, phrase, texte) {
  const cadre = document.createElement("details");
  const titre = document.createElement("summary");
  titre.textContent = `${phrase} Votre texte est gardé sur cet appareil : le lire.`;
  const contenu = document.createElement("p");
  contenu.className = "fr-mt-1w";
  contenu.textContent = new DOMParser().parseFromString(texte.contenu.replaceAll("</p>", "</p>\n"), "text/html").body.textContent;
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "fr-btn fr-btn--sm fr-btn--tertiary";
  bouton.textContent = "Effacer de cet appareil";
  bouton.addEventListener("click", () => {
    gardes.oublier(nom, texte.envoi);
    cadre.remove();
  });
  cadre.append(titre, contenu, bouton);
  return cadre;
}

function rediger() {
  const zone = formulaire.querySelector("textarea[name=contenu]");
  const etat = document.getElementById("etat-de-la-redaction");
  let version = formulaire.elements.version.value;
  let depuis = "";
  let acquis = zone.value;
  let enCours = false;
  let estArrete = false;
  let minuterie = 0;

  /* La barre d'outils porte aussi la classe ProseMirror : la saisie est celle de tiptap. */
  const editeur = () => formulaire.querySelector(".tiptap.ProseMirror")?.editor;

  function dire(nature, phrase, lien) {
    if (etat.dataset.etat === nature && etat.textContent.trim() === phrase && !lien) return;
    etat.dataset.etat = nature;
    const ligne = document.createElement("p");
    ligne.textContent = phrase;
    if (lien) {
      const ancre = document.createElement("a");
      [ancre.href, ancre.textContent] = lien;
      ligne.append(" ", ancre);
    }
    const alerte = { conflit: "warning", refuse: "error" }[nature];
    if (alerte) {
      const cadre = document.createElement("div");
      cadre.className = `fr-alert fr-alert--sm fr-alert--${alerte}`;
      cadre.append(ligne);
      etat.replaceChildren(cadre);
      return;
    }
    ligne.className = `${{ enregistre: "fr-valid-text", en_cours: "fr-hint-text" }[nature] ?? "fr-info-text"} fr-mb-0`;
    etat.replaceChildren(ligne);
  }

  /* Remplace le texte sous les yeux de l'auteur sans lui faire perdre sa place. */
  function montrer(contenu) {
    const outil = editeur();
    if (outil) {
      const { from, to } = outil.state.selection;
      outil.commands.setContent(contenu, { emitUpdate: false });
      const fin = outil.state.doc.content.size;
      if (outil.isFocused) outil.commands.setTextSelection({ from: Math.min(from, fin), to: Math.min(to, fin) });
    }
    zone.value = contenu;
    acquis = contenu;
  }

  function noter() {
    const avant = gardes.lire(MIEN);
    if (zone.value === (avant?.contenu ?? acquis)) return;
    if (zone.value === acquis && !avant.parti) {
      /* Revenu à ce qui est enregistré : plus rien à envoyer. */
      clearTimeout(minuterie);
      gardes.oublier(MIEN, avant.envoi);
      dire("enregistre", "Tout est déjà enregistré.");
      return;
    }
    estArrete = false;
    /* Un envoi sans réponse est peut-être arrivé : le suivant le dit, le serveur sait d'où il part. */
    const tentes = [...(avant?.tentes ?? []), ...(avant?.parti ? [avant.envoi] : [])].slice(-20);
    gardes.ecrire(MIEN, { url: ICI, tentes, titre: formulaire.dataset.titre, contenu: zone.value, version, depuis, envoi: nouveauNom(), le: Date.now() });
    if (!enCours) dire(navigator.onLine ? "en_cours" : "hors_ligne", navigator.onLine ? "Modifications en attente d'enregistrement…" : horsLigne());
    plusTard(REPOS);
  }

  function plusTard(delai) {
    clearTimeout(minuterie);
    minuterie = setTimeout(envoyer, delai);
  }

  async function envoyer(options) {
    clearTimeout(minuterie);
    const texte = gardes.lire(MIEN);
    if (!texte || enCours) return;
    enCours = true;
    dire("en_cours", "Enregistrement…");
    const recu = await envoyerUnTexte(MIEN, texte, options);
    enCours = false;
    /* Un refus ou une session perdue ne se corrige pas en insistant : on attend l'auteur. */
    estArrete = ["session", "refuse"].includes(recu.etat);
    const suite = gardes.lire(MIEN);
    const aContinue = suite && suite.envoi !== texte.envoi;
    if (recu.etat === "enregistre" || recu.etat === "reuni") accepter(recu, texte, aContinue);
    else if (recu.etat === "conflit") {
      acquis = texte.contenu;
      dire("conflit", recu.phrase, [recu.url, "Choisir entre les deux textes"]);
    } else if (recu.etat === "session") dire("refuse", `Votre session a expiré. ${modifications(1)} : rien n'est perdu.`, [location.pathname, "Se connecter de nouveau"]);
    else if (recu.etat === "refuse") dire("refuse", `${recu.phrase} Votre texte reste gardé sur cet appareil.`, [location.pathname, "Recharger la page"]);
    else {
      dire("hors_ligne", recu.panne ? `Le site ne répond pas : ${modifications(1)}.` : horsLigne());
      plusTard(REESSAI);
      return recu;
    }
    if (aContinue) plusTard(REPOS);
    return recu;
  }

  function accepter(recu, texte, aContinue) {
    if (recu.etat === "reuni" && aContinue) {
      /* Il a continué d'écrire : son texte part encore de celui qu'il a envoyé, le serveur le sait. */
      ({ version, depuis } = recu.base);
      acquis = texte.contenu;
    } else if (recu.etat === "reuni") {
      version = recu.version;
      depuis = "";
      montrer(recu.contenu);
    } else {
      version = recu.version;
      if (depuis && !aContinue) montrer(recu.contenu);
      depuis = "";
      if (aContinue) acquis = texte.contenu;
      else acquis = zone.value;
    }
    formulaire.elements.version.value = version;
    const suite = gardes.lire(MIEN);
    if (suite) gardes.ecrire(MIEN, { ...suite, version, depuis });
    dire("enregistre", recu.etat === "reuni" ? `Enregistré à ${recu.heure}. ${recu.phrase}` : `Enregistré à ${recu.heure}.`);
  }

  /* Un texte resté sur l'appareil, onglet fermé ou page rechargée, revient sous les yeux, puis repart. */
  async function reprendre() {
    const ici = (await orphelins()).filter((nom) => gardes.lire(nom).url === ICI);
    const nom = ici.sort((un, autre) => gardes.lire(un).le - gardes.lire(autre).le).at(-1);
    const texte = nom && gardes.lire(nom);
    if (!texte || gardes.lire(MIEN)) return;
    if (texte.contenu === zone.value) {
      gardes.oublier(nom, texte.envoi);
      return;
    }
    gardes.ecrire(MIEN, texte);
    gardes.oublier(nom, texte.envoi);
    ({ version, depuis } = texte);
    const acquisDuServeur = acquis;
    montrer(texte.contenu);
    acquis = acquisDuServeur;
    dire("hors_ligne", `Texte retrouvé sur cet appareil : ${modifications(1)}.`);
    await envoyer();
  }

  zone.addEventListener("input", noter);
  formulaire.addEventListener("focusout", () => estArrete || plusTard(200));
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    if (!gardes.lire(MIEN)) {
      dire("enregistre", "Tout est déjà enregistré.");
      return;
    }
    const recu = await envoyer();
    if (recu?.etat === "conflit") location.assign(recu.url);
  });
  addEventListener("online", () => envoyer());
  addEventListener("offline", () => gardes.lire(MIEN) && dire("hors_ligne", horsLigne()));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !estArrete && envoyer({ derniere: zone.value.length < 60000 }));
  sePresenter(() => version);
  return reprendre();
}

/* Qui d'autre écrit ici : on le demande en silence, une coupure n'y change rien. */
function sePresenter(version) {
  const region = document.getElementById("presence");
  const url = region?.dataset.presence;
  if (!url) return;
  const demander = async () => {
    if (document.visibilityState === "hidden") return;
    try {
      const reponse = await poster(url, { version: version() }, { accepte: "text/html" });
      if (!reponse.ok) return;
      const html = await reponse.text();
      if (html.trim() !== region.innerHTML.trim()) region.innerHTML = html;
    } catch { /* hors ligne : l'état de la rédaction le dit déjà */ }
  };
  demander();
  setInterval(demander, PRESENCE);
}

/* La liste des rubriques, tenue à jour : qui écrit où. */
function suivreLaListe() {
  const liste = document.querySelector("[data-a-jour]");
  if (!liste) return;
  setInterval(async () => {
    if (document.visibilityState === "hidden" || liste.contains(document.activeElement)) return;
    try {
      const reponse = await fetch(liste.dataset.aJour, { headers: { "HX-Request": "true" }, redirect: "manual" });
      if (reponse.ok) liste.innerHTML = await reponse.text();
    } catch { /* hors ligne */ }
  }, PRESENCE);
}

if (AGENT) {
  addEventListener("online", viderLesAutres);
  suivreLaListe();
  if (formulaire) await rediger();
  await viderLesAutres();
}
