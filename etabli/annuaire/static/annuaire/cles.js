/* Les clés d'accès. La page reste utilisable sans elles : le bouton n'apparaît que si le navigateur sait faire. */

const ANCIEN =
  "Ce navigateur ne connaît pas les clés d'accès, ou l'adresse du site ne les permet pas : il faut un nom de domaine en https.";
// Une clé est liée à un nom de domaine ; « localhost » en est un, une adresse IP non.
const ADRESSE_IP = /^[\d.]+$|:/;
const REFUS = "La clé n'a pas répondu, ou vous avez annulé. Recommencez, ou choisissez un autre moyen.";
const DEJA = "Cette clé est déjà inscrite sur votre compte.";

function sait() {
  return !ADRESSE_IP.test(location.hostname) && window.isSecureContext && typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === "function";
}

function dire(formulaire, phrase) {
  const ici = formulaire.querySelector("[data-cle-message]");
  ici.textContent = phrase;
  ici.hidden = false;
  ici.focus();
}

async function options(formulaire) {
  const ecrites = formulaire.querySelector("script[type='application/json']");
  if (ecrites) return JSON.parse(ecrites.textContent);
  const reponse = await fetch(formulaire.action, { headers: { Accept: "application/json" } });
  if (!reponse.ok) throw new Error(`réponse ${reponse.status}`);
  return reponse.json();
}

async function creer(lues) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(lues.creation_options.publicKey);
  // Une clé qui sait vérifier la personne ouvrira le compte à elle seule ; une plus simple sert de second facteur.
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "preferred",
    requireResidentKey: false,
    userVerification: "preferred",
  };
  return navigator.credentials.create({ publicKey });
}

async function demander(lues) {
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(lues.request_options.publicKey),
  });
}

for (const formulaire of document.querySelectorAll("form[data-cle]")) {
  const bouton = formulaire.querySelector("[data-cle-bouton]");
  if (!sait()) {
    if (formulaire.dataset.cle === "creer") dire(formulaire, ANCIEN);
    continue;
  }
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    bouton.disabled = true;
    try {
      const lues = await options(formulaire);
      const cle = await (formulaire.dataset.cle === "creer" ? creer(lues) : demander(lues));
      formulaire.elements.credential.value = JSON.stringify(cle.toJSON());
      formulaire.submit();
    } catch (erreur) {
      dire(formulaire, erreur.name === "InvalidStateError" ? DEJA : REFUS);
      bouton.disabled = false;
    }
  });
}
