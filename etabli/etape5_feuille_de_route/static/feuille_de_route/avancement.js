// Glisser une carte fait ce que fait son formulaire : choisir un statut, puis envoyer.
// Sans souris, ou sans ce script, le menu et le bouton de la carte suffisent.
let enMain = null

document.addEventListener("dragstart", (e) => {
  const carte = e.target.closest?.(".feuille-carte")
  if (!carte?.querySelector(".feuille-deplacer")) return
  enMain = carte
  e.dataTransfer.effectAllowed = "move"
  e.dataTransfer.setData("text/plain", carte.dataset.numero)
})

document.addEventListener("dragover", (e) => {
  const colonne = enMain && e.target.closest?.(".feuille-colonne")
  if (!colonne) return
  e.preventDefault()
  colonne.classList.add("feuille-colonne--visee")
})

document.addEventListener("dragleave", (e) => {
  const colonne = e.target.closest?.(".feuille-colonne")
  if (colonne && !colonne.contains(e.relatedTarget)) colonne.classList.remove("feuille-colonne--visee")
})

document.addEventListener("drop", (e) => {
  const colonne = enMain && e.target.closest?.(".feuille-colonne")
  if (!colonne) return
  e.preventDefault()
  const formulaire = enMain.querySelector(".feuille-deplacer")
  formulaire.elements.statut.value = colonne.dataset.statut
  formulaire.requestSubmit()
})

document.addEventListener("dragend", () => {
  enMain = null
  document.querySelectorAll(".feuille-colonne--visee").forEach((c) => c.classList.remove("feuille-colonne--visee"))
})

const saisissables = () =>
  document.querySelectorAll(".feuille-carte").forEach((c) => {
    c.draggable = Boolean(c.querySelector(".feuille-deplacer"))
  })
document.addEventListener("htmx:afterSettle", saisissables)
saisissables()
