/// The page's only script: it asks whether anything changed and puts the new timelines in place.
enum PageScript {
  static let text = """
    "use strict";
    (() => {
      const main = document.getElementById("timelines");
      let shownAt = Date.now();
      let asking = false;

      async function refresh() {
        const answer = await fetch("/", { cache: "no-store" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const open = [...main.querySelectorAll("details[open]")]
          .map((fold) => fold.closest("article").id);
        const fresh = page.getElementById("timelines");
        main.replaceChildren(...fresh.childNodes);
        main.dataset.version = fresh.dataset.version;
        for (const id of open) {
          document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
        }
        const summary = page.getElementById("summary");
        document.getElementById("summary").replaceWith(summary);
        shownAt = Date.now();
      }

      async function look() {
        if (asking || document.hidden) return;
        asking = true;
        try {
          const answer = await fetch("/version", { cache: "no-store" });
          const version = await answer.json();
          if (version !== main.dataset.version || Date.now() - shownAt > 30000) await refresh();
        } catch {
          // The sandbox is gone or restarting; the next look tells.
        } finally {
          asking = false;
        }
      }

      setInterval(look, 1500);
      document.addEventListener("visibilitychange", look);
    })();
    """
}
