import Domain
import PlatformModels

/// One post.
struct PostView {
  let item: Threads.Item
  let now: Instant
  /// How many further posts look like this one.
  let duplicates: Int

  private var post: TimelinePost { item.post }

  var html: String {
    let classes =
      ["post"] + (item.continues ? ["continues"] : []) + (item.goesOn ? ["goes-on"] : [])
    return """
      <article class="\(classes.joined(separator: " "))" id="\(HTML.escape(post.anchor))" \
      aria-labelledby="by-\(HTML.escape(post.anchor))">
      <div class="avatar" aria-hidden="true">\(HTML.escape(initial))</div>
      <div class="body">
      \(head)
      \(item.continues ? #"<p class="hidden">Continues the thread.</p>"# : "")
      \(content)
      \(foot)
      </div>
      </article>
      """
  }

  private var initial: String { post.account.prefix(1).uppercased() }

  private var name: String {
    let first = post.account.prefix { $0 != "@" && $0 != "." }
    return first.prefix(1).uppercased() + first.dropFirst()
  }

  private var head: String {
    let edited = post.edited == nil ? "" : #" <span class="edited">edited</span>"#
    let double =
      duplicates == 0 ? "" : #"<p class="double">Posted \#(duplicates + 1) times</p>"#
    return """
      <header><h3 id="by-\(HTML.escape(post.anchor))"><span class="name">\(HTML.escape(name))\
      </span> \(handle)</h3>
      <p class="when">\(visibility)<a href="#\(HTML.escape(post.anchor))">\
      <time datetime="\(post.created.rfc3339)" title="\(post.created.rfc3339)">\
      \(TimeText.ago(post.created, from: now))</time></a>\(edited)</p></header>\(double)
      """
  }

  /// Pages and companies have names only; elsewhere people are known by their handles.
  private var handle: String {
    let isNamed = [PlatformName.facebook, .linkedin].contains(post.platform)
    let words = (isNamed ? [] : ["@" + post.account]) + [post.place].compactMap(\.self)
    return words.map { #"<span class="handle">\#(HTML.escape($0))</span>"# }.joined(separator: " ")
  }

  /// Mastodon shows it beside every post; the others have their posts public.
  private var visibility: String {
    guard post.platform == .mastodon || post.visibility != .everyone else { return "" }
    let words =
      switch post.visibility {
      case .everyone: "Public"
      case .unlisted: post.platform == .mastodon ? "Quiet public" : "Unlisted"
      case .followers: "Followers only"
      case .direct: "Private mention"
      }
    return #"<span class="who" title="\#(words)">\#(Icons.visibility(post.visibility))"#
      + #"<span class="hidden">\#(words)</span></span>"#
  }

  /// The text and all that belongs to it, folded behind its warning if it has one.
  ///
  /// Mastodon folds all of it, Bluesky only the pictures.
  private var content: String {
    let text = title + text
    let rest = PictureGrid(post: post).html + poll + card
    guard let warning = post.warning else { return text + rest }
    let isWhole = post.platform == .mastodon
    let words = isWhole ? warning : PostView.words(forLabels: warning)
    let folded = isWhole ? text + rest : rest
    let fold = """
      <details class="warning"><summary><span>\(HTML.escape(words))</span></summary>\
      \(folded)</details>
      """
    return isWhole ? fold : text + fold
  }

  /// What Bluesky's app shows for its labels (`com.atproto.label.defs`).
  private static func words(forLabels labels: String) -> String {
    let words = [
      "porn": "Adult content", "sexual": "Sexually suggestive", "nudity": "Non-sexual nudity",
      "graphic-media": "Graphic media",
    ]
    return labels.split(separator: ", ").map { words[String($0)] ?? String($0) }
      .joined(separator: ", ")
  }

  private var title: String {
    post.title.map { #"<p class="title" dir="auto">\#(HTML.escape($0))</p>"# } ?? ""
  }

  private var text: String {
    guard !post.spans.isEmpty else { return "" }
    let language = post.language.map { #" lang="\#(HTML.escape($0))""# } ?? ""
    let body = post.spans.map { span in
      let shown = HTML.escape(span.text)
      switch span.kind {
      case .plain: return shown
      case .mention, .tag: return #"<span class="tag">\#(shown)</span>"#
      case .link(let address): return PostView.link(address, shown)
      }
    }
    return "<p class=\"text\"\(language) dir=\"auto\">\(body.joined())</p>"
  }

  /// A link that leaves the page; anything but a web address stays text.
  private static func link(_ address: String, _ content: String, class name: String = "") -> String
  {
    let lower = address.lowercased()
    guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return content }
    let names = name.isEmpty ? "" : #" class="\#(name)""#
    return #"<a href="\#(HTML.escape(address))"\#(names) rel="nofollow noopener noreferrer" "#
      + #"target="_blank">\#(content)</a>"#
  }

  private var poll: String {
    guard let poll = post.poll else { return "" }
    let options = poll.options.map {
      #"<li><span class="box" aria-hidden="true"></span>\#(HTML.escape($0))</li>"#
    }
    return """
      <div class="poll\(poll.multiple ? " multiple" : "")"><ul>\(options.joined())</ul>
      <p>0 people · \(TimeText.left(until: poll.ends, from: now))\
      \(poll.multiple ? " · several answers" : "")</p></div>
      """
  }

  private var card: String {
    guard let card = post.card ?? plainCard else { return "" }
    let picture =
      card.thumbnail.map {
        #"<img src="\#($0.path(on: post.platform))" alt="" loading="lazy">"#
      } ?? #"<span class="blank" aria-hidden="true">\#(Icons.link)</span>"#
    let host = PostView.host(of: card.url)
    let summary = card.summary.isEmpty ? "" : "<span>\(HTML.escape(card.summary))</span>"
    let content = """
      \(picture)<span class="words"><small>\(HTML.escape(host))</small>\
      <strong>\(HTML.escape(card.title.isEmpty ? host : card.title))</strong>\(summary)</span>
      """
    let shape = card.thumbnail == nil ? "card small" : "card"
    return PostView.link(card.url, content, class: shape)
  }

  /// What Mastodon shows below a post with a link, as far as it can be known without fetching it.
  private var plainCard: TimelinePost.Card? {
    guard post.platform == .mastodon, post.media.isEmpty, post.poll == nil else { return nil }
    for case .link(let address) in post.spans.map(\.kind) {
      let path = address.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
      return .init(url: address, title: path.count > 1 ? String(path) : "", summary: "")
    }
    return nil
  }

  private static func host(of address: String) -> String {
    String(address.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != "?" })
  }

  private var foot: String {
    let icons = Icons.actions(post.platform).map { "<li>\($0)</li>" }.joined()
    return #"<ul class="actions" aria-hidden="true">\#(icons)</ul>"#
  }
}
