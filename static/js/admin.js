import "./elements/language-switch.js";
import "./elements/map-picker.js";
import "./elements/markdown-field.js";
import "./elements/photo-drop.js";
import "./elements/sheet-progress.js";
import "./elements/unsaved-guard.js";
