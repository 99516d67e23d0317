// Light or dark: as the device has it, unless somebody has chosen. In the sun a light page is read best, at night a dark one blinds nobody.
const dark = matchMedia("(prefers-color-scheme: dark)");
export const SCHEMES = ["auto", "light", "dark"];
export const scheme = () => localStorage.getItem("scheme") || "auto";
const show = () => { document.documentElement.dataset.scheme = scheme() === "auto" ? (dark.matches ? "dark" : "light") : scheme(); };
export function choose(which) { localStorage.setItem("scheme", which); show(); }
dark.addEventListener("change", show);
show();
