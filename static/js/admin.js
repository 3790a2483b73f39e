import "./elements/language-switch.js";
