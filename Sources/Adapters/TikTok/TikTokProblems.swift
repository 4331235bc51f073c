package import Domain
import Text

extension TikTokRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    TikTokCheck(content: content, post: TikTokPost(content), server: account.server).problems
  }
}

/// Holds a post against TikTok's rules, before anything is sent.
struct TikTokCheck {
  var content: Content
  var post: TikTokPost
  /// What the creator may do, as far as it is known.
  var server: JSON

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: TikTokProfile.value.postOptions)
    found += ThreadLength.problems(content, limit: 1)
    found += privacyProblems + optionProblems + captionProblems
    found += post.film == nil ? pictureProblems : filmProblems
    if content.warning != nil {
      found.append(.init(.error, .warning, "TikTok has no content warnings"))
    }
    if content.parts[0].poll != nil {
      found.append(.init(.error, .poll(part: 0), "TikTok's API has no polls"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "TikTok keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    return found
  }

  private var privacyProblems: [ContentProblem] {
    let choices = TikTokPrivacy.allCases.map(\.rawValue).joined(separator: ", ")
    guard let privacy = post.privacy else {
      let field: ContentProblem.Field =
        content.options["privacy"] == nil ? .visibility : .option("privacy")
      return [
        .init(
          .error, field, "TikTok wants to be told who may see a post",
          hint: "the option privacy: \(choices)")
      ]
    }
    let levels = server["levels"]?.array?.compactMap(\.string) ?? []
    if !levels.isEmpty, !levels.contains(privacy.level) {
      return [
        .init(.error, .option("privacy"), "the creator cannot choose \(privacy.rawValue) now")
      ]
    }
    guard post.isBranded, privacy == .onlyMe else { return [] }
    return [.init(.error, .option("privacy"), "branded content cannot be private")]
  }

  private var optionProblems: [ContentProblem] {
    let options = content.options
    let switches = [
      "allow_comments", "allow_duet", "allow_stitch", "branded_content", "own_brand",
      "ai_generated", "add_music",
    ]
    var found = switches.compactMap { name -> ContentProblem? in
      guard let value = options[name], value.bool == nil else { return nil }
      return .init(.error, .option(name), "\"\(name)\" is true or false")
    }
    if let value = options["cover_ms"], value.integer.map({ $0 < 0 }) ?? true {
      found.append(.init(.error, .option("cover_ms"), "a time in milliseconds from the start"))
    }
    if let value = options["title"], value.string == nil {
      found.append(.init(.error, .option("title"), "\"title\" is a text"))
    }
    if let value = options["cover_picture"],
      !(1...max(1, Int64(post.pictures.count)) ~= value.integer ?? 0)
    {
      found.append(
        .init(.error, .option("cover_picture"), "the number of one of the pictures, from 1"))
    }
    return found + strayProblems
  }

  /// Options that TikTok has for the other kind of post only.
  private var strayProblems: [ContentProblem] {
    let isFilm = post.film != nil
    let strays =
      isFilm
      ? ["title", "cover_picture", "add_music"] : ["allow_duet", "allow_stitch", "cover_ms"]
    var found = strays.filter { content.options[$0] != nil }.map { name in
      ContentProblem(
        .warning, .option(name), "TikTok has \"\(name)\" for \(isFilm ? "pictures" : "films") only")
    }
    if !isFilm, post.isMadeByMachine {
      found.append(
        .init(
          .error, .option("ai_generated"), "TikTok takes this declaration for films only",
          hint: "say it in the text, and leave the option out"))
    }
    return found
  }

  private var captionProblems: [ContentProblem] {
    let isFilm = post.film != nil
    let most = isFilm ? TikTokProfile.captionLength : TikTokProfile.pictureCaptionLength
    let length = TextLength.utf16(post.caption)
    var found: [ContentProblem] = []
    if length > most {
      found.append(
        .init(
          .error, .text(part: 0), "\(length) of \(most) characters (an emoji counts 2 and more)",
          excess: length - most))
    }
    let title = TextLength.utf16(post.title ?? "")
    if title > TikTokProfile.titleLength {
      found.append(
        .init(
          .error, .option("title"),
          "\(title) of \(TikTokProfile.titleLength) characters in the title",
          hint: "shorten by \(title - TikTokProfile.titleLength)"))
    }
    return found
  }

  private var filmProblems: [ContentProblem] {
    let media = content.parts[0].media
    let field = ContentProblem.Field.media(part: 0, index: max(0, media.count - 1))
    guard media.count == 1, let film = post.film else {
      return [.init(.error, field, "TikTok takes one film, or pictures, and not both")]
    }
    return problems(ofFilm: film).map { .init(.error, field, $0) }
  }

  private var pictureProblems: [ContentProblem] {
    let media = content.parts[0].media
    let field = ContentProblem.Field.media(part: 0, index: max(0, media.count - 1))
    guard !media.isEmpty else {
      return [
        .init(
          .error, field, "TikTok takes a film or pictures",
          hint: "leave this account out of posts without media")
      ]
    }
    var found: [ContentProblem] = []
    if media.count > TikTokProfile.pictures {
      found.append(.init(.error, field, "\(media.count) of \(TikTokProfile.pictures) pictures"))
    }
    for (index, item) in media.enumerated() {
      found += problems(ofPicture: item.file).map {
        .init(.error, .media(part: 0, index: index), $0)
      }
    }
    return found
  }

  private func problems(ofPicture file: MediaFile) -> [String] {
    guard TikTokProfile.pictureTypes.contains(file.mime) else {
      return ["TikTok takes pictures as JPEG and WebP, not \(file.mime)"]
    }
    var found: [String] = []
    if file.bytes > TikTokProfile.pictureBytes {
      found.append(MediaSize.message(file.bytes, limit: TikTokProfile.pictureBytes))
    }
    let sides = [file.width, file.height].compactMap(\.self).sorted()
    let most = TikTokProfile.pictureSides
    if sides.count == 2, sides[0] > most.shorter || sides[1] > most.longer {
      found.append(
        "\(sides[0]) × \(sides[1]) pixels; TikTok takes \(most.shorter) × \(most.longer) at most")
    }
    return found
  }

  private func problems(ofFilm film: MediaFile) -> [String] {
    var found: [String] = []
    if !["video/mp4", "video/quicktime", "video/webm"].contains(film.mime) {
      found.append("TikTok takes MP4, MOV and WebM, not \(film.mime)")
    }
    if film.bytes > TikTokProfile.filmBytes {
      found.append(MediaSize.message(film.bytes, limit: TikTokProfile.filmBytes))
    }
    let sides = [film.width, film.height].compactMap(\.self)
    if !sides.allSatisfy(TikTokProfile.filmSide.contains) {
      found.append("each side of the film has 360 to 4096 pixels")
    }
    if let codec = film.codec, !["avc1", "avc3", "hvc1", "hev1", "vp08", "vp09"].contains(codec) {
      found.append("TikTok takes H.264, H.265, VP8 and VP9, not \(codec)")
    }
    let seconds = server["film_seconds"]?.integer ?? TikTokProfile.filmSeconds
    if let length = film.milliseconds, length > seconds * 1000 {
      found.append("the film is longer than \(seconds) seconds")
    }
    return found
  }
}
