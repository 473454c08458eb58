// Tells on the page that a passkey did not work; the library only says it on the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey-trouble");
  trouble.hidden = true;
  requestAnimationFrame(() => { trouble.hidden = false; }); // shown anew, so that it is read out each time
});
