package import Domain

/// Makes the media of one delivery fit into what its network takes. What that is, only the
/// network's own check knows: forms are held against it, the best first, before and after they are
/// made.
package struct MediaFitter {
  /// Makes another form of a file; it may take minutes.
  package typealias Maker = (MediaForm, MediaFile) throws(FittingProblem) -> MediaFile

  private let recipe: any Recipe
  private let account: AccountFacts
  private let mayTrim: Bool
  private let make: Maker

  /// - Parameter mayTrim: whether films may be cut off that are too long.
  package init(
    recipe: any Recipe, account: AccountFacts, mayTrim: Bool, make: @escaping Maker
  ) {
    self.recipe = recipe
    self.account = account
    self.mayTrim = mayTrim
    self.make = make
  }

  /// A content whose files were made to fit as far as they could be.
  package struct Fitted: Sendable {
    package var content: Content
    /// What became of files.
    package var told: [ContentProblem] = []
    /// Why a file stays as it is, which its network does not take.
    package var failures: [ContentProblem.Field: String] = [:]
  }

  /// `content` with other forms in the place of files that the network does not take. What cannot
  /// be made to fit stays as it is.
  package func fitted(_ content: Content) -> Fitted {
    var result = Fitted(content: content)
    for (part, index) in MediaFitter.files(of: content)
    where !refusals(content, part, index).isEmpty {
      fit(&result, part, index)
    }
    return result
  }

  /// Whether another form of this file would be taken.
  func canFit(_ content: Content, _ part: Int, _ index: Int) -> Bool {
    form(for: content, part, index) != nil
  }

  private static func files(of content: Content) -> [(part: Int, index: Int)] {
    content.parts.indices.flatMap { part in
      content.parts[part].media.indices.map { (part, $0) }
    }
  }

  // MARK: - One file

  private func fit(_ result: inout Fitted, _ part: Int, _ index: Int) {
    let content = result.content
    let field = ContentProblem.Field.media(part: part, index: index)
    let file = content.parts[part].media[index].file
    func take(_ form: MediaFile, _ change: String) {
      result.content = MediaFitter.replacing(part, index, form, in: content)
      result.told.append(
        .init(.warning, field, "the file is not taken as it is (\(change))"))
    }
    do throws(FittingProblem) {
      for form in forms(for: content, part, index) {
        let made = try make(form, file)
        let trial = MediaFitter.replacing(part, index, made, in: content)
        guard refusals(trial, part, index).isEmpty else { continue }
        return take(made, "\(MediaFitter.words(file)) becomes \(MediaFitter.words(made))")
      }
    } catch {
      switch error {
      case .missingTool(let name):
        result.failures[field] =
          "fit: needs \(name): apt install ffmpeg, or bring a file that fits"
      case .failed(let reason):
        result.failures[field] =
          "it cannot be made to fit (\(reason.prefix(300))): bring a file that fits"
      case .notHere:
        guard let form = form(for: content, part, index) else { return }
        let expected = form.expected(of: file)
        take(expected, "the daemon makes it into \(MediaFitter.kind(expected))")
      }
    }
  }

  /// The first form that may be taken.
  private func form(for content: Content, _ part: Int, _ index: Int) -> MediaForm? {
    forms(for: content, part, index).first
  }

  /// The forms that the network would take as far as can be known before they are made.
  private func forms(for content: Content, _ part: Int, _ index: Int) -> [MediaForm] {
    let file = content.parts[part].media[index].file
    let known: [MediaForm]
    switch file.kind {
    case .image: known = MediaForm.pictures.filter { $0.changes(file) }
    case .video: known = MediaForm.films
    case .animation, .audio, .other: known = []
    }
    func isTaken(_ form: MediaForm) -> Bool {
      let trial = MediaFitter.replacing(part, index, form.expected(of: file), in: content)
      return refusals(trial, part, index).isEmpty
    }
    let found = known.filter(isTaken)
    guard found.isEmpty, mayTrim, let milliseconds = file.milliseconds else { return found }
    return known.compactMap { $0.trimmed(below: milliseconds, isTaken: isTaken) }
  }

  /// What the network says against the file; nothing about its description.
  private func refusals(
    _ content: Content, _ part: Int, _ index: Int
  ) -> [ContentProblem] {
    recipe.problems(with: content, for: account).filter {
      $0.severity == .error && $0.excess == nil && $0.field == .media(part: part, index: index)
    }
  }

  private static func replacing(
    _ part: Int, _ index: Int, _ file: MediaFile, in content: Content
  ) -> Content {
    var content = content
    content.parts[part].media[index].file = file
    return content
  }

  // MARK: - Words

  private static func kind(_ file: MediaFile) -> String {
    let format = file.mime.split(separator: "/").last.map { $0.uppercased() } ?? file.mime
    guard let width = file.width, let height = file.height else { return format }
    return "\(format) of \(width) × \(height)"
  }

  /// Such as `PNG of 4000 × 3000, 4.2 MB`.
  private static func words(_ file: MediaFile) -> String {
    let tenths = (file.bytes + 50_000) / 100_000
    let seconds = file.milliseconds.map { ", \(($0 + 500) / 1000) s" } ?? ""
    return "\(kind(file)), \(tenths / 10).\(tenths % 10) MB\(seconds)"
  }
}
