/** Entry of the ordinary pages: htmx with its CSRF header, and the small behaviours of the frame. */
import "../ui/fonts.css";
import "htmx.org";
import { csrfToken } from "../api/client";
import { pokeEvents, startEvents } from "../api/events";
import { startCopyButtons } from "./copy-button";
import { startDialogs } from "./dialogs";
import { startExportNotice } from "./export-notice";
import { startExportForm } from "./export-form";
import { startFormErrors } from "./form-errors";
import { startImportForm } from "./import-form";
import { startImagesPage } from "./images/images-page";
import { startFileDrop } from "./file-drop";
import "./line-crop";
import { startKeptOpen } from "./kept-open";
import { startLiveRegion } from "./live-region";
import { startPalette } from "./palette";
import { startSubmitOnChange } from "./submit-on-change";
import { startTrainForm } from "./train-form";
import { startTheme } from "./theme";
import { startTickedRows } from "./ticked-rows";
import { startWaitingWork } from "./waiting-work";
import { startWorkNow } from "./work-now";

document.body.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event as CustomEvent<{ headers: Record<string, string> }>;
  detail.headers["X-CSRFToken"] = csrfToken();
});

// A session that ended answers with the sign-in page: go there instead of showing it in a corner.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;
  if (!detail.xhr.responseURL.includes("/login/")) return;
  detail.shouldSwap = false;
  window.location.reload();
});
document.body.addEventListener("jobs:changed", pokeEvents);

startDialogs();
startExportForm();
startFormErrors();
startImportForm();
startExportNotice();
startKeptOpen();
startLiveRegion();
startPalette();
startSubmitOnChange();
startTheme();
startTrainForm();
startCopyButtons();
startWorkNow();
startTickedRows();
startImagesPage();
void startWaitingWork();

// On a narrow screen the tab that is open may lie beyond the edge.
const tab = document.querySelector(".tabs [aria-current]");
tab?.scrollIntoView({ block: "nearest", inline: "center" });

const eventsUrl = document.body.dataset["events"];
if (eventsUrl) startEvents(eventsUrl);

const chart = document.querySelector<HTMLElement>("[data-training-chart]");
if (chart) void import("./training-chart").then((module) => module.startTrainingChart(chart));

if (document.querySelector("[data-line-crops]")) {
  void import("./line-crops").then((module) => module.startLineCrops());
}

const dropButton = document.querySelector<HTMLElement>("[data-file-drop]");
if (dropButton) startFileDrop(dropButton);
