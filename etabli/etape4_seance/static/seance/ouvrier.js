/* L'ouvrier de service de la salle : la page s'ouvre sans réseau, et ce qui attend part même onglet fermé.
   Il ne touche ni au direct, ni aux envois : les pages d'abord par le réseau, les fichiers d'abord d'ici. */

const MAGASIN = "etabli-salle-1";
const PATIENCE = 5000; // millisecondes avant de montrer la page gardée
const SANS_RESEAU = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sans réseau</title></head><body><main><h1>Sans réseau</h1><p>Cette page n'a pas encore été ouverte sur cet appareil.
Rapprochez-vous du réseau de la salle, puis <a href="">réessayez</a>. Ce que vous avez déjà écrit est gardé.</p></main></body></html>`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (evenement) => {
  evenement.waitUntil(
    (async () => {
      for (const nom of await caches.keys()) if (nom.startsWith("etabli-salle") && nom !== MAGASIN) await caches.delete(nom);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (evenement) => {
  if (evenement.data?.garder) evenement.waitUntil(garder(evenement.data.garder));
});

async function garder(adresses) {
  const magasin = await caches.open(MAGASIN);
  await Promise.all(
    adresses.map(async (adresse) => {
      const reponse = await fetch(adresse, { credentials: "same-origin" }).catch(() => null);
      if (reponse?.ok && !reponse.redirected) await magasin.put(adresse, reponse);
    }),
  );
}

self.addEventListener("fetch", (evenement) => {
  const { request } = evenement;
  const adresse = new URL(request.url);
  if (request.method !== "GET" || adresse.origin !== location.origin) return;
  if (request.mode === "navigate") evenement.respondWith(page(request, adresse));
  else if (adresse.pathname.startsWith("/static/")) evenement.respondWith(fichier(evenement, request));
});

/* Une requête de navigation ne se recopie pas : le délai se tient à côté d'elle. */
async function page(request, adresse) {
  const magasin = await caches.open(MAGASIN);
  const gardee = await magasin.match(adresse.pathname);
  const reseau = fetch(request);
  const patience = new Promise((_, lasse) => gardee && setTimeout(lasse, PATIENCE));
  try {
    const reponse = await Promise.race([reseau, patience]);
    if (reponse.ok && !reponse.redirected && adresse.pathname.endsWith("/salle/")) await magasin.put(adresse.pathname, reponse.clone());
    return reponse;
  } catch {
    reseau.catch(() => null);
    if (gardee) return gardee;
    const salle = adresse.pathname.replace(/^(\/s\/[^/]+\/).*$/, "$1salle/");
    if (salle !== adresse.pathname && (await magasin.match(salle))) return Response.redirect(salle);
    return new Response(SANS_RESEAU, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

async function fichier(evenement, request) {
  const magasin = await caches.open(MAGASIN);
  const garde = await magasin.match(request);
  const neuf = fetch(request).then(async (reponse) => {
    if (reponse.ok) await magasin.put(request, reponse.clone());
    return reponse;
  });
  if (!garde) return neuf;
  evenement.waitUntil(neuf.catch(() => null));
  return garde;
}

/* Le réseau revient, la page est fermée : on envoie quand même ; un échec redemande un rappel au navigateur. */
self.addEventListener("sync", (evenement) => {
  if (!evenement.tag.startsWith("boite-")) return;
  evenement.waitUntil(
    (async () => {
      const { reste } = await self.Boite.vider(evenement.tag.slice(6));
      if (reste) throw new Error("Il reste des envois.");
    })(),
  );
});
