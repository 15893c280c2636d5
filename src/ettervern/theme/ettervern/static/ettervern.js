/* The only script on a page: the switch between light and dark, and the search page's words. Everything works without. */
(function () {
  "use strict";
  var root = document.documentElement;
  var button = document.querySelector("button.theme");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : window.matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try {
        localStorage.setItem("ettervern-theme", root.dataset.theme);
      } catch (error) {
        /* a browser that keeps nothing still switches this page */
      }
    });
  }
  if (root.lang === "nb" && typeof Documentation !== "undefined") {
    /* Strings that the Norwegian catalogue of Sphinx lacks or words badly. */
    Object.assign(Documentation.TRANSLATIONS, {
      "Search Results": "Treff",
      "Searching": "Søker",
      "Preparing search...": "Gjør klart søket …",
      "Search finished, found ${resultCount} page(s) matching the search query.": "${resultCount} sider passer med søket.",
      "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
        "Ingen sider passer med søket. Se om alle ordene er skrevet riktig, eller prøv færre ord.",
    });
  }
})();
