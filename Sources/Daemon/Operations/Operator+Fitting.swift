import Config
import Domain
import HTTP

extension Operator {
  /// The target with what its account's `fit:` and `trim:` allow: other forms of files that its
  /// network does not take, and shorter texts.
  func fitted(
    _ target: PostDraft.Target, as declared: DeclaredAccount, _ media: [DraftMedia]
  ) async throws(ErrorObject) -> PostDraft.Target {
    guard declared.fit else { return target }
    var target = target
    if !media.isEmpty {
      let fitted = try await fittedMedia(target, as: declared, media)
      target.content = fitted.content
      target.failures = fitted.failures
    }
    target.content = Operator.fittedText(of: target, as: declared)
    return target
  }

  /// The content with texts that are not too long, where the account wants it.
  static func fittedText(of target: PostDraft.Target, as declared: DeclaredAccount) -> Content {
    guard declared.fit, let recipe = target.recipe as? any FittingRecipe else {
      return target.content
    }
    return recipe.fitted(target.content, for: target.facts)
  }

  private func fittedMedia(
    _ target: PostDraft.Target, as declared: DeclaredAccount, _ media: [DraftMedia]
  ) async throws(ErrorObject) -> MediaFitter.Fitted {
    let library = parts.ports.media
    let paths = Dictionary(
      media.map { ($0.file.hash, $0.path) }, uniquingKeysWith: { first, _ in first })
    // A film takes minutes.
    return try await OwnThread.result(on: "belfry-media") {
      MediaFitter(
        recipe: target.recipe, account: target.facts, mayTrim: declared.trim ?? false
      ) { form, file throws(FittingProblem) in
        guard let path = paths[file.hash] else { throw .failed("the file is not here") }
        do throws(FittingProblem) {
          return try library.make(form, of: path, file)
        } catch .notHere {
          throw .failed("this daemon makes no other forms of files")
        }
      }.fitted(target.content)
    }
  }
}
