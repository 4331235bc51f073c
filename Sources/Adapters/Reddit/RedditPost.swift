import Domain

/// One post as it is submitted.
struct RedditPost: Hashable, Sendable {
  var subreddit: String
  var title: String
  var text: String
  var kind: Kind
  private var common: [String: String]

  /// What a post is about.
  enum Kind: Hashable, Sendable {
    case text
    case link(String)
    /// The address of an uploaded picture.
    case image(String)
    /// The addresses of an uploaded film and of the picture that stands for it.
    case video(String, poster: String)
    case gallery([GalleryItem])
  }

  /// A picture of a gallery.
  struct GalleryItem: Hashable, Sendable {
    var asset: String
    var caption: String
  }

  init(_ content: Content, subreddit: String, kind: Kind) {
    self.subreddit = subreddit
    self.kind = kind
    title = content.options["title"]?.string ?? ""
    text = content.parts[0].text
    let options = content.options
    var common: [String: String] = [:]
    common["flair_id"] = options["flair_id"]?.string
    common["flair_text"] = options["flair_text"]?.string
    common["nsfw"] = options["nsfw"]?.bool == true ? "true" : nil
    common["spoiler"] = options["spoiler"]?.bool == true ? "true" : nil
    common["sendreplies"] = options["send_replies"]?.bool == false ? "false" : "true"
    self.common = common
  }

  /// The form of `/api/submit`.
  ///
  /// `resubmit` is false, so that a link that is there already is refused.
  var fields: [(name: String, value: Call.FormValue)] {
    var fields: [(String, String)] = [
      ("api_type", "json"), ("sr", subreddit), ("title", title), ("resubmit", "false"),
      ("validate_on_submit", "true"),
    ]
    switch kind {
    case .text: fields += [("kind", "self"), ("text", text)]
    case .link(let address): fields += [("kind", "link"), ("url", address)] + body
    case .image(let address): fields += [("kind", "image"), ("url", address)] + body
    case .video(let address, let poster):
      fields += [("kind", "video"), ("url", address), ("video_poster_url", poster)] + body
    case .gallery: preconditionFailure("a gallery is submitted as JSON")
    }
    fields += common.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return fields.map { ($0.0, .text($0.1)) }
  }

  private var body: [(String, String)] { text.isEmpty ? [] : [("text", text)] }

  /// The body of `/api/submit_gallery_post.json`.
  var json: JSON {
    guard case .gallery(let items) = kind else { return nil }
    var members: [String: JSON] = [
      "api_type": "json", "show_error_list": true, "sr": .string(subreddit),
      "title": .string(title), "resubmit": false, "validate_on_submit": true,
      "items": .array(
        items.map {
          [
            "media_id": .string($0.asset), "caption": .string($0.caption), "outbound_url": "",
          ]
        }),
    ]
    if !text.isEmpty { members["text"] = .string(text) }
    for (name, value) in common.sorted(by: { $0.key < $1.key }) {
      members[name] = value == "true" || value == "false" ? .bool(value == "true") : .string(value)
    }
    return .object(members)
  }
}
