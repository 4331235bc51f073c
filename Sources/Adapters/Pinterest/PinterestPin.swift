import Domain
import Text

/// A Pin as it is created.
struct PinterestPin: Sendable {
  var board: String
  var section: String?
  var title: String
  var description: String
  var link: String?
  private var alt: String
  private var source: [(name: String, value: JSONBody)]

  /// Where a post goes: its own `board`, the account's, or the one that was chosen at the sign-in.
  static func board(of content: Content, _ account: AccountFacts) -> String? {
    let own = content.options["board"]
    return own.flatMap { $0.string ?? $0.integer.map { String($0) } }
      ?? account.settings["board"] ?? account.server["board"]?.string
  }

  static func section(of content: Content) -> String? {
    content.options["section"].flatMap { $0.string ?? $0.integer.map { String($0) } }
  }

  /// - Parameters:
  ///   - film: the id of the uploaded film, for a post that has one.
  ///   - fetch: Pinterest fetches the pictures.
  init(_ content: Content, board: String, film: String?, fetch: Bool) {
    let part = content.parts[0]
    self.board = board
    section = PinterestPin.section(of: content)
    title = content.options["title"]?.string ?? ""
    description = part.text
    link = part.link
    alt = part.media.first?.alt ?? ""
    let pictures = part.media.filter { $0.file.kind != .video }
    if let film {
      source = PinterestPin.film(film, cover: pictures.first?.file, fetch: fetch)
    } else if pictures.count == 1 {
      source = [("source_type", .value(fetch ? "image_url" : "image_base64"))]
      source += PinterestPin.picture(pictures[0].file, fetch: fetch)
    } else {
      let kind: JSON = fetch ? "multiple_image_urls" : "multiple_image_base64"
      let items = pictures.map { JSONBody.object(PinterestPin.picture($0.file, fetch: fetch)) }
      source = [("source_type", .value(kind)), ("items", .array(items))]
    }
  }

  private static func picture(
    _ file: MediaFile, fetch: Bool
  ) -> [(name: String, value: JSONBody)] {
    if fetch { return [("url", .publicAddress(file))] }
    return [("content_type", .value(.string(file.mime))), ("data", .base64(file))]
  }

  /// A film needs a cover: the picture beside it, or its own first frame.
  private static func film(
    _ id: String, cover: MediaFile?, fetch: Bool
  ) -> [(name: String, value: JSONBody)] {
    var source: [(name: String, value: JSONBody)] = [
      ("source_type", .value("video_id")), ("media_id", .value(.string(id))),
    ]
    guard let cover else { return source + [("cover_image_key_frame_time", .value(0))] }
    if fetch {
      source.append(("cover_image_url", .publicAddress(cover)))
    } else {
      source.append(("cover_image_content_type", .value(.string(cover.mime))))
      source.append(("cover_image_data", .base64(cover)))
    }
    return source
  }

  /// The body of `POST /v5/pins`.
  var body: JSONBody {
    var members: [(name: String, value: JSONBody)] = [("board_id", .value(.string(board)))]
    func add(_ name: String, _ text: String?) {
      guard let text, !text.isEmpty else { return }
      members.append((name, .value(.string(text))))
    }
    add("board_section_id", section)
    add("title", title)
    add("description", description)
    add("link", link)
    add("alt_text", alt)
    return .object(members + [("media_source", .object(source))])
  }

  /// What tells the Pin from all others of its board.
  var match: PinterestMatch {
    PinterestMatch(title: title, description: description, link: link)
  }
}

/// What people read of a Pin.
struct PinterestMatch: Hashable, Sendable {
  private var title: String
  private var description: String
  private var link: String

  init(title: String?, description: String?, link: String?) {
    self.title = Normalization.comparable(title ?? "")
    self.description = Normalization.comparable(description ?? "")
    self.link = link ?? ""
  }

  /// Pins with equal keys cannot be told apart.
  var key: String { [title, description, link].joined(separator: "|") }
}
