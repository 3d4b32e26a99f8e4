/** Entry of the page editor. */
import "../ui/fonts.css";
import "./editor-element";
