package import Domain
import Text

extension PinterestRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    PinterestCheck(
      content: content, board: PinterestPin.board(of: content, account),
      fetches: account.settings["pictures"] == "fetch",
      isConnected: account.server != .null
    ).problems
  }
}

/// Holds a post against Pinterest's rules, before anything is sent.
struct PinterestCheck {
  var content: Content
  var board: String?
  /// Pinterest fetches the pictures.
  var fetches: Bool
  /// Before the sign-in nobody knows the board that will be chosen there.
  var isConnected: Bool

  private var post: Content.Part { content.parts[0] }

  var problems: [ContentProblem] {
    contentProblems + placeProblems + textProblems + mediaProblems
  }

  private var contentProblems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: PinterestProfile.value.postOptions)
    if content.parts.count > 1 {
      found.append(
        .init(
          .error, .thread, "Pinterest has no threads",
          hint: "give this account a text of its own without further parts"))
    }
    if post.poll != nil {
      found.append(.init(.error, .poll(part: 0), "Pinterest has no polls"))
    }
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "who sees a Pin is its board's business",
          hint: "leave visibility out for this account, and name a secret board"))
    }
    if content.warning != nil {
      found.append(.init(.error, .warning, "Pinterest has no content warnings"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "Pinterest keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    return found
  }

  private var placeProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    func isNumber(_ text: String) -> Bool {
      (1...30).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    if let board, !isNumber(board) {
      found.append(
        .init(
          .error, .option("board"), "\"\(board.bounded)\" is no board",
          hint: "a board's id has digits only; `belfry connect` shows yours"))
    } else if board == nil, isConnected {
      found.append(.init(.error, .option("board"), "a Pin needs a board", hint: "board: ID"))
    }
    if content.options["section"] != nil,
      !isNumber(PinterestPin.section(of: content) ?? "")
    {
      found.append(.init(.error, .option("section"), "a section's id has digits only"))
    }
    return found
  }

  private var textProblems: [ContentProblem] {
    typealias Profile = PinterestProfile
    let title = content.options["title"]
    var found = [
      tooLong(title?.string ?? "", Profile.titleCharacters, .option("title"), " in the title"),
      tooLong(post.text, Profile.descriptionCharacters, .text(part: 0), ""),
      tooLong(post.link ?? "", Profile.linkCharacters, .link(part: 0), " in the link"),
    ].compactMap { $0 }
    if let title, title.string == nil {
      found.append(.init(.error, .option("title"), "a title is a text"))
    }
    return found
  }

  private func tooLong(
    _ text: String, _ most: Int, _ field: ContentProblem.Field, _ place: String
  ) -> ContentProblem? {
    let length = TextLength.scalars(text)
    guard length > most else { return nil }
    return .init(
      .error, field, "\(length) of \(most) characters\(place)",
      excess: length - most)
  }
}

// MARK: - Media

extension PinterestCheck {
  private var mediaProblems: [ContentProblem] {
    guard !post.media.isEmpty else {
      return [
        .init(
          .error, .text(part: 0), "a Pin needs a picture or a film",
          hint: "add media, or leave Pinterest out of this post")
      ]
    }
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: 0, index: index)
      found += fileProblems(item.file).map { .init(.error, field, $0) }
      // A Pin has one alt text, which is the first file's.
      if index == 0 {
        found += AltText.problems(item.alt, limit: PinterestProfile.altCharacters, at: field)
      }
    }
    return found + mixingProblems
  }

  private func fileProblems(_ file: MediaFile) -> [String] {
    typealias Profile = PinterestProfile
    if file.kind == .video {
      guard Profile.filmTypes.contains(file.mime) else {
        return ["Pinterest takes MP4 and MOV, not \(file.mime)"]
      }
      var found: [String] = []
      if file.bytes > Profile.filmBytes {
        found.append(MediaSize.message(file.bytes, limit: Profile.filmBytes))
      }
      if let length = file.milliseconds, !Profile.filmSeconds.contains(length / 1000) {
        found.append("a film on Pinterest plays for 4 seconds to 15 minutes")
      }
      return found
    }
    guard (fetches ? Profile.fetchTypes : Profile.uploadTypes).contains(file.mime) else {
      let types = fetches ? "JPEG, PNG, WebP and GIF" : "JPEG and PNG"
      return ["Pinterest takes \(types), not \(file.mime)"]
    }
    let limit = fetches ? Profile.fetchBytes : Profile.uploadBytes
    return file.bytes > limit ? [MediaSize.message(file.bytes, limit: limit)] : []
  }

  private var mixingProblems: [ContentProblem] {
    let field = ContentProblem.Field.media(part: 0, index: post.media.count - 1)
    let films = post.media.count { $0.file.kind == .video }
    if films > 0 {
      guard films > 1 || post.media.count > 2 else { return [] }
      return [
        .init(
          .error, field, "a film goes alone or with one picture, which stands for it",
          hint: "give each film a post of its own")
      ]
    }
    if post.media.count > PinterestProfile.carousel.upperBound {
      return [
        .init(
          .error, field, "\(post.media.count) of \(PinterestProfile.carousel.upperBound) pictures")
      ]
    }
    let all = post.media.reduce(Int64(0)) { $0 + $1.file.bytes }
    guard post.media.count > 1, !fetches, all > PinterestProfile.uploadBytes else { return [] }
    return [
      .init(
        .error, field, "together " + MediaSize.message(all, limit: PinterestProfile.uploadBytes))
    ]
  }
}
