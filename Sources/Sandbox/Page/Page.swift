import Domain
import PlatformModels

/// The page: the timelines of all platforms side by side, as people would see them.
struct Page {
  /// More threads than anybody scrolls through.
  private static let threadsShown = 100

  let scene: Scene

  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Belfry sandbox</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/style.css">
    <script src="/script.js" defer></script>
    <noscript><meta http-equiv="refresh" content="10"></noscript>
    </head>
    <body>
    <header class="top">
    <span class="mark">\(Icons.bell)</span>
    <div><h1>Belfry sandbox</h1>
    <p>What people would see, had these posts gone to the real networks.</p></div>
    \(summary)
    </header>
    <main id="timelines" data-version="\(HTML.escape(scene.version))">
    \(shown.map(column).joined(separator: "\n"))
    </main>
    <footer>Nothing here leaves this machine.
    <a href="/timelines.json">timelines.json</a>
    <a href="/ledger.json">ledger.json</a></footer>
    </body>
    </html>
    """
  }

  /// Columns of networks that nobody has talked to would only push the others aside.
  private var shown: [Scene.Side] {
    let used = scene.sides.filter { $0.ledger.requests > 0 }
    return used.isEmpty ? Array(scene.sides.prefix(2)) : used
  }

  private var summary: String {
    let posts = scene.sides.reduce(0) { $0 + $1.posts.count }
    let doubles = scene.sides.reduce(0) { $0 + $1.ledger.doubles }
    let state = doubles == 0 ? "none posted twice" : "\(doubles) posted twice"
    return """
      <p class="sum\(doubles == 0 ? "" : " bad")" id="summary"><strong>\(posts)</strong> \
      \(posts == 1 ? "post" : "posts") · \(state)</p>
      """
  }

  private func column(_ side: Scene.Side) -> String {
    let name = SandboxNetwork.title(of: side.platform)
    let host = side.origin.split(separator: "/").last ?? ""
    let duplicates = side.duplicates()
    let threads = Threads(side.posts, limit: Page.threadsShown)
    let posts = threads.items.map { item in
      PostView(
        item: item, now: scene.now,
        duplicates: duplicates[[item.post.account, item.post.fingerprint]] ?? 0
      ).html
    }
    let empty = #"<p class="empty">Nothing yet. What is published here appears by itself.</p>"#
    return """
      <section class="\(side.platform.text)" aria-labelledby="\(side.platform.text)">
      <h2 id="\(side.platform.text)">\(Icons.logo(side.platform))\(name)\
      <small>\(HTML.escape(host))</small></h2>
      \(posts.isEmpty ? empty : posts.joined(separator: "\n"))
      </section>
      """
  }
}
