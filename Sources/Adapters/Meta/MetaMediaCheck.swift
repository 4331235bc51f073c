import Domain

/// Holds a file against what one of Meta's networks takes of its kind.
struct MetaMediaCheck: Sendable {
  var title: String
  var imageTypes: [String]
  var imageBytes: Int64
  var videoTypes = ["video/mp4", "video/quicktime"]
  var videoBytes: Int64
  /// How long films play.
  var videoSeconds: ClosedRange<Int64>
  /// H.264 and H.265, as containers name them.
  var videoCodecs = ["avc1", "avc3", "hvc1", "hev1"]
  /// Width divided by height, of pictures.
  var imageAspect: ClosedRange<Double>
  /// The same of films.
  var videoAspect: ClosedRange<Double>
  /// Narrower pictures are blown up.
  var imageWidth = 320

  func problems(_ file: MediaFile, at field: ContentProblem.Field) -> [ContentProblem] {
    switch file.kind {
    case .image where imageTypes.contains(file.mime):
      sizeProblems(file, imageBytes, field) + aspectProblems(file, imageAspect, field)
        + widthProblems(file, field)
    case .video where videoTypes.contains(file.mime):
      sizeProblems(file, videoBytes, field) + aspectProblems(file, videoAspect, field)
        + filmProblems(file, field)
    default:
      [
        .init(
          .error, field, "\(title) does not take \(file.mime)",
          hint: "use " + names(of: imageTypes + videoTypes))
      ]
    }
  }

  private func sizeProblems(
    _ file: MediaFile, _ limit: Int64, _ field: ContentProblem.Field
  ) -> [ContentProblem] {
    guard file.bytes > limit else { return [] }
    return [.init(.error, field, MediaSize.message(file.bytes, limit: limit))]
  }

  private func aspectProblems(
    _ file: MediaFile, _ range: ClosedRange<Double>, _ field: ContentProblem.Field
  ) -> [ContentProblem] {
    guard let width = file.width, let height = file.height, width > 0, height > 0 else { return [] }
    // A pixel of rounding is no reason to refuse a picture.
    let slack = 1 / Double(min(width, height))
    let aspect = Double(width) / Double(height)
    guard aspect < range.lowerBound - slack || aspect > range.upperBound + slack else { return [] }
    return [
      .init(
        .error, field,
        "\(width) × \(height) is too \(aspect > range.upperBound ? "wide" : "tall") for \(title)",
        hint: "width : height from \(Self.ratio(range.lowerBound)) to "
          + Self.ratio(range.upperBound))
    ]
  }

  private func widthProblems(
    _ file: MediaFile, _ field: ContentProblem.Field
  ) -> [ContentProblem] {
    guard let width = file.width, width < imageWidth else { return [] }
    return [
      .init(
        .warning, field, "\(width) pixels wide; \(title) blows it up to \(imageWidth)",
        hint: "use a larger picture")
    ]
  }

  private func filmProblems(_ file: MediaFile, _ field: ContentProblem.Field) -> [ContentProblem] {
    var found: [ContentProblem] = []
    if let codec = file.codec, !videoCodecs.contains(codec) {
      found.append(
        .init(
          .error, field, "\(title) takes films in H.264 and H.265, not \(codec)",
          hint: "convert it to H.264"))
    }
    let range = videoSeconds.lowerBound * 1000...videoSeconds.upperBound * 1000 + 999
    if let length = file.milliseconds, !range.contains(length) {
      found.append(
        .init(
          .error, field,
          "the film plays \(length / 1000) s; \(title) takes \(videoSeconds.lowerBound) to "
            + "\(videoSeconds.upperBound) s",
          hint: length > range.upperBound
            ? "trim it, or leave \(title) out of this post" : "leave \(title) out of this post"))
    }
    return found
  }

  private func names(of types: [String]) -> String {
    types.map { String($0.drop { $0 != "/" }.dropFirst()).uppercased() }.joined(separator: ", ")
  }

  /// Such as `1.91` or `0.8`, without the tail of binary fractions.
  private static func ratio(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    if rest == 0 { return "\(whole)" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// What none of Meta's networks has.
enum MetaAbsent {
  static func problems(_ content: Content, title: String) -> [ContentProblem] {
    var found: [ContentProblem] = []
    if content.warning != nil {
      found.append(
        .init(
          .error, .warning, "\(title) has no content warnings",
          hint: "write it into the text, or leave \(title) out of this post"))
    }
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "\(title) has no posts that are \(visibility.rawValue)",
          hint: "use public, or leave \(title) out of this post"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "\(title) keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    return found
  }

  /// The link that a post is about must be a web address.
  static func problems(link: String?, part: Int) -> [ContentProblem] {
    guard let link, WebAddress.resolve(link, against: "") == nil else { return [] }
    return [
      .init(
        .error, .link(part: part), "\"\(link.bounded)\" is no web address",
        hint: "begin with https://")
    ]
  }

  /// An option that must be one of a list.
  static func choice(
    _ name: String, _ values: [String], in content: Content
  ) -> [ContentProblem] {
    guard let value = content.options[name], !values.contains(value.string ?? "") else {
      return []
    }
    return [
      .init(
        .error, .option(name), "\"\(name)\" cannot be \(value.text)",
        hint: "one of " + values.joined(separator: ", "))
    ]
  }

  /// An option that is true or false.
  static func flag(_ name: String, in content: Content) -> [ContentProblem] {
    guard let value = content.options[name], value.bool == nil else { return [] }
    return [.init(.error, .option(name), "\"\(name)\" is true or false")]
  }
}
