/* L'éditeur de texte riche, sur la zone de texte ordinaire que le serveur a rendue. */

const EXTENSIONS = [
  "Document", "Paragraph", "Text", "HardBreak", "Bold", "Italic", "BulletList", "OrderedList", "ListItem",
  "Blockquote", "Link", "History", "Dropcursor", "Gapcursor", "NoSpellCheck",
];

function feuille(url) {
  if (!url || document.querySelector(`link[href="${url}"]`)) return;
  const lien = document.createElement("link");
  lien.rel = "stylesheet";
  lien.href = url;
  document.head.append(lien);
}

export async function installer(zones, adresses) {
  feuille(adresses.editeurIcones);
  feuille(adresses.editeurCss);
  const editeur = await import(adresses.editeur);
  /* La politique de sécurité refuse les styles posés par script : les nôtres sont dans etabli.css. */
  editeur.Editor.prototype.injectCSS = () => {};
  for (const zone of zones) {
    if (zone.dataset.pret) continue;
    zone.dataset.pret = "oui";
    const extensions = EXTENSIONS.filter((nom) => nom !== "NoSpellCheck").map((nom) => editeur[nom]);
    extensions.push(editeur.Heading.configure({ levels: [3, 4] }), editeur.Menu);
    const instance = editeur.createTextareaEditor(zone, extensions.filter(Boolean));
    nommer(zone, instance);
  }
}

/* Le lecteur d'écran doit entendre le libellé, l'aide et l'erreur du champ. */
function nommer(zone, instance) {
  const saisie = instance?.view?.dom ?? zone.closest(".prose-editor")?.querySelector(".ProseMirror");
  if (!saisie) return;
  const libelle = document.querySelector(`label[for="${zone.id}"]`);
  if (libelle) {
    libelle.id ||= `${zone.id}_libelle`;
    saisie.setAttribute("aria-labelledby", libelle.id);
    libelle.addEventListener("click", () => saisie.focus());
  }
  saisie.setAttribute("role", "textbox");
  saisie.setAttribute("aria-multiline", "true");
  saisie.lang = "fr";
  for (const attribut of ["aria-describedby", "aria-invalid"]) {
    if (zone.hasAttribute(attribut)) saisie.setAttribute(attribut, zone.getAttribute(attribut));
  }
}
