/** Entry of the ordinary pages. */
import "../ui/fonts.css";
import "htmx.org";
