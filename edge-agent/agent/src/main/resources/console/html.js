// The one place that names the vendored library.
export { html, render, useState, useEffect, useRef, useMemo, useCallback } from "/vendor/htm-preact-3.1.1.js";
