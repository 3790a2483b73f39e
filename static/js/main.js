// What the site's pages add where scripts run. Each behaviour is a custom element of its own.
import "./elements/live-filters.js";
