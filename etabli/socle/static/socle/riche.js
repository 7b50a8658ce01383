/* L'éditeur de texte riche, sur la zone de texte ordinaire que le serveur a rendue. */

const EXTENSIONS = [
  "Document", "Paragraph", "Text", "HardBreak", "Bold", "Italic", "BulletList", "OrderedList", "ListItem",
  "Blockquote", "History", "Dropcursor", "Gapcursor",
];
const FRANCAIS = {
  paragraph: "Paragraphe", Paragraph: "Paragraphe",
  "Heading 3": "Intertitre", "heading 3": "Intertitre", "Heading 4": "Petit intertitre", "heading 4": "Petit intertitre",
  heading3: "Intertitre", heading4: "Petit intertitre",
  "unordered list": "Liste à puces", "ordered list": "Liste numérotée", "List properties": "Numérotation",
  blockquote: "Citation", bold: "Gras", italic: "Italique", "insert link": "Lien", "remove link": "Retirer le lien",
  undo: "Annuler la dernière frappe", redo: "Refaire", "Edit Link": "Adresse du lien", Title: "Titre",
  Update: "Enregistrer", Insert: "Insérer", Cancel: "Annuler", "Start at": "Commencer à", "List type": "Numérotation",
  "Decimal numbers": "1, 2, 3", "Lowercase letters": "a, b, c", "Uppercase letters": "A, B, C",
  "Lowercase Roman numerals": "i, ii, iii", "Uppercase Roman numerals": "I, II, III", Bullets: "Puces",
};
const traduire = (texte) => FRANCAIS[texte] ?? texte;

function feuille(url) {
  if (!url || document.querySelector(`link[href="${url}"]`)) return;
  const lien = document.createElement("link");
  lien.rel = "stylesheet";
  lien.href = url;
  /* Avant la nôtre : etabli.css garde le dernier mot. */
  document.head.querySelector("link[rel=stylesheet]").before(lien);
}

export async function installer(zones, adresses) {
  feuille(adresses.editeurIcones);
  feuille(adresses.editeurCss);
  window.gettext ??= traduire;
  const editeur = await import(adresses.editeur);
  /* La politique de sécurité refuse les styles posés par script : les nôtres sont dans etabli.css. */
  editeur.Editor.prototype.injectCSS = () => {};
  for (const zone of zones) {
    if (zone.dataset.pret) continue;
    zone.dataset.pret = "oui";
    const extensions = [
      ...EXTENSIONS.map((nom) => editeur[nom]),
      editeur.Heading.configure({ levels: [3, 4] }),
      editeur.Link.configure({ enableTarget: false, openOnClick: false, protocols: ["http", "https", "mailto", "tel"] }),
      editeur.Menu,
    ];
    const instance = editeur.createTextareaEditor(zone, extensions);
    nommer(zone, instance);
    franciser(zone.closest(".prose-editor"));
  }
}

/* Le lecteur d'écran doit entendre le libellé, l'aide et l'erreur du champ. */
function nommer(zone, instance) {
  const saisie = instance.view.dom;
  const libelle = document.querySelector(`label[for="${zone.id}"]`);
  if (libelle) {
    libelle.id ||= `${zone.id}_libelle`;
    saisie.setAttribute("aria-labelledby", libelle.id);
    libelle.addEventListener("click", () => saisie.focus());
  }
  saisie.setAttribute("aria-multiline", "true");
  saisie.lang = "fr";
  for (const attribut of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (zone.hasAttribute(attribut)) saisie.setAttribute(attribut, zone.getAttribute(attribut));
  }
  /* Le résumé d'erreurs mène à la zone cachée : on passe le focus à la saisie. */
  addEventListener("hashchange", () => location.hash === `#${zone.id}` && saisie.focus());
  document.addEventListener("click", (evenement) => {
    if (!evenement.target.closest(`a[href="#${zone.id}"]`)) return;
    evenement.preventDefault();
    saisie.focus();
    saisie.scrollIntoView({ block: "center" });
  });
}

/* Les boutons sont nommés en anglais dans la bibliothèque, et la barre arrive après la saisie. */
function franciser(cadre) {
  const passer = () => {
    const barre = cadre.querySelector(".prose-menubar:not([role])");
    barre?.setAttribute("role", "toolbar");
    barre?.setAttribute("aria-label", "Mise en forme");
    for (const bouton of cadre.querySelectorAll("button[title]")) {
      const dit = traduire(bouton.title);
      if (dit === bouton.title) continue;
      bouton.title = dit;
      bouton.setAttribute("aria-label", dit);
    }
    for (const option of cadre.querySelectorAll(".prose-menubar__option:not([data-dit])")) {
      option.dataset.dit = traduire(option.textContent);
      option.textContent = option.dataset.dit;
    }
  };
  passer();
  new MutationObserver(passer).observe(cadre, { childList: true, subtree: true });
}
