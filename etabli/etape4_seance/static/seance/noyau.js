/* Le noyau de la boîte d'envoi : garder sur l'appareil, envoyer, ne jamais envoyer deux fois pour le serveur.
   Chaque article porte un identifiant tiré ici ; le serveur n'en garde qu'un, quel que soit le nombre d'envois.
   Sans `import` ni `export` : la page le charge comme un module, l'ouvrier de service par `importScripts`.
   Sans Internet et sans HTTPS, ni `crypto.randomUUID` ni ouvrier de service n'existent ; tout ceci, si. */

(() => {
  const BASE = "etabli-salle";
  const DELAI = 15000; // millisecondes avant de tenir un envoi pour perdu
  const A_RETENTER = new Set([408, 425, 429]);
  const secours = { articles: new Map(), brouillons: new Map() };
  const cles = { articles: "id", brouillons: "cle" };
  /* Ce qu'un onglet, ou l'ouvrier de service, a envoyé, les autres onglets le disent aussi. */
  const annonces = self.BroadcastChannel ? new BroadcastChannel(BASE) : null;
  let ouverture;

  function identifiant() {
    const o = crypto.getRandomValues(new Uint8Array(16));
    o[6] = (o[6] & 0x0f) | 0x40;
    o[8] = (o[8] & 0x3f) | 0x80;
    const h = [...o].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  }

  /* La base de l'appareil, ou rien : la file vit alors le temps de la page, et la page le dit. */
  function ouvrir() {
    ouverture ??= new Promise((rendre) => {
      let demande;
      try {
        demande = indexedDB.open(BASE, 1);
      } catch {
        rendre(null);
        return;
      }
      demande.onupgradeneeded = () => {
        for (const [magasin, cle] of Object.entries(cles)) demande.result.createObjectStore(magasin, { keyPath: cle });
      };
      demande.onsuccess = () => {
        demande.result.onversionchange = () => demande.result.close();
        rendre(demande.result);
      };
      demande.onerror = demande.onblocked = () => rendre(null);
    });
    return ouverture;
  }

  async function faire(magasin, mode, geste, sinon) {
    const base = await ouvrir();
    if (!base) return sinon(secours[magasin]);
    return new Promise((rendre, echouer) => {
      const transaction = base.transaction(magasin, mode, { durability: "strict" });
      const demande = geste(transaction.objectStore(magasin));
      transaction.oncomplete = () => rendre(demande.result);
      transaction.onerror = transaction.onabort = () => echouer(transaction.error);
    });
  }

  const poser = (magasin, objet) => faire(magasin, "readwrite", (m) => m.put(objet), (m) => m.set(objet[cles[magasin]], objet));
  const oter = (magasin, cle) => faire(magasin, "readwrite", (m) => m.delete(cle), (m) => m.delete(cle));
  const prendre = (magasin, cle) => faire(magasin, "readonly", (m) => m.get(cle), (m) => m.get(cle));
  const tout = (magasin) => faire(magasin, "readonly", (m) => m.getAll(), (m) => [...m.values()]);

  async function lister(salle) {
    const articles = await tout("articles");
    return articles.filter((article) => !salle || article.salle === salle).sort((a, b) => a.rang - b.rang);
  }

  async function jeton(article) {
    if (self.document) return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? article.jeton;
    return (await self.cookieStore?.get("csrftoken").catch(() => null))?.value ?? article.jeton;
  }

  function corps(article) {
    const fichiers = article.champs.some(([, valeur]) => typeof valeur !== "string");
    const donnees = fichiers ? new FormData() : new URLSearchParams();
    for (const [nom, valeur] of article.champs) donnees.append(nom, valeur);
    donnees.set("id", article.id);
    if (article.differee) donnees.set("differee", "on");
    return donnees;
  }

  /* Seule une réponse de la plateforme compte : un portail de gare qui répond « 200 » n'a rien gardé. */
  async function envoyer(article) {
    let reponse;
    try {
      reponse = await fetch(article.url, {
        method: "POST",
        body: corps(article),
        headers: { Accept: "application/json", "X-CSRFToken": await jeton(article) },
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout?.(DELAI),
      });
    } catch {
      return { issue: "plus_tard" };
    }
    const donnees = await reponse.json().catch(() => null);
    if (reponse.ok && donnees?.id === article.id) return { issue: "partie", donnees };
    if (reponse.status >= 400 && reponse.status < 500 && !A_RETENTER.has(reponse.status) && donnees?.detail) {
      return { issue: "refusee", detail: donnees.detail };
    }
    /* Le jeton a pu changer : relire la page de la salle en donne un neuf, l'envoi suivant s'en sert. */
    if (reponse.status === 403) await fetch(article.page, { credentials: "same-origin" }).catch(() => null);
    return { issue: "plus_tard", apres: Number(reponse.headers.get("Retry-After")) || 0 };
  }

  const seul = (nom, geste) => (self.navigator.locks ? navigator.locks.request(nom, geste) : geste());

  /* Dans l'ordre où l'on a écrit ; au premier envoi sans réponse, on attend. Rend ce qui reste à envoyer. */
  function vider(salle, surIssue = () => {}) {
    return seul(`${BASE}-${salle}`, async () => {
      let apres = 0;
      for (const article of (await lister(salle)).filter((un) => !un.refus)) {
        const resultat = await envoyer(article);
        if (resultat.issue === "partie") {
          await oter("articles", article.id);
        } else if (resultat.issue === "refusee") {
          await poser("articles", { ...article, refus: resultat.detail });
        } else {
          await poser("articles", { ...article, differee: true, essais: (article.essais ?? 0) + 1 });
          apres = resultat.apres ?? 0;
        }
        annonces?.postMessage({ article, resultat });
        await surIssue(article, resultat);
        if (resultat.issue === "plus_tard") break;
      }
      return { reste: (await lister(salle)).filter((un) => !un.refus).length, apres };
    });
  }

  self.Boite = {
    annonces,
    identifiant,
    lister,
    vider,
    garder: (article) => poser("articles", article),
    oublier: (id) => oter("articles", id),
    brouillon: async (cle) => (await prendre("brouillons", cle))?.texte ?? "",
    garderLeBrouillon: (cle, texte) => (texte ? poser("brouillons", { cle, texte }) : oter("brouillons", cle)),
    estDurable: async () => Boolean(await ouvrir()),
  };
})();
